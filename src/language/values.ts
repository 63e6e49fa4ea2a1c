import type { Json } from "#core/json.ts";
import type { NameEntry } from "#core/language.ts";
import type { FilledSlot } from "./match.ts";
import type { ValueEntry } from "./utterances.ts";

export interface Thing {
  readonly is: "thing";
  readonly text: string;
  readonly entries: readonly NameEntry[];
}

export interface Lapse {
  readonly is: "lapse";
  /** Calendar days, which a clock change makes longer or shorter. */
  readonly days: number;
  readonly seconds: number;
}

export interface ClockTime {
  readonly is: "clock";
  readonly hour: number;
  readonly minute: number;
  /** Morning or afternoon was said, or the hour can mean only one. */
  readonly isSure: boolean;
}

export interface Day {
  readonly is: "day";
  /** From today. */
  readonly days?: number;
  /** 1 is Monday; `isNext` skips today's week. */
  readonly weekday?: number;
  readonly isNext?: boolean;
  readonly date?: number;
  readonly month?: number;
  readonly year?: number;
}

export interface Moment {
  readonly is: "moment";
  readonly day?: Day;
  readonly clock?: ClockTime;
  /** From now. */
  readonly after?: Lapse;
  readonly isNow?: boolean;
}

export interface Stretch {
  readonly is: "stretch";
  readonly from?: Moment;
  readonly until?: Moment;
  readonly for?: Lapse;
  /** The stretch lies behind us: "the last hour". */
  readonly isBack?: boolean;
}

export type Meaning =
  | string
  | number
  | Thing
  | Lapse
  | ClockTime
  | Day
  | Moment
  | Stretch
  | { readonly is: "json"; readonly json: Json };

type Slots = ReadonlyMap<string, Meaning>;
type Builder = (entry: ValueEntry, slots: Slots) => Meaning | undefined;

const minute = 60;
const day = 86_400;

const builders: Readonly<Record<string, Builder>> = {
  level: percent,
  share: percent,
  bare: percent,
  half: percent,
  extreme: percent,
  exact: percent,
  closure: percent,
  count,
  what: wish,
  dimmed: wish,
  tint: wish,
  white: wish,
  bold: wish,
  tone: wish,
  amount,
  bareamount: amount,
  bareto: amount,
  setting,
  kelvin,
  barekelvin: kelvin,
  part: lapsePart,
  aunit: lapsePart,
  duration: lapseSum,
  clock,
  day: dayOf,
  moment: momentOf,
  window: stretchOf,
  dated: stretchOf,
  period: stretchOf,
};

