import type { Passing } from "#core/capabilities.ts";

/**
 * What a race is, told from its passings alone; figures for boards, charts and sheets.
 *
 * - The first crossing of a bib starts its clock, every further one ends a lap: a race over any number of laps and one
 *   from start to finish read the same. A bib that was seen once has no lap, no time and no place.
 * - Readings of one bib less than `sameCrossingMs` after the one before are the same crossing, at the time of the first:
 *   mats and antennas read twice, and vendors deliver twice.
 * - Order is by time, then by the device's number, in whatever order the passings arrive.
 * - A clock that jumps back splits the race into parts; laps across a jump count, but nobody knows how long they took.
 *   A jump forward cannot be told from a rest.
 */
export const sameCrossingMs = 5_000;

/** Later by number and earlier by more than this: late by far, or the clock was set back. */
const leapMs = 60_000;
/** As near to the latest time counts as back there: passings of one moment arrive in any order. */
const slackMs = 10_000;
/** As few at the very end are late arrivals rather than a clock set back. */
const mostLate = 2;
/** A clock that jumps more often tells nothing: then time alone counts. */
const mostParts = 20;

/** All crossings of one bib, in the order of the race. */
export interface Runner {
  readonly bib: string;
  /** Epoch ms. */
  readonly times: readonly number[];
  /** By crossing: how often the clock had jumped before. */
  readonly parts: readonly number[];
}

export interface Race {
  /** In the order in which they were first seen. */
  readonly runners: ReadonlyMap<string, Runner>;
  /** How often the clock was set back. */
  readonly jumps: number;
  /** Times and numbers contradict each other all over. */
  readonly isWild: boolean;
}

interface Growing {
  readonly bib: string;
  readonly times: number[];
  readonly parts: number[];
  /** Epoch ms of the last reading. */
  seen: number;
}

/** Passings that name no bib belong to nobody. */
export function readRace(passings: readonly Passing[]): Race {
  const ordered = inOrder(passings);
  const split = hasLeap(ordered) ? partsOf(ordered) : [ordered];
  const runners = new Map<string, Growing>();
  for (const [part, ofPart] of (split ?? [ordered]).entries()) {
    for (const { bib, at } of ofPart) {
      if (bib === "") continue;
      const runner = runners.get(bib);
      if (runner === undefined) {
        runners.set(bib, { bib, times: [at], parts: [part], seen: at });
        continue;
      }
      const isSame = runner.parts.at(-1) === part && at - runner.seen < sameCrossingMs;
      runner.seen = at;
      if (isSame) continue;
      runner.times.push(at);
      runner.parts.push(part);
    }
  }
  return { runners, jumps: (split?.length ?? 1) - 1, isWild: split === undefined };
}

const byTime = (a: Passing, b: Passing): number => a.at - b.at || a.number - b.number;

/** By time, then by number; a list that is so already is not touched. */
export function inOrder(passings: readonly Passing[]): readonly Passing[] {
  let before: Passing | undefined;
  for (const passing of passings) {
    if (before !== undefined && byTime(before, passing) > 0) return passings.toSorted(byTime);
    before = passing;
  }
  return passings;
}

/** Zero is no number: it stands on passings that no device counted. */
const isCounted = ({ number }: Passing): boolean => number !== 0;

/** Whether any passing is earlier by number than another and yet later by more than a leap. */
function hasLeap(ordered: readonly Passing[]): boolean {
  let highest = Number.NEGATIVE_INFINITY;
  let behind = 0;
  for (const passing of ordered) {
    for (let old = ordered[behind]; old !== undefined && old.at < passing.at - leapMs; old = ordered[behind]) {
      if (old.number > highest) highest = old.number;
      behind += 1;
    }
    if (passing.number < highest && isCounted(passing)) return true;
  }
  return false;
}

/** The parts between jumps of the clock, each by time; undefined when there is no telling. */
function partsOf(ordered: readonly Passing[]): readonly (readonly Passing[])[] | undefined {
  const counted = ordered.filter(isCounted).sort((a, b) => a.number - b.number || a.at - b.at);
  // Numbers that stand for two passings were not counted through: they say nothing about the clock.
  if (counted.some(({ number, at }, index) => counted[index + 1]?.number === number && counted[index + 1]?.at !== at)) {
    return [ordered];
  }
  const starts = [0];
  let latest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < counted.length; ) {
    const time = counted[at]?.at ?? 0;
    if (time >= latest - leapMs) {
      latest = Math.max(latest, time);
      at += 1;
      continue;
    }
    const back = backAt(counted, at, latest);
    if (isLate(counted, at, back, latest)) {
      at = back;
      continue;
    }
    if (starts.length === mostParts) return undefined;
    starts.push(at);
    latest = time;
  }
  const parts = starts.map((start, index) => counted.slice(start, starts[index + 1]).sort(byTime));
  const uncounted = ordered.filter((passing) => !isCounted(passing));
  for (const passing of uncounted) {
    const covering = parts.find((part) => (part[0]?.at ?? 0) <= passing.at && passing.at <= (part.at(-1)?.at ?? 0));
    (covering ?? parts.at(-1))?.push(passing);
  }
  return uncounted.length === 0 ? parts : parts.map((part) => part.sort(byTime));
}

