import type { Passing } from "#core/capabilities.ts";

type Point = readonly [x: number, y: number];

/**
 * As many points as a picture can show, chosen so that its shape stays: first, last, and from each stretch between the
 * one that spans the largest triangle with its neighbours (Steinarsson, "Downsampling Time Series for Visual
 * Representation", 2013). Extremes stay; fewer points are given back as they are. `most` is at least 3.
 */
export function thin(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const size = (points.length - 2) / (most - 2);
  const startOf = (bucket: number): number => Math.min(points.length - 1, Math.floor(bucket * size) + 1);
  const kept: Point[] = points.slice(0, 1);
  for (let bucket = 0; bucket < most - 2; bucket += 1) {
    const next = middle(points, startOf(bucket + 1), Math.max(startOf(bucket + 1) + 1, startOf(bucket + 2)));
    const best = farthest(points, startOf(bucket), startOf(bucket + 1), kept.at(-1) ?? next, next);
    if (best !== undefined) kept.push(best);
  }
  return [...kept, ...points.slice(-1)];
}

function middle(points: readonly Point[], from: number, until: number): Point {
  let x = 0;
  let y = 0;
  const end = Math.min(until, points.length);
  for (let index = from; index < end; index += 1) {
    x += points[index]?.[0] ?? 0;
    y += points[index]?.[1] ?? 0;
  }
  return [x / (end - from), y / (end - from)];
}

function farthest(points: readonly Point[], from: number, until: number, [ax, ay]: Point, [cx, cy]: Point) {
  let best: Point | undefined;
  let largest = -1;
  for (let index = from; index < until; index += 1) {
    const point = points[index];
    if (point === undefined) continue;
    const area = Math.abs((ax - cx) * (point[1] - ay) - (ax - point[0]) * (cy - ay));
    if (area <= largest) continue;
    largest = area;
    best = point;
  }
  return best;
}

const minuteMs = 60_000;
const widths = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440];

export interface Counted {
  /** How long each stretch is. */
  readonly minutes: number;
  /** Epoch ms of the beginning of each stretch, and what passed in it; without gaps, from the first to the last passing. */
  readonly stretches: readonly { readonly at: number; readonly count: number }[];
}

/** Passings per stretch of time: minutes, or more of them at once where there would be more than `most` stretches. */
export function perStretch(passings: readonly Passing[], most: number): Counted {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { at } of passings) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  if (last < first) return { minutes: 1, stretches: [] };
  const fits = (minutes: number): boolean =>
    Math.floor(last / (minutes * minuteMs)) - Math.floor(first / (minutes * minuteMs)) < most;
  let minutes = widths.find(fits) ?? 2 * 1440;
  while (!fits(minutes)) minutes *= 2;
  const width = minutes * minuteMs;
  const start = Math.floor(first / width);
  const counts = Array.from({ length: Math.floor(last / width) - start + 1 }, () => 0);
  for (const { at } of passings) {
    const index = Math.floor(at / width) - start;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return { minutes, stretches: counts.map((count, index) => ({ at: (start + index) * width, count })) };
}
