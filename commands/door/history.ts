import type { ReplyChart } from "#core/chart.ts";
import { type CommandContext, defineCommand } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { ask, failuresOf } from "#core/doors/looks.ts";
import { fromAudit, fromVendor, lastingLine, mergePast, type PastEvent, unsureTimes } from "#core/doors/past.ts";
import { spansWeek, useChart } from "#core/doors/use.ts";
import { type BotError, InputError } from "#core/errors.ts";
import { type Message, message, type Value } from "#core/message.ts";
import { personOf, personThing } from "#core/own.ts";
import type { Reply, ReplyOffer } from "#core/reply.ts";
import { slot, type Window } from "#core/slots.ts";
import type { AuditRow } from "#core/store.ts";

/** Each vendor keeps its history door by door: more of them are not asked at once. */
const mostAsked = 12;
const mostPictures = 20;
const most = 100;
/** An act leaves a row when it ended and one for each better word on it. */
const rowsPerAct = 3;
/** Of acts further back it must be known that the vendors' lines are theirs. */
const rowsBeyond = 60;
/** Enough for a busy house. */
const rowsOfWeek = 3_000;
/** No list is so long that its numbers come near to seconds since 1970. */
const firstSecond = 1_000_000_000;

interface Wanted {
  readonly who?: string | undefined;
  readonly last: number;
  readonly window?: Window | undefined;
}

export default defineCommand({
  name: "door history",
  action: "door.history",
  slots: {
    door: slot.entity("door").optional(),
    who: slot.text().optional(),
    last: slot.integer(1, most).default(10),
    window: slot.period().optional(),
    picture: slot.integer(1, 100 * firstSecond).optional(),
  },
  positional: ["door", "last", "window"],
  async answer(context, { door, picture, ...wanted }): Promise<Reply> {
    const doors = door === undefined ? context.allowedNow(context.allowed(["door"])) : [door];
    if (doors.length === 0) throw new InputError("nothing-usable");
    const past = await readPast(doors, wanted, context);
    if (picture !== undefined) return showPicture(lineOf(past.events, picture), context);
    const { events, failures } = past;
    const common = { status: "done", outcome: null, visibility: "private" } as const;
    const text = [
      ...failures.map(({ code, values }) => message(`errors:${code}`, values)),
      ...notesOn(past, wanted, context),
    ];
    if (events.length === 0) return { ...common, title: titleFor(door, 0), text };
    return {
      ...common,
      title: titleFor(door, events.length),
      text,
      table: tableOf(events, door === undefined, context),
      ...(past.use === undefined ? {} : { chart: past.use }),
      ...picturesOf(events, door, wanted, context),
    };
  },
});

function titleFor(door: Entity | undefined, count: number): Message {
  if (door === undefined)
    return count === 0 ? message("replies:door.history.none") : message("replies:door.history.all", { count });
  const shown = { kind: "entity", id: door.id } as const;
  if (count === 0) return message("replies:door.history.none-of", { door: shown });
  return message("replies:door.history.of", { door: shown, count });
}

interface Past {
  readonly events: readonly PastEvent[];
  /** Of a week and more: all that happened in it, also what the list has no room for. */
  readonly use: ReplyChart | undefined;
  readonly failures: readonly BotError[];
  /** Whether the vendors were asked at all. */
  readonly isWhole: boolean;
  /** Accounts whose times may be off by a zone. */
  readonly unsure: readonly string[];
  /** How far back the vendors' own lines go, by account. */
  readonly reach: ReadonlyMap<string, number>;
}

async function readPast(doors: readonly Entity[], wanted: Wanted, context: CommandContext): Promise<Past> {
  const isWhole = doors.length <= mostAsked;
  const people = peopleCalled(wanted.who, context);
  const rows = readRows(doors, people, wanted, context);
  const asked = await Promise.all((isWhole ? doors : []).map((door) => readVendor(door, context)));
  const ours = Map.groupBy(await rows, ({ thing }) => thing);
  const vendors = new Map(asked.map(({ door, events }) => [door.id, events]));
  const all = doors.flatMap((door) => mergePast(fromAudit(door, ours.get(door.id) ?? []), vendors.get(door.id) ?? []));
  const found = all.filter((event) => isWanted(event, people, wanted)).sort((a, b) => b.at - a.at);
  const events = found.slice(0, wanted.last);
  const use = spansWeek(wanted.window) ? useChart(found, (event) => zoneOf(event, context)) : undefined;
  const told = use === undefined ? events : found;
  const shown = new Set(told.filter(({ isVendorTime }) => isVendorTime).map(({ door }) => door.account));
  const unsure = unsureTimes(all).filter((account) => shown.has(account));
  const reach = new Map<string, number>();
  for (const { door, events: lines } of asked) {
    for (const { at } of lines) reach.set(door.account, Math.min(at, reach.get(door.account) ?? at));
  }
  return { events, use, failures: failuresOf(asked), isWhole, unsure, reach };
}

async function readRows(
  doors: readonly Entity[],
  people: readonly string[] | undefined,
  { last, window }: Wanted,
  { records }: CommandContext,
): Promise<readonly AuditRow[]> {
  const query = {
    things: doors.map(({ id }) => id),
    actions: ["door.open", "door.close", "door.hold"],
    results: ["acted", "improved", "unknown-after-crash"],
    limit: spansWeek(window) ? rowsOfWeek : last * rowsPerAct + rowsBeyond,
    ...(window?.from === undefined ? {} : { from: window.from }),
    ...(window === undefined ? {} : { until: window.until }),
  } as const;
  if (people === undefined) return records.list(query);
  return (await Promise.all(people.map((person) => records.list({ ...query, person })))).flat();
}