/** Where, from there on, the times are as late again as they were; the end when nowhere. */
function backAt(counted: readonly Passing[], from: number, latest: number): number {
  let back = from + 1;
  while (back < counted.length && (counted[back]?.at ?? 0) < latest - slackMs) back += 1;
  return back;
}

/** Late arrivals end with a leap forward to where the clock really is; a clock set back goes on from where it was set. */
function isLate(counted: readonly Passing[], from: number, back: number, latest: number): boolean {
  const next = counted[back];
  if (next === undefined) return back - from <= mostLate;
  let last = Number.NEGATIVE_INFINITY;
  for (let at = from; at < back; at += 1) last = Math.max(last, counted[at]?.at ?? last);
  return next.at - last > (latest - (counted[from]?.at ?? latest)) / 2;
}

/** Length of each lap in ms; null where the clock jumped within it. */
export function lapsOf({ times, parts }: Runner): readonly (number | null)[] {
  return times.slice(1).map((at, index) => (parts[index] === parts[index + 1] ? at - (times[index] ?? at) : null));
}

export interface Standing {
  readonly runner: Runner;
  /** From 1; equals share one. Absent without a lap. */
  readonly place?: number;
  readonly laps: number;
  readonly bestMs?: number;
  readonly lastMs?: number;
  /** From the first crossing to the last; absent without a lap, or when the clock jumped in between. */
  readonly totalMs?: number;
  /** Behind the leader: in laps or, on the same lap, in ms. Absent for the leader and where it cannot be told. */
  readonly gap?: { readonly laps: number } | { readonly ms: number };
}

/**
 * The board: most laps first; on the same lap the shortest time from the own first crossing; when the clock jumped, who
 * crossed first. Those without a lap come last, as they were seen.
 */
export function standings(race: Race): readonly Standing[] {
  const figures = [...race.runners.values()].map((runner) => ({ ...figuresOf(runner), key: keyOf(race, runner) }));
  figures.sort((a, b) => b.laps - a.laps || a.key - b.key || (a.runner.bib < b.runner.bib ? -1 : 1));
  const [leader] = figures;
  let place = 0;
  return figures.map(({ key, ...one }, index) => {
    const before = figures[index - 1];
    if (before === undefined || before.laps !== one.laps || before.key !== key) place = index + 1;
    const gap = leader === undefined || index === 0 || one.laps === 0 ? undefined : gapTo(leader, one);
    return { ...one, ...(one.laps === 0 ? {} : { place }), ...(gap === undefined ? {} : { gap }) };
  });
}

function figuresOf(runner: Runner): Omit<Standing, "place" | "gap"> {
  const { times, parts } = runner;
  const laps = times.length - 1;
  if (laps === 0) return { runner, laps };
  let bestMs = Number.POSITIVE_INFINITY;
  let lastMs: number | undefined;
  for (let lap = 1; lap <= laps; lap += 1) {
    lastMs = parts[lap] === parts[lap - 1] ? (times[lap] ?? 0) - (times[lap - 1] ?? 0) : undefined;
    if (lastMs !== undefined && lastMs < bestMs) bestMs = lastMs;
  }
  return {
    runner,
    laps,
    ...(bestMs === Number.POSITIVE_INFINITY ? {} : { bestMs }),
    ...(lastMs === undefined ? {} : { lastMs }),
    ...(parts[0] === parts[laps] ? { totalMs: (times[laps] ?? 0) - (times[0] ?? 0) } : {}),
  };
}

/** Among equals by laps, the smaller is ahead. */
function keyOf({ jumps }: Race, { times, parts }: Runner, crossing = times.length - 1): number {
  const at = times[crossing] ?? 0;
  if (jumps > 0) return (parts[crossing] ?? 0) * 1e14 + at;
  return crossing === 0 ? at : at - (times[0] ?? 0);
}

function gapTo(leader: Omit<Standing, "gap">, one: Omit<Standing, "gap">): Standing["gap"] | undefined {
  if (leader.laps > one.laps) return { laps: leader.laps - one.laps };
  if (leader.totalMs === undefined || one.totalMs === undefined) return undefined;
  return { ms: one.totalMs - leader.totalMs };
}

/** Who was where at the end of each lap (from 1), among all that ended it; the board's rule. */
export function positions(race: Race, bibs: readonly string[]): readonly (readonly (readonly [number, number])[])[] {
  const asked = bibs.map((bib) => race.runners.get(bib));
  const most = asked.reduce((laps, runner) => Math.max(laps, (runner?.times.length ?? 1) - 1), 0);
  const found: [number, number][][] = bibs.map(() => []);
  const keys = new Float64Array(race.runners.size);
  for (let lap = 1; lap <= most; lap += 1) {
    let count = 0;
    for (const runner of race.runners.values()) {
      if (runner.times.length <= lap) continue;
      keys[count] = keyOf(race, runner, lap);
      count += 1;
    }
    const sorted = keys.subarray(0, count).sort();
    for (const [index, runner] of asked.entries()) {
      if (runner === undefined || runner.times.length <= lap) continue;
      found[index]?.push([lap, firstAtLeast(sorted, keyOf(race, runner, lap)) + 1]);
    }
  }
  return found;
}

function firstAtLeast(sorted: Float64Array, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
