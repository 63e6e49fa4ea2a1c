import { createHash } from "node:crypto";
import type { KeyRecord, Reads } from "#core/capabilities.ts";
import type { Directory, Entity } from "#core/directory.ts";
import { BotError } from "#core/errors.ts";
import type { KeyView, MadeKey, RunningKey } from "#core/keys.ts";
import type { Clock } from "#core/ports.ts";
import type { Store } from "#core/store.ts";

export interface KeyViewTools {
  readonly store: Pick<Store, "madeKeys">;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly reads: Pick<Reads, "keys">;
}

/** Doors that the same keys open, as their vendor tells it. */
interface Scope {
  readonly account: string;
  /** Entity ids. */
  readonly opens: readonly string[];
  /** The doors that were asked about. */
  readonly doors: readonly Entity[];
  /** Undefined where the vendor tells nothing about keys, or not now. */
  readonly records: readonly KeyRecord[] | undefined;
}

/** A vendor may list what it has just made a little later. */
const listedAfterMs = 120_000;
const secondMs = 1000;

/** Keys as their vendors list them, joined with what is kept of those made through us. */
export function createKeyView(tools: KeyViewTools): KeyView {
  const { store, clock, directory, reads } = tools;

  async function scopesOf(doors: readonly Entity[]): Promise<readonly Scope[]> {
    const reached = await Promise.all(
      doors.map(async (door) => {
        const opens = await told(() => reads.keys(door).opens(door.vendorId));
        const ids = (opens ?? [door.vendorId]).map((vendorId) => `${door.account}:${vendorId}`);
        return { door, opens: [...new Set(ids)].toSorted() };
      }),
    );
    const groups = Map.groupBy(reached, ({ door, opens }) => JSON.stringify([door.account, opens]));
    return Promise.all(
      [...groups.values()].flatMap((group) => {
        const [first] = group;
        if (first === undefined) return [];
        const { door, opens } = first;
        const list = told(async () => reads.keys(door).list?.(door.vendorId));
        const scope = { account: door.account, opens, doors: group.map((one) => one.door) };
        return [list.then((records): Scope => ({ ...scope, records }))];
      }),
    );
  }

  /** The kept keys that open something of the scope, and the listed ones, each once. */
  function joined(scope: Scope, made: readonly MadeKey[], now: number): readonly RunningKey[] {
    const { records = [] } = scope;
    const ids = new Set(records.map(({ id }) => id));
    const isOurs = (key: MadeKey, record: KeyRecord) =>
      key.vendorKey === record.id || (!ids.has(key.vendorKey ?? "") && isSameTime(key, record));
    const left = new Set(made);
    let strangers = 0;
    const listed = records.map((record) => {
      const key = [...left].find((one) => isOurs(one, record));
      if (key === undefined) strangers += 1;
      else left.delete(key);
      return fromRecord(record, key, scope);
    });
    const isThere = (key: MadeKey) =>
      scope.records === undefined ||
      key.state !== "running" ||
      now - key.from < listedAfterMs ||
      (key.isEndedByUs && strangers > 0);
    const kept = [...left].filter(isThere).map(fromMade);
    const isRunning = ({ until, made: own }: RunningKey) =>
      until === undefined || until > now || own?.isEndedByUs === true;
    return [...listed, ...kept].filter(isRunning);
  }

  return {
    async running(doors) {
      const now = clock.now();
      const [scopes, made] = await Promise.all([scopesOf(doors), store.madeKeys(now)]);
      const keys = scopes.flatMap((scope) => {
        const own = made.filter((key) => key.account === scope.account && scope.opens.includes(key.thing));
        return joined(scope, own, now);
      });
      const unread = scopes.filter(({ records }) => records === undefined);
      return { keys: byEnd(keys), unread: unread.flatMap((scope) => scope.doors.map(({ id }) => id)) };
    },
    async made() {
      const made = await store.madeKeys(clock.now());
      return byEnd(made.filter(({ thing }) => directory.entity(thing) !== undefined).map(fromMade));
    },
  };
}

function byEnd(keys: readonly RunningKey[]): readonly RunningKey[] {
  const end = ({ until = Number.MAX_SAFE_INTEGER }: RunningKey) => until;
  return keys.toSorted((a, b) => end(a) - end(b) || a.number.localeCompare(b.number));
}

function fromRecord(record: KeyRecord, made: MadeKey | undefined, { account, opens, doors }: Scope): RunningKey {
  const { id, from = made?.from, uses = made?.uses, usesLeft, reveal } = record;
  // Where the vendor keeps no end, ours is the one that counts.
  const until = record.until ?? made?.until;
  const door = doors.find((one) => one.id === made?.thing) ?? doors[0];
  return {
    number: numberOf(account, id),
    door: made?.thing ?? door?.id ?? "",
    opens,
    account,
    vendorId: made?.vendorId ?? door?.vendorId ?? "",
    vendorKey: id,
    ...(made === undefined ? {} : { made }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(uses === undefined ? {} : { uses }),
    ...(usesLeft === undefined ? {} : { usesLeft }),
    ...(reveal === undefined ? {} : { reveal }),
  };
}

function fromMade(made: MadeKey): RunningKey {
  const { account, vendorKey, thing, vendorId, opens, from, until, uses } = made;
  return {
    number: numberOf(account, vendorKey ?? made.id),
    door: thing,
    opens,
    account,
    vendorId,
    made,
    from,
    until,
    ...(vendorKey === undefined ? {} : { vendorKey }),
    ...(uses === undefined ? {} : { uses }),
  };
}

/** Vendors name keys by secrets or at length; this is short enough to be typed and tells nothing. */
function numberOf(account: string, key: string): string {
  return createHash("sha256")
    .update(JSON.stringify([account, key]))
    .digest("hex")
    .slice(0, 6);
}

/** Vendors keep times to the second. */
function isSameTime(key: MadeKey, { from, until }: KeyRecord): boolean {
  if (from === undefined || until === undefined) return false;
  return Math.abs(key.from - from) < secondMs && Math.abs(key.until - until) < secondMs;
}

/** Undefined where the vendor tells nothing of the kind, or not now. */
async function told<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof BotError) return undefined;
    throw error;
  }
}
