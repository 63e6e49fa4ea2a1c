import type { InputCode } from "#core/errors.ts";
import type { Window } from "#core/slots.ts";
import type { ClockTime, Day, Lapse, Moment, Stretch } from "./values.ts";

const aMinute = 60_000;

type Resolved = { readonly ok: true; readonly window: Window } | { readonly ok: false; readonly code: InputCode };
type Zoned = Temporal.ZonedDateTime;

class Unresolvable extends Error {
  readonly code: InputCode;
  constructor(code: InputCode) {
    super(code);
    this.code = code;
  }
}

/** Puts a stretch of time on the calendar of a zone, looking forward from now only. */
export function resolveStretch(stretch: Stretch, now: number, zone: string): Resolved {
  try {
    const base = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
    return { ok: true, window: stretch.isBack === true ? back(stretch, base) : forward(stretch, base) };
  } catch (fault) {
    if (fault instanceof Unresolvable) return { ok: false, code: fault.code };
    if (fault instanceof RangeError) return { ok: false, code: "window-missing" };
    throw fault;
  }
}

function forward(stretch: Stretch, now: Zoned): Window {
  const from = stretch.from === undefined ? undefined : resolve(stretch.from, now, undefined);
  const until = endOf(stretch, now, from);
  if (until === undefined) throw new Unresolvable("window-missing");
  const end = until.epochMilliseconds;
  if (end <= now.epochMilliseconds) throw new Unresolvable("window-past");
  if (from === undefined) return { until: end };
  if (end <= from.epochMilliseconds) throw new Unresolvable("window-reversed");
  if (from.epochMilliseconds < now.epochMilliseconds - aMinute) {
    // "Today" is what is left of it.
    if (isOneDay(stretch)) return { until: end };
    throw new Unresolvable("window-past");
  }
  return { from: from.epochMilliseconds, until: end };
}

/** A whole day was named and nothing else. */
function isOneDay({ from, until }: Stretch): boolean {
  return from?.day !== undefined && from.day === until?.day && from.clock === undefined && until.clock === undefined;
}

function endOf(stretch: Stretch, now: Zoned, from: Zoned | undefined): Zoned | undefined {
  if (stretch.for !== undefined) return add(from ?? now, stretch.for);
  if (isOneDay(stretch)) return from?.add({ days: 1 }).startOfDay();
  return stretch.until === undefined ? undefined : resolve(stretch.until, now, { from });
}

/** "the last hour", "since nine", "yesterday": ends now or before. */
function back(stretch: Stretch, now: Zoned): Window {
  if (stretch.for !== undefined) {
    const from = now.subtract({ days: stretch.for.days, seconds: stretch.for.seconds });
    return { from: from.epochMilliseconds, until: now.epochMilliseconds };
  }
  const from = stretch.from === undefined ? undefined : latest(stretch.from, now, "from");
  const until = stretch.until === undefined ? now : latest(stretch.until, now, "until");
  const end = Math.min(until.epochMilliseconds, now.epochMilliseconds);
  if (from !== undefined && from.epochMilliseconds >= end) throw new Unresolvable("window-reversed");
  return { ...(from === undefined ? {} : { from: from.epochMilliseconds }), until: end };
}

function add(to: Zoned, lapse: Lapse): Zoned {
  return to.add({ days: lapse.days, seconds: lapse.seconds });
}

/** `end` is given for the end of a stretch, with its beginning where that was said. */
function resolve(moment: Moment, now: Zoned, end: { readonly from: Zoned | undefined } | undefined): Zoned {
  if (moment.isNow === true) return now;
  if (moment.after !== undefined) return add(now, moment.after);
  if (moment.day === undefined) return nextClock(moment.clock, end?.from ?? now, end !== undefined);
  const date = dateOf(moment.day, now, end?.from, moment.clock);
  if (moment.clock !== undefined) return at(date, forwardClock(moment.clock, date, now), now.timeZoneId);
  return end === undefined ? startOf(date, now) : startOf(date.add({ days: 1 }), now);
}

function startOf(date: Temporal.PlainDate, now: Zoned): Zoned {
  return date.toZonedDateTime({ timeZone: now.timeZoneId });
}

