import type { DoorRecord, Passing } from "#core/capabilities.ts";
import type { EntityState } from "#core/directory.ts";
import type { Clock, Log } from "#core/ports.ts";
import type { LiveDirectory } from "#src/directory.ts";
import type { ExecutionState, HistoryEntry, VendorEvent } from "#vendors/history.ts";
import type { VendorConnection } from "#vendors/vendor.ts";

interface AtDoors {
  readonly account: string;
  /** Entity ids of the doors; empty when the vendor does not tell which. */
  readonly entities: readonly string[];
  /** Epoch ms. */
  readonly at: number;
  /** The vendor does not state the zone of its times: `at` takes them for UTC. */
  readonly isVendorTime?: true;
}

/** What happens in the house, whoever heard of it. */
export type HouseEvent =
  | {
      readonly kind: "state-changed";
      readonly account: string;
      readonly entity: string;
      /** What is different now. */
      readonly changed: EntityState;
      readonly at: number;
    }
  | ({ readonly kind: "ring" } & AtDoors)
  | ({
      readonly kind: "door-opened";
      /** `sensor`: it was seen to move, whoever moved it. */
      readonly by?: DoorRecord["by"] | "sensor";
      /** A person's name as the vendor knows it: never for a log. */
      readonly who?: string;
    } & AtDoors)
  | {
      readonly kind: "passing";
      readonly account: string;
      readonly entity: string;
      readonly passing: Passing;
      readonly at: number;
    }
  | {
      readonly kind: "execution";
      readonly account: string;
      /** The vendor's own id. */
      readonly execution: string;
      readonly state: ExecutionState;
      readonly at: number;
    };

export type HouseEventKind = HouseEvent["kind"];
type Of<K extends HouseEventKind> = Extract<HouseEvent, { readonly kind: K }>;

/** The internal stream. Listeners are told at once, one after the other; one that fails stops nobody. */
export interface Events {
  on<K extends HouseEventKind>(kind: K, hear: (event: Of<K>) => void): () => void;
  publish(event: HouseEvent): void;
}

export function createEvents(log: Log): Events {
  const listening = new Map<HouseEventKind, Set<(event: HouseEvent) => void>>();
  return {
    on(kind, hear) {
      const heard = listening.get(kind) ?? new Set();
      // Only events of this kind are ever handed to this set.
      const listener = hear as (event: HouseEvent) => void;
      listening.set(kind, heard.add(listener));
      return () => {
        heard.delete(listener);
      };
    },
    publish(event) {
      for (const hear of [...(listening.get(event.kind) ?? [])]) {
        try {
          hear(event);
        } catch (error) {
          log.error("listener-failed", { kind: event.kind, error });
        }
      }
    },
  };
}

export interface Ear {
  readonly events: Events;
  readonly directory: Pick<LiveDirectory, "entity" | "setState">;
  readonly clock: Clock;
  readonly log: Log;
}

/** The same opening may be told by a call of the vendor and again by its history. */
const sameWithinMs = 15_000;

type Told = ReadonlyMap<string, { readonly source: string; readonly at: number }>;

/** Follows one account: keeps the directory's states warm and publishes what happens, until stopped. */
export function listenTo(connection: VendorConnection, ear: Ear): () => void {
  const { log } = ear;
  let told: Told = new Map();

  const isRepeated = (entry: HistoryEntry, source: string): boolean => {
    const mark = `${entry.what} ${entry.vendorIds.join(" ")}`;
    const before = told.get(mark);
    const isSame = before !== undefined && before.source !== source && Math.abs(before.at - entry.at) < sameWithinMs;
    const recent = [...told].filter(([, { at }]) => entry.at - at < sameWithinMs);
    told = new Map([...recent, [mark, { source, at: entry.at }]]);
    return isSame;
  };

  const stop = connection.watch?.((event) => {
    try {
      if (event.kind === "door" && isRepeated(event.entry, event.source)) return;
      for (const heard of toHouseEvents(event, ear)) ear.events.publish(heard);
    } catch (error) {
      log.error("event-lost", { account: connection.id, kind: event.kind, error });
    }
  });
  return () => stop?.();
}

function toHouseEvents(event: VendorEvent, { clock, directory }: Ear): readonly HouseEvent[] {
  const { account } = event;
  const at = clock.now();
  switch (event.kind) {
    case "state": {
      const entity = `${account}:${event.vendorId}`;
      const known = directory.entity(entity);
      if (known === undefined) return [];
      const changed = differenceOf(known.state ?? {}, event.state);
      directory.setState(entity, event.state);
      return changed === undefined ? [] : [{ kind: "state-changed", account, entity, changed, at }];
    }
    case "door":
      return doorEvents(account, event.entry);
    case "execution":
      return [{ kind: "execution", account, execution: event.execution, state: event.state, at }];
    case "passing": {
      const { device, passing } = event;
      return [{ kind: "passing", account, entity: `${account}:${device}`, passing, at: passing.at }];
    }
  }
}

/** What the news says otherwise than what was known; when it was said is no difference. */
function differenceOf(known: EntityState, news: EntityState): EntityState | undefined {
  const { at: _at, ...said } = news;
  const before: Readonly<Record<string, unknown>> = { ...known };
  const changed = Object.entries(said).filter(([key, value]) => value !== undefined && before[key] !== value);
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

/** A door that opened because somebody rang is both a ring and an opening. */
function doorEvents(account: string, entry: HistoryEntry): readonly HouseEvent[] {
  const { at, what, by, who, isVendorTime, vendorIds } = entry;
  const place: AtDoors = {
    account,
    entities: vendorIds.map((vendorId) => `${account}:${vendorId}`),
    at,
    ...(isVendorTime === undefined ? {} : { isVendorTime }),
  };
  const isOpening = what === "opened" || what === "moved-open";
  const how = what === "moved-open" ? "sensor" : by;
  const opened: HouseEvent = {
    kind: "door-opened",
    ...place,
    ...(how === undefined ? {} : { by: how }),
    ...(who === undefined ? {} : { who }),
  };
  const hasRung = what === "ring" || (what === "opened" && by === "ring");
  return [...(hasRung ? [{ kind: "ring", ...place } as const] : []), ...(isOpening ? [opened] : [])];
}
