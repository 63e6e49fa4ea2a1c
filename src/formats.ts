import { writeLap } from "#core/measure.ts";
import type { SliceSize, Value } from "#core/message.ts";

type FormattedKind =
  | "instant"
  | "stamp"
  | "clock"
  | "time"
  | "window"
  | "slice"
  | "duration"
  | "lap"
  | "percent"
  | "amount"
  | "bytes"
  | "days";
type Formatted = Extract<Value, { kind: FormattedKind }>;

const units = [
  ["days", 86_400],
  ["hours", 3_600],
  ["minutes", 60],
  ["seconds", 1],
] as const;

/** Numbers, lists and times as a reader of the locale writes them: all by `Intl`. */
export const formats = {
  number: (value: number, locale: string): string => new Intl.NumberFormat(locale).format(value),

  list: (parts: readonly string[], style: "and" | "or", locale: string): string =>
    new Intl.ListFormat(locale, { type: style === "and" ? "conjunction" : "disjunction" }).format(parts),

  of(value: Formatted, locale: string): string {
    switch (value.kind) {
      case "percent":
        return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(
          value.percent / 100,
        );
      case "duration":
        return duration(value.seconds, locale);
      case "lap":
        return writeLap(value.seconds, locale);
      // Neither kelvin nor kilowatt-hours are units that Intl knows.
      case "amount":
        return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value.amount)}\u00a0${value.unit}`;
      case "bytes":
        return bytes(value.count, locale);
      case "slice":
        return new Intl.DateTimeFormat(locale, { ...sliceParts[value.size], timeZone: value.zone }).format(value.at);
      case "instant":
        return moment(locale, value.zone).format(value.at);
      case "stamp":
        return new Intl.DateTimeFormat(locale, { ...stampParts, timeZone: value.zone }).format(value.at);
      case "window":
        return moment(locale, value.zone).formatRange(value.from, value.until);
      case "days":
        return new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", timeZone: value.zone }).formatRange(
          value.from,
          value.until,
        );
      case "time":
        return new Intl.DateTimeFormat(locale, { timeStyle: "medium", timeZone: value.zone }).format(value.at);
      case "clock":
        return clock(value.at, locale, value.zone);
    }
  },
};

const stampParts: Intl.DateTimeFormatOptions = {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
};

const sliceParts: Readonly<Record<SliceSize, Intl.DateTimeFormatOptions>> = {
  minute: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  hour: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { weekday: "short", day: "numeric" },
  month: { month: "short" },
};

function moment(locale: string, timeZone: string): Intl.DateTimeFormat {
  const date = { weekday: "long", day: "numeric", month: "long" } as const;
  return new Intl.DateTimeFormat(locale, {
    ...date,
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
    timeZone,
  });
}

function clock(at: number, locale: string, timeZone: string): string {
  const time = {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 1,
    hourCycle: "h23",
  } as const;
  return new Intl.DateTimeFormat(locale, { ...time, timeZone }).format(at);
}

/** The two largest units that matter: "2 hours, 5 minutes". */
function duration(seconds: number, locale: string): string {
  const parts: Record<string, number> = {};
  let left = Math.max(0, Math.round(seconds));
  for (const [unit, size] of units) {
    const count = Math.floor(left / size);
    if (count > 0 && Object.keys(parts).length < 2) parts[unit] = count;
    left -= count * size;
  }
  if (Object.keys(parts).length === 0) parts.seconds = 0;
  return new Intl.DurationFormat(locale, { style: "long", secondsDisplay: seconds < 1 ? "always" : "auto" }).format(
    parts,
  );
}

const dataUnits = ["byte", "kilobyte", "megabyte"] as const;

function bytes(count: number, locale: string): string {
  const power = count < 1_000 ? 0 : count < 1_000_000 ? 1 : 2;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: dataUnits[power] ?? "byte",
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(count / 1_000 ** power);
}