async function readVendor(
  door: Entity,
  context: CommandContext,
): Promise<{ readonly door: Entity; readonly events: readonly PastEvent[]; readonly failure?: BotError }> {
  const read = await ask(door, context, async (reads) => (await reads.history?.(door.vendorId)) ?? []);
  if (read?.ok === false) return { door, events: [], failure: read.error };
  return { door, events: fromVendor(door, read?.value ?? []) };
}

/** Ids of the people whose name holds the text; undefined when nobody in particular is meant. */
function peopleCalled(who: string | undefined, { directory }: CommandContext): readonly string[] | undefined {
  if (who === undefined) return undefined;
  const named = directory.all().filter((one) => one.kind === "person" && holds(one.name, who));
  return [...new Set([who, ...named.map(personOf)])];
}

function isWanted(event: PastEvent, people: readonly string[] | undefined, { who, window }: Wanted): boolean {
  if (window !== undefined && (event.at < (window.from ?? 0) || event.at > window.until)) return false;
  if (who === undefined) return true;
  const isTheirs = event.person !== undefined && people?.includes(event.person) === true;
  return isTheirs || (event.who !== undefined && holds(event.who, who));
}

function holds(name: string, part: string): boolean {
  const fold = (text: string) => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase().trim();
  return fold(name).includes(fold(part));
}

/** What the reader must know of how whole this is. */
function notesOn(
  { events, isWhole, reach, unsure }: Past,
  { window }: Wanted,
  context: CommandContext,
): readonly Message[] {
  const from = window?.from;
  const short = from === undefined ? [] : [...reach].filter(([, at]) => at > from);
  const zone = zoneOf(events[0], context);
  return [
    ...(isWhole ? [] : [message("replies:door.history.ours-only")]),
    ...short.map(([account, at]) =>
      message("replies:door.history.reach", { account, at: { kind: "stamp", at, zone } }),
    ),
    ...unsure.map((account) => message("replies:door.history.zone", { account })),
  ];
}

function zoneOf(event: PastEvent | undefined, { placeOf }: CommandContext): string {
  return event === undefined ? "UTC" : placeOf(event.door).timezone;
}

function tableOf(
  events: readonly PastEvent[],
  hasDoors: boolean,
  context: CommandContext,
): NonNullable<Reply["table"]> {
  const column = (label: string) => ({ label: message(label), align: "left" as const });
  return {
    columns: [
      column("replies:fact.time"),
      ...(hasDoors ? [column("replies:fact.door")] : []),
      column("replies:door.column.what"),
      column("replies:door.column.who"),
      column("replies:door.column.source"),
    ],
    rows: events.map((event): readonly Value[] => [
      { kind: "stamp", at: event.at, zone: zoneOf(event, context) },
      ...(hasDoors ? [{ kind: "entity", id: event.door.id } as const] : []),
      whatOf(event),
      whoOf(event, context),
      sourceOf(event),
    ]),
  };
}

function whatOf({ what, by }: PastEvent): Message {
  const isOtherWay = what === "opened" && by !== undefined && by !== "command";
  return message(isOtherWay ? `replies:door.by.${by}` : `replies:door.what.${what}`);
}

function whoOf({ person, who }: PastEvent, { directory }: CommandContext): Value {
  if (person === undefined) return who ?? "";
  if (person === "") return message("replies:door.history.forgotten");
  return directory.entity(personThing(person))?.name ?? person;
}

function sourceOf({ isOurs, isVendors, door }: PastEvent): Value {
  const sources = [...(isOurs ? [message("replies:door.history.us")] : []), ...(isVendors ? [door.account] : [])];
  return { kind: "list", style: "and", of: sources };
}

/** The line of that number in the list, or, as buttons say it, the one with a picture of that second. */
function lineOf(events: readonly PastEvent[], number: number): PastEvent | undefined {
  if (number < firstSecond) return events[number - 1];
  return events.find((one) => one.picture !== undefined && lastingLine(one) === number);
}

/** A button for each picture. */
function picturesOf(
  events: readonly PastEvent[],
  door: Entity | undefined,
  { who, window }: Wanted,
  context: CommandContext,
): Pick<Reply, "offers"> {
  const offers = events.flatMap((event): ReplyOffer[] => {
    if (event.picture === undefined) return [];
    const at = { kind: "stamp", at: event.at, zone: zoneOf(event, context) } as const;
    return [
      {
        label: message("replies:door.history.picture", { at }),
        command: "door history",
        raw: {
          ...(door === undefined ? {} : { door: { mention: door.name, candidates: [door.id] } }),
          ...(who === undefined ? {} : { who }),
          last: most,
          ...(window === undefined ? {} : { window: { ...window } }),
          picture: lastingLine(event),
        },
      },
    ];
  });
  return offers.length === 0 ? {} : { offers: offers.slice(0, mostPictures) };
}

async function showPicture(event: PastEvent | undefined, context: CommandContext): Promise<Reply> {
  const { door, picture: mark, at } = event ?? {};
  const read =
    door === undefined || mark === undefined
      ? undefined
      : await ask(door, context, async (reads) => reads.picture?.(door.vendorId, mark));
  if (read?.ok === false) throw read.error;
  const picture = read?.value;
  const common = { status: "done", outcome: null, visibility: "private" } as const;
  if (door === undefined || picture === undefined)
    return { ...common, title: message("replies:door.history.picture-gone") };
  const shown = { kind: "entity", id: door.id } as const;
  const time = { kind: "stamp", at: at ?? 0, zone: context.placeOf(door).timezone } as const;
  return {
    ...common,
    title: message("replies:door.history.picture-of", { door: shown, at: time }),
    picture: { ...picture, alt: message("replies:door.history.picture-alt", { door: shown }) },
  };
}