/** Puts the parts of a value together; undefined when they make none ("25:80", "150 percent"). */
export function buildValue(type: string, entry: ValueEntry, filled: readonly FilledSlot[]): Meaning | undefined {
  const slots = new Map(filled.map((slot) => [slot.name, slot.span.meaning]));
  const builder = builders[type];
  if (builder !== undefined) return builder(entry, slots);
  if (entry.value !== undefined)
    return typeof entry.value === "string" || typeof entry.value === "number"
      ? entry.value
      : { is: "json", json: entry.value };
  return slots.values().next().value;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function inRange(value: number | undefined, least: number, most: number): number | undefined {
  return value !== undefined && value >= least && value <= most ? value : undefined;
}

function percent(entry: ValueEntry, slots: Slots): number | undefined {
  return inRange(numberOf(entry.value) ?? numberOf(slots.get("n")), 0, 100);
}

/** A bare number that is no article ("un poco" is not one). */
function count(_entry: ValueEntry, slots: Slots): number | undefined {
  return inRange(numberOf(slots.get("n")), 2, 100);
}

/** What is wanted of a light: on or off, a direction, a level, a colour. */
function wish(entry: ValueEntry, slots: Slots): Meaning | undefined {
  if (entry.value !== undefined) return { is: "json", json: entry.value };
  for (const name of ["level", "color", "kelvin"]) {
    const value = slots.get(name);
    if (typeof value === "string" || typeof value === "number") return { is: "json", json: { [name]: value } };
  }
  return undefined;
}

/** How far a level is to go: to so much, or by so much. "To half" is read as by half, downwards or upwards. */
function amount(_entry: ValueEntry, slots: Slots): Meaning | undefined {
  const to = slots.get("to");
  if (to !== undefined) return { is: "json", json: { to: Number(to) } };
  const by = slots.get("by") ?? slots.get("half");
  return by === undefined ? undefined : { is: "json", json: { by: Number(by) } };
}

function kelvin(entry: ValueEntry, slots: Slots): number | undefined {
  return inRange(numberOf(entry.value) ?? numberOf(slots.get("n")), 1000, 10_000);
}

/** What a light is to be set to, in the few words of a slash command. */
function setting(entry: ValueEntry, slots: Slots): Meaning | undefined {
  if (entry.value !== undefined) return { is: "json", json: entry.value };
  const amount = inRange(numberOf(slots.get("n")), 0, 100);
  const step = entry.with?.["step"];
  if (amount === undefined || step === undefined) return amount;
  return { is: "json", json: { delta: step * amount } };
}

/** "two hours", "half an hour", "an hour and a half": (n × times + plus) units. */
function lapsePart(entry: ValueEntry, slots: Slots): Lapse | undefined {
  const hours = numberOf(slots.get("n"));
  const minutes = numberOf(slots.get("m"));
  // "2h16"
  if (hours !== undefined && minutes !== undefined)
    return { is: "lapse", days: 0, seconds: (hours * 60 + minutes) * minute };
  const unit = numberOf(slots.get("unit"));
  if (unit === undefined) return undefined;
  const { times = 1, plus = 0 } = entry.with ?? {};
  const seconds = ((numberOf(slots.get("n")) ?? 0) * times + plus) * unit;
  if (seconds <= 0 || !Number.isFinite(seconds)) return undefined;
  return unit >= day && seconds % day === 0
    ? { is: "lapse", days: seconds / day, seconds: 0 }
    : { is: "lapse", days: 0, seconds };
}

function lapseSum(_entry: ValueEntry, slots: Slots): Lapse | undefined {
  const parts = [...slots.values()].filter((part): part is Lapse => typeof part === "object" && part.is === "lapse");
  let last = Number.POSITIVE_INFINITY;
  let [days, seconds] = [0, 0];
  for (const part of parts) {
    const length = part.days * day + part.seconds;
    if (length >= last) return undefined;
    last = length;
    days += part.days;
    seconds += part.seconds;
  }
  return days + seconds > 0 ? { is: "lapse", days, seconds: Math.round(seconds) } : undefined;
}

const afternoons: Readonly<Record<string, (hour: number) => number>> = {
  am: (hour) => (hour === 12 ? 0 : hour),
  pm: (hour) => (hour < 12 ? hour + 12 : hour),
  night: (hour) => (hour === 12 ? 24 : hour >= 6 && hour < 12 ? hour + 12 : hour),
};

function clock(entry: ValueEntry, slots: Slots): ClockTime | undefined {
  const whole = slots.get("time");
  const base = typeof whole === "object" && whole.is === "clock" ? whole : undefined;
  const hour = base?.hour ?? entry.with?.["hour"] ?? numberOf(slots.get("h"));
  if (hour === undefined || !Number.isInteger(hour) || hour < 0 || hour > 24) return undefined;
  const said = base?.minute ?? numberOf(slots.get("m")) ?? 0;
  if (said < 0 || said > 59) return undefined;
  const { sign = 1, minutes = 0 } = entry.with ?? {};
  const part = slots.get("p");
  const turn = typeof part === "string" ? afternoons[part] : undefined;
  if (turn !== undefined && part !== "night" && hour > 12 && part === "am") return undefined;
  const total = ((turn?.(hour) ?? hour) * minute + said * sign + minutes + 24 * minute) % (24 * minute);
  const isWhole = (turn?.(hour) ?? hour) === 24 && total === 0;
  const isSure =
    turn !== undefined || hour > 12 || hour === 0 || entry.with?.["hour"] !== undefined || base?.isSure === true;
  return { is: "clock", hour: isWhole ? 24 : Math.floor(total / minute), minute: total % minute, isSure };
}

function dayOf(entry: ValueEntry, slots: Slots): Day | undefined {
  const days = entry.with?.["days"] ?? numberOf(slots.get("nearday"));
  if (days !== undefined) return { is: "day", days };
  const whole = slots.get("iso");
  if (typeof whole === "object" && whole.is === "day") return whole;
  const date = numberOf(slots.get("date"));
  const month = numberOf(slots.get("month"));
  const year = numberOf(slots.get("year"));
  const weekday = numberOf(slots.get("weekday"));
  if (date !== undefined && (date < 1 || date > 31 || !Number.isInteger(date))) return undefined;
  if (date === undefined && weekday === undefined) return undefined;
  return {
    is: "day",
    ...(date === undefined ? { weekday, isNext: entry.with?.["next"] === 1 } : { date }),
    ...(month === undefined ? {} : { month }),
    ...(year === undefined ? {} : { year }),
  };
}

function momentOf(entry: ValueEntry, slots: Slots): Moment | undefined {
  if (entry.with?.["now"] === 1) return { is: "moment", isNow: true };
  const [on, at, after] = [slots.get("day"), slots.get("clock"), slots.get("after")];
  return {
    is: "moment",
    ...(isA(on, "day") ? { day: on } : {}),
    ...(isA(at, "clock") ? { clock: at } : {}),
    ...(isA(after, "lapse") ? { after } : {}),
  };
}

function isA<K extends Exclude<Meaning, string | number>["is"]>(
  meaning: Meaning | undefined,
  is: K,
): meaning is Extract<Meaning, { readonly is: K }> {
  return typeof meaning === "object" && meaning.is === is;
}

function stretchOf(entry: ValueEntry, slots: Slots): Stretch | undefined {
  const [from, until, length, on] = [slots.get("from"), slots.get("until"), slots.get("for"), slots.get("day")];
  const [start, end] = [slots.get("start"), slots.get("end")];
  const whole = isA(on, "day") ? on : undefined;
  const moment = (at: ClockTime): Moment => ({
    is: "moment",
    clock: at,
    ...(whole === undefined ? {} : { day: whole }),
  });
  const made: Stretch = {
    is: "stretch",
    ...(isA(from, "moment") ? { from } : {}),
    ...(isA(until, "moment") ? { until } : {}),
    ...(isA(length, "lapse") ? { for: length } : {}),
    ...(isA(start, "clock") ? { from: moment(start) } : {}),
    ...(isA(end, "clock") ? { until: moment(end) } : {}),
    ...(entry.with?.["back"] === 1 ? { isBack: true } : {}),
  };
  if (whole !== undefined && made.from === undefined && made.until === undefined && made.for === undefined) {
    return { ...made, from: { is: "moment", day: whole }, until: { is: "moment", day: whole } };
  }
  return made;
}
