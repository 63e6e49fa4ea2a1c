import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "#core/store.ts";
import { createPlace, engines, entry, intent, noon, type Place } from "./places.ts";

const dayMs = 86_400_000;

describe.each(engines)("retention on the %s engine", (engine) => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = createPlace(engine);
    store = await place.open();
  });
  afterEach(() => place.clear());

  /** One row a day, the last one at noon of the day that is today. */
  async function fill(days: number, open = store): Promise<void> {
    for (let day = days - 1; day >= 0; day -= 1)
      await open.appendAudit(entry({ at: noon - day * dayMs, turn: `d${day}` }));
  }
  const kept = async () => (await store.auditRows({})).map(({ turn }) => turn);
  const personal = async () => Number((await place.rows("SELECT count(*) AS n FROM audit_personal"))[0]?.n);

  it("prunes what is older, with the people in it, and the rest still verifies", async () => {
    await fill(10);
    expect(await store.pruneAudit(noon - 3 * dayMs)).toBe(6);
    expect(await kept()).toEqual(["d3", "d2", "d1", "d0"]);
    expect(await personal()).toBe(4);
    expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: 10, pruned: { rows: 6, at: noon } });
    await store.appendAudit(entry());
    const again = await place.open();
    expect(await again.pruneAudit(noon - 2 * dayMs)).toBe(1);
    expect(await again.verifyAudit()).toMatchObject({ ok: true, rows: 11, pruned: { rows: 7 } });
  });

  it("prunes everything and goes on from there", async () => {
    await fill(5);
    expect(await store.pruneAudit(noon + 1)).toBe(5);
    await store.appendAudit(entry());
    expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: 6, pruned: { rows: 5 } });
  });

  it("prunes nothing that still waits for its outcome, nor anything after it", async () => {
    await fill(4);
    await store.beginAct({ now: noon, intents: [intent({ at: noon - 30 * dayMs })], quotas: [], lockdownPlaces: [] });
    await store.appendAudit(entry({ at: noon - 20 * dayMs }));
    expect(await store.pruneAudit(noon + 1)).toBe(4);
    expect((await store.auditRows({})).map(({ id }) => id)).toEqual([5, 6]);
  });

  it("prunes in steps, and once for all instances", async () => {
    const old = () => store.appendAudit(entry({ at: noon - 10 * dayMs }));
    for (let batch = 0; batch < 12; batch += 1) await Promise.all(Array.from({ length: 100 }, old));
    const other = await place.open();
    await other.appendAudit(entry());
    const pruned = await Promise.all([store.pruneAudit(noon - dayMs), other.pruneAudit(noon - dayMs)]);
    expect(pruned[0] + pruned[1]).toBe(1_200);
    expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: 1_201, pruned: { rows: 1_200 } });
  });

  it("leaves what somebody has changed as it is", async () => {
    await fill(10);
    await place.tamper("UPDATE audit SET thing = 'home:door-9' WHERE id = 2");
    expect(await store.pruneAudit(noon)).toBe(0);
    expect(place.log.events).toContain("audit-not-pruned");
    expect(await store.verifyAudit()).toMatchObject({ ok: false, row: 2, problem: "row-changed" });
  });

  it("prunes nothing when the anchor is gone or was changed", async () => {
    await fill(3);
    await store.close();
    const anchor = `${place.file}.anchor`;
    writeFileSync(anchor, readFileSync(anchor, "utf8").replace('"rows":3', '"rows":2'));
    const other = await place.open();
    expect(await other.pruneAudit(noon + 1)).toBe(0);
  });

  const cut: readonly (readonly [string, readonly string[], object])[] = [
    ["another end of what was pruned", ["UPDATE audit_checkpoint SET rows = 7"], { problem: "checkpoint-changed" }],
    ["another moment", ["UPDATE audit_checkpoint SET at = at - 1"], { problem: "checkpoint-changed" }],
    ["more rows removed under it", ["DELETE FROM audit WHERE id <= 8"], { row: 7, problem: "row-missing" }],
    [
      "more rows removed, and the checkpoint moved",
      [
        "UPDATE audit_checkpoint SET rows = 8, hash = (SELECT hash FROM audit WHERE id = 8)",
        "DELETE FROM audit WHERE id <= 8",
      ],
      { problem: "checkpoint-changed" },
    ],
    ["the checkpoint removed", ["DELETE FROM audit_checkpoint"], { row: 1, problem: "row-missing" }],
    [
      "a row put back that was pruned",
      [
        `INSERT INTO audit SELECT 3, at, turn, person_digest, identity_digest, platform, action, thing, place, result,
         outcome, rules, intent, detail, hash FROM audit WHERE id = 9`,
      ],
      { row: 3, problem: "row-inserted" },
    ],
  ];

  it.each(cut)("notices %s", async (_name, statements, found) => {
    await fill(10);
    await store.pruneAudit(noon - 3 * dayMs);
    await place.tamper(...statements);
    expect(await store.verifyAudit()).toMatchObject({ ok: false, ...found });
  });

  it("notices that the key is gone", async () => {
    await fill(10);
    await store.pruneAudit(noon - 3 * dayMs);
    rmSync(`${place.file}.anchor-key`);
    expect(await store.verifyAudit()).toMatchObject({ ok: false, problem: "checkpoint-key-missing" });
  });

  it("moves an anchor on that another process pruned beyond", async () => {
    await fill(3);
    await store.close();
    const behind = readFileSync(`${place.file}.anchor`, "utf8");
    const other = await place.open();
    await fill(4, other);
    expect(await other.pruneAudit(noon + 1)).toBe(7);
    await other.close();
    writeFileSync(`${place.file}.anchor`, behind);
    const late = await place.open();
    await late.appendAudit(entry());
    await late.close();
    expect(place.log.events).not.toContain("audit-anchor-unusable");
    expect(JSON.parse(readFileSync(`${place.file}.anchor`, "utf8"))).toMatchObject({ rows: 8 });
  });
});
