import type { Message, Value } from "#core/message.ts";

/**
 * What the numbers along an axis are, which says how they are written: plain numbers with at most `digits` decimals
 * (2 when absent), per cent, lap times in seconds ("1:02.4"), or points in time as epoch ms on the wall clock of `zone`.
 */
export type Measure =
  | { readonly kind: "number"; readonly digits?: number }
  | { readonly kind: "percent" }
  | { readonly kind: "lap" }
  | { readonly kind: "time"; readonly zone: string };

interface Axis<Words> {
  readonly label: Words;
  /** "kWh", "°C": stands behind the label and behind single values, never behind every number of the axis. */
  readonly unit?: Words;
  readonly measure: Measure;
}

interface Titled<Words> {
  readonly title: Words;
  /** What there is to see, for those who cannot: best, leader, trend. Range and extremes are added by the wording. */
  readonly summary?: Words;
}

/** As many lines as can be told apart; what is beyond is not drawn, so ask for fewer. */
export const mostSeries = 12;

/** Lines over a number (a lap) or over time; points in the order of x. Any number of points, also none. */
interface LineChart<Words, Name> extends Titled<Words> {
  readonly kind: "line";
  readonly x: Axis<Words>;
  /** `isReversed`: the smallest on top, for positions in a race. */
  readonly y: Axis<Words> & { readonly isReversed?: boolean };
  readonly series: readonly {
    readonly name: Name;
    readonly points: readonly (readonly [x: number, y: number])[];
  }[];
}

/** Bars from zero, side by side where there are several series; null where nothing was measured. */
interface BarChart<Words, Name> extends Titled<Words> {
  readonly kind: "bars";
  readonly x: { readonly label: Words };
  readonly y: Axis<Words>;
  readonly categories: readonly Name[];
  /** As many values each as there are categories. */
  readonly series: readonly { readonly name: Name; readonly values: readonly (number | null)[] }[];
}

/** How much happens at which hour of which weekday. */
interface HeatMap<Words> extends Titled<Words> {
  readonly kind: "heat";
  readonly value: Axis<Words>;
  /** Seven rows from Monday on, of 24 hours each. */
  readonly week: readonly (readonly number[])[];
}

/** A chart before it is put into words. */
export type ReplyChart = LineChart<Message, Value> | BarChart<Message, Value> | HeatMap<Message>;

interface InWords {
  readonly locale: string;
  /** All that the picture shows, in sentences. */
  readonly alt: string;
  /** What stands in the place of a chart without a single value. */
  readonly empty: string;
}

export type CardLineChart = LineChart<string, string> & InWords;
/** `isSequence`: the categories follow each other as hours and days do, so that some of their names may be left out. */
export type CardBarChart = BarChart<string, string> & InWords & { readonly isSequence: boolean };
export type CardHeatMap = HeatMap<string> & InWords;

/** A chart in words of one language; its numbers are written by their measures when it is drawn. */
export type CardChart = CardLineChart | CardBarChart | CardHeatMap;

/** Counts points in time (epoch ms) by weekday and hour on the wall clock of `zone`, as a heat map takes them. */
export function weekOf(instants: readonly number[], zone: string): readonly (readonly number[])[] {
  const week = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const at of instants) {
    const { dayOfWeek, hour } = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone);
    const day = week[dayOfWeek - 1];
    if (day !== undefined) day[hour] = (day[hour] ?? 0) + 1;
  }
  return week;
}
