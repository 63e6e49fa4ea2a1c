import type { TryResult } from "#core/store.ts";
import { all, first, statement, type Work } from "../statement.ts";

const mostFailures = 5;
const pauseMs = 1_000;

export interface CredentialInput {
  readonly person: string;
  readonly kind: string;
  readonly salt: string;
  readonly hash: string;
}

const write = statement((db, v: { [K in keyof CredentialInput]: CredentialInput[K] }) =>
  db
    .insertInto("credential")
    .values({ person: v.person, kind: v.kind, salt: v.salt, hash: v.hash, failures: 0, next_at: 0, last_step: 0 })
    .onConflict((oc) =>
      oc.columns(["person", "kind"]).doUpdateSet({ salt: v.salt, hash: v.hash, failures: 0, next_at: 0, last_step: 0 }),
    ),
);

export function* setCredential(input: CredentialInput): Work<void> {
  yield* all(write, { ...input });
}

/** Counting is also the lock: on a server, the next try waits for this one's row. */
const count = statement((db, v: { person: string; kind: string }) =>
  db
    .updateTable("credential")
    .set((eb) => ({ failures: eb("failures", "+", 1) }))
    .where("person", "=", v.person)
    .where("kind", "=", v.kind)
    .returning(["salt", "hash", "failures", "next_at"]),
);

const pause = statement((db, v: { person: string; kind: string; failures: number; next: number }) =>
  db
    .updateTable("credential")
    .set({ failures: v.failures, next_at: v.next })
    .where("person", "=", v.person)
    .where("kind", "=", v.kind),
);

/** A try counts as a failure until it has passed; after each the pause is twice as long. */
export function* beginTry(person: string, kind: string, now: number): Work<TryResult> {
  const found = yield* first(count, { person, kind });
  if (found === undefined) return { state: "none" };
  const { salt, hash } = found;
  const before = Number(found.failures) - 1;
  const next = Number(found.next_at);
  const isEarly = next > now;
  if (before >= mostFailures || isEarly) {
    yield* all(pause, { person, kind, failures: before, next });
    return before >= mostFailures ? { state: "locked" } : { state: "wait", until: next };
  }
  yield* all(pause, { person, kind, failures: before + 1, next: now + pauseMs * 2 ** before });
  return { state: "go", salt, hash };
}

const pass = statement((db, v: { person: string; kind: string; step: number }) =>
  db
    .updateTable("credential")
    .set({ failures: 0, next_at: 0, last_step: v.step })
    .where("person", "=", v.person)
    .where("kind", "=", v.kind)
    .where("last_step", "<", v.step)
    .returning("person"),
);

export function* passTry(person: string, kind: string, step: number): Work<boolean> {
  return (yield* first(pass, { person, kind, step })) !== undefined;
}

const find = statement((db, v: { person: string; kind: string }) =>
  db.selectFrom("credential").select("person").where("person", "=", v.person).where("kind", "=", v.kind),
);

export function* hasCredential(person: string, kind: string): Work<boolean> {
  return (yield* first(find, { person, kind })) !== undefined;
}

const remove = statement((db, v: { person: string }) => db.deleteFrom("credential").where("person", "=", v.person));

export function* dropCredentials(person: string): Work<void> {
  yield* all(remove, { person });
}
