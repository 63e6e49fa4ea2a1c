import type { Passing } from "#core/capabilities.ts";
import { inOrder, lapsOf, type Race } from "#core/race.ts";

/** Names for machines, the same in every language. */
const columns = ["number", "bib", "utc", "local", "zone", "lap", "lap_seconds"];

/**
 * All passings as a sheet: CSV as RFC 4180 has it, in UTF-8, times as ISO 8601 once in UTC and once on the wall clock
 * of `zone` with its offset. `lap` and `lap_seconds` stand on the passings that ended a lap; every other one, a second
 * reading of a crossing for example, stands there without.
 */
export function sheetOf(passings: readonly Passing[], race: Race, zone: string): Uint8Array {
  const minutes = minutesOf(zone);
  const lapEnded = lapsEnded(race);
  const writer = createWriter(passings.length * usualBytes);
  writer.write(`${columns.join(",")}\r\n`);
  for (const { number, bib, at } of inOrder(passings)) {
    const { utc, local, offset } = minutes(at);
    const seconds = secondsOf(at);
    const lap = lapEnded(bib, at);
    writer.write(`${number},${cell(bib)},${utc}${seconds}Z,${local}${seconds}${offset},${zone},${lap}\r\n`);
  }
  return writer.bytes();
}

/** A line, or a little less. */
const usualBytes = 90;

/** Line by line into one piece of memory: a hundred thousand lines kept as text cost a second of tidying up. */
function createWriter(expected: number) {
  const encoder = new TextEncoder();
  let buffer = new Uint8Array(expected + 1024);
  let used = 0;
  return {
    write(line: string): void {
      // No character takes more than three bytes for each of its units.
      if (buffer.length - used < line.length * 3) {
        const larger = new Uint8Array(buffer.length * 2 + line.length * 3);
        larger.set(buffer.subarray(0, used));
        buffer = larger;
      }
      used += encoder.encodeInto(line, buffer.subarray(used)).written;
    },
    bytes: (): Uint8Array => buffer.subarray(0, used),
  };
}

/** `<lap>,<seconds>` for a passing that ended one; of two readings at the same moment both are told. */
function lapsEnded({ runners }: Race): (bib: string, at: number) => string {
  const known = new Map<string, { readonly laps: ReturnType<typeof lapsOf>; readonly byTime: Map<number, number> }>();
  return (bib, at) => {
    const runner = runners.get(bib);
    if (runner === undefined) return ",";
    let own = known.get(bib);
    if (own === undefined) {
      own = { laps: lapsOf(runner), byTime: new Map(runner.times.map((time, crossing) => [time, crossing])) };
      known.set(bib, own);
    }
    const lap = own.byTime.get(at) ?? 0;
    if (lap === 0) return ",";
    const ms = own.laps[lap - 1];
    return ms == null ? `${lap},` : `${lap},${ms / 1000}`;
  };
}

/** Quoted where it must be; what a spreadsheet would run as a formula is marked as text, as its own rules have it. */
function cell(text: string): string {
  const harmless = /^[=+@\t\r]|^-\D/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const minuteMs = 60_000;

interface Minute {
  /** `2031-05-10T10:15:`, in UTC and on the wall clock. */
  readonly utc: string;
  readonly local: string;
  /** `+02:00`. */
  readonly offset: string;
}

/** Every passing of one minute shares all but its seconds: zones change on whole minutes. */
function minutesOf(zone: string): (at: number) => Minute {
  const known = new Map<number, Minute>();
  return (at) => {
    const minute = Math.floor(at / minuteMs);
    const found = known.get(minute);
    if (found !== undefined) return found;
    const instant = Temporal.Instant.fromEpochMilliseconds(minute * minuteMs);
    const zoned = instant.toZonedDateTimeISO(zone);
    const made = {
      utc: `${instant.toString().slice(0, -3)}`,
      local: zoned.toPlainDateTime().toString().slice(0, -2),
      offset: zoned.offset,
    };
    known.set(minute, made);
    return made;
  };
}

/** `05.250`. */
function secondsOf(at: number): string {
  const ms = ((at % minuteMs) + minuteMs) % minuteMs;
  const seconds = Math.floor(ms / 1000);
  const rest = ms % 1000;
  return `${seconds < 10 ? "0" : ""}${seconds}.${rest < 100 ? (rest < 10 ? "00" : "0") : ""}${rest}`;
}
