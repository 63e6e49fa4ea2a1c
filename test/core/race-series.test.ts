import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Passing } from "#core/capabilities.ts";
import { perStretch, thin } from "#core/race-series.ts";

const points = fc
  .array(fc.integer({ min: -1_000, max: 1_000 }), { maxLength: 400 })
  .map((all) => all.map((y, x): [number, number] => [x, y]));

describe("thinning points out", () => {
  it("leaves few points alone, also one and none", () => {
    expect(thin([], 10)).toEqual([]);
    expect(thin([[1, 5]], 10)).toEqual([[1, 5]]);
    expect(
      thin(
        [
          [1, 5],
          [2, 6],
          [3, 1],
        ],
        3,
      ),
    ).toEqual([
      [1, 5],
      [2, 6],
      [3, 1],
    ]);
  });

  it("keeps exactly as many as were asked for: the ends, and real points in their order", () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 3, max: 60 }), (all, most) => {
        const kept = thin(all, most);
        expect(kept).toHaveLength(Math.min(all.length, most));
        expect(kept.at(0)).toEqual(all.at(0));
        expect(kept.at(-1)).toEqual(all.at(-1));
        expect(kept.map(([x]) => x)).toEqual(kept.map(([x]) => x).toSorted((a, b) => a - b));
        expect(kept.every(([x, y]) => all[x]?.[1] === y)).toBe(true);
      }),
    );
  });

  it("keeps the one slow lap among a hundred thousand", () => {
    const all = Array.from({ length: 100_000 }, (_, x): [number, number] => [x, x === 61_803 ? 900 : 60 + (x % 7)]);
    expect(thin(all, 400)).toContainEqual([61_803, 900]);
  });
});

describe("counting passings over time", () => {
  const at = (minutes: number, number = 1): Passing => ({
    bib: "1",
    number,
    at: Date.UTC(2031, 4, 10, 8) + minutes * 60_000,
  });

  it("counts each minute, empty ones too", () => {
    const counted = perStretch([at(0), at(0.5), at(3)], 60);
    expect(counted.minutes).toBe(1);
    expect(counted.stretches.map(({ count }) => count)).toEqual([2, 0, 0, 1]);
    expect(counted.stretches.map((one) => one.at)).toEqual([0, 1, 2, 3].map((minutes) => at(minutes).at));
  });

  it("has nothing to count in a race without passings, and one stretch for one", () => {
    expect(perStretch([], 60).stretches).toEqual([]);
    expect(perStretch([at(7.5)], 60).stretches).toEqual([{ at: at(7).at, count: 1 }]);
  });

  it("never has more stretches than were asked for and loses nothing, even when a clock began in 1970", () => {
    const times = fc.array(fc.integer({ min: 0, max: 60 * 365 * 1440 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(times, fc.integer({ min: 2, max: 60 }), (minutes, most) => {
        const { stretches } = perStretch(
          minutes.map((one) => ({ bib: "1", number: 1, at: one * 60_000 })),
          most,
        );
        expect(stretches.length).toBeLessThanOrEqual(most);
        expect(stretches.reduce((sum, { count }) => sum + count, 0)).toBe(minutes.length);
      }),
    );
  });
});
