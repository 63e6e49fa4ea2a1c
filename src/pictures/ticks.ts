import { scaleLinear } from "d3-scale";
import type { Measure } from "#core/chart.ts";
import { writeMeasure } from "#core/measure.ts";

export interface Ticks {
  /** Both ends of the axis. */
  readonly domain: readonly [number, number];
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

interface AxisWish {
  readonly measure: Measure;
  readonly locale: string;
  /** About as many ticks. */
  readonly count: number;
  /** Whether the axis is prolonged to the next tick at both ends. */
  readonly isNice: boolean;
}

const lapSteps = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400,
];
const second = 1_000;
const hour = 3_600 * second;
const day = 24 * hour;
const timeSteps = [
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800].map((seconds) => seconds * second),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 2, 3, 7, 14, 28, 91, 182, 365, 730].map((days) => days * day),
];

/** Round numbers along an axis, and the ends of the axis. */
export function ticksOf(from: number, until: number, wish: AxisWish): Ticks {
  const [low, high] = widened(from, until, wish.measure);
  const { at, step } = valuesOf(low, high, wish);
  const ticks = at.map((value) => ({ at: value, text: writeMeasure(value, wish.measure, wish.locale, step) }));
  const first = at[0] ?? low;
  const last = at.at(-1) ?? high;
  return { domain: wish.isNice ? [Math.min(low, first), Math.max(high, last)] : [low, high], ticks };
}

/** An axis needs a length, also around a single value. */
function widened(from: number, until: number, measure: Measure): readonly [number, number] {
  if (until > from) return [from, until];
  if (measure.kind === "time") return [from - hour / 2, from + hour / 2];
  if (measure.kind === "number" && measure.digits === 0) return [from - 0.5, from + 0.5];
  if (measure.kind === "lap") return [Math.max(0, from - 1), from + 1];
  return [from - 1, from + 1];
}

function valuesOf(
  low: number,
  high: number,
  wish: AxisWish,
): { readonly at: readonly number[]; readonly step: number } {
  const { measure, count, isNice } = wish;
  if (measure.kind === "time") return timeValues(low, high, measure.zone, count);
  if (measure.kind === "lap") return multiples(low, high, stepFrom(lapSteps, (high - low) / count), isNice);
  const scale = scaleLinear().domain([low, high]);
  const at = (isNice ? scale.nice(count) : scale).ticks(count);
  const step = (at[1] ?? high) - (at[0] ?? low);
  const isWhole = measure.kind === "number" && measure.digits === 0;
  return isWhole && step < 1 ? multiples(low, high, 1, isNice) : { at, step };
}

/** From the first place down to the last: 1 stands on the axis, and nothing above it. */
export function placesOf(first: number, last: number, wish: Pick<AxisWish, "measure" | "locale">): Ticks {
  const step = Math.max(1, Math.ceil((last - first + 1) / 6));
  const ticks = Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
  return {
    domain: [first - 0.5, last + 0.5],
    ticks: ticks.map((at) => ({ at, text: writeMeasure(at, wish.measure, wish.locale, step) })),
  };
}

function stepFrom(steps: readonly number[], wanted: number): number {
  return steps.find((step) => step >= wanted) ?? steps.at(-1) ?? wanted;
}

function multiples(low: number, high: number, step: number, isNice: boolean) {
  const first = isNice ? Math.floor(low / step + 1e-9) : Math.ceil(low / step - 1e-9);
  const last = isNice ? Math.ceil(high / step - 1e-9) : Math.floor(high / step + 1e-9);
  // Multiplying keeps the values exact where adding would drift.
  const at = Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toFixed(6)));
  return { at, step };
}

/** Wall-clock times of the zone: full hours stay full hours on the days when the clocks change. */
function timeValues(low: number, high: number, zone: string, count: number) {
  const step = stepFrom(timeSteps, (high - low) / count);
  const begin = Temporal.Instant.fromEpochMilliseconds(Math.floor(low)).toZonedDateTimeISO(zone).startOfDay();
  const at: number[] = [];
  if (step >= day) {
    const days = step / day;
    for (let date = begin; date.epochMilliseconds <= high; date = date.add({ days })) at.push(date.epochMilliseconds);
  } else {
    for (let date = begin; date.epochMilliseconds <= high; date = date.add({ days: 1 }).startOfDay()) {
      at.push(...timesOf(date, step, low, high));
    }
  }
  return { at: at.filter((one) => one >= low && one <= high), step };
}

function timesOf(date: Temporal.ZonedDateTime, step: number, low: number, high: number): readonly number[] {
  const midnight = date.epochMilliseconds;
  const times: number[] = [];
  for (let since = Math.max(0, Math.floor((low - midnight) / step) - 2) * step; since < day; since += step) {
    const { epochMilliseconds } = date.toPlainDate().toZonedDateTime({
      timeZone: date.timeZoneId,
      plainTime: new Temporal.PlainTime().add({ milliseconds: since }),
    });
    if (epochMilliseconds > high) break;
    times.push(epochMilliseconds);
  }
  return [...new Set(times)];
}
