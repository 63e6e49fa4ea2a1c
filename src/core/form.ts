import type { Command } from "#core/command.ts";
import type { Directory } from "#core/directory.ts";
import { BotError } from "#core/errors.ts";
import type { Gate } from "#core/gate.ts";
import type { Json } from "#core/json.ts";
import type { Language, ReadingContext } from "#core/language.ts";
import { type Message, message, type Value } from "#core/message.ts";
import type { Who } from "#core/person.ts";
import { readOption } from "#core/read.ts";
import type { ReplyForm } from "#core/reply.ts";
import { type Raw, resolve, slotName } from "#core/resolve.ts";
import { parseSlots, type SlotDescription } from "#core/slots.ts";

/** The form of a command with what is known already; `token` opens it again. */
export function formOf(command: Command, raw: Raw, token: string, directory: Directory, zone: string): ReplyForm {
  const base = `commands:${command.noun}.${command.verb}`;
  return {
    command: command.name,
    title: message(`${base}.title`),
    token,
    fields: command.described.map((slot) => {
      const value = raw[slot.name];
      const text = value === undefined ? undefined : told(slot, value, directory, zone);
      return {
        slot: slot.name,
        label: slotName(command, slot.name),
        hint: message(`${base}.slots.${slot.name}.description`),
        wire: slot.wire,
        isRequired: slot.isRequired,
        ...(slot.choices === undefined ? {} : { choices: slot.choices }),
        ...(value === undefined || text === undefined ? {} : { known: { text, value } }),
      };
    }),
  };
}

/** A value as people read it; undefined when there is nothing to read in it. */
function told(slot: SlotDescription, value: Json, directory: Directory, zone: string): Value | undefined {
  if (typeof value === "number") {
    return slot.wire === "duration" ? { kind: "duration", seconds: value } : value;
  }
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { candidates, mention, from, until, level, state } = value as Readonly<Record<string, Json | undefined>>;
  if (Array.isArray(candidates)) {
    const [only, ...others] = candidates;
    const isOne = typeof only === "string" && others.length === 0 && directory.entity(only) !== undefined;
    return isOne ? { kind: "entity", id: only } : typeof mention === "string" ? mention : undefined;
  }
  if (typeof until === "number") {
    return typeof from === "number" ? { kind: "window", from, until, zone } : { kind: "instant", at: until, zone };
  }
  if (typeof level === "number") return { kind: "percent", percent: level };
  return typeof state === "string" ? message(`replies:light.${state}`) : undefined;
}

export interface FormTools {
  readonly gate: Gate;
  readonly directory: Directory;
  readonly language: Language;
}

/**
 * What is wrong in a filled form, by field. Reads nothing but memory, so that the person sees it while the form is
 * still open. Who may not do this at all hears it from the turn, not from the form.
 */
export function checkForm(
  command: Command,
  filled: Raw,
  who: Who,
  context: ReadingContext,
  tools: FormTools,
): ReadonlyMap<string, Message> {
  const faults = new Map<string, Message>();
  if (command.action !== null && !tools.gate.rights.mayAnywhere(who, command.action)) return faults;
  const raw: Record<string, Json> = {};
  for (const slot of command.described) {
    const given = filled[slot.name];
    const value = typeof given === "string" ? readOption(command, slot.name, given, context, tools) : given;
    const fault = faultOf(command, slot, value, given, context);
    if (fault !== undefined) faults.set(slot.name, fault);
    else if (value !== undefined) raw[slot.name] = value;
  }
  for (const slot of command.described) {
    if (slot.wire !== "entity" || faults.has(slot.name)) continue;
    const fault = entityFault(command, slot, raw[slot.name], who, tools);
    if (fault !== undefined) faults.set(slot.name, fault);
  }
  return faults;
}

function wrong(command: Command, slot: SlotDescription, given: Json): Message {
  const text = typeof given === "string" || typeof given === "number" ? String(given) : "";
  return message("errors:slot-wrong", { slot: slotName(command, slot.name), text: text.slice(0, 80) });
}

function faultOf(
  command: Command,
  slot: SlotDescription,
  value: Json | undefined,
  given: Json | undefined,
  { now }: ReadingContext,
): Message | undefined {
  if (given === undefined) {
    const isMissing = slot.isRequired && slot.wire !== "entity";
    return isMissing ? message("errors:slot-missing", { slot: slotName(command, slot.name) }) : undefined;
  }
  if (value === undefined) return wrong(command, slot, given);
  if (slot.wire === "entity") return undefined;
  const schema = command.slots[slot.name];
  if (schema === undefined || !parseSlots({ [slot.name]: schema }, { [slot.name]: value }).ok) {
    return wrong(command, slot, given);
  }
  if (slot.wire !== "window" || slot.direction !== "future") return undefined;
  const { from = now, until } = value as { readonly from?: number; readonly until: number };
  if (until <= now) return message("errors:window-past");
  return until <= Math.max(from, now) ? message("errors:window-reversed") : undefined;
}

function entityFault(
  command: Command,
  slot: SlotDescription,
  value: Json | undefined,
  who: Who,
  { gate, directory }: FormTools,
): Message | undefined {
  try {
    const schema = command.slots[slot.name];
    const only = { ...command, described: [slot], slots: schema === undefined ? {} : { [slot.name]: schema } };
    const resolved = resolve(only, value === undefined ? {} : { [slot.name]: value }, who, {
      directory,
      rights: gate.rights,
    });
    if (resolved.kind === "ready") return undefined;
    const { gap } = resolved;
    const name = slotName(command, slot.name);
    if (gap.kind === "missing") return message("errors:slot-missing", { slot: name });
    return message(`replies:choose.${gap.kind}`, { slot: name, text: gap.mention });
  } catch (error) {
    if (error instanceof BotError) return message(`errors:${error.code}`, error.values);
    throw error;
  }
}
