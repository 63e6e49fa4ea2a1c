import type { PlatformServices } from "#core/ports.ts";
import type { Turn } from "#core/turn.ts";
import type { Inbound } from "./inbound.ts";
import type { People } from "./people.ts";
import { createResponder, type Delivery } from "./responder.ts";
import type { Web } from "./web.ts";

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
): Promise<void> {
  const received = services.clock.now();
  const { identity, locale } = await identify(inbound, delivery.web, people);
  const turn: Turn = {
    id: services.newTurnId(),
    key: inbound.key,
    at: inbound.at ?? stamp ?? received,
    platform: "slack",
    identity,
    conversation: inbound.conversation,
    input: inbound.input,
    ...(locale === undefined ? {} : { locale }),
  };
  const log = delivery.log.child({ turn: turn.id });
  await services.bot.handle(turn, createResponder(inbound.origin, inbound.user, { ...delivery, log }));
}
