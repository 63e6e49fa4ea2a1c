import type { Asker, PlatformServices, Responder } from "#core/ports.ts";
import type { Turn, TurnInput } from "#core/turn.ts";
import type { Inbound } from "./origin.ts";
import type { People } from "./people.ts";
import { createResponder, type Delivery } from "./responder.ts";
import type { Web } from "./web.ts";

/** Who asks, and where: as much of a turn as Slack alone can tell. */
export async function askerOf(
  inbound: Pick<Inbound, "team" | "userTeam" | "user" | "conversation">,
  delivery: Delivery,
  people: People,
): Promise<Asker> {
  const { team, user } = inbound;
  const [known, conversation] = await Promise.all([
    identify(inbound, delivery.web, people),
    inbound.conversation ?? delivery.direct(user).then((channel) => directConversation(team, channel ?? user)),
  ]);
  return { ...known, conversation };
}

function directConversation(team: string, channel: string): Turn["conversation"] {
  return { id: `slack:${team}/${channel}`, kind: "direct" };
}

/** What Slack knows of the person, added to what the payload says. */
async function identify(
  inbound: Pick<Inbound, "team" | "userTeam" | "user">,
  web: Web,
  people: People,
): Promise<{ readonly identity: Turn["identity"]; readonly locale?: string }> {
  const { team, userTeam, user } = inbound;
  const isExternal = userTeam !== team;
  const [profile, groups] = await Promise.all([
    people.profile(web, team, user),
    isExternal ? [] : people.groups(web, team, user),
  ]);
  const isMember = profile.standing === "member" || profile.standing === "restricted";
  return {
    identity: {
      id: `slack:${userTeam}/${user}`,
      platform: "slack",
      tenant: userTeam,
      standing: isExternal && isMember ? "external" : profile.standing,
      groups,
      ...(profile.displayName === undefined ? {} : { displayName: profile.displayName }),
    },
    ...(profile.locale === undefined ? {} : { locale: profile.locale }),
  };
}

/** Makes the turn and gives it to the bot; resolves when all of it is done. */
export async function takeTurn(
  inbound: Inbound,
  stamp: number | undefined,
  delivery: Delivery,
  people: People,
  services: PlatformServices,
  wrap: (responder: Responder) => Responder = (responder) => responder,
): Promise<void> {
  const received = services.clock.now();
  const [asker, input] = await Promise.all([
    askerOf(inbound, delivery, people),
    withName(inbound, delivery.web, people, services.commands),
  ]);
  // Bots that hide it in their messages are still bots: nobody answers them.
  if (asker.identity.standing === "bot" && inbound.origin.kind === "message") return;
  const turn: Turn = {
    id: services.newTurnId(),
    key: inbound.key,
    at: inbound.at ?? stamp ?? received,
    platform: "slack",
    ...asker,
    input,
  };
  const log = delivery.log.child({ turn: turn.id });
  await services.bot.handle(turn, wrap(createResponder(inbound.origin, inbound.user, { ...delivery, log })));
}

/** The slot that says for whom something is, as commands call it. */
const nameSlot = "name";

/** A request about somebody, with their name where the command takes one and Slack tells it in time. */
async function withName(
  { input, about, team }: Pick<Inbound, "input" | "about" | "team">,
  web: Web,
  people: People,
  commands: PlatformServices["commands"],
): Promise<TurnInput> {
  if (about === undefined || input.kind !== "command") return input;
  const command = commands.find(({ name }) => name === input.command);
  if (command?.described.some(({ name, wire }) => name === nameSlot && wire === "text") !== true) return input;
  const { displayName } = await people.profile(web, team, about);
  return displayName === undefined ? input : { ...input, raw: { ...input.raw, [nameSlot]: displayName } };
}
