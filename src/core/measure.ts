import type { Measure } from "#core/chart.ts";

/** A lap time as on a result sheet. Tenths are rounded before they are split, so that 59.96 s is a minute. */
export function writeLap(seconds: number, locale: string, digits: 0 | 1 = 1): string {
  const size = 10 ** digits;
  const units = Math.round(Math.max(0, seconds) * size);
  const minutes = Math.floor(units / (60 * size));
  const hours = Math.floor(minutes / 60);
  const isLong = minutes > 0 || digits === 0;
  const rest = new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    minimumIntegerDigits: isLong ? 2 : 1,
  }).format((units % (60 * size)) / size);
  if (!isLong) return rest;
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

/**
 * One number of a chart as a reader of the locale writes it. `step` is the distance to its neighbours on an axis, which
 * says how exact it has to be; without it the number stands alone and is told as exactly as its measure allows.
 */
export function writeMeasure(value: number, measure: Measure, locale: string, step?: number): string {
  switch (measure.kind) {
    case "number":
      return new Intl.NumberFormat(locale, numberStyle(value, measure, step)).format(value);
    case "percent":
      return new Intl.NumberFormat(locale, {
        style: "percent",
        maximumFractionDigits: step === undefined ? 1 : digitsOf(step),
      }).format(value / 100);
    case "lap":
      return writeLap(value, locale, step === undefined || step < 1 ? 1 : 0);
    case "time":
      return writeTime(value, measure.zone, locale, step);
  }
}

function numberStyle(
  value: number,
  { digits = 2 }: Extract<Measure, { kind: "number" }>,
  step: number | undefined,
): Intl.NumberFormatOptions {
  if (step === undefined) return { maximumFractionDigits: digits };
  if (Math.abs(value) < 100_000 || step < 1_000) return { maximumFractionDigits: digitsOf(step) };
  // "1.25M": as many digits as tell it from its neighbours.
  const maximumSignificantDigits = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(step)) + 2;
  return { notation: "compact", maximumSignificantDigits };
}

/** Decimals that tell neighbours apart. */
function digitsOf(step: number): number {
  return Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
}

const hourMs = 3_600_000;

/** Time of day, or the day where the neighbours are a day and more away; both where it stands alone. */
function writeTime(at: number, timeZone: string, locale: string, step: number | undefined): string {
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const day = { day: "numeric", month: "short" } as const;
  const parts: Intl.DateTimeFormatOptions =
    step === undefined
      ? { ...day, ...time }
      : step >= 24 * 28 * hourMs
        ? { month: "short" }
        : step >= 24 * hourMs
          ? day
          : step < 60_000
            ? { ...time, second: "2-digit" }
            : time;
  return new Intl.DateTimeFormat(locale, { ...parts, timeZone }).format(at);
}
