import { all, first, statement, type Work } from "../statement.ts";

export interface StoredContinuation {
  readonly hash: string;
  readonly person: string;
  readonly identity: string;
  readonly conversation: string;
  readonly group_id: string;
  /** JSON. */
  readonly payload: string;
  readonly expires_at: number;
}

const columns = ["hash", "person", "identity", "conversation", "group_id", "payload", "expires_at"] as const;

const insert = statement((db, v: { [K in keyof StoredContinuation]: StoredContinuation[K] }) =>
  db.insertInto("continuation").values({
    hash: v.hash,
    person: v.person,
    identity: v.identity,
    conversation: v.conversation,
    group_id: v.group_id,
    payload: v.payload,
    expires_at: v.expires_at,
    is_used: 0,
  }),
);

export function* keepContinuations(records: readonly StoredContinuation[]): Work<void> {
  for (const record of records) yield* all(insert, { ...record });
}

const read = statement((db, v: { hash: string }) =>
  db.selectFrom("continuation").select(columns).where("hash", "=", v.hash),
);

export function* readContinuation(hash: string): Work<StoredContinuation | undefined> {
  return yield* first(read, { hash });
}

const use = statement((db, v: { hash: string; person: string; now: number }) =>
  db
    .updateTable("continuation")
    .set({ is_used: 1 })
    .where("hash", "=", v.hash)
    .where("person", "=", v.person)
    .where("is_used", "=", 0)
    .where("expires_at", ">", v.now)
    .returning(columns),
);

const useGroup = statement((db, v: { group: string; person: string }) =>
  db
    .updateTable("continuation")
    .set({ is_used: 1 })
    .where("group_id", "=", v.group)
    .where("person", "=", v.person)
    .where("is_used", "=", 0),
);

export function* takeContinuation(hash: string, person: string, now: number): Work<StoredContinuation | undefined> {
  const taken = yield* first(use, { hash, person, now });
  if (taken !== undefined) yield* all(useGroup, { group: taken.group_id, person });
  return taken;
}
