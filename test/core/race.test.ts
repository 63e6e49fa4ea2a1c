import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Passing } from "#core/capabilities.ts";
import { inOrder, lapsOf, positions, readRace, sameCrossingMs, standings } from "#core/race.ts";

const start = Date.UTC(2031, 4, 10, 8);
const passing = (bib: string, seconds: number, number: number): Passing => ({
  bib,
  number,
  at: start + seconds * 1000,
});
/** Passings as `[bib, seconds]`, numbered in this order. */
const numbered = (...all: readonly (readonly [string, number])[]) =>
  all.map(([bib, seconds], index) => passing(bib, seconds, index + 1));

const board = (passings: readonly Passing[]) =>
  standings(readRace(passings)).map(({ runner, place, laps, bestMs, lastMs, totalMs, gap }) => ({
    bib: runner.bib,
    place,
    laps,
    bestMs,
    lastMs,
    totalMs,
    gap,
  }));
const lapTimes = (passings: readonly Passing[], bib: string) => {
  const runner = readRace(passings).runners.get(bib);
  return runner === undefined ? undefined : lapsOf(runner);
};

/** The board again, slowly and as plainly as its rules are written: for races whose clock never jumped. */
function slowBoard(passings: readonly Passing[]) {
  const bibs = [...new Set(passings.map(({ bib }) => bib))].filter((bib) => bib !== "");
  const rows = bibs.map((bib) => {
    const read = passings
      .filter((one) => one.bib === bib)
      .map(({ at }) => at)
      .sort((a, b) => a - b);
    const crossings = read.filter((at, index) => index === 0 || at - Number(read[index - 1]) >= sameCrossingMs);
    const laps = crossings.slice(1).map((at, index) => at - Number(crossings[index]));
    const total = laps.length === 0 ? undefined : laps.reduce((sum, lap) => sum + lap, 0);
    return { bib, first: Number(crossings[0]), laps, total };
  });
  const isAhead = (a: (typeof rows)[number], b: (typeof rows)[number]) => {
    if (a.laps.length !== b.laps.length) return a.laps.length > b.laps.length;
    return a.total === undefined || b.total === undefined ? a.first < b.first : a.total < b.total;
  };
  return rows
    .map((row) => ({ ...row, ahead: rows.filter((other) => isAhead(other, row)) }))
    .sort((a, b) => a.ahead.length - b.ahead.length || (a.bib < b.bib ? -1 : 1))
    .map(({ bib, laps, total, ahead }, index, all) => {
      const leader = all[0];
      const isFirst = index === 0 || leader === undefined;
      const behind = isFirst ? 0 : leader.laps.length - laps.length;
      const ms = isFirst || total === undefined ? undefined : total - Number(leader.total);
      const gap = isFirst || laps.length === 0 ? undefined : behind > 0 ? { laps: behind } : { ms };
      return {
        bib,
        place: laps.length === 0 ? undefined : ahead.length + 1,
        laps: laps.length,
        bestMs: laps.length === 0 ? undefined : Math.min(...laps),
        lastMs: laps.at(-1),
        totalMs: total,
        gap,
      };
    });
}

/** Any passings at all: few bibs, times close enough to touch, no clock that jumps by more than the rules forgive. */
const anyPassings = fc
  .array(fc.tuple(fc.constantFrom("1", "7", "007", "42", "W12", ""), fc.integer({ min: 0, max: 60_000 })), {
    maxLength: 60,
  })
  .map((all) => all.map(([bib, ms], index): Passing => ({ bib, number: index, at: start + ms })));

/** A race as it really was: each runner's lap times, at least longer than a crossing takes to read. */
const trueRace = fc
  .array(fc.array(fc.integer({ min: 20_000, max: 400_000 }), { maxLength: 12 }), { minLength: 1, maxLength: 8 })
  .map((runners) => {
    const crossings = runners.flatMap((laps, runner) => {
      const times = [start + runner * 1_500];
      for (const lap of laps) times.push(Number(times.at(-1)) + lap);
      return times.map((at) => ({ bib: `B${runner}`, at }));
    });
    return crossings
      .sort((a, b) => a.at - b.at || (a.bib < b.bib ? -1 : 1))
      .map((one, index): Passing => ({ ...one, number: index + 1 }));
  });