/** A wall-clock time that a clock change leaves out is refused, never moved. */
function at(date: Temporal.PlainDate, clock: ClockTime, zone: string): Zoned {
  const day = clock.hour === 24 ? date.add({ days: 1 }) : date;
  const plain = day.toPlainDateTime({ hour: clock.hour % 24, minute: clock.minute });
  const zoned = plain.toZonedDateTime(zone, { disambiguation: "compatible" });
  if (!zoned.toPlainDateTime().equals(plain)) throw new Unresolvable("window-gap");
  return zoned;
}

/** "6" said at two in the afternoon is six in the evening. */
function forwardClock(clock: ClockTime, date: Temporal.PlainDate, after: Zoned): ClockTime {
  if (clock.isSure || clock.hour >= 12 || !date.equals(after.toPlainDate())) return clock;
  const isPast = clock.hour * 60 + clock.minute <= after.hour * 60 + after.minute;
  return isPast ? { ...clock, hour: clock.hour + 12, isSure: true } : clock;
}

function nextClock(clock: ClockTime | undefined, anchor: Zoned, isEnd: boolean): Zoned {
  if (clock === undefined) throw new Unresolvable("window-missing");
  const today = anchor.toPlainDate();
  const first = at(today, forwardClock(clock, today, anchor), anchor.timeZoneId);
  const ahead = first.epochMilliseconds - anchor.epochMilliseconds;
  return (isEnd ? ahead > 0 : ahead >= -aMinute) ? first : at(today.add({ days: 1 }), clock, anchor.timeZoneId);
}

/** The day meant, on or after `from` where that is known. A weekday whose hour is over today is next week's. */
function dateOf(day: Day, now: Zoned, from: Zoned | undefined, clock: ClockTime | undefined): Temporal.PlainDate {
  const today = now.toPlainDate();
  if (day.days !== undefined) return today.add({ days: day.days });
  if (day.weekday === undefined || day.date !== undefined) return calendarDate(day, today);
  const first = from?.toPlainDate() ?? today;
  const ahead = (day.weekday - first.dayOfWeek + 7) % 7;
  const isNextWeek = ahead === 0 && (day.isNext === true || (from === undefined && isOver(clock, now)));
  return first.add({ days: isNextWeek ? 7 : ahead });
}

function isOver(clock: ClockTime | undefined, now: Zoned): boolean {
  return clock !== undefined && clock.hour * 60 + clock.minute <= now.hour * 60 + now.minute;
}

/** The next such date; one that the year does not have ("31 April") is refused. */
function calendarDate(day: Day, today: Temporal.PlainDate): Temporal.PlainDate {
  const make = (year: number, month: number): Temporal.PlainDate =>
    Temporal.PlainDate.from({ year, month, day: day.date ?? 1 }, { overflow: "reject" });
  if (day.year !== undefined) return make(day.year, day.month ?? today.month);
  if (day.month !== undefined) {
    const date = make(today.year, day.month);
    return Temporal.PlainDate.compare(date, today) < 0 ? make(today.year + 1, day.month) : date;
  }
  let month = today.toPlainYearMonth();
  if ((day.date ?? 1) < today.day) month = month.add({ months: 1 });
  while ((day.date ?? 1) > month.daysInMonth) month = month.add({ months: 1 });
  return make(month.year, month.month);
}

/** The last time a moment was, for ranges that lie behind. */
function latest(moment: Moment, now: Zoned, end: "from" | "until"): Zoned {
  if (moment.isNow === true) return now;
  if (moment.after !== undefined) return now.subtract({ days: moment.after.days, seconds: moment.after.seconds });
  const today = now.toPlainDate();
  const date = moment.day === undefined ? today : lastDate(moment.day, today);
  if (moment.clock === undefined) return end === "from" ? startOf(date, now) : startOf(date.add({ days: 1 }), now);
  const found = at(date, moment.clock, now.timeZoneId);
  return moment.day === undefined && end === "from" && found.epochMilliseconds > now.epochMilliseconds
    ? at(date.subtract({ days: 1 }), moment.clock, now.timeZoneId)
    : found;
}

function lastDate(day: Day, today: Temporal.PlainDate): Temporal.PlainDate {
  if (day.days !== undefined) return today.add({ days: day.days });
  if (day.weekday !== undefined && day.date === undefined)
    return today.subtract({ days: (today.dayOfWeek - day.weekday + 7) % 7 });
  const next = calendarDate(day, today);
  return day.year !== undefined || next.equals(today)
    ? next
    : next.subtract(day.month === undefined ? { months: 1 } : { years: 1 });
}
