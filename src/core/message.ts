/**
 * Words for people are never written in code: a message names a sentence in `locales/<lang>/*.json` and
 * carries the values that fill it. Values keep their kind so that dates, numbers and lists are worded by
 * `Intl` in the reader's language and the place's time zone.
 */
export interface Message {
  /** `<file>:<dotted.key>`, e.g. `replies:door.opened`, `errors:slot-missing`, `commands:door.open.title`. */
  readonly key: string;
  readonly values?: Values;
}

export type Values = Readonly<Record<string, Value>>;

export type Value =
  | string
  | number
  | Message
  | { readonly kind: "entity"; readonly id: string }
  | { readonly kind: "place"; readonly id: string }
  /** A point in time, told as wall-clock time of `zone` (IANA name). */
  | { readonly kind: "instant"; readonly at: number; readonly zone: string }
  /** Time of day on a sheet: 24 hours, seconds and tenths. */
  | { readonly kind: "clock"; readonly at: number; readonly zone: string }
  /** Date and time in a table: a short day and month, hours, minutes and seconds. */
  | { readonly kind: "stamp"; readonly at: number; readonly zone: string }
  /** Time of day as people say it, with seconds. */
  | { readonly kind: "time"; readonly at: number; readonly zone: string }
  | { readonly kind: "window"; readonly from: number; readonly until: number; readonly zone: string }
  /** Whole days from the one to the other, both included. */
  | { readonly kind: "days"; readonly from: number; readonly until: number; readonly zone: string }
  /** A stretch of time that begins then, in as few characters as tell it from its neighbours: 14:05, Mon 3, March. */
  | { readonly kind: "slice"; readonly at: number; readonly zone: string; readonly size: SliceSize }
  | { readonly kind: "duration"; readonly seconds: number }
  /** A lap time on a result sheet: "58.3", "1:02.4", "1:00:02.4". */
  | { readonly kind: "lap"; readonly seconds: number }
  /** An amount of data. */
  | { readonly kind: "bytes"; readonly count: number }
  | { readonly kind: "percent"; readonly percent: number }
  /** A number with its unit, at most two decimals. */
  | { readonly kind: "amount"; readonly amount: number; readonly unit: "K" | "Wh" | "kWh" }
  | { readonly kind: "list"; readonly of: readonly Value[]; readonly style: "and" | "or" };

export type SliceSize = "minute" | "hour" | "day" | "month";

/** Shorthand for a message. */
export function message(key: string, values?: Values): Message {
  return values === undefined ? { key } : { key, values };
}
