import type { Command } from "#core/command.ts";
import type { Json } from "#core/json.ts";
import type { NameEntry, Reading, ReadingContext } from "#core/language.ts";
import { type Message, message } from "#core/message.ts";
import { slotName } from "#core/resolve.ts";
import type { SlotDescription } from "#core/slots.ts";
import type { FilledSlot, Parse } from "./match.ts";
import type { Meaning, Thing } from "./values.ts";
import { resolveStretch } from "./when.ts";

/** What a parse comes to: a reading, or a sentence that was understood and cannot be done. */
export type Outcome =
  | { readonly kind: "reading"; readonly reading: Reading; readonly parse: Parse }
  | { readonly kind: "declined"; readonly reason: Message; readonly command: string; readonly parse: Parse };

/** Percent points of "brighter" and "darker" without a number. */
export const usualStep = 20;

/** Makes a parse into raw slots of its command. */
export function readParse(parse: Parse, command: Command, context: ReadingContext): Outcome | undefined {
  const { entry } = parse.template;
  if (entry.decline !== undefined)
    return { kind: "declined", reason: message(entry.decline), command: command.name, parse };
  const raw: Record<string, Json> = { ...entry.set };
  if (!fillThings(raw, parse.slots, command)) return undefined;
  for (const slot of parse.slots) {
    const fault = fill(raw, slot, command, context);
    if (fault !== undefined) return { kind: "declined", reason: fault, command: command.name, parse };
  }
  const level = command.slots["level"] === undefined ? undefined : levelOf(parse.slots);
  if (level !== undefined) raw["level"] = level;
  for (const [name, value] of Object.entries(raw)) {
    const schema = command.slots[name];
    if (schema === undefined || schema.safeParse(value).success) continue;
    return {
      kind: "declined",
      reason: message("errors:slot-wrong", { slot: slotName(command, name), text: textOf(value) }),
      command: command.name,
      parse,
    };
  }
  const how = parse.corrected > 0 ? "corrected" : "exact";
  const confidence = Math.max(0.1, 1 - 0.02 * parse.fillers - 0.3 * parse.corrected);
  return {
    kind: "reading",
    parse,
    reading: {
      command: command.name,
      raw,
      how,
      confidence: Math.round(confidence * 100) / 100,
      template: parse.template.id,
    },
  };
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function fill(
  raw: Record<string, Json>,
  slot: FilledSlot,
  command: Command,
  context: ReadingContext,
): Message | undefined {
  const { meaning } = slot.span;
  if (typeof meaning === "object" && meaning.is === "thing") return undefined;
  const description = command.described.find((one) => one.name === slot.name);
  // Who a key is for and the like: understood, and of no use to a command that does not ask for it.
  if (description === undefined || description.wire === "level") return undefined;
  const value = rawOf(meaning, description, context);
  if (value === undefined) return message("errors:slot-wrong", { slot: slotName(command, slot.name), text: "" });
  if ("fault" in value) return value.fault;
  raw[slot.name] = value.json;
  return undefined;
}

/** Puts the named things into the command's slots; false when the sentence names one that the command cannot take. */
function fillThings(raw: Record<string, Json>, slots: readonly FilledSlot[], command: Command): boolean {
  const things = slots.flatMap(({ name, span: { meaning } }) =>
    typeof meaning === "object" && meaning.is === "thing" ? [{ name, thing: meaning }] : [],
  );
  const takes = (name: string): boolean => command.described.some((slot) => slot.name === name);
  const place = things.find(({ name }) => !takes(name))?.thing;
  for (const { name, thing } of things.filter((one) => takes(one.name))) {
    // A person who is known, where any name would do.
    if (command.described.some((slot) => slot.name === name && slot.wire === "text")) {
      raw[name] = thing.entries[0]?.name ?? thing.text;
      continue;
    }
    const entries = place === undefined ? thing.entries : within(thing.entries, place);
    if (entries.length === 0) return false;
    raw[name] = mention(thing.text, entries);
  }
  if (place === undefined || things.length > 1) return true;
  // A place alone is the thing itself, where the command takes places.
  const taker = command.described.find((slot) => slot.kinds?.includes("area") === true);
  if (taker !== undefined) {
    raw[taker.name] = mention(place.text, place.entries);
    return true;
  }
  // "The kitchen door", when no door goes by that name: the person is asked which of theirs it is.
  const [only, ...others] = command.described.filter((slot) => slot.wire === "entity");
  if (only === undefined || others.length > 0) return false;
  raw[only.name] = mention(place.text, []);
  return true;
}

/** The things that stand in the place, as far as it is known where they stand. */
function within(entries: readonly NameEntry[], place: Thing): readonly NameEntry[] {
  const places = new Set(place.entries.map((entry) => entry.id));
  return entries.filter(({ areas }) => areas === undefined || areas.some((area) => places.has(area)));
}

function mention(text: string, entries: readonly NameEntry[]): { mention: string; candidates: string[] } {
  return { mention: text, candidates: [...new Set(entries.map((entry) => entry.id))] };
}

/** What is wanted of a light, from "up" or "down", with how far when that was said. */
export function wishOf(slots: readonly FilledSlot[]): Readonly<Record<string, Json>> | undefined {
  const found = (name: string): Json | undefined => {
    const meaning = slots.find((slot) => slot.name === name)?.span.meaning;
    if (typeof meaning === "object") return meaning.is === "json" ? meaning.json : undefined;
    return meaning;
  };
  const way = found("way");
  const level = found("level");
  if (way === undefined) {
    if (typeof level === "number") return { level };
    return isRecord(level) ? level : undefined;
  }
  const amount = found("amount");
  if (!isRecord(amount)) return { delta: way };
  if (typeof amount["to"] === "number") return { level: amount["to"] };
  return typeof amount["by"] === "number" ? { delta: way === "down" ? -amount["by"] : amount["by"] } : undefined;
}

function isRecord(json: Json | undefined): json is Readonly<Record<string, Json>> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** The wish as the slot's schema has it: a direction without a number is the usual step. */
function levelOf(slots: readonly FilledSlot[]): Json | undefined {
  const wish = wishOf(slots);
  if (wish?.["delta"] === "up") return { delta: usualStep };
  if (wish?.["delta"] === "down") return { delta: -usualStep };
  return typeof wish?.["color"] === "string" ? { colour: wish["color"] } : wish;
}

type Valued = { readonly json: Json } | { readonly fault: Message };

/** One value in the form that the slot's schema parses. */
export function rawOf(
  meaning: Meaning,
  slot: SlotDescription | undefined,
  context: ReadingContext,
): Valued | undefined {
  // Percent and kelvin have no number in common.
  if (slot?.wire === "level" && typeof meaning === "number") {
    return { json: meaning > 100 ? { kelvin: meaning } : { level: meaning } };
  }
  if (slot?.wire === "level" && typeof meaning === "string") return { json: { colour: meaning } };
  if (typeof meaning !== "object") return { json: meaning };
  switch (meaning.is) {
    case "stretch": {
      const isBack = slot !== undefined && "direction" in slot && slot.direction === "past";
      const found = resolveStretch(isBack ? { ...meaning, isBack } : meaning, context.now, context.zone);
      return found.ok ? { json: { ...found.window } } : { fault: message(`errors:${found.code}`) };
    }
    case "lapse":
      return { json: meaning.days * 86_400 + meaning.seconds };
    case "json":
      return { json: meaning.json };
    case "thing":
      return { json: mention(meaning.text, meaning.entries) };
    default:
      return undefined;
  }
}
