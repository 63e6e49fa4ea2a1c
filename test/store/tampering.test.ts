import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "#core/store.ts";
import { rowHash } from "#store/operations/audit.ts";
import type { AuditTable } from "#store/schema.ts";
import { createPlace, engines, entry, type Place } from "./places.ts";

const rows = 12;
describe.each(engines)("on the %s engine", (engine) => {
  let place: Place;
  let store: Store;
  /** The files as they were before any tampering. */
  let sound: { readonly statements: readonly string[]; readonly anchor: string; readonly key: string };

  const kept = ["audit", "audit_personal", "audit_head"];

  beforeAll(async () => {
    place = createPlace(engine);
    const writer = await place.open();
    for (let turn = 1; turn <= rows; turn += 1) {
      await writer.appendAudit(
        entry({ turn: `t${turn}`, person: turn % 2 === 0 ? "ann" : "bob", detail: { sends: turn } }),
      );
    }
    await writer.close();
    await place.tamper(...kept.map((table) => `CREATE TABLE sound_${table} AS SELECT * FROM ${table}`));
    sound = {
      statements: kept.flatMap((table) => [
        `DELETE FROM ${table}`,
        `INSERT INTO ${table} SELECT * FROM sound_${table}`,
      ]),
      anchor: readFileSync(`${place.file}.anchor`, "utf8"),
      key: readFileSync(`${place.file}.anchor-key`, "utf8"),
    };
    store = await place.open();
  });
  beforeEach(async () => {
    await place.tamper(...sound.statements);
    writeFileSync(`${place.file}.anchor`, sound.anchor);
    writeFileSync(`${place.file}.anchor-key`, sound.key);
  });
  afterAll(() => place.clear());

  const verdict = () => store.verifyAudit();

  /** What somebody does who knows the format: makes every hash right again, and the head too. */
  async function hashAgain(): Promise<void> {
    let before = "";
    for (const found of await place.rows("SELECT * FROM audit ORDER BY id")) {
      const { hash: _, ...row } = found as unknown as AuditTable;
      const same = { ...row, id: Number(row.id), at: Number(row.at) };
      before = rowHash(before, same);
      await place.tamper(`UPDATE audit SET hash = '${before}' WHERE id = ${same.id}`);
    }
    await place.tamper(`UPDATE audit_head SET rows = (SELECT max(id) FROM audit), hash = '${before}'`);
  }

  const copyOf = (id: number, as: string) => `INSERT INTO audit SELECT ${as}, at, turn, person_digest, identity_digest,
  platform, action, thing, place, result, outcome, rules, intent, detail, hash FROM audit WHERE id = ${id}`;

  const edits: readonly (readonly [string, readonly string[], number, string])[] = [
    ["a changed time", ["UPDATE audit SET at = at + 1 WHERE id = 4"], 4, "row-changed"],
    ["a changed turn", ["UPDATE audit SET turn = 'other' WHERE id = 1"], 1, "row-changed"],
    ["a changed action", ["UPDATE audit SET action = 'door.view' WHERE id = 5"], 5, "row-changed"],
    ["a changed thing", ["UPDATE audit SET thing = 'home:door-9' WHERE id = 5"], 5, "row-changed"],
    ["a changed result", ["UPDATE audit SET result = 'refused' WHERE id = 6"], 6, "row-changed"],
    ["an outcome that was none", ["UPDATE audit SET outcome = 'done' WHERE id = 6"], 6, "row-changed"],
    ["changed rules", ["UPDATE audit SET rules = '[]' WHERE id = 7"], 7, "row-changed"],
    ["a changed detail", ["UPDATE audit SET detail = NULL WHERE id = 7"], 7, "row-changed"],
    ["a changed last hash", ["UPDATE audit SET hash = lower('00') || hash WHERE id = 12"], 12, "row-changed"],
    ["another person", [`UPDATE audit_personal SET person = 'eve' WHERE "row" = 3`], 3, "person-changed"],
    ["another identity", [`UPDATE audit_personal SET identity = 'slack:T1/U9' WHERE "row" = 3`], 3, "person-changed"],
    ["another salt", [`UPDATE audit_personal SET salt = '00' WHERE "row" = 3`], 3, "person-changed"],
    ["the person of another row", ["UPDATE audit SET person_digest = identity_digest WHERE id = 3"], 3, "row-changed"],
    ["a removed first row", ["DELETE FROM audit WHERE id = 1"], 1, "row-missing"],
    ["a removed row", ["DELETE FROM audit WHERE id = 8"], 8, "row-missing"],
    [
      "a removed row with the later ones moved up",
      [
        "DELETE FROM audit WHERE id = 8",
        ...[9, 10, 11, 12].map((id) => `UPDATE audit SET id = ${id - 1} WHERE id = ${id}`),
      ],
      8,
      "row-changed",
    ],
    ["a removed last row", ["DELETE FROM audit WHERE id = 12"], 12, "row-missing"],
    [
      "an inserted row",
      [...[12, 11, 10, 9].map((id) => `UPDATE audit SET id = ${id + 1} WHERE id = ${id}`), copyOf(8, "9")],
      9,
      "row-changed",
    ],
    ["a row before the first", [copyOf(8, "-1")], -1, "row-inserted"],
    ["a row after the last", [copyOf(12, "13")], 13, "row-inserted"],
    [
      "two rows in each other's place",
      [
        "UPDATE audit SET id = 100 WHERE id = 4",
        "UPDATE audit SET id = 4 WHERE id = 5",
        "UPDATE audit SET id = 5 WHERE id = 100",
      ],
      4,
      "row-changed",
    ],
    [
      "a cut tail",
      [
        "DELETE FROM audit WHERE id > 10",
        "UPDATE audit_head SET rows = 10, hash = (SELECT hash FROM audit WHERE id = 10)",
      ],
      11,
      "tail-cut",
    ],
    ["a changed head", ["UPDATE audit_head SET hash = 'other'"], 12, "head-changed"],
    [
      "everything removed",
      ["DELETE FROM audit", "UPDATE audit_head SET rows = 0, hash = '', anchored = 0"],
      1,
      "tail-cut",
    ],
  ];

  describe("tampering with the database file", () => {
    it("finds nothing where nothing was done", async () => {
      expect(await verdict()).toMatchObject({ ok: true, rows, notYetAnchored: 0 });
    });

    it.each(edits)("notices %s", async (_name, statements, row, problem) => {
      await place.tamper(...statements);
      expect(await verdict()).toEqual({ ok: false, row, problem });
    });

    it("notices a change with every later hash made right again", async () => {
      await place.tamper("UPDATE audit SET thing = 'home:door-9' WHERE id = 2");
      await hashAgain();
      expect(await verdict()).toEqual({ ok: false, row: rows, problem: "chain-differs-from-anchor" });
    });

    it("notices a removed tail with the head made right again, also after more was written", async () => {
      await place.tamper("DELETE FROM audit WHERE id > 9");
      await hashAgain();
      const other = await place.open();
      for (let more = 0; more < 8; more += 1) await other.appendAudit(entry());
      await other.close();
      expect(place.log.events).toContain("audit-anchor-unusable");
      expect(await verdict()).toEqual({ ok: false, row: rows, problem: "chain-differs-from-anchor" });
    });

    it("notices a changed anchor", async () => {
      const anchor = `${place.file}.anchor`;
      writeFileSync(anchor, readFileSync(anchor, "utf8").replace('"rows":12', '"rows":11'));
      expect(await verdict()).toMatchObject({ ok: false, problem: "anchor-changed" });
    });

    it("notices an anchor of nonsense", async () => {
      writeFileSync(`${place.file}.anchor`, "null");
      expect(await verdict()).toMatchObject({ ok: false, problem: "anchor-changed" });
    });

    it.skipIf(engine === "postgres")("notices a removed anchor and does not make a new one", async () => {
      rmSync(`${place.file}.anchor`);
      const other = await place.open();
      await other.appendAudit(entry());
      await other.close();
      expect(await verdict()).toMatchObject({ ok: false, problem: "anchor-missing" });
    });

    it("notices a removed or another anchor key", async () => {
      rmSync(`${place.file}.anchor-key`);
      expect(await verdict()).toMatchObject({ ok: false, problem: "anchor-key-missing" });
      writeFileSync(`${place.file}.anchor-key`, Buffer.alloc(32, 1).toString("base64"));
      expect(await verdict()).toMatchObject({ ok: false, problem: "anchor-key-differs" });
    });
  });
});
