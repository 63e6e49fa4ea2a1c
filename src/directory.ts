import type { Directory, DiscoveredThing, Entity, EntityState } from "#core/directory.ts";
import type { ConfigFault } from "#core/errors.ts";
import type { NameEntry } from "#core/language.ts";
import { ownAccount, personThing, placeThing } from "#core/own.ts";
import type { Config, ConfiguredThing } from "#src/config.ts";

export type DirectoryConfig = Pick<Config, "file" | "accounts" | "places" | "things"> & Partial<Pick<Config, "people">>;

/** The directory with its writing side, which only the composition root holds. */
export interface LiveDirectory extends Directory {
  /** Replaces all things of one account. */
  replace(account: string, things: readonly DiscoveredThing[], at: number): void;
  /** Takes new names, places and demands for what is known. */
  configure(config: DirectoryConfig): void;
  setState(id: string, state: EntityState): void;
  /** Replaces the people who can be named and are in no configuration. */
  setGuests(guests: readonly NamedGuest[]): void;
  /** `things[]` entries of heard accounts that match no thing or several; of another configuration before it counts. */
  faults(of?: DirectoryConfig): readonly ConfigFault[];
  /** Every name of every thing, for the matcher. */
  names(): Iterable<NameEntry>;
}

export interface NamedGuest {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
}

interface AccountThings {
  readonly things: readonly DiscoveredThing[];
  readonly heardAt: number;
}

export function createDirectory(initial: DirectoryConfig): LiveDirectory {
  let config = initial;
  const accounts = new Map<string, AccountThings>();
  const byId = new Map<string, Entity>();
  let visible: readonly Entity[] = [];
  let guests: readonly NamedGuest[] = [];

  /** The room a thing stands in, the floor of the room, and so on. */
  const areasOf = ({ account, area, id }: Entity): readonly string[] => {
    const found: string[] = [];
    let next = area === undefined ? undefined : byId.get(`${account}:${area}`);
    while (next !== undefined && next.id !== id && !found.includes(next.id)) {
      found.push(next.id);
      next = next.area === undefined ? undefined : byId.get(`${account}:${next.area}`);
    }
    return found;
  };

  const rebuild = () => {
    byId.clear();
    for (const account of config.accounts) {
      // An account is itself something that rights are given on; nobody reaches it by a name.
      byId.set(account.id, accountEntity(account));
      const things = accounts.get(account.id)?.things ?? [];
      const settings = config.things.filter((thing) => thing.account === account.id);
      for (const thing of things) {
        const entity = assemble(thing, account, settings, things);
        byId.set(entity.id, entity);
      }
    }
    for (const guest of guests) byId.set(personThing(guest.id), guestEntity(guest));
    for (const entity of ownEntities(config)) byId.set(entity.id, entity);
    visible = [...byId.values()].filter((entity) => !entity.isHidden);
  };
  rebuild();

  return {
    entity: (id) => byId.get(id),
    all: () => visible,
    place: (id) => config.places.find((place) => place.id === id),
    heardAt: (account) => accounts.get(account)?.heardAt,

    replace(account, things, heardAt) {
      accounts.set(account, { things, heardAt });
      rebuild();
    },

    configure(next) {
      config = next;
      rebuild();
    },

    setState(id, state) {
      const entity = byId.get(id);
      if (entity === undefined) return;
      // Entities are shared by all views of the directory; the state is the one part that changes in place.
      Object.assign(entity, { state: { ...entity.state, ...state } });
    },

    setGuests(next) {
      guests = next;
      rebuild();
    },

    faults(of = config) {
      return of.things.flatMap((thing, index): ConfigFault[] => {
        const heard = accounts.get(thing.account);
        if (heard === undefined) return [];
        const count = heard.things.filter((one) => fits(thing, one)).length;
        if (count === 1) return [];
        const problem = count === 0 ? `"${thing.match}" matches no thing` : `"${thing.match}" matches ${count} things`;
        const mend = "run `usher things` to see what the account holds, and match exactly one thing by its vendor id";
        return [{ file: of.file, line: thing.line, key: `things[${index}].match`, problem, mend }];
      });
    },

    *names() {
      for (const entity of visible) {
        const { id, kind, name, aliases } = entity;
        const areas = areasOf(entity);
        const common = { id, kind, ...(areas.length === 0 ? {} : { areas }) };
        yield { ...common, name, locale: "" };
        for (const [locale, others] of Object.entries(aliases)) {
          for (const other of others) yield { ...common, name: other, locale };
        }
      }
    },
  };
}

function assemble(
  thing: DiscoveredThing,
  account: DirectoryConfig["accounts"][number],
  settings: readonly ConfiguredThing[],
  siblings: readonly DiscoveredThing[],
): Entity {
  const own = settings.filter((one) => fits(one, thing));
  // An ambiguous entry names nothing, but what it demands or hides holds for all that it may mean.
  const naming = own.find((one) => siblings.filter((other) => fits(one, other)).length === 1);
  return {
    ...thing,
    id: `${account.id}:${thing.vendorId}`,
    account: account.id,
    vendor: account.vendor,
    name: naming?.name ?? thing.label,
    aliases: naming?.aliases ?? {},
    place: naming?.place ?? account.place,
    require: Object.assign({}, ...own.map((one) => one.require)),
    isHidden: own.some((one) => one.isHidden),
  };
}

/** Places and people, so that they can be named like any other thing. */
function ownEntities({ places, people = [] }: DirectoryConfig): readonly Entity[] {
  const common = { account: ownAccount, vendor: "", capabilities: [], aliases: {}, require: {}, isHidden: false };
  return [
    ...places.map(({ id, name, require }): Entity => {
      const own = { id: placeThing(id), vendorId: placeThing(id).slice(ownAccount.length + 1) };
      return { ...common, ...own, kind: "place", label: id, name, aliases: { "": [id] }, place: id, require };
    }),
    ...people.map(({ id, name, identities }): Entity => {
      const own = { id: personThing(id), vendorId: personThing(id).slice(ownAccount.length + 1) };
      return { ...common, ...own, kind: "person", label: id, name, aliases: { "": [id, ...identities] }, place: "" };
    }),
  ];
}

function guestEntity({ id, name, aliases }: NamedGuest): Entity {
  const own = { id: personThing(id), vendorId: personThing(id).slice(ownAccount.length + 1), account: ownAccount };
  const common = { vendor: "", capabilities: [], require: {}, isHidden: false, place: "" };
  return { ...own, ...common, kind: "person", label: id, name, aliases: { "": aliases } };
}

function accountEntity({ id, vendor, place }: DirectoryConfig["accounts"][number]): Entity {
  const thing = { vendorId: "", kind: "account", label: id, capabilities: ["vendor.call"] } as const;
  return { ...thing, id, account: id, vendor, name: id, aliases: {}, place, require: {}, isHidden: true };
}

function fits({ vendorId, label }: ConfiguredThing, thing: Pick<Entity, "vendorId" | "label">): boolean {
  return label === undefined ? thing.vendorId === vendorId : thing.label === label;
}
