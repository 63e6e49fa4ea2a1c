import { type Compilable, sql } from "kysely";
import { personThing } from "#core/own.ts";
import { type Personal, personal } from "../personal.ts";
import { all, type Bindable, statement, type Values, type Work } from "../statement.ts";
import { storedColumns } from "./audit.ts";
import { moveVersion } from "./version.ts";

interface Column {
  readonly table: string;
  readonly column: string;
  readonly is: Personal;
}

/** A row as it stands, without what is secret. */
export type PersonalRow = Readonly<Record<string, Bindable>>;

const columns: readonly Column[] = Object.entries(personal).flatMap(([table, kinds]) =>
  Object.entries(kinds).map(([column, is]) => ({ table, column, is })),
);

type Raw = ReturnType<typeof sql<PersonalRow>>;

/** A query of its own for each column of some kinds. */
function forEach<V extends Values>(
  kinds: readonly Personal[],
  build: (table: Raw, column: Raw, values: V, name: string) => Raw,
) {
  return columns
    .filter(({ is }) => kinds.includes(is))
    .map(({ table, column, is }) => ({
      table,
      is,
      query: statement((db, values: V): Compilable<PersonalRow> => {
        const raw = build(sql.table(table) as Raw, sql.ref(column) as Raw, values, table);
        return { compile: () => raw.compile(db) };
      }),
    }));
}

const theirs = ["person", "owner", "identity"] as const;
const naming = ["text", "ending"] as const;

const remove = forEach(theirs, (table, column, v: { id: string }) => {
  return sql`delete from ${table} where ${column} = ${v.id} returning 1 as gone`;
});
const empty = forEach(["about"], (table, column, v: { id: string }) => {
  return sql`update ${table} set ${column} = '' where ${column} = ${v.id}`;
});
const emptyName = forEach(["called"], (table, column, v: { name: string }) => {
  return sql`update ${table} set ${column} = '' where ${column} = ${v.name}`;
});
const removeNaming = forEach(naming, (table, column, v: { like: string }) => {
  return sql`delete from ${table} where ${column} like ${v.like} escape '!'`;
});

const escaped = (text: string) => text.replaceAll(/[!%_]/g, (sign) => `!${sign}`);

/** How a value is found: as a whole text of JSON, or at the end of a name. */
function likeFor(kind: Personal, value: string): string {
  return kind === "ending" ? `%:${escaped(value)}` : `%${escaped(JSON.stringify(value))}%`;
}

/** People are named in JSON by their id, as a thing, or by name. A name alone ends nobody's secret. */
function valuesFor(kind: Personal, ids: readonly string[], names: readonly string[] = []): readonly string[] {
  return kind === "ending" ? ids : [...ids, ...ids.map((id) => personThing(id)), ...names];
}

/** Forgets everything under these ids and identities, and what mentions them or their names; how many audit rows. */
export function* forgetPerson(ids: readonly string[], names: readonly string[]): Work<number> {
  let rows = 0;
  for (const id of ids) {
    for (const { table, query } of remove) {
      const gone = yield* all(query, { id });
      if (table === "audit_personal") rows += gone.length;
    }
    for (const { query } of empty) yield* all(query, { id });
  }
  for (const { query } of emptyName) for (const name of names) yield* all(query, { name });
  for (const { is, query } of removeNaming) {
    for (const value of valuesFor(is, ids, names)) yield* all(query, { like: likeFor(is, value) });
  }
  yield* moveVersion();
  return rows;
}

/** What may be shown of a table. */
function shownOf(table: string): Raw {
  const shown = columns
    .filter((one) => one.table === table && one.is !== "secret")
    .map(({ column }) => sql.ref(column));
  return sql.join(shown) as unknown as Raw;
}

/** Shown as the rows of the audit that they belong to. */
const ofAudit: ReadonlySet<string> = new Set(["audit_personal", "audit_about"]);

const find = forEach([...theirs, "about"], (table, column, v: { id: string }, name) => {
  return sql`select ${shownOf(name)} from ${table} where ${column} = ${v.id}`;
});
const findNaming = forEach(naming, (table, column, v: { like: string }, name) => {
  return sql`select ${shownOf(name)} from ${table} where ${column} like ${v.like} escape '!'`;
});
const findAudit = statement((db, v: { id: string }) =>
  db
    .selectFrom("audit")
    .leftJoin("audit_personal", "audit_personal.row", "audit.id")
    .leftJoin("audit_about", "audit_about.row", "audit.id")
    .select(storedColumns)
    .where((eb) =>
      eb.or([
        eb("audit_personal.person", "=", v.id),
        eb("audit_personal.identity", "=", v.id),
        eb("audit_about.about", "=", v.id),
      ]),
    )
    .orderBy("audit.id"),
);

/** All rows about these ids and identities, by table; what mentions them only by name is another person's. */
export function* exportPerson(ids: readonly string[]): Work<Readonly<Record<string, readonly PersonalRow[]>>> {
  const found = new Map<string, Map<string, PersonalRow>>();
  const add = (table: string, rows: readonly PersonalRow[]) => {
    const known = found.get(table) ?? new Map<string, PersonalRow>();
    for (const row of rows) known.set(JSON.stringify(row), { ...row });
    if (known.size > 0) found.set(table, known);
  };
  for (const id of ids) {
    for (const { table, query } of find) if (!ofAudit.has(table)) add(table, yield* all(query, { id }));
    for (const { table, is, query } of findNaming) {
      for (const value of valuesFor(is, [id])) add(table, yield* all(query, { like: likeFor(is, value) }));
    }
    add("audit", yield* all(findAudit, { id }));
  }
  return Object.fromEntries([...found].map(([table, rows]) => [table, [...rows.values()]]));
}

const follow = forEach(["owner", "about"], (table, column, v: { from: string; to: string }) => {
  return sql`update ${table} set ${column} = ${v.to} where ${column} = ${v.from}`;
});
const dropDoubleVotes = statement((db, v: { from: string; to: string }) =>
  db
    .deleteFrom("vote")
    .where("person", "=", v.from)
    .where("hash", "in", (eb) => eb.selectFrom("vote").select("hash").where("person", "=", v.to)),
);
const moveVotes = statement((db, v: { from: string; to: string }) =>
  db.updateTable("vote").set({ person: v.to }).where("person", "=", v.from),
);
const dropCredential = statement((db, v: { from: string }) => db.deleteFrom("credential").where("person", "=", v.from));
const dropPreferences = statement((db, v: { from: string }) =>
  db.deleteFrom("preference").where("person", "=", v.from),
);
const dropGuest = statement((db, v: { from: string }) => db.deleteFrom("guest").where("person", "=", v.from));
const cancelOpen = statement((db, v: { from: string }) =>
  db.updateTable("confirmation").set({ state: "cancelled" }).where("person", "=", v.from).where("state", "=", "open"),
);

/**
 * Two become one: rights, uses and votes of the one go over to the other, each vote once; what proved or suited the
 * one alone ends, and so do the questions that wait for them. The audit stays as it was written.
 */
export function* movePerson(from: string, to: string): Work<void> {
  for (const { query } of follow) yield* all(query, { from, to });
  yield* all(dropDoubleVotes, { from, to });
  yield* all(moveVotes, { from, to });
  for (const query of [dropCredential, dropPreferences, dropGuest, cancelOpen]) yield* all(query, { from });
}
