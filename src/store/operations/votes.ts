import type { Tables } from "../schema.ts";
import { all, first, statement, type Work } from "../statement.ts";
import { type AuditInput, append, lockHead } from "./audit.ts";
import { closeConfirmation, readConfirmation } from "./confirmations.ts";

export type StoredVote = Tables["vote"];

const insert = statement((db, v: { [K in keyof StoredVote]: StoredVote[K] }) =>
  db
    .insertInto("vote")
    .values({ hash: v.hash, person: v.person, is_for: v.is_for, roles: v.roles, reason: v.reason, at: v.at })
    .onConflict((oc) => oc.columns(["hash", "person"]).doNothing())
    .returning("hash"),
);

const list = statement((db, v: { hash: string }) =>
  db.selectFrom("vote").selectAll().where("hash", "=", v.hash).orderBy("at").orderBy("person"),
);

export interface VoteResult {
  readonly state: string;
  readonly votes: readonly StoredVote[];
}

/** Under the same lock as every act, so that a vote never falls between the last one and the call. */
export function* vote(input: StoredVote, audit: AuditInput): Work<VoteResult> {
  const head = yield* lockHead();
  const { hash, at } = input;
  const found = yield* readConfirmation(hash);
  if (found === undefined) return { state: "missing", votes: [] };
  const state = found.state === "open" && found.expires_at <= at ? "expired" : found.state;
  if (state === "open" && (yield* first(insert, { ...input })) !== undefined) {
    if (input.is_for === 0) yield* closeConfirmation(hash, found.person, "cancelled", at);
    yield* append(head, [audit]);
  }
  return { state, votes: yield* all(list, { hash }) };
}

const findOpen = statement((db, v: { start: string; end: string; now: number }) =>
  db
    .selectFrom("confirmation")
    .select("record")
    .where("hash", ">=", v.start)
    .where("hash", "<", v.end)
    .where("state", "=", "open")
    .where("expires_at", ">", v.now)
    .limit(2),
);

const listOpen = statement((db, v: { now: number; limit: number }) =>
  db
    .selectFrom("confirmation")
    .select("record")
    .where("state", "=", "open")
    .where("expires_at", ">", v.now)
    .orderBy("created_at")
    .orderBy("hash")
    .limit(v.limit),
);

/** What is open at the moment, whoever asked for it. */
export function* openRequests(now: number, limit: number): Work<readonly string[]> {
  return (yield* all(listOpen, { now, limit })).map(({ record }) => record);
}

/** Undefined where several begin so. */
export function* findRequest(start: string, now: number): Work<string | undefined> {
  const found = yield* all(findOpen, { start, end: `${start}g`, now });
  return found.length === 1 ? found[0]?.record : undefined;
}
