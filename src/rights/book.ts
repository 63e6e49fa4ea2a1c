import type { Action } from "#core/actions.ts";
import type { Directory, Entity, Place } from "#core/directory.ts";
import type { Grant, GrantedRights, Link, Lockdown, RightsSnapshot } from "#core/grants.ts";
import type { Guest } from "#core/identities.ts";
import { placeThing } from "#core/own.ts";
import type { Person, Who } from "#core/person.ts";
import type { Policy } from "#core/policy.ts";
import type { Clock } from "#core/ports.ts";
import type { Store } from "#core/store.ts";

export interface BookTools {
  readonly store: Pick<Store, "rightsVersion" | "rightsSnapshot">;
  readonly clock: Clock;
  readonly directory: Pick<Directory, "place">;
  readonly policy: Pick<Policy, "decide">;
  /** A person of the configuration, with the roles that it gives them now. */
  person(id: string): Person | undefined;
  /** Told after something was read anew. */
  onChange?(): void;
  /** Whether hours as written hold at this moment of the place's wall clock. */
  isWithin(hours: string, now: number, timezone: string): boolean;
}

/** What was given in chat, in memory: grants by (person, action, thing), lockdowns, links. */
export interface RightsBook extends GrantedRights {
  /** Reads again when any process changed something. */
  refresh(): Promise<void>;
  grants(): readonly Grant[];
  lockdowns(): readonly Lockdown[];
  isLocked(place: string): boolean;
  links(): readonly Link[];
  /** The person an identity was linked to, unless the link is suspended. */
  linkOf(identity: string): string | undefined;
  linkedTo(person: string): readonly string[];
  guests(): readonly Guest[];
  guest(person: string): Guest | undefined;
  isGone(identity: string): boolean;
}

const nothing: RightsSnapshot = { version: -1, grants: [], lockdowns: [], links: [], guests: [], gone: [] };

export function createBook(tools: BookTools): RightsBook {
  const { store, clock } = tools;
  let snapshot = nothing;
  let asked = 0;
  let taken = 0;
  let byKey = new Map<string, readonly Grant[]>();
  let locked: ReadonlySet<string> = new Set();
  let linkByIdentity: ReadonlyMap<string, Link> = new Map();
  let linksByPerson: ReadonlyMap<string, readonly Link[]> = new Map();
  let guestByPerson: ReadonlyMap<string, Guest> = new Map();

  const keyOf = (person: string, action: string, thing: string) => JSON.stringify([person, action, thing]);

  function take(next: RightsSnapshot): void {
    snapshot = next;
    const index = new Map<string, Grant[]>();
    const add = (key: string, grant: Grant) => {
      const known = index.get(key);
      if (known === undefined) index.set(key, [grant]);
      else known.push(grant);
    };
    for (const grant of next.grants) {
      add(keyOf(grant.person, grant.action, grant.thing), grant);
      add(keyOf(grant.person, grant.action, ""), grant);
    }
    byKey = index;
    locked = new Set(next.lockdowns.map(({ place }) => place));
    const holding = next.links.filter(({ isSuspended }) => !isSuspended);
    linkByIdentity = new Map(holding.map((link) => [link.identity, link]));
    linksByPerson = Map.groupBy(holding, ({ person }) => person);
    guestByPerson = new Map(next.guests.map((guest) => [guest.person, guest]));
  }

  const concerning = (person: string, action: Action, entity: Entity): readonly Grant[] => {
    if (byKey.size === 0) return [];
    const own = byKey.get(keyOf(person, action, entity.id)) ?? [];
    const wide = byKey.get(keyOf(person, action, placeThing(entity.place))) ?? [];
    return wide.length === 0 || entity.kind === "place" ? own : [...own, ...wide];
  };

  /** As the giver stands now: by the configuration, else only by what a group of the platform gave them then. */
  function giverOf({ giver, giverRoles }: Grant): Who {
    const known = tools.person(giver);
    const roles = [...new Set([...(known?.roles ?? []), ...giverRoles])];
    const person = known ?? { id: giver, name: giver, identities: [], isKnown: roles.length > 0, roles };
    return { person: { ...person, roles }, roles, viewRoles: [] };
  }

  /** Never more than the giver may do now: their own decision is what the grant passes on. */
  function rightOf(grant: Grant, action: Action, entity: Entity, place: Place, now: number, channel: string) {
    const { person, roles } = giverOf(grant);
    const own = tools.policy.decide({ person, action, entity, place, now, channel, roles });
    if (!own.isAllowed) return [];
    return [{ id: grant.id, obligations: own.obligations, limits: own.limits }];
  }

  const isOpen = ({ until, uses, used }: Grant, now: number) => until > now && (uses === undefined || used < uses);

  return {
    async refresh() {
      asked += 1;
      const mine = asked;
      const version = await store.rightsVersion();
      if (version === snapshot.version) return;
      const next = await store.rightsSnapshot(clock.now());
      // Several ask at once: what was asked for first and comes last is old.
      if (mine < taken) return;
      taken = mine;
      take(next);
      tools.onChange?.();
    },
    holding(who, action, entity, place, now, channel) {
      return concerning(who.person.id, action, entity)
        .filter((grant) => isOpen(grant, now) && grant.from <= now)
        .filter(({ hours }) => hours === undefined || tools.isWithin(hours, now, place.timezone))
        .flatMap((grant) => rightOf(grant, action, entity, place, now, channel));
    },
    isAny(person, action, entity) {
      const now = clock.now();
      const found =
        entity === undefined ? (byKey.get(keyOf(person.id, action, "")) ?? []) : concerning(person.id, action, entity);
      return found.some((grant) => isOpen(grant, now));
    },
    grants: () => snapshot.grants.filter(({ until }) => until > clock.now()),
    lockdowns: () => snapshot.lockdowns,
    isLocked: (place) => locked.has(place),
    links: () => snapshot.links,
    linkOf: (identity) => linkByIdentity.get(identity)?.person,
    linkedTo: (person) => linksByPerson.get(person)?.map(({ identity }) => identity) ?? [],
    guests: () => snapshot.guests,
    guest: (person) => guestByPerson.get(person),
    isGone: (identity) => snapshot.gone.includes(identity),
  };
}
