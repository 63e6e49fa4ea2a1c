import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { personThing } from "#core/own.ts";
import type { Store } from "#core/store.ts";
import { personal } from "#store/personal.ts";
import { createPlace, engines, entry, noon, type Place } from "./places.ts";

const id = "zoe-of-the-test";
const identity = "slack:T9/U_ZOE%";
const name = "Zoe Zebra";

const kindsOf = (table: string) => Object.entries((personal as Readonly<Record<string, object>>)[table] ?? {});

describe.each(engines)("what is kept of people on the %s engine", (engine) => {
  let place: Place;
  let store: Store;
  beforeAll(async () => {
    place = createPlace(engine);
    store = await place.open();
  });
  afterAll(() => place.clear());

  async function columnsOf(): Promise<Map<string, Map<string, string>>> {
    const query =
      engine === "postgres"
        ? "select table_name as t, column_name as c, data_type as k from information_schema.columns where table_schema = current_schema()"
        : "select m.name as t, p.name as c, p.type as k from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table' and m.name not like 'sqlite_%'";
    const found = new Map<string, Map<string, string>>();
    for (const { t, c, k } of await place.rows(query)) {
      const columns = found.get(String(t)) ?? new Map<string, string>();
      found.set(String(t), columns.set(String(c), String(k)));
    }
    return found;
  }

  /** Everything in the database as text. */
  async function everything(): Promise<string> {
    const rows = await Promise.all(
      [...(await columnsOf()).keys()].map((table) => place.rows(`select * from "${table}"`)),
    );
    return JSON.stringify(rows);
  }

  it("is known for every column of every table there is", async () => {
    const columns = await columnsOf();
    const told = Object.keys(personal).map((table) => [
      table,
      kindsOf(table)
        .map(([column]) => column)
        .toSorted(),
    ]);
    const there = [...columns].map(([table, own]) => [table, [...own.keys()].toSorted()]);
    expect(Object.fromEntries(there)).toEqual(Object.fromEntries(told));
    expect(there.length).toBeGreaterThan(20);
  });

  it("is all exported without secrets, and all forgotten, in tables of which nobody thought as well", async () => {
    const columns = await columnsOf();
    const values: Readonly<Record<string, string>> = {
      person: id,
      owner: id,
      identity,
      about: id,
      called: name,
      text: JSON.stringify({ of: personThing(id), by: name }),
      ending: `totp:${id}`,
      secret: "never-to-be-shown",
    };
    const marked = Object.keys(personal).filter((table) =>
      kindsOf(table).some(([, is]) => is !== "none" && is !== "secret"),
    );
    for (const table of marked) {
      const kinds = kindsOf(table);
      const filled = kinds.map(([column, is]) => {
        const isText = /text/i.test(columns.get(table)?.get(column) ?? "");
        return values[String(is)] ?? (isText ? "[]" : "77");
      });
      const names = kinds.map(([column]) => `"${column}"`).join(", ");
      const cells = filled.map((one) => `'${one}'`).join(", ");
      await place.tamper(`insert into "${table}" (${names}) values (${cells})`);
    }
    await place.tamper("delete from audit_personal", "delete from audit_about");
    await store.appendAudit(entry({ person: id, identity }));
    await store.appendAudit(entry({ person: identity, identity }));
    await store.appendAudit(entry({ person: "another", identity: "slack:T9/UXZOEX", thing: personThing(id) }));

    const told = await store.exportPerson([id, identity]);
    const expected = new Set(marked.map((table) => (table.startsWith("audit_") ? "audit" : table)));
    expect(Object.keys(told).toSorted()).toEqual([...expected].toSorted());
    expect(told.audit).toHaveLength(3);
    expect((await store.auditRows({})).at(-1)).toMatchObject({ person: "another", thing: personThing(id) });
    expect(JSON.stringify(told)).not.toContain("never-to-be-shown");

    expect(await store.forgetPerson([id, identity], [name])).toBe(2);
    const left = await everything();
    for (const one of [id, JSON.stringify(identity).slice(1, -1), name]) expect(left).not.toContain(one);
    expect(left).toContain("slack:T9/UXZOEX");
    expect(await store.exportPerson([id, identity])).toEqual({});
    expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: 3 });
    expect(await store.lockdowns()).toEqual([]);
    expect((await store.rightsSnapshot(noon)).grants).toEqual([]);
  });

  it("is noticed in the audit when a row is made to be about somebody else", async () => {
    const row = await store.appendAudit(entry({ thing: personThing("gwen") }));
    expect(await store.verifyAudit()).toMatchObject({ ok: true });
    await place.tamper(`update audit_about set about = 'eve' where "row" = ${row}`);
    expect(await store.verifyAudit()).toMatchObject({ ok: false, row, problem: "person-changed" });
    await place.tamper(`update audit_about set about = 'gwen' where "row" = ${row}`);
    expect((await place.rows(`select thing from audit where id = ${row}`))[0]?.thing).toMatch(
      /^~:person\/[0-9a-f]{64}$/,
    );
  });
});
