import type { Person, Who } from "#core/person.ts";
import type { PlatformIdentity, Turn } from "#core/turn.ts";

/** What identification needs of the configuration. */
export interface IdentifyConfig {
  readonly people: readonly {
    readonly id: string;
    readonly name: string;
    readonly locale?: string;
    readonly identities: readonly string[];
    readonly roles: readonly string[];
  }[];
  readonly roles: readonly {
    readonly name: string;
    readonly groups: readonly string[];
    readonly channels: readonly string[];
    readonly everyone: boolean;
  }[];
  /** Slack teams and Discord guilds by platform; members of others get no role that is not theirs by name. */
  readonly served?: Readonly<Record<string, readonly string[] | undefined>>;
}

const ownPrefix = "cli:";

export interface Identify {
  (turn: Turn): Who;
  /** A person of the configuration, with the roles that it gives them. */
  readonly person: (id: string) => Person | undefined;
  readonly people: readonly Person[];
}

/**
 * Gate step 2: from platform identity to person and roles. Only immutable ids count. Those in no `people[]` entry
 * become a person of their own if a role names their group; a channel, or `everyone`, gives roles for looking only.
 * Bots and deactivated, restricted and external accounts get nothing that way.
 */
export function createIdentify(config: IdentifyConfig): Identify {
  const people = config.people.map(
    ({ id, name, locale, identities, roles }): Person => ({
      id,
      name,
      roles,
      identities,
      ...(locale === undefined ? {} : { locale }),
      isKnown: true,
    }),
  );
  const byId = new Map(people.map((person) => [person.id, person]));
  const byIdentity = new Map(people.flatMap((person) => person.identities.map((one) => [one, person] as const)));

  const find = ({ identity, platform, operator }: Turn): Person | undefined => {
    if (identity.platform !== platform || !identity.id.startsWith(`${platform}:`)) return undefined;
    if (!identity.id.startsWith(ownPrefix)) return byIdentity.get(identity.id);
    return operator === undefined ? undefined : byId.get(identity.id.slice(ownPrefix.length));
  };

  const identify = (turn: Turn): Who => {
    const { identity, conversation } = turn;
    const person = find(turn);
    const reach = reachOf(turn, config.served);
    const isSeeing = (role: IdentifyConfig["roles"][number]) =>
      role.channels.includes(conversation.id) || (role.everyone && reach === "full");
    const inherited =
      reach === "none" ? [] : config.roles.filter((role) => role.groups.some((one) => isIn(identity, one)));
    const seeing = reach === "none" ? [] : config.roles.filter(isSeeing);
    const roles = [...new Set([...(person?.roles ?? []), ...inherited.map((role) => role.name)])];
    const viewRoles = seeing.map((role) => role.name).filter((role) => !roles.includes(role));
    return { person: person === undefined ? stranger(identity, roles) : { ...person, roles }, roles, viewRoles };
  };
  return Object.assign(identify, { person: (id: string) => byId.get(id), people });
}

function isIn(identity: PlatformIdentity, group: string): boolean {
  return identity.groups.includes(group) && group.startsWith(`${identity.platform}:`);
}

/**
 * How far membership carries: `named` where the platform tells no tenant (a direct message), so that only ids which
 * name their tenant themselves count. The command line speaks for people who are named in the configuration.
 */
function reachOf({ identity, platform }: Turn, served: IdentifyConfig["served"]): "full" | "named" | "none" {
  if (identity.standing !== "member" || identity.platform !== platform || identity.id.startsWith(ownPrefix))
    return "none";
  const tenants = served?.[platform];
  if (tenants === undefined) return "full";
  if (identity.tenant === undefined) return "named";
  return tenants.includes(identity.tenant) ? "full" : "none";
}

function stranger(identity: PlatformIdentity, roles: readonly string[]): Person {
  return {
    id: identity.id,
    name: identity.displayName ?? identity.id,
    roles,
    identities: [identity.id],
    isKnown: roles.length > 0,
  };
}
