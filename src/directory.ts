import type { Directory, DiscoveredThing, Entity, EntityState, Place } from "#core/directory.ts";
import type { ConfigFault } from "#core/errors.ts";
import type { NameEntry } from "#core/language.ts";

/** `things[]` of the configuration, as far as the directory needs it. */
export interface NamedThing {
  /** `<account>:<vendor id>` or `<account>:name=<vendor label>`. */
  readonly match: string;
  readonly name?: string;
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  readonly place?: string;
  readonly require: Entity["require"];
  readonly hidden: boolean;
}

export interface DirectoryConfig {
  readonly accounts: readonly { readonly id: string; readonly vendor: string; readonly place: string }[];
  readonly places: readonly Place[];
  readonly things: readonly NamedThing[];
}

/** The directory with its writing side, which only the composition root holds. */
export interface LiveDirectory extends Directory {
  /** Replaces all things of one account. */
  replace(account: string, things: readonly DiscoveredThing[], at: number): void;
  setState(id: string, state: EntityState): void;
  /** `things[]` entries of heard accounts that match no thing or several. */
  faults(): readonly ConfigFault[];
  /** Every name of every thing, for the matcher. */
  names(): Iterable<NameEntry>;
}

interface AccountThings {
  readonly entities: readonly Entity[];
  readonly heardAt: number;
}

export function createDirectory(config: DirectoryConfig): LiveDirectory {
  const accounts = new Map<string, AccountThings>();
  const byId = new Map<string, Entity>();
  const places = new Map(config.places.map((place) => [place.id, place]));
  let visible: readonly Entity[] = [];

  const rebuild = () => {
    const all = [...accounts.values()].flatMap(({ entities }) => entities);
    visible = all.filter((entity) => !entity.isHidden);
  };

  return {
    entity: (id) => byId.get(id),
    all: () => visible,
    place: (id) => places.get(id),
    heardAt: (account) => accounts.get(account)?.heardAt,

    replace(account, things, at) {
      const own = config.accounts.find(({ id }) => id === account);
      if (own === undefined) return;
      for (const entity of accounts.get(account)?.entities ?? []) byId.delete(entity.id);
      const settings = config.things.filter(({ match }) => accountOf(match) === account);
      const entities = things.map((thing) => assemble(thing, own, settings, things));
      for (const entity of entities) byId.set(entity.id, entity);
      accounts.set(account, { entities, heardAt: at });
      rebuild();
    },

    setState(id, state) {
      const entity = byId.get(id);
      if (entity === undefined) return;
      // Entities are shared by all views of the directory; the state is the one part that changes in place.
      Object.assign(entity, { state: { ...entity.state, ...state } });
    },

    faults() {
      return config.things.flatMap((thing, index): ConfigFault[] => {
        const heard = accounts.get(accountOf(thing.match));
        if (heard === undefined) return [];
        const count = heard.entities.filter((entity) => fits(thing, entity)).length;
        if (count === 1) return [];
        const problem =
          count === 0 ? `matches no thing: "${thing.match}"` : `matches ${count} things: "${thing.match}"`;
        const mend = "run `usher things` to see what the account holds, and match exactly one thing by its vendor id";
        return [{ file: "usher.yaml", key: `things[${index}].match`, problem, mend }];
      });
    },

    *names() {
      for (const { id, kind, name, aliases } of visible) {
        yield { id, kind, name, locale: "" };
        for (const [locale, others] of Object.entries(aliases)) {
          for (const other of others) yield { id, kind, name: other, locale };
        }
      }
    },
  };
}

function assemble(
  thing: DiscoveredThing,
  account: DirectoryConfig["accounts"][number],
  settings: readonly NamedThing[],
  siblings: readonly DiscoveredThing[],
): Entity {
  const id = `${account.id}:${thing.vendorId}`;
  const own = settings.filter((one) => fits(one, { ...thing, account: account.id }));
  const isExact = (one: NamedThing) =>
    siblings.filter((other) => fits(one, { ...other, account: account.id })).length === 1;
  // An ambiguous entry names nothing, but what it demands or hides holds for all that it may mean.
  const naming = own.find(isExact);
  return {
    ...thing,
    id,
    account: account.id,
    vendor: account.vendor,
    name: naming?.name ?? thing.label,
    aliases: naming?.aliases ?? {},
    place: naming?.place ?? account.place,
    require: Object.assign({}, ...own.map((one) => one.require)),
    isHidden: own.some((one) => one.hidden),
  };
}

function accountOf(match: string): string {
  return match.slice(0, match.indexOf(":"));
}

function fits({ match }: NamedThing, thing: Pick<Entity, "account" | "vendorId" | "label">): boolean {
  const wanted = match.slice(match.indexOf(":") + 1);
  if (accountOf(match) !== thing.account) return false;
  return wanted.startsWith("name=") ? thing.label === wanted.slice("name=".length) : thing.vendorId === wanted;
}
