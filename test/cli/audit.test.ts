import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import audit from "#src/cli/audit.ts";
import { rowHash } from "#store/operations/audit.ts";
import type { AuditTable } from "#store/schema.ts";
import { createPlace, entry, noon, type Place } from "../store/places.ts";

const rows = 12;
let place: Place;
let folder: string;
let said = "";

beforeAll(async () => {
  place = createPlace();
  const store = await place.open();
  for (let turn = 1; turn <= rows; turn += 1) {
    const person = turn % 2 === 0 ? "ann" : 'b"ob, the 2nd';
    const odd = turn === 3 ? { thing: '=HYPERLINK("x")' } : {};
    await store.appendAudit(
      entry({
        at: noon + turn * 1_000,
        turn: `t${turn}`,
        person,
        outcome: "accepted",
        result: "acted",
        detail: { sends: 1 },
        ...odd,
      }),
    );
  }
  await store.close();
});
beforeEach(() => {
  // Each test has the files for itself, as somebody has who broke in.
  folder = join(place.directory, "copy");
  rmSync(folder, { recursive: true, force: true });
  for (const name of ["usher.db", "usher.db.anchor", "usher.db.anchor-key"]) {
    cpSync(join(place.directory, name), join(folder, name));
  }
  const config = "people: []\nroles: {}\nplaces: {}\naccounts: []\nstore: { url: 'file:./usher.db' }\n";
  writeFileSync(join(folder, "usher.yaml"), config);
  said = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => place.clear());

const usher = (...args: readonly string[]) => audit.run([...args, "--config", join(folder, "usher.yaml")]);

/** Edits the database file with nothing of ours in between. */
function edit(...statements: readonly string[]): void {
  const db = new DatabaseSync(join(folder, "usher.db"));
  for (const statement of statements) db.exec(statement);
  db.close();
}

/** As somebody does who knows the format: every later hash is made right again. */
function rewrite(...statements: readonly string[]): void {
  edit(...statements);
  const db = new DatabaseSync(join(folder, "usher.db"));
  let before = "";
  for (const found of db.prepare("SELECT * FROM audit ORDER BY id").all()) {
    const { hash: _, ...row } = found as unknown as AuditTable;
    before = rowHash(before, row);
    db.prepare("UPDATE audit SET hash = ? WHERE id = ?").run(before, row.id);
  }
  db.prepare("UPDATE audit_head SET rows = (SELECT max(id) FROM audit), hash = ?").run(before);
  db.close();
}

const moved = (from: number, to: number) => `UPDATE audit SET id = ${to} WHERE id = ${from}`;
const copied = `INSERT INTO audit SELECT 9, at, turn, person_digest, identity_digest, platform, action, thing, place,
  result, outcome, rules, intent, detail, hash FROM audit WHERE id = 8`;

const kinds: readonly (readonly [name: string, tamper: () => void, told: string])[] = [
  ["a changed time", () => edit("UPDATE audit SET at = at + 1 WHERE id = 4"), "Row 4 is not what was written there"],
  ["another door", () => edit("UPDATE audit SET thing = 'home:door-9' WHERE id = 5"), "Row 5 is not what was written"],
  ["another outcome", () => edit("UPDATE audit SET outcome = 'failed' WHERE id = 6"), "Row 6 is not what was written"],
  [
    "another person",
    () => edit(`UPDATE audit_personal SET person = 'eve' WHERE "row" = 3`),
    "The person or the account of row 3 is not the one that was written.",
  ],
  ["a removed row", () => edit("DELETE FROM audit WHERE id = 8"), "Row 8 was removed."],
  ["a removed beginning", () => edit("DELETE FROM audit WHERE id <= 5"), "Row 1 was removed."],
  [
    "a cut end, with the head made to fit",
    () => rewrite("DELETE FROM audit WHERE id > 10"),
    "The end was cut off, from row 11 on",
  ],
  [
    "an inserted row",
    () => edit(moved(12, 13), moved(11, 12), moved(10, 11), moved(9, 10), copied),
    "Row 9 is not what was written there: it was changed, put in, or moved.",
  ],
  [
    "two rows in each other's place",
    () => edit(moved(4, 100), moved(5, 4), moved(100, 5)),
    "Row 4 is not what was written there: it was changed, put in, or moved.",
  ],
  [
    "a changed row with every later hash made right",
    () => rewrite("UPDATE audit SET thing = 'home:door-9' WHERE id = 2"),
    "The rows up to 12 were written anew: the signed anchor knows of others.",
  ],
  [
    "a removed anchor",
    () => rmSync(join(folder, "usher.db.anchor")),
    "The signed anchor beside the database was removed.",
  ],
  [
    "rows removed under a forged note that they were pruned",
    () =>
      edit(
        `INSERT INTO audit_checkpoint SELECT 1, 5, hash, ${noon}, 'key-file', substr(hash, 1, 16), hash FROM audit WHERE id = 5`,
        "DELETE FROM audit WHERE id <= 5",
      ),
    "What was pruned was signed with another key.",
  ],
];

describe("usher audit verify", () => {
  it("says that nobody has touched a record that nobody has touched", async () => {
    expect(await usher("verify")).toBe(0);
    expect(said).toMatch(/^12 rows, unbroken\nhead [0-9a-f]{64}\n$/);
  });

  it("knows twelve kinds of tampering", () => {
    expect(kinds).toHaveLength(12);
  });

  it.each(kinds)("notices %s, and says so in words", async (_name, tamper, told) => {
    tamper();
    expect(await usher("verify")).toBe(4);
    expect(said).toContain(told);
    expect(said).toContain("Keep a copy of the database");
  });

  it("names what was pruned", async () => {
    edit("SELECT 1");
    const store = await place.open({ directory: folder });
    expect(await store.pruneAudit(noon + 5_500)).toBe(5);
    await store.close();
    expect(await usher("verify")).toBe(0);
    expect(said).toMatch(/^12 rows, unbroken, rows 1 to 5 pruned on 2026-03-02\n/);
  });
});

describe("usher audit export", () => {
  it("prints every row as a line of JSON", async () => {
    expect(await usher("export")).toBe(0);
    const lines = said
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(rows);
    expect(lines[0]).toMatchObject({
      at: "2026-03-02T12:00:01.000Z",
      turn: "t1",
      person: 'b"ob, the 2nd',
      action: "door.open",
      thing: "home:door-1",
      result: "acted",
      outcome: "accepted",
      rules: ["role:staff"],
    });
  });

  it("prints only what is not older than asked for", async () => {
    await usher("export", "--since", "2026-03-02T12:00:10Z");
    expect(
      said
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).turn),
    ).toEqual(["t10", "t11", "t12"]);
  });

  it("prints a table that spreadsheets read as it was meant, and run nothing of", async () => {
    await usher("export", "--format", "csv");
    const [head = "", first = "", , third = ""] = said.split("\r\n");
    expect(head.split(",")).toEqual(
      expect.arrayContaining(["at", "turn", "person", "action", "thing", "result", "outcome", "rules"]),
    );
    expect(first).toContain(',"b""ob, the 2nd",');
    expect(first).toContain(',"[""role:staff""]",');
    expect(third).toContain(`,"'=HYPERLINK(""x"")",`);
  });

  it.each([
    [["export", "--since", "yesterday"], "is no time"],
    [["export", "--format", "xml"], "--format is jsonl or csv"],
    [["rewrite"], "takes verify or export"],
  ] as const)("refuses %j", async (args, told) => {
    await expect(usher(...args)).rejects.toThrow(told);
  });
});
