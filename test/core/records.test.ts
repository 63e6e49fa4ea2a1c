import { describe, expect, it } from "vitest";
import { createRecords } from "#core/records.ts";
import type { AuditQuery, AuditRow } from "#core/store.ts";

const count = 3_000;
const rows = Array.from({ length: count }, (_, at): AuditRow => {
  const common = { turn: "", person: "ann", identity: "", platform: "", place: "hq", rules: [], hash: "" };
  return { ...common, id: at + 1, at, action: "door.open", thing: `d${at % 100}`, result: "acted", outcome: "done" };
}).reverse();

const asked: AuditQuery[] = [];
const records = createRecords({
  async auditNewest(query) {
    asked.push(query);
    const { thing, before = Number.POSITIVE_INFINITY, limit } = query;
    return rows.filter((row) => row.id < before && (thing === undefined || row.thing === thing)).slice(0, limit);
  },
});
const things = (from: number, until: number) => Array.from({ length: until - from }, (_, at) => `d${from + at}`);

describe("records of several things", () => {
  it("are merged newest first from what the store knows of each", async () => {
    const found = await records.list({ things: ["d7", "d3"], limit: 3 });
    expect(found.map(({ id }) => id)).toEqual([2908, 2904, 2808]);
    expect(asked.every(({ thing }) => thing !== undefined)).toBe(true);
  });

  it("are found by leafing where there are many things, and only theirs", async () => {
    const found = await records.list({ things: things(0, 30), limit: 400 });
    const wanted = rows.filter(({ thing }) => Number(thing.slice(1)) < 30).slice(0, 400);
    expect(found).toEqual(wanted);
    const all = await records.list({ things: things(0, 30), limit: 10_000 });
    expect(all).toHaveLength(900);
  });

  it("are none where there is no thing", async () => {
    expect(await records.list({ things: [], limit: 5 })).toEqual([]);
  });
});
