import type { Asker, PlatformServices, Responder } from "#core/ports.ts";
import type { Turn } from "#core/turn.ts";
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
  const asker = await askerOf(inbound, delivery, people);
  // Bots that hide it in their messages are still bots: nobody answers them.
  if (asker.identity.standing === "bot" && inbound.origin.kind === "message") return;
  const turn: Turn = {
    id: services.newTurnId(),
    key: inbound.key,
    at: inbound.at ?? stamp ?? received,
    platform: "slack",
    ...asker,
    input: inbound.input,
  };
  const log = delivery.log.child({ turn: turn.id });
  await services.bot.handle(turn, wrap(createResponder(inbound.origin, inbound.user, { ...delivery, log })));
}
