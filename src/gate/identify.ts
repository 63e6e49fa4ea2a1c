import type { Guest, Register } from "#core/identities.ts";
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

/** What was said in chat about who is who; the configuration wins over it. */
export interface KnownAccounts {
  /** The person that an identity was linked to; undefined as long as the link is suspended. */
  linkOf(identity: string): string | undefined;
  /** The identities that were linked to a person and are not suspended. */
  linkedTo(person: string): readonly string[];
  guest(person: string): Guest | undefined;
  /** Groups of an account that the turn did not come from, as last heard; none where they cannot be known. */
  groupsOf(identity: string): readonly string[];
}

const ownPrefix = "cli:";

export interface Identify extends Register {
  (turn: Turn): Who;
  /** The further accounts of whoever this turn comes from. */
  accounts(turn: Turn): readonly string[];
  /** Everybody in the configuration. */
  people(): readonly Person[];
}

const nothingKnown: KnownAccounts = {
  linkOf: () => undefined,
  linkedTo: () => [],
  guest: () => undefined,
  groupsOf: () => [],
};

/**
 * Gate step 2: from platform identity to person and roles. Only immutable ids count. Those in no `people[]` entry and
 * not linked to one become a person of their own if a role names their group; a channel, or `everyone`, gives roles
 * for looking only. Bots and deactivated, restricted and external accounts get nothing that way.
 */
export function createIdentify(config: IdentifyConfig, known: KnownAccounts = nothingKnown): Identify {
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

  const whole = (person: Person): Person => {
    const linked = known.linkedTo(person.id).filter((one) => !byIdentity.has(one));
    return linked.length === 0 ? person : { ...person, identities: [...person.identities, ...linked] };
  };

  const person = (id: string): Person | undefined => {
    const found = byId.get(id);
    if (found !== undefined) return whole(found);
    if (!id.includes(":")) return undefined;
    const guest = known.guest(id);
    return whole({ id, name: guest?.name ?? id, roles: [], identities: [id], isKnown: guest?.state === "admitted" });
  };

  const owner = (identity: string): Person | undefined => {
    const configured = byIdentity.get(identity);
    if (configured !== undefined) return whole(configured);
    const main = known.linkOf(identity);
    return main === undefined ? undefined : person(main);
  };

  const find = ({ identity, platform, operator }: Turn): Person => {
    const stranger = { ...nobody(identity), isKnown: false };
    if (identity.platform !== platform || !identity.id.startsWith(`${platform}:`)) return stranger;
    if (identity.id.startsWith(ownPrefix)) {
      const meant = operator === undefined ? undefined : byId.get(identity.id.slice(ownPrefix.length));
      return meant === undefined ? stranger : whole(meant);
    }
    const own = byIdentity.get(identity.id) ?? (isWell(identity) ? owner(identity.id) : undefined);
    return named(own === undefined ? (person(identity.id) ?? stranger) : whole(own), identity);
  };

  /** Roles by the groups of an account: its own of this turn, or another's of the same person. */
  const byGroup = (groups: readonly string[], platform: string) =>
    config.roles.filter((role) => role.groups.some((one) => isIn(groups, platform, one))).map(({ name }) => name);

  const identify = (turn: Turn): Who => {
    const { identity, conversation } = turn;
    const found = find(turn);
    const reach = reachOf(turn, config.served);
    const isSeeing = (role: IdentifyConfig["roles"][number]) =>
      role.channels.includes(conversation.id) || (role.everyone && reach === "full");
    const inherited = reach === "none" ? [] : byGroup(identity.groups, identity.platform);
    const elsewhere = accountsOf(found, identity).flatMap((one) => byGroup(known.groupsOf(one), platformOf(one)));
    const seeing = reach === "none" ? [] : config.roles.filter(isSeeing);
    const roles = [...new Set([...found.roles, ...inherited, ...elsewhere])];
    const viewRoles = seeing.map((role) => role.name).filter((role) => !roles.includes(role));
    return { person: { ...found, roles, isKnown: found.isKnown || roles.length > 0 }, roles, viewRoles };
  };
  return Object.assign(identify, {
    person,
    owner,
    isConfigured: (id: string) => byId.has(id),
    accounts: (turn: Turn) => accountsOf(find(turn), turn.identity),
    people: () => people.map(whole),
  });
}

/** Whether the account is one that a human still holds. */
function isWell({ standing }: PlatformIdentity): boolean {
  return standing !== "bot" && standing !== "deactivated";
}

function accountsOf({ identities }: Person, identity: PlatformIdentity): readonly string[] {
  return isWell(identity) ? identities.filter((one) => one !== identity.id) : [];
}

function platformOf(identity: string): string {
  return identity.slice(0, identity.indexOf(":"));
}

function isIn(groups: readonly string[], platform: string, group: string): boolean {
  return groups.includes(group) && group.startsWith(`${platform}:`);
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

/** Who goes by an identity alone is called as the platform calls them. */
function named(person: Person, { id, displayName }: PlatformIdentity): Person {
  const isBare = person.id.includes(":") && person.name === person.id;
  return isBare ? { ...person, name: displayName ?? id } : person;
}

function nobody(identity: PlatformIdentity): Omit<Person, "isKnown"> {
  return { id: identity.id, name: identity.displayName ?? identity.id, roles: [], identities: [identity.id] };
}