describe("the board", () => {
  it("ranks by laps, then by the time from the own first crossing", () => {
    const passings = numbered(["7", 0], ["42", 3], ["7", 100], ["42", 101], ["9", 110], ["7", 230], ["42", 233]);
    expect(board(passings)).toEqual([
      { bib: "42", place: 1, laps: 2, bestMs: 98_000, lastMs: 132_000, totalMs: 230_000, gap: undefined },
      { bib: "7", place: 1, laps: 2, bestMs: 100_000, lastMs: 130_000, totalMs: 230_000, gap: { ms: 0 } },
      { bib: "9", place: undefined, laps: 0, bestMs: undefined, lastMs: undefined, totalMs: undefined, gap: undefined },
    ]);
  });

  it("tells who is behind by how many laps", () => {
    const passings = numbered(["1", 0], ["2", 1], ["1", 60], ["1", 120], ["2", 130]);
    expect(board(passings).map(({ bib, gap }) => [bib, gap])).toEqual([
      ["1", undefined],
      ["2", { laps: 1 }],
    ]);
  });

  it("reads a race from start to finish as one lap", () => {
    const passings = numbered(["1", 0], ["2", 30], ["2", 900], ["1", 905]);
    expect(board(passings).map(({ bib, place, laps, totalMs }) => [bib, place, laps, totalMs])).toEqual([
      ["2", 1, 1, 870_000],
      ["1", 2, 1, 905_000],
    ]);
  });

  it("knows nothing of a race in which nobody passed", () => {
    expect(board([])).toEqual([]);
    expect(board([passing("", 10, 1)])).toEqual([]);
  });

  it("keeps 007 and 7 apart", () => {
    expect(board(numbered(["007", 0], ["7", 1], ["7", 60])).map(({ bib, laps }) => [bib, laps])).toEqual([
      ["7", 1],
      ["007", 0],
    ]);
  });

  it("gives equals the same place, and skips the next", () => {
    const passings = numbered(["a", 0], ["b", 10], ["a", 60], ["b", 70], ["c", 71], ["c", 171]);
    expect(board(passings).map(({ bib, place }) => [bib, place])).toEqual([
      ["a", 1],
      ["b", 1],
      ["c", 3],
    ]);
  });
});

describe("readings of one crossing", () => {
  it("count once, at the time of the first, however long somebody stands on the mat", () => {
    const passings = numbered(["1", 0], ["1", 2], ["1", 6], ["1", 10], ["1", 70]);
    expect(lapTimes(passings, "1")).toEqual([70_000]);
  });

  it("are those less than five seconds apart", () => {
    expect(lapTimes(numbered(["1", 0], ["1", 5]), "1")).toEqual([5_000]);
    expect(lapTimes(numbered(["1", 0], ["1", 4.999]), "1")).toEqual([]);
  });

  it("may have been delivered twice, in any order", () => {
    const passings = numbered(["1", 0], ["2", 1], ["1", 60], ["2", 62]);
    expect(board([...passings.toReversed(), ...passings])).toEqual(board(passings));
  });
});

