import type { Complaint } from "./suggest.ts";

/** Part of a week in wall-clock time, never past midnight. Days by ISO number, Monday is 1. */
export interface WeekHours {
  readonly days: readonly number[];
  /** Minute of the day, included. */
  readonly from: number;
  /** Minute of the day, not included; 1440 is midnight. */
  readonly until: number;
}

export type ParsedHours =
  | { readonly isWell: true; readonly hours: readonly WeekHours[] }
  | { readonly isWell: false; readonly complaint: Complaint };

const dayNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const range = /^(?:([a-z]+)(?:-([a-z]+))? )?(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/;
const wholeDay = 24 * 60;
const wellFormed = 'write it like "Mon-Fri 08:00-20:00, Sat 10:00-02:00"';

/**
 * Reads `Mon-Fri 08:00-20:00`: ranges separated by commas, each with a day or days (every day when absent) and the
 * time of day, the end not included. A range may pass midnight; it belongs to the day on which it begins.
 */
export function parseHours(text: string): ParsedHours {
  const hours: WeekHours[] = [];
  for (const part of text.split(",")) {
    const read = parseRange(part);
    if ("problem" in read) return { isWell: false, complaint: read };
    hours.push(...read);
  }
  return { isWell: true, hours };
}

/** Whether a moment of the place's wall clock lies within the hours; ill-formed ones hold nothing. */
export function isWithinHours(text: string, now: number, timezone: string): boolean {
  const read = parseHours(text);
  if (!read.isWell) return false;
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone);
  const minute = local.hour * 60 + local.minute;
  return read.hours.some(({ days, from, until }) => days.includes(local.dayOfWeek) && from <= minute && minute < until);
}

function parseRange(part: string): readonly WeekHours[] | Complaint {
  const tidy = part
    .toLowerCase()
    .replaceAll(/[–—]/g, "-")
    .replaceAll(/\s*-\s*/g, "-")
    .trim()
    .replaceAll(/\s+/g, " ");
  const match = range.exec(tidy);
  if (match === null) return { problem: `"${part.trim()}" is not a range of hours`, mend: wellFormed };
  const [, first, last, ...numbers] = match;
  const [fromHour = 0, fromMinute = 0, untilHour = 0, untilMinute = 0] = numbers.map(Number);
  const days = daysBetween(first, last);
  if (days === undefined) {
    return { problem: `"${part.trim()}" names no day of the week`, mend: "days are Mon, Tue, Wed, Thu, Fri, Sat, Sun" };
  }
  const from = fromHour * 60 + fromMinute;
  const until = untilHour * 60 + untilMinute;
  if (fromMinute > 59 || untilMinute > 59 || from >= wholeDay || until > wholeDay) {
    return { problem: `"${part.trim()}" holds a time that no clock shows`, mend: "times go from 00:00 to 24:00" };
  }
  if (from === until) {
    return { problem: `"${part.trim()}" is an empty range`, mend: "write 00:00-24:00 for the whole day" };
  }
  if (until > from) return [{ days, from, until }];
  const evening = { days, from, until: wholeDay };
  return until === 0 ? [evening] : [evening, { days: days.map((day) => (day % 7) + 1), from: 0, until }];
}

function daysBetween(first: string | undefined, last: string | undefined): readonly number[] | undefined {
  if (first === undefined) return [1, 2, 3, 4, 5, 6, 7];
  const start = dayNumber(first);
  const end = last === undefined ? start : dayNumber(last);
  if (start === undefined || end === undefined) return undefined;
  const count = ((end - start + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => ((start - 1 + index) % 7) + 1);
}

function dayNumber(word: string): number | undefined {
  const index = word.length < 3 ? -1 : dayNames.findIndex((name) => name.startsWith(word));
  return index < 0 ? undefined : index + 1;
}
