import { hash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { personThing } from "#core/own.ts";
import type { AuditTable, Tables } from "../schema.ts";
import { all, first, statement, type Work } from "../statement.ts";

/** An audit entry flattened for storage; `salt` makes the digests of the personal fields useless once it is gone. */
export interface AuditInput {
  readonly at: number;
  readonly turn: string;
  readonly person: string;
  readonly identity: string;
  readonly platform: string;
  readonly action: string;
  readonly thing: string;
  readonly place: string;
  readonly result: string;
  readonly outcome: string | null;
  /** JSON. */
  readonly rules: string;
  readonly intent: number | null;
  /** Canonical JSON. */
  readonly detail: string | null;
  readonly salt: string;
  /** The person that `thing` stands for, with a salt of their own. */
  readonly about: { readonly person: string; readonly salt: string } | null;
}

/** A stored row together with its personal fields, null once forgotten. */
export interface StoredAudit extends Omit<AuditTable, "person_digest" | "identity_digest"> {
  readonly person: string | null;
  readonly identity: string | null;
  /** The person that the row is about. */
  readonly about: string | null;
}

export interface Head {
  readonly rows: number;
  readonly hash: string;
}

/** Taking the head keeps every other writer out until the transaction ends, so several processes share one chain. */
const takeHead = statement((db, _: Record<never, never>) =>
  db
    .updateTable("audit_head")
    .set((eb) => ({ rows: eb.ref("rows") }))
    .where("id", "=", 1)
    .returning(["rows", "hash"]),
);

const moveHead = statement((db, v: { rows: number; hash: string }) =>
  db.updateTable("audit_head").set({ rows: v.rows, hash: v.hash }).where("id", "=", 1),
);

const insertRow = statement((db, v: { [K in keyof AuditTable]: AuditTable[K] }) =>
  db.insertInto("audit").values({
    id: v.id,
    at: v.at,
    turn: v.turn,
    person_digest: v.person_digest,
    identity_digest: v.identity_digest,
    platform: v.platform,
    action: v.action,
    thing: v.thing,
    place: v.place,
    result: v.result,
    outcome: v.outcome,
    rules: v.rules,
    intent: v.intent,
    detail: v.detail,
    hash: v.hash,
  }),
);

const insertPersonal = statement((db, v: { row: number; salt: string; person: string; identity: string }) =>
  db
    .insertInto("audit_personal")
    .values({ row: v.row, salt: v.salt, person: v.person, identity: v.identity })
    // Left over when somebody cut the tail of the audit: that is for the anchor to tell, not a reason to stop.
    .onConflict((oc) => oc.column("row").doUpdateSet({ salt: v.salt, person: v.person, identity: v.identity })),
);

const insertAbout = statement((db, v: { row: number; salt: string; about: string }) =>
  db
    .insertInto("audit_about")
    .values({ row: v.row, about_salt: v.salt, about: v.about })
    .onConflict((oc) => oc.column("row").doUpdateSet({ about_salt: v.salt, about: v.about })),
);

export function digest(salt: string, field: "person" | "identity" | "about", value: string): string {
  return hash("sha256", JSON.stringify([salt, field, value]), "hex");
}

/** What stands for a person in the chain itself. */
export function aboutThing(salt: string, person: string): string {
  return personThing(digest(salt, "about", person));
}

/** The hash of a row: over the hash of the row before it and every field in a fixed order. */
export function rowHash(before: string, row: Omit<AuditTable, "hash">): string {
  const fields = [
    before,
    row.id,
    row.at,
    row.turn,
    row.person_digest,
    row.identity_digest,
    row.platform,
    row.action,
    row.thing,
    row.place,
    row.result,
    row.outcome,
    row.rules,
    row.intent,
    row.detail,
  ];
  return hash("sha256", JSON.stringify(fields), "hex");
}

export function* lockHead(): Work<Head> {
  const head = yield* first(takeHead, {});
  if (head === undefined) throw new Error("the head of the audit is missing");
  return head;
}

/** Appends in order and returns the new ids. The head must have been taken in this transaction. */
export function* append(head: Head, inputs: readonly AuditInput[]): Work<readonly number[]> {
  let { rows, hash: last } = head;
  const ids: number[] = [];
  for (const { salt, person, identity, about, ...fields } of inputs) {
    rows += 1;
    const row = {
      ...fields,
      thing: about === null ? fields.thing : aboutThing(about.salt, about.person),
      id: rows,
      person_digest: digest(salt, "person", person),
      identity_digest: digest(salt, "identity", identity),
    };
    last = rowHash(last, row);
    yield* all(insertRow, { ...row, hash: last });
    yield* all(insertPersonal, { row: rows, salt, person, identity });
    if (about !== null) yield* all(insertAbout, { row: rows, salt: about.salt, about: about.person });
    ids.push(rows);
  }
  if (ids.length > 0) yield* all(moveHead, { rows, hash: last });
  return ids;
}

export function* appendAudit(input: AuditInput): Work<number> {
  const [id] = yield* append(yield* lockHead(), [input]);
  if (id === undefined) throw new Error("nothing was appended");
  return id;
}

export const storedColumns = [
  "audit.id",
  "audit.at",
  "audit.turn",
  "audit_personal.person",
  "audit_personal.identity",
  "audit_about.about",
  "audit.platform",
  "audit.action",
  "audit.thing",
  "audit.place",
  "audit.result",
  "audit.outcome",
  "audit.rules",
  "audit.intent",
  "audit.detail",
  "audit.hash",
] as const;

type Filter = { readonly afterId: number; readonly since: number; readonly thing: string; readonly limit: number };

const listRows = statement((db, v: Omit<Filter, "thing">) =>
  db
    .selectFrom("audit")
    .leftJoin("audit_personal", "audit_personal.row", "audit.id")
    .leftJoin("audit_about", "audit_about.row", "audit.id")
    .select(storedColumns)
    .where("audit.id", ">", v.afterId)
    .where("audit.at", ">=", v.since)
    .orderBy("audit.id")
    .limit(v.limit),
);

const listRowsOfThing = statement((db, v: Filter) =>
  db
    .selectFrom("audit")
    .leftJoin("audit_personal", "audit_personal.row", "audit.id")
    .leftJoin("audit_about", "audit_about.row", "audit.id")
    .select(storedColumns)
    .where("audit.thing", "=", v.thing)
    .where("audit.id", ">", v.afterId)
    .where("audit.at", ">=", v.since)
    .orderBy("audit.id")
    .limit(v.limit),
);

/** Oldest first. */
export function* auditRows(filter: {
  readonly afterId: number;
  readonly since: number;
  readonly thing: string | null;
  readonly limit: number;
}): Work<readonly StoredAudit[]> {
  const { thing, ...rest } = filter;
  return thing === null ? yield* all(listRows, rest) : yield* all(listRowsOfThing, { ...rest, thing });
}

/** What stands for "any" in a filter: an empty text, and lists as `,one,other,`. Neither engine needs a type for it. */
export type NewestFilter = {
  readonly person: string;
  readonly thing: string;
  readonly actions: string;
  readonly results: string;
  readonly from: number;
  readonly until: number;
  readonly before: number;
  readonly limit: number;
};

function newest(db: Kysely<Tables>, v: Omit<NewestFilter, "thing">) {
  return db
    .selectFrom("audit")
    .leftJoin("audit_personal", "audit_personal.row", "audit.id")
    .leftJoin("audit_about", "audit_about.row", "audit.id")
    .select(storedColumns)
    .where("audit.id", "<", v.before)
    .where("audit.at", ">=", v.from)
    .where("audit.at", "<=", v.until)
    .where(sql<boolean>`(${v.person} = '' or audit_personal.person = ${v.person})`)
    .where(sql<boolean>`(${v.actions} = '' or ${v.actions} like '%,' || audit.action || ',%')`)
    .where(sql<boolean>`(${v.results} = '' or ${v.results} like '%,' || audit.result || ',%')`)
    .orderBy("audit.id", "desc")
    .limit(v.limit);
}

const listNewest = statement((db, v: Omit<NewestFilter, "thing">) => newest(db, v));
const listNewestOfThing = statement((db, v: NewestFilter) => newest(db, v).where("audit.thing", "=", v.thing));

export function* auditNewest({ thing, ...filter }: NewestFilter): Work<readonly StoredAudit[]> {
  return thing === "" ? yield* all(listNewest, filter) : yield* all(listNewestOfThing, { ...filter, thing });
}

const readHead = statement((db, _: Record<never, never>) =>
  db.selectFrom("audit_head").select(["rows", "hash", "anchored"]).where("id", "=", 1),
);

const readHighest = statement((db, _: Record<never, never>) =>
  db.selectFrom("audit").select("id").orderBy("id", "desc").limit(1),
);

/** The end of the chain as the head says, and as the rows say. */
interface ChainEnd extends Head {
  /** How many rows the first anchor covered; 0 while there was none. */
  readonly anchored: number;
  readonly highest: number;
}

export function* auditHead(): Work<ChainEnd> {
  const head = yield* first(readHead, {});
  if (head === undefined) throw new Error("the head of the audit is missing");
  const highest = yield* first(readHighest, {});
  return { ...head, highest: highest?.id ?? 0 };
}

const readHash = statement((db, v: { id: number }) => db.selectFrom("audit").select("hash").where("id", "=", v.id));

/** The end of the chain, and the hash of the row that was last anchored. */
export function* auditHeadAnd(id: number): Work<{ readonly head: ChainEnd; readonly hash: string | undefined }> {
  const head = yield* auditHead();
  return { head, hash: (yield* first(readHash, { id }))?.hash };
}

const setAnchored = statement((db, v: { rows: number }) =>
  db.updateTable("audit_head").set({ anchored: v.rows }).where("id", "=", 1),
);

export function* markAnchored(rows: number): Work<void> {
  yield* all(setAnchored, { rows });
}
