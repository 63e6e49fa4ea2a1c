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
  /** Time of day as people say it, with seconds. */
  | { readonly kind: "time"; readonly at: number; readonly zone: string }
  | { readonly kind: "window"; readonly from: number; readonly until: number; readonly zone: string }
  | { readonly kind: "duration"; readonly seconds: number }
  | { readonly kind: "percent"; readonly percent: number }
  | { readonly kind: "list"; readonly of: readonly Value[]; readonly style: "and" | "or" };

/** Shorthand for a message. */
export function message(key: string, values?: Values): Message {
  return values === undefined ? { key } : { key, values };
}
