import { type CommandContext, defineCommand } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { InputError, SlotError } from "#core/errors.ts";
import { type Message, message, type Value } from "#core/message.ts";
import { isPhoneDoor, readPhone } from "#core/phone.ts";
import type { Plan } from "#core/plan.ts";
import { slot, type Window } from "#core/slots.ts";

/** A phone is let in from the moment it is allowed; so much may pass between the words and the button. */
const soonMs = 60_000;

export default defineCommand({
  name: "key create",
  action: "key.create",
  slots: {
    door: slot.entity("door"),
    window: slot.window(),
    uses: slot.integer(1, 100).optional(),
    name: slot.text().optional(),
    phone: slot.text().optional(),
  },
  positional: ["door", "window", "uses"],
  async plan(context, { door, window, uses, name, phone }) {
    const from = Math.max(window.from ?? context.now, context.now);
    if (window.until <= context.now) throw new InputError("window-past");
    if (window.until <= from) throw new InputError("window-reversed");
    const key = { door, window: { from, until: window.until }, ...(name === undefined ? {} : { name }) };
    if (!isPhoneDoor(door)) {
      if (phone !== undefined) throw new InputError("phone-unused", { thing: { kind: "entity", id: door.id } });
      return planOf({ ...key, uses: uses ?? 1 }, context);
    }
    if (phone === undefined) throw new SlotError("slot-missing", "phone");
    const number = readPhone(phone);
    if (number === undefined) throw new SlotError("phone-wrong", "phone", { text: phone });
    if (uses !== undefined) throw new InputError("phone-uses");
    if (from > context.now + soonMs) throw new InputError("phone-later");
    await mustBeNew(door, number, context);
    return planOf({ ...key, phone: number }, context);
  },
});

interface Wanted {
  readonly door: Entity;
  readonly window: Required<Window>;
  readonly uses?: number;
  readonly name?: string;
  readonly phone?: string;
}

/** A phone that opens already would be shut out at the end of this key, whosever it is. */
async function mustBeNew(door: Entity, number: string, { reads }: CommandContext): Promise<void> {
  const listed = (await reads.keys(door).list?.(door.vendorId)) ?? [];
  const isKnown = listed.some(({ reveal }) => reveal !== undefined && readPhone(reveal.reveal()) === number);
  if (isKnown) throw new SlotError("phone-known", "phone");
}

async function planOf({ door, window, uses, name, phone }: Wanted, context: CommandContext): Promise<Plan> {
  const { from, until } = window;
  const opened = await context.reads.keys(door).opens(door.vendorId);
  const doors = opened
    .map((vendorId) => context.directory.entity(`${door.account}:${vendorId}`))
    .filter((other): other is Entity => other !== undefined);
  const ids = [...new Set([door.id, ...doors.map((other) => other.id)])];
  const { timezone: zone } = context.placeOf(door);
  const said = {
    ...(uses === undefined ? {} : { uses }),
    ...(name === undefined ? {} : { name }),
    ...(phone === undefined ? {} : { phone }),
  };
  return {
    acts: [
      {
        capability: "key.create",
        entity: door.id,
        account: door.account,
        vendorId: door.vendorId,
        input: { from, until, by: context.person.id, ...said },
        alsoJudged: ids.filter((id) => id !== door.id),
      },
    ],
    question:
      uses === undefined
        ? message("replies:key.phone.question")
        : message("replies:key.create.question", { count: uses }),
    ...(uses === undefined ? { resultKey: "replies:key.phone" } : { resultKey: "replies:key.create" }),
    facts: [
      ...(name === undefined ? [] : [{ label: message("replies:fact.for"), value: name }]),
      ...(phone === undefined ? [] : [{ label: message("replies:fact.phone"), value: phone }]),
      { label: message("replies:fact.opens"), value: opensInWords(ids) },
      { label: message("replies:fact.from"), value: { kind: "instant", at: from, zone } },
      { label: message("replies:fact.until"), value: { kind: "instant", at: until, zone } },
      ...(uses === undefined ? [] : [{ label: message("replies:fact.uses"), value: uses }]),
    ],
    isPrivate: true,
  };
}

function opensInWords(ids: readonly string[]): Value | Message {
  const of = ids.map((id) => ({ kind: "entity", id }) as const);
  const [only, ...others] = of;
  if (only !== undefined && others.length === 0) return only;
  return message("replies:key.opens-all", { doors: { kind: "list", style: "and", of } });
}
