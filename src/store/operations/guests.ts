import type { Tables } from "../schema.ts";
import { all, first, statement, type Work } from "../statement.ts";
import { type AuditInput, append, lockHead } from "./audit.ts";
import { moveVersion } from "./version.ts";

export type StoredGuest = Tables["guest"];

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** An open request is not asked again for this long; a decided one not for a day. */
const openMs = 7 * dayMs;
/** Owners are not buried under requests. */
const mostAnHour = 20;

const read = statement((db, v: { person: string }) =>
  db.selectFrom("guest").selectAll().where("person", "=", v.person),
);

const listSince = statement((db, v: { since: number }) =>
  db.selectFrom("guest").select("at").where("at", ">", v.since).where("state", "=", "asking").orderBy("at"),
);

const write = statement((db, v: { [K in keyof StoredGuest]: StoredGuest[K] }) =>
  db
    .insertInto("guest")
    .values({ person: v.person, name: v.name, number: v.number, reason: v.reason, state: v.state, at: v.at })
    .onConflict((oc) =>
      oc.column("person").doUpdateSet({ name: v.name, number: v.number, reason: v.reason, state: v.state, at: v.at }),
    ),
);

type Asked = { readonly state: "asked" | "open" } | { readonly state: "wait"; readonly until: number };

export function* askForAccess(guest: StoredGuest, audit: AuditInput): Work<Asked> {
  const head = yield* lockHead();
  const { person, at: now } = guest;
  const before = yield* first(read, { person });
  if (before !== undefined) {
    const until = Number(before.at) + (before.state === "asking" ? openMs : dayMs);
    if (until > now) return before.state === "asking" ? { state: "open" } : { state: "wait", until };
  }
  const lately = (yield* all(listSince, { since: now - hourMs })).at(-mostAnHour);
  if (lately !== undefined) return { state: "wait", until: Number(lately.at) + hourMs };
  yield* all(write, { ...guest });
  yield* moveVersion();
  yield* append(head, [audit]);
  return { state: "asked" };
}

const find = statement((db, v: { number: string }) =>
  db.selectFrom("guest").selectAll().where("number", "=", v.number).limit(2),
);

/** Undefined where several go by the number. */
export function* findGuest(number: string): Work<StoredGuest | undefined> {
  const found = yield* all(find, { number });
  return found.length === 1 ? found[0] : undefined;
}

const decide = statement((db, v: { person: string; state: string; now: number }) =>
  db
    .updateTable("guest")
    .set({ state: v.state, at: v.now })
    .where("person", "=", v.person)
    .where("state", "=", "asking")
    .returning("person"),
);

export function* decideGuest(person: string, state: "admitted" | "declined", now: number): Work<boolean> {
  if ((yield* first(decide, { person, state, now })) === undefined) return false;
  yield* moveVersion();
  return true;
}

const list = statement((db, v: { state: string }) =>
  db.selectFrom("guest").selectAll().where("state", "!=", v.state).orderBy("person"),
);

/** Those who ask, and those who were let in. */
export function* guests(): Work<readonly StoredGuest[]> {
  return yield* all(list, { state: "declined" });
}