describe("a clock that jumps back", () => {
  const before = [0, 60, 120].flatMap((at) => [["1", at] as const, ["2", at + 5] as const]);
  const after = [-3420, -3360, -3300].flatMap((at) => [["1", at] as const, ["2", at + 5] as const]);
  const jumped = numbered(...before, ...after);

  it("loses the lap across the jump and nothing else", () => {
    expect(readRace(jumped).jumps).toBe(1);
    expect(lapTimes(jumped, "1")).toEqual([60_000, 60_000, null, 60_000, 60_000]);
    expect(
      board(jumped).map(({ bib, place, laps, bestMs, totalMs, gap }) => [bib, place, laps, bestMs, totalMs, gap]),
    ).toEqual([
      ["1", 1, 5, 60_000, undefined, undefined],
      ["2", 2, 5, 60_000, undefined, undefined],
    ]);
  });

  it("is not seen in a passing that arrives late or was added by hand", () => {
    const late = [...numbered(...before), passing("3", 1, 7), passing("3", 61, 8)];
    expect(readRace(late).jumps).toBe(0);
    const byHand = [...numbered(...before), passing("3", 1, 0), passing("3", 61, 0), passing("3", 121, 0)];
    expect(readRace(byHand).jumps).toBe(0);
    expect(lapTimes(byHand, "3")).toEqual([60_000, 60_000]);
  });

  it("is not seen in a device that uploads what it kept, and then goes on", () => {
    const kept = [-57, 3, 63].map((at, index) => passing("3", at, 7 + index));
    const passings = [...numbered(...before), ...kept, passing("1", 180, 10), passing("2", 185, 11)];
    expect(readRace(passings).jumps).toBe(0);
    expect(lapTimes(passings, "3")).toEqual([60_000, 60_000]);
  });

  it("is not seen in a device that counts from one again", () => {
    const passings = [...numbered(...before), ...[300, 360, 420].map((at, index) => passing("1", at, index + 1))];
    expect(readRace(passings).jumps).toBe(0);
    expect(lapTimes(passings, "1")).toEqual([60_000, 60_000, 180_000, 60_000, 60_000]);
  });

  it("that never stops jumping leaves the order by time, and says so", () => {
    const falling = Array.from({ length: 5_000 }, (_, index) => passing(String(index % 7), -index * 70, index + 1));
    const race = readRace(falling);
    expect([race.isWild, race.jumps]).toEqual([true, 0]);
    for (const runner of race.runners.values()) for (const lap of lapsOf(runner)) expect(lap).toBeGreaterThan(0);
  });
});

describe("random races", () => {
  it("have the board of a slow and obvious recomputation", () => {
    fc.assert(
      fc.property(anyPassings, (passings) => {
        expect(board(passings)).toEqual(slowBoard(passings));
      }),
      { numRuns: 500 },
    );
  });

  it("have the same board in whatever order and however often their passings arrive", () => {
    fc.assert(
      fc.property(trueRace, fc.infiniteStream(fc.nat()), (passings, luck) => {
        const dealt = [...passings, ...passings.filter(() => Number(luck.next().value) % 3 === 0)];
        const shuffled = dealt
          .map((one) => [Number(luck.next().value), one] as const)
          .sort(([a], [b]) => a - b)
          .map(([, one]) => one);
        expect(board(shuffled)).toEqual(board(passings));
        expect(inOrder(shuffled).map(({ at }) => at)).toEqual(dealt.map(({ at }) => at).sort((a, b) => a - b));
      }),
      { numRuns: 200 },
    );
  });

  it("lose only laps across the jump when the clock is set back by an hour or more", () => {
    const hours = fc.integer({ min: 1, max: 1_000 });
    fc.assert(
      fc.property(trueRace, fc.nat(), hours, (passings, cut, back) => {
        const at = 1 + (cut % passings.length);
        fc.pre(passings.length - at > 2);
        const set = passings.map((one) => (one.number > at ? { ...one, at: one.at - back * 3_600_000 } : one));
        const race = readRace(set);
        expect(race.jumps).toBe(1);
        for (const [bib, runner] of readRace(passings).runners) {
          const own = passings.filter((one) => one.bib === bib);
          const across = own.filter(({ number }) => number <= at).length - 1;
          const wanted = lapsOf(runner).map((lap, index) => (index === across ? null : lap));
          expect(lapTimes(set, bib)).toEqual(wanted);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("have positions that a count of who was faster gives", () => {
    fc.assert(
      fc.property(trueRace, (passings) => {
        const race = readRace(passings);
        const runners = [...race.runners.values()];
        const sumTo = (bib: string, lap: number) =>
          lapsOf(race.runners.get(bib) ?? { bib, times: [], parts: [] })
            .slice(0, lap)
            .reduce((sum: number, one) => sum + Number(one), 0);
        const bibs = runners.map(({ bib }) => bib);
        const wanted = bibs.map((bib) =>
          lapsOf(race.runners.get(bib) ?? { bib, times: [], parts: [] }).map((_, index) => {
            const rivals = runners.filter(({ times }) => times.length > index + 1);
            return [
              index + 1,
              1 + rivals.filter((other) => sumTo(other.bib, index + 1) < sumTo(bib, index + 1)).length,
            ];
          }),
        );
        expect(positions(race, bibs)).toEqual(wanted);
      }),
      { numRuns: 200 },
    );
  });
});
