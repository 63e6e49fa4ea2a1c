import type { DoorSchedule } from "#core/capabilities.ts";
import { type CommandContext, defineCommand } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { ask, failuresOf } from "#core/doors/looks.ts";
import { lastingNumber } from "#core/doors/schedules.ts";
import { type BotError, InputError } from "#core/errors.ts";
import { message, type Value } from "#core/message.ts";
import type { Reply, ReplyOffer } from "#core/reply.ts";
import { slot } from "#core/slots.ts";

/** Platforms show no more choices than these in one list. */
const mostOffers = 20;

interface Line {
  readonly door: Entity;
  readonly number: number;
  readonly schedule: DoorSchedule;
}

export default defineCommand({
  name: "door schedules",
  action: "door.schedule",
  slots: { door: slot.entity("door").optional() },
  async answer(context, { door }): Promise<Reply> {
    const doors = door === undefined ? context.allowedNow(context.allowed(["door"])) : [door];
    if (doors.length === 0) throw new InputError("nothing-usable");
    const read = await Promise.all(doors.map((one) => readLines(one, context)));
    const lines = read.flatMap((one) => one.lines);
    const failures = failuresOf(read);
    const common = { status: "done", outcome: null, visibility: "private" } as const;
    const text = failures.map(({ code, values }) => message(`errors:${code}`, values));
    if (lines.length === 0) {
      const isUnheard = failures.length === read.length;
      const title = message(isUnheard ? "replies:failed" : "replies:door.schedules.none");
      return { ...common, title, text, ...(isUnheard ? { status: "failed", tone: "danger" } : {}) };
    }
    const isClipped = lines.length > mostOffers;
    return {
      ...common,
      title:
        door === undefined
          ? message("replies:door.schedules.all")
          : message("replies:door.schedules.of", { door: { kind: "entity", id: door.id } }),
      text: [...text, ...(isClipped ? [message("replies:door.schedules.clipped", { most: mostOffers })] : [])],
      table: tableOf(lines, door === undefined, context),
      offers: lines.slice(0, mostOffers).map((line) => removal(line, door === undefined)),
    };
  },
});

async function readLines(
  door: Entity,
  context: CommandContext,
): Promise<{ readonly door: Entity; readonly lines: readonly Line[]; readonly failure?: BotError }> {
  const read = await ask(door, context, async (reads) => (await reads.schedules?.(door.vendorId)) ?? []);
  if (read?.ok === false) return { door, lines: [], failure: read.error };
  return { door, lines: (read?.value ?? []).map((schedule, at) => ({ door, number: at + 1, schedule })) };
}

function tableOf(lines: readonly Line[], hasDoors: boolean, context: CommandContext): NonNullable<Reply["table"]> {
  return {
    columns: [
      ...(hasDoors ? [{ label: message("replies:fact.door"), align: "left" } as const] : []),
      { label: message("replies:door.column.number"), align: "right" },
      { label: message("replies:fact.from"), align: "left" },
      { label: message("replies:fact.until"), align: "left" },
    ],
    rows: lines.map(({ door, number, schedule: { from, until } }): readonly Value[] => {
      const { timezone: zone } = context.placeOf(door);
      return [
        ...(hasDoors ? [{ kind: "entity", id: door.id } as const] : []),
        number,
        { kind: "instant", at: from, zone },
        { kind: "instant", at: until, zone },
      ];
    }),
  };
}

function removal({ door, number, schedule }: Line, hasDoors: boolean): ReplyOffer {
  const shown = { kind: "entity", id: door.id } as const;
  return {
    label: hasDoors
      ? message("replies:door.schedules.remove-at", { number, door: shown })
      : message("replies:door.schedules.remove", { number }),
    command: "door unschedule",
    raw: { door: { mention: door.name, candidates: [door.id] }, number: lastingNumber(schedule) },
  };
}
