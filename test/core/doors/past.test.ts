import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DoorRecord } from "#core/capabilities.ts";
import type { Entity } from "#core/directory.ts";
import { fromAudit, fromVendor, mergePast, unsureTimes } from "#core/doors/past.ts";
import type { AuditRow } from "#core/store.ts";

const door: Entity = {
  id: "acc:front",
  vendorId: "front",
  account: "acc",
  vendor: "test",
  kind: "door",
  label: "Front",
  name: "Front",
  capabilities: [],
  aliases: {},
  place: "hq",
  require: {},
  isHidden: false,
};
const noon = Date.UTC(2026, 4, 4, 12);
const second = 1000;

function row(id: number, at: number, more: Partial<AuditRow> = {}): AuditRow {
  const common = { turn: "t", person: "ann", identity: "", platform: "", place: "hq", rules: [], hash: "" };
  return { ...common, id, at, action: "door.open", thing: door.id, result: "acted", outcome: "accepted", ...more };
}

const merged = (rows: readonly AuditRow[], records: readonly DoorRecord[]) =>
  mergePast(fromAudit(door, rows), fromVendor(door, records));
const told = (rows: readonly AuditRow[], records: readonly DoorRecord[]) =>
  merged(rows, records).map(({ what, isOurs, isVendors }) => [what, isOurs, isVendors]);

describe("the history of a door", () => {
  it("has one line for an opening that both tell of, at our time and with our person", () => {
    const records: DoorRecord[] = [{ at: noon + 20 * second, what: "opened", who: "Owner of the account" }];
    expect(merged([row(1, noon)], records)).toEqual([
      { at: noon, door, what: "opened", person: "ann", isOurs: true, isVendors: true },
    ]);
  });

  it("tells of two openings in a row twice, and of one that only the vendor knows once more", () => {
    const records = [0, 5, 300].map((at): DoorRecord => ({ at: noon + at * second, what: "opened" }));
    expect(told([row(1, noon), row(2, noon + 4 * second)], records)).toEqual([
      ["opened", false, true],
      ["opened", true, true],
      ["opened", true, true],
    ]);
  });

  it("never takes a call, a ring or a button for what went through us", () => {
    const records = (["phone", "ring", "button"] as const).map((by): DoorRecord => ({ at: noon, what: "opened", by }));
    expect(merged([row(1, noon)], records)).toHaveLength(4);
  });

  it("believes the vendor where we do not know, and us where the vendor saw nothing", () => {
    const unknown = row(1, noon, { outcome: "unknown" });
    expect(told([unknown], [{ at: noon, what: "open-failed" }])).toEqual([["open-failed", true, true]]);
    expect(told([unknown], [{ at: noon, what: "opened" }])).toEqual([["opened", true, true]]);
    expect(told([unknown], [])).toEqual([["perhaps", true, false]]);
    expect(told([row(1, noon, { result: "unknown-after-crash", outcome: null })], [])).toEqual([
      ["perhaps", true, false],
    ]);
    expect(told([row(1, noon)], [{ at: noon, what: "open-failed" }])).toEqual([["open-failed", true, true]]);
    const failed = row(1, noon, { outcome: "failed" });
    expect(told([failed], [])).toEqual([["open-failed", true, false]]);
    expect(merged([failed], [{ at: noon, what: "opened" }])).toHaveLength(2);
  });

  it("counts an act and its better outcome once, in whichever order they come", () => {
    const acted = row(5, noon, { intent: 4, outcome: "unknown" });
    const better = row(9, noon + 8 * second, { intent: 4, result: "improved", outcome: "done" });
    for (const rows of [
      [acted, better],
      [better, acted],
    ]) {
      expect(merged(rows, [])).toMatchObject([{ at: noon, what: "opened" }]);
    }
  });

  it("leaves out that the door was seen to move when it was opened, and keeps it when nobody opened it", () => {
    const records: DoorRecord[] = [
      { at: noon + 2 * second, what: "moved-open" },
      { at: noon + 9 * second, what: "moved-closed" },
      { at: noon + 600 * second, what: "moved-open" },
      { at: noon + 700 * second, what: "movement" },
    ];
    expect(told([row(1, noon)], records)).toEqual([
      ["moved-open", false, true],
      ["opened", true, false],
    ]);
  });

  it("tells holds from their ends", () => {
    const hold = row(1, noon, { action: "door.hold", detail: { minutes: 30 } });
    const end = row(2, noon + 60 * second, { action: "door.hold" });
    const records: DoorRecord[] = [{ at: noon, what: "held" }];
    expect(told([hold, end], records)).toEqual([
      ["released", true, false],
      ["held", true, true],
    ]);
  });

  it("trusts times without a zone once an event of ours proves them", () => {
    const stateless = (at: number): DoorRecord => ({ at, what: "opened", isVendorTime: true });
    expect(unsureTimes(merged([], [stateless(noon)]))).toEqual(["acc"]);
    expect(unsureTimes(merged([row(1, noon)], [stateless(noon), stateless(noon - 3_600 * second)]))).toEqual([]);
  });

  it("loses nothing and makes nothing up, and is in order", () => {
    const moments = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 12 });
    fc.assert(
      fc.property(moments, moments, (ours, vendors) => {
        const rows = ours.map((at, index) => row(index + 1, noon + at * second));
        const all = merged(
          rows,
          vendors.map((at) => ({ at: noon + at * second, what: "opened" })),
        );
        expect(all.filter(({ isOurs }) => isOurs)).toHaveLength(ours.length);
        expect(all.filter(({ isVendors }) => isVendors)).toHaveLength(vendors.length);
        expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted((a, b) => b - a));
      }),
    );
  });
});
