import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPassingReader } from "#vendors/rufus/race.ts";

const read = (stamps: readonly string[]) => {
  const reader = createPassingReader();
  return stamps.map((timestamp) => reader({ bib: "1", num_passing: 1, timestamp })?.at ?? Number.NaN);
};

describe("stamps of passings", () => {
  it("are read as the platform reads them, whatever day the one before had", () => {
    const days = fc.integer({ min: 0, max: 4 });
    const at = fc
      .tuple(days, fc.integer({ min: 0, max: 86_399_999 }))
      .map(([day, ms]) => 1.9e12 + day * 86_400_000 + ms);
    fc.assert(
      fc.property(fc.array(at, { maxLength: 40 }), (all) => {
        expect(read(all.map((one) => new Date(one).toISOString()))).toEqual(all);
      }),
    );
  });

  it("that are spoilt anywhere are none, or mean what the platform makes of them", () => {
    const good = "2026-05-10T08:09:10.123Z";
    const spoilt = fc
      .tuple(fc.nat({ max: good.length - 1 }), fc.constantFrom("9", ":", "/", "x", " ", "-", ".", "Z", "é"))
      .map(([place, sign]) => good.slice(0, place) + sign + good.slice(place + 1));
    fc.assert(
      fc.property(spoilt, (stamp) => {
        const isZoned = stamp.endsWith("Z") || /[+-]\d\d:?\d\d$/.test(stamp);
        const meant = Date.parse(isZoned ? stamp : `${stamp.replace(" ", "T")}Z`);
        const [, found] = read([good, stamp]);
        expect(found).toBe(meant);
      }),
      { numRuns: 2_000 },
    );
  });

  it("in other forms are read too", () => {
    expect(read(["2026-05-10 08:00:00", "2026-05-10T10:00:00+02:00", "", "yesterday"])).toEqual([
      Date.UTC(2026, 4, 10, 8),
      Date.UTC(2026, 4, 10, 8),
      Number.NaN,
      Number.NaN,
    ]);
  });
});
