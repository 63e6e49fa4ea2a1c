import type { EnergyReport } from "#core/capabilities.ts";
import type { ReplyChart } from "#core/chart.ts";
import { type Message, message, type Value } from "#core/message.ts";
import type { Window } from "#core/slots.ts";

const dayMs = 86_400_000;
const usualDays = 7;
/** A year and a day: more is more than any vendor keeps by the day. */
const mostDays = 366;
/** Hours are told of no more days than these. */
const hourlyDays = 2;

/** Days asked for, both inclusive, on the wall clock of a place. */
export interface Days {
  readonly from: Temporal.PlainDate;
  readonly until: Temporal.PlainDate;
  /** The period was longer than a year and its beginning was left out. */
  readonly isCut: boolean;
}

/** The days that a period touches; the last seven when none was said. */
export function daysOf(window: Window | undefined, now: number, zone: string): Days {
  const dayAt = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  const today = dayAt(now);
  const asked = window === undefined ? today : dayAt(window.until - 1);
  const until = Temporal.PlainDate.compare(asked, today) > 0 ? today : asked;
  const from = window?.from === undefined ? until.subtract({ days: usualDays - 1 }) : dayAt(window.from);
  const least = until.subtract({ days: mostDays - 1 });
  const isCut = Temporal.PlainDate.compare(from, least) < 0;
  const start = isCut ? least : Temporal.PlainDate.compare(from, until) > 0 ? until : from;
  return { from: start, until, isCut };
}

/** What one thing used, as its vendor told it. */
export interface Used extends EnergyReport {
  readonly id: string;
}

/** Things whose amounts can be added up and drawn together: those of one unit, with Wh and kWh as one. */
export interface UnitGroup {
  /** Absent where the vendor states none. */
  readonly unit?: "kWh";
  readonly used: readonly Used[];
}

/** By unit, the one with the most things first; watt-hours become kilowatt-hours. */
export function byUnit(all: readonly Used[]): readonly UnitGroup[] {
  const groups = Map.groupBy(all, ({ unit }) => (unit === undefined ? "none" : "kWh"));
  return [...groups]
    .map(([unit, used]): UnitGroup => (unit === "kWh" ? { unit, used: used.map(inKilowattHours) } : { used }))
    .sort((a, b) => b.used.length - a.used.length);
}

function inKilowattHours(used: Used): Used {
  if (used.unit !== "Wh") return used;
  return { ...used, unit: "kWh", readings: used.readings.map(({ at, value }) => ({ at, value: value / 1000 })) };
}

export function totalOf({ readings }: Pick<EnergyReport, "readings">): number {
  return readings.reduce((sum, { value }) => sum + value, 0);
}

/** An amount as people read it; without a unit it is a bare number. */
export function amountOf(amount: number, unit: UnitGroup["unit"]): Value {
  const rounded = Math.round(amount * 100) / 100;
  return unit === undefined ? rounded : { kind: "amount", amount: rounded, unit };
}

interface Slot {
  readonly at: number;
  readonly end: number;
}

/** Days, or hours where the vendor tells them and the stretch is short. */
export function slotsOf(
  days: Days,
  used: readonly Used[],
  zone: string,
): { size: "day" | "hour"; slots: readonly Slot[] } {
  const count = days.from.until(days.until).days + 1;
  const isHourly = count <= hourlyDays && used.some(({ readings }) => readings.length > count);
  const start = days.from.toZonedDateTime(zone);
  const end = days.until.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
  const slots: Slot[] = [];
  for (let at = start; at.epochMilliseconds < end; ) {
    const next = at.add(isHourly ? { hours: 1 } : { days: 1 });
    slots.push({ at: at.epochMilliseconds, end: next.epochMilliseconds });
    at = next;
  }
  return { size: isHourly ? "hour" : "day", slots };
}

/** What was used in each slot; null where nothing was measured. */
export function inSlots({ readings }: Used, slots: readonly Slot[], zone: string): readonly (number | null)[] {
  const sums = new Map<number, number>();
  const isByDate = readings.length > 0 && readings.every(({ at }) => at % dayMs === 0);
  for (const { at, value } of readings) {
    // Midnight in Greenwich on every reading is a date, not a moment: it means that day wherever the lamp is.
    const moment = isByDate ? noonOf(at, zone) : at;
    const index = slots.findIndex((slot) => moment >= slot.at && moment < slot.end);
    if (index !== -1) sums.set(index, (sums.get(index) ?? 0) + value);
  }
  return slots.map((_, index) => sums.get(index) ?? null);
}

function noonOf(at: number, zone: string): number {
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO("UTC").toPlainDate();
  return date.toZonedDateTime({ timeZone: zone, plainTime: "12:00" }).epochMilliseconds;
}

/** More things than these are drawn as one. */
const mostDrawn = 6;

/** Bars of what was used by day or hour: by thing while they are few, else all together, or the most where no sum is. */
export function energyChart(
  { unit, used }: UnitGroup,
  { days, zone, isSummable }: { readonly days: Days; readonly zone: string; readonly isSummable: boolean },
): ReplyChart {
  const { size, slots } = slotsOf(days, used, zone);
  const values = used.map((one) => ({
    name: { kind: "entity", id: one.id } as Value,
    values: inSlots(one, slots, zone),
  }));
  const sum = slots.map((_, index) => {
    const known = values.map((one) => one.values[index] ?? null).filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
  });
  const label: Message = message("replies:energy.used");
  return {
    kind: "bars",
    title: message("replies:energy.title"),
    x: { label: message(`replies:energy.${size}`) },
    y: {
      label,
      measure: { kind: "number" },
      ...(unit === undefined ? {} : { unit: message("replies:name", { thing: unit }) }),
    },
    categories: slots.map(({ at }): Value => ({ kind: "slice", at, zone, size })),
    series:
      used.length <= mostDrawn || !isSummable
        ? values.slice(0, mostDrawn)
        : [{ name: message("replies:energy.all"), values: sum }],
  };
}
