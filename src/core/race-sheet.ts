import type { Passing } from "#core/capabilities.ts";
import { inOrder, lapsOf, type Race } from "#core/race.ts";

/** Names for machines, the same in every language. */
const columns = ["number", "bib", "utc", "local", "zone", "lap", "lap_seconds"];

/**
 * All passings as a sheet: CSV as RFC 4180 has it, in UTF-8, times as ISO 8601 once in UTC and once on the wall clock
 * of `zone` with its offset. `lap` and `lap_seconds` stand on the passings that ended a lap; every other one, a second
 * reading of a crossing for example, stands there without.
 */
export function sheetOf(passings: readonly Passing[], race: Race, zone: string): string {
  const local = localTimes(zone);
  const ended = lapsEnded(race);
  const lines = inOrder(passings).map(({ number, bib, at }) => {
    const lap = ended.get(bib)?.get(at);
    const seconds = lap?.ms == null ? "" : String(lap.ms / 1000);
    return `${number},${cell(bib)},${new Date(at).toISOString()},${local(at)},${zone},${lap?.lap ?? ""},${seconds}\r\n`;
  });
  return `${columns.join(",")}\r\n${lines.join("")}`;
}

/** By bib and time; of two readings at the same moment both are told the lap. */
function lapsEnded({ runners }: Race) {
  const ended = new Map<string, Map<number, { readonly lap: number; readonly ms: number | null }>>();
  for (const [bib, runner] of runners) {
    const own = new Map<number, { readonly lap: number; readonly ms: number | null }>();
    for (const [index, ms] of lapsOf(runner).entries()) own.set(runner.times[index + 1] ?? 0, { lap: index + 1, ms });
    ended.set(bib, own);
  }
  return ended;
}

/** Quoted where it must be; what a spreadsheet would run as a formula is marked as text, as its own rules have it. */
function cell(text: string): string {
  const harmless = /^[=+@\t\r]|^-\D/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const quarterMs = 15 * 60_000;

/** Zones change their offset on quarters of an hour: within one, the offset is asked for once. */
function localTimes(zone: string): (at: number) => string {
  const offsets = new Map<number, { readonly ms: number; readonly text: string }>();
  return (at) => {
    const quarter = Math.floor(at / quarterMs);
    let offset = offsets.get(quarter);
    if (offset === undefined) {
      const zoned = Temporal.Instant.fromEpochMilliseconds(quarter * quarterMs).toZonedDateTimeISO(zone);
      offset = { ms: zoned.offsetNanoseconds / 1e6, text: zoned.offset };
      offsets.set(quarter, offset);
    }
    return `${new Date(at + offset.ms).toISOString().slice(0, -1)}${offset.text}`;
  };
}
