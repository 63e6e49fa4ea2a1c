import { type CommandContext, defineCommand } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { amountOf, byUnit, type Days, daysOf, energyChart, totalOf, type UnitGroup, type Used } from "#core/energy.ts";
import { BotError, InputError } from "#core/errors.ts";
import { thingsMeant, withoutMembers } from "#core/gather.ts";
import { leftOutRows, mostRows } from "#core/listing.ts";
import { type Message, message, type Value } from "#core/message.ts";
import { labelOf } from "#core/naming.ts";
import type { Reply } from "#core/reply.ts";
import { slot } from "#core/slots.ts";

const kinds = ["light", "shade", "door", "sensor"] as const;
/** One request for each of them: more are left out and counted. */
const mostThings = 30;
const mostProblems = 3;

interface Asked {
  readonly thing: Entity;
  readonly used?: Used;
  readonly problem?: Message;
}

export default defineCommand({
  name: "energy show",
  action: "energy.view",
  slots: {
    thing: slot.entity(...kinds, "area", "place").optional(),
    window: slot.period().optional(),
  },
  async answer(context, { thing, window }): Promise<Reply> {
    const things = thingsOf(context, thing);
    const [first] = things;
    if (first === undefined) throw new InputError("nothing-usable");
    const zone = context.placeOf(thing ?? first).timezone;
    const days = daysOf(window, context.now, zone);
    const asked = await Promise.all(things.slice(0, mostThings).map((one) => ask(context, one, days)));
    const used = asked.flatMap((one) => (one.used === undefined ? [] : [one.used]));
    const told = used.filter(({ readings }) => readings.length > 0);
    const groups = byUnit(told);
    const [main] = groups;
    const facts = [
      ...(thing === undefined ? [] : [fact("replies:fact.thing", { kind: "entity", id: thing.id })]),
      fact("replies:energy.period", periodInWords(days, zone)),
      ...groups.filter((group) => isSummable(context, group)).map((group) => fact("replies:energy.sum", sumOf(group))),
      ...problems(asked),
    ];
    const text = [
      ...(days.isCut ? [message("replies:energy.cut")] : []),
      ...(main !== undefined && groups.length > 1 ? [message("replies:energy.units")] : []),
      ...(groups.some(({ unit }) => unit === undefined) ? [message("replies:energy.no-unit")] : []),
      ...leftOutRows(things.length, mostThings),
    ];
    const isAllWrong = used.length === 0;
    const common = {
      status: isAllWrong ? "failed" : "done",
      outcome: null,
      visibility: "private",
      facts,
      text,
    } as const;
    if (main === undefined) {
      return { ...common, title: message(isAllWrong ? "replies:failed" : "replies:energy.none") };
    }
    return {
      ...common,
      title: message("replies:energy.title"),
      ...(told.length > 1 ? { table: tableOf(groups) } : {}),
      chart: energyChart(main, { days, zone, isSummable: isSummable(context, main) }),
    };
  },
});

/** What is meant, of what may be looked at now: groups as a whole rather than lamp by lamp, switched plugs too. */
function thingsOf(context: CommandContext, named: Entity | undefined): readonly Entity[] {
  const { directory } = context;
  if (named !== undefined && named.kind !== "place") {
    return thingsMeant(directory, named, "energy.view", (one) => context.allowedNow([one]).length > 0);
  }
  const all = context.allowedNow(context.allowed(kinds));
  return withoutMembers(directory, named === undefined ? all : all.filter(({ place }) => place === named.place));
}

async function ask({ reads }: CommandContext, thing: Entity, { from, until }: Days): Promise<Asked> {
  try {
    const query = { vendorId: thing.vendorId, from: from.toString(), until: until.toString() };
    return { thing, used: { id: thing.id, ...(await reads.energy(thing).report(query)) } };
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return { thing, problem: message(`errors:${error.code}`, error.values) };
  }
}

function fact(label: string, value: Value) {
  return { label: message(label), value };
}

function periodInWords({ from, until }: Days, zone: string): Value {
  const noon = (day: Temporal.PlainDate) =>
    day.toZonedDateTime({ timeZone: zone, plainTime: "12:00" }).epochMilliseconds;
  return { kind: "days", from: noon(from), until: noon(until), zone };
}

/** A meter may count what the others use: then there is no sum of them all. */
function isSummable({ directory }: CommandContext, { used }: UnitGroup): boolean {
  return used.length === 1 || used.every(({ id }) => directory.entity(id)?.kind !== "sensor");
}

function sumOf({ unit, used }: UnitGroup): Value {
  return amountOf(
    used.reduce((sum, one) => sum + totalOf(one), 0),
    unit,
  );
}

/** Who used most stands first. */
function tableOf(groups: readonly UnitGroup[]): Reply["table"] {
  const rows = groups.flatMap(({ unit, used }) =>
    used
      .map((one) => ({ id: one.id, total: totalOf(one) }))
      .sort((a, b) => b.total - a.total)
      .map(({ id, total }): readonly Value[] => [{ kind: "entity", id }, amountOf(total, unit)]),
  );
  return {
    columns: [
      { label: message("replies:fact.thing"), align: "left" },
      { label: message("replies:energy.used"), align: "right" },
    ],
    rows: rows.slice(0, mostRows),
  };
}

/** Those without an answer, with the same reason together. */
function problems(asked: readonly Asked[]): Reply["facts"] & object {
  const wrong = asked.flatMap(({ thing, problem }) => (problem === undefined ? [] : [{ id: thing.id, problem }]));
  const alike = [...Map.groupBy(wrong, ({ problem }) => JSON.stringify(problem)).values()];
  return alike.slice(0, mostProblems).flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ label: labelOf(group.map(({ id }) => id)), value: first.problem }];
  });
}
