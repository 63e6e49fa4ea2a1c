import type { Tables } from "../schema.ts";
import { all, first, statement, type Work } from "../statement.ts";

export type StoredKey = Tables["made_key"];

const insert = statement((db, v: { [K in keyof StoredKey]: StoredKey[K] }) =>
  db.insertInto("made_key").values({
    id: v.id,
    maker: v.maker,
    name: v.name,
    thing: v.thing,
    opens: v.opens,
    account: v.account,
    vendor_id: v.vendor_id,
    vendor_key: v.vendor_key,
    from_at: v.from_at,
    until_at: v.until_at,
    max_uses: v.max_uses,
    is_ended_by_us: v.is_ended_by_us,
    state: v.state,
    tries: v.tries,
    next_at: v.next_at,
  }),
);

export function* addKey(key: StoredKey): Work<void> {
  yield* all(insert, { ...key });
}

const settle = statement((db, v: { id: string; state: string; vendorKey: string | null }) =>
  db.updateTable("made_key").set({ state: v.state, vendor_key: v.vendorKey }).where("id", "=", v.id),
);

export function* settleKey(id: string, state: string, vendorKey: string | null): Work<void> {
  yield* all(settle, { id, state, vendorKey });
}

const remove = statement((db, v: { id: string }) => db.deleteFrom("made_key").where("id", "=", v.id));

export function* endKey(id: string): Work<void> {
  yield* all(remove, { id });
}

const prolong = statement((db, v: { id: string; until: number; now: number }) =>
  db
    .updateTable("made_key")
    .set({ until_at: v.until })
    .where("id", "=", v.id)
    .where("is_ended_by_us", "=", 1)
    .where("until_at", ">", v.now)
    .returningAll(),
);

/** Compare-and-set: a key whose end has come is being taken away and is not held back any more. */
export function* extendKey(id: string, until: number, now: number): Work<StoredKey | undefined> {
  return yield* first(prolong, { id, until, now });
}

const list = statement((db, v: { now: number }) =>
  db
    .selectFrom("made_key")
    .selectAll()
    .where((eb) => eb.or([eb("is_ended_by_us", "=", 1), eb("until_at", ">", v.now)]))
    .orderBy("until_at")
    .orderBy("id"),
);

export function* madeKeys(now: number): Work<readonly StoredKey[]> {
  return yield* all(list, { now });
}

const listOverdue = statement((db, v: { now: number; limit: number }) =>
  db
    .selectFrom("made_key")
    .select("id")
    .where("is_ended_by_us", "=", 1)
    .where("until_at", "<=", v.now)
    .where("next_at", "<=", v.now)
    .orderBy("until_at")
    .orderBy("id")
    .limit(v.limit),
);

const claim = statement((db, v: { id: string; now: number; next: number }) =>
  db
    .updateTable("made_key")
    .set({ next_at: v.next })
    .where("id", "=", v.id)
    .where("until_at", "<=", v.now)
    .where("next_at", "<=", v.now)
    .returningAll(),
);

/** What a process claimed and did not settle, because it ended first, is free again after the lease. */
export function* claimOverdueKeys(now: number, lease: number, limit: number): Work<readonly StoredKey[]> {
  const claimed: StoredKey[] = [];
  for (const { id } of yield* all(listOverdue, { now, limit })) {
    const key = yield* first(claim, { id, now, next: now + lease });
    if (key !== undefined) claimed.push(key);
  }
  return claimed;
}

const retry = statement((db, v: { id: string; at: number }) =>
  db
    .updateTable("made_key")
    .set((eb) => ({ next_at: v.at, tries: eb("tries", "+", 1) }))
    .where("id", "=", v.id),
);

export function* retryKey(id: string, at: number): Work<void> {
  yield* all(retry, { id, at });
}
