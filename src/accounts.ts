import { z } from "zod";
import type { Action } from "#core/actions.ts";
import type { Reads, VendorReads } from "#core/capabilities.ts";
import { type DiscoveredThing, type Entity, entityKinds } from "#core/directory.ts";
import { InputError, VendorError } from "#core/errors.ts";
import type { HealthView } from "#core/health.ts";
import type { Clock, HttpRoute, Log, Performer, VendorAccount, VendorServices } from "#core/ports.ts";
import type { Store } from "#core/store.ts";
import type { ConfiguredAccount } from "#src/config.ts";
import type { LiveDirectory } from "#src/directory.ts";
import { createEvents, type Events, listenTo } from "#src/events.ts";
import { createHealth } from "#src/health.ts";
import { hookRoutes } from "#vendors/hooks.ts";
import { vendors } from "#vendors/registry.ts";
import type { VendorConnection } from "#vendors/vendor.ts";

export interface Accounts {
  readonly all: readonly VendorConnection[];
  account(id: string): VendorConnection | undefined;
  /** Whether they answer, for people to see. */
  readonly health: HealthView;
  readonly reads: Reads;
  performer(account: string, capability: Action): Performer | undefined;
  follow(account: string): VendorAccount["follow"];
  hasDoors(account: string): boolean;
  /** How far the clock of each vendor that said so lately is ahead of ours, in ms. */
  skews(): ReadonlyMap<string, number>;
  /** Things from the store at once, then from the vendors, for at most `patienceMs` (0: not at all); what is slow arrives later. */
  load(patienceMs: number, freshForMs: number): Promise<void>;
  /** Takes over what another process has stored of one account, or of all. */
  reread(account?: string): Promise<void>;
  /** Keeps the directory warm and listens to what happens, until closed. */
  keepWarm(): void;
  /** What happens, from `keepWarm` on. */
  readonly events: Pick<Events, "on">;
  /** Addresses at which vendors call, for the HTTP server. */
  readonly routes: readonly HttpRoute[];
  close(): Promise<void>;
}

export interface AccountsDeps {
  readonly store: Store;
  readonly directory: LiveDirectory;
  readonly clock: Clock;
  readonly log: Log;
  readonly services: VendorServices;
  /** Called when names changed. */
  onChange(): Promise<void>;
}

const refreshMs = 15 * 60_000;
const retryMs = 30_000;
const thingsTimeoutMs = 20_000;

/** What the store keeps of a thing; stored files are parsed like anything else from outside. */
const storedThings = z.array(
  z.looseObject({
    vendorId: z.string(),
    kind: z.enum(entityKinds),
    label: z.string(),
    capabilities: z.array(z.string()),
  }),
);

export async function connectAccounts(configured: readonly ConfiguredAccount[], deps: AccountsDeps): Promise<Accounts> {
  const { store, directory, clock, log } = deps;
  const connections = new Map<string, VendorConnection>();
  const stopping = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  const events = createEvents(log);
  const ears: (() => void)[] = [];
  const health = createHealth((id) => connections.get(id), { clock, directory });
  for (const { id, vendor, place, settings } of configured) {
    const load = vendors[vendor];
    if (load === undefined) throw new TypeError(`no vendor "${vendor}"`);
    connections.set(id, await (await load()).connect(settings, deps.services, { id, place }));
  }

  async function fromStore(account: string): Promise<number | undefined> {
    const stored = await store.loadThings(account);
    if (stored === undefined) return undefined;
    const parsed = storedThings.safeParse(JSON.parse(stored.things));
    if (!parsed.success) return undefined;
    directory.replace(account, parsed.data as unknown as readonly DiscoveredThing[], stored.at);
    return stored.at;
  }

  /** Asks the vendor; what was known stays when it does not answer. */
  async function fromVendor(connection: VendorConnection): Promise<boolean> {
    try {
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(thingsTimeoutMs)]);
      const things = await connection.things(signal);
      const at = clock.now();
      directory.replace(connection.id, things, at);
      health.note(connection.id);
      await store.saveThings(connection.id, JSON.stringify(things), at);
      await deps.onChange();
      return true;
    } catch (error) {
      if (stopping.signal.aborted) return false;
      health.note(connection.id, error);
      const kind = error instanceof VendorError ? error.details.kind : undefined;
      log.warn("things-not-loaded", { account: connection.id, ...(kind === undefined ? { error } : { kind }) });
      return kind === "rate-limit";
    }
  }

  const readsOf = (entity: Entity): VendorReads => connections.get(entity.account)?.reads ?? {};
  const offered = <T>(part: T | undefined, entity: Entity): T => {
    if (part === undefined) throw new InputError("not-offered", { thing: { kind: "entity", id: entity.id } });
    return part;
  };

  return {
    all: [...connections.values()],
    account: (id) => connections.get(id),
    health: health.view,
    reads: {
      doors: (entity) => offered(readsOf(entity).doors, entity),
      keys: (entity) => offered(readsOf(entity).keys, entity),
      scenes: (entity) => offered(readsOf(entity).scenes, entity),
      lights: (entity) => offered(readsOf(entity).lights, entity),
      shades: (entity) => offered(readsOf(entity).shades, entity),
      race: (entity) => offered(readsOf(entity).race, entity),
      energy: (entity) => offered(readsOf(entity).energy, entity),
    },
    performer: (account, capability) => connections.get(account)?.performers[capability],
    follow(account) {
      const connection = connections.get(account);
      return connection?.follow?.bind(connection);
    },
    hasDoors: (account) => directory.all().some((entity) => entity.account === account && entity.kind === "door"),

    skews() {
      const known = [...connections].flatMap(([id, connection]) => {
        const skewMs = connection.skewMs();
        return skewMs === undefined ? [] : [[id, skewMs] as const];
      });
      return new Map(known);
    },

    async load(patienceMs, freshForMs) {
      const known = await Promise.all([...connections.keys()].map(async (id) => [id, await fromStore(id)] as const));
      await deps.onChange();
      if (patienceMs === 0) return;
      const now = clock.now();
      const stale = known
        .filter(([, at]) => at === undefined || now - at > freshForMs)
        .map(([id]) => connections.get(id));
      const loading = Promise.all(stale.map((one) => one && fromVendor(one)));
      await Promise.race([loading, patience(patienceMs)]);
    },

    async reread(account) {
      const ids = account === undefined ? [...connections.keys()] : [account].filter((id) => connections.has(id));
      const heard = await Promise.all(ids.map(fromStore));
      if (heard.some((at) => at !== undefined)) await deps.onChange();
    },

    events,
    routes: hookRoutes([...connections.values()], log),

    keepWarm() {
      for (const connection of connections.values()) {
        ears.push(listenTo(connection, { events, directory, clock, log }));
        const again = (waitMs: number) => {
          const timer = setTimeout(async () => {
            timers.delete(timer);
            const isWell = await fromVendor(connection);
            if (!stopping.signal.aborted) again(isWell ? refreshMs : retryMs);
          }, waitMs);
          timers.add(timer.unref());
        };
        again(directory.heardAt(connection.id) === undefined ? retryMs : refreshMs);
      }
    },

    async close() {
      stopping.abort();
      for (const stopListening of ears.splice(0)) stopListening();
      for (const timer of timers) clearTimeout(timer);
      await Promise.allSettled([...connections.values()].map((connection) => connection.close()));
    },
  };
}

function patience(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
