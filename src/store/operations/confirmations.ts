import { all, first, statement, type Work } from "../statement.ts";
import { type AuditInput, append, lockHead } from "./audit.ts";

export interface ConfirmationInput {
  readonly hash: string;
  readonly person: string;
  readonly conversation: string;
  readonly subject: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** JSON of the whole record. */
  readonly record: string;
}

const replaceOlder = statement((db, v: { person: string; subject: string; now: number }) =>
  db
    .updateTable("confirmation")
    .set({ state: "replaced" })
    .where("person", "=", v.person)
    .where("subject", "=", v.subject)
    .where("state", "=", "open")
    .where("expires_at", ">", v.now)
    .returning("hash"),
);

const insertConfirmation = statement((db, v: { [K in keyof ConfirmationInput]: ConfirmationInput[K] }) =>
  db.insertInto("confirmation").values({
    hash: v.hash,
    person: v.person,
    conversation: v.conversation,
    subject: v.subject,
    state: "open",
    created_at: v.createdAt,
    expires_at: v.expiresAt,
    record: v.record,
  }),
);

export function* openConfirmation(input: ConfirmationInput, audit: AuditInput): Work<readonly string[]> {
  const head = yield* lockHead();
  const { person, subject, createdAt: now } = input;
  const replaced = yield* all(replaceOlder, { person, subject, now });
  yield* all(insertConfirmation, { ...input });
  yield* append(head, [audit]);
  return replaced.map((row) => row.hash);
}

const readState = statement((db, v: { hash: string }) =>
  db.selectFrom("confirmation").select(["person", "state", "expires_at", "record"]).where("hash", "=", v.hash),
);

export interface StoredConfirmation {
  readonly person: string;
  readonly state: string;
  readonly expires_at: number;
  readonly record: string;
}

export function* readConfirmation(hash: string): Work<StoredConfirmation | undefined> {
  return yield* first(readState, { hash });
}

const listOpen = statement((db, v: { person: string; conversation: string; now: number }) =>
  db
    .selectFrom("confirmation")
    .select("record")
    .where("person", "=", v.person)
    .where("conversation", "=", v.conversation)
    .where("state", "=", "open")
    .where("expires_at", ">", v.now)
    .orderBy("created_at", "desc")
    .orderBy("hash"),
);

export function* openConfirmations(person: string, conversation: string, now: number): Work<readonly string[]> {
  return (yield* all(listOpen, { person, conversation, now })).map((row) => row.record);
}

const closeOpen = statement((db, v: { hash: string; person: string; state: string; now: number }) =>
  db
    .updateTable("confirmation")
    .set({ state: v.state })
    .where("hash", "=", v.hash)
    .where("person", "=", v.person)
    .where("state", "=", "open")
    .where("expires_at", ">", v.now)
    .returning("hash"),
);

/** Compare-and-set: true for exactly one caller, and only while it is open, unexpired and theirs. */
export function* closeConfirmation(
  hash: string,
  person: string,
  state: "used" | "cancelled",
  now: number,
): Work<boolean> {
  return (yield* first(closeOpen, { hash, person, state, now })) !== undefined;
}

const listWaiting = statement((db, v: { now: number }) =>
  db
    .selectFrom("confirmation")
    .select(["hash", "person", "record"])
    .where("state", "=", "open")
    .where("expires_at", ">", v.now),
);

/** Takes back the open questions whose answer a lockdown of the place would refuse; how many. */
export function* cancelIn(place: string, now: number): Work<number> {
  let count = 0;
  for (const { hash, person, record } of yield* all(listWaiting, { now })) {
    const { places } = JSON.parse(record) as { readonly places?: readonly string[] };
    if (places?.includes(place) !== true) continue;
    if (yield* closeConfirmation(hash, person, "cancelled", now)) count += 1;
  }
  return count;
}

export function* cancelConfirmation(hash: string, person: string, audit: AuditInput): Work<boolean> {
  const head = yield* lockHead();
  if (!(yield* closeConfirmation(hash, person, "cancelled", audit.at))) return false;
  yield* append(head, [audit]);
  return true;
}
