import { rgbOf } from "#core/colours.ts";
import type { Command } from "#core/command.ts";
import type { Json } from "#core/json.ts";
import type { Language, ReadingContext, SlotsRead } from "#core/language.ts";
import { type Message, message } from "#core/message.ts";
import { slotName } from "#core/resolve.ts";
import type { SlotDescription } from "#core/slots.ts";
import type { HowRead } from "#core/turn.ts";
import type { Grammar } from "./grammar.ts";
import { buildLattice, look } from "./lattice.ts";
import { Matcher, type Span } from "./match.ts";
import { findNamed, type Named, nameOfSlot } from "./named-values.ts";
import type { Names } from "./names.ts";
import { distance } from "./near.ts";
import { rawOf } from "./reading.ts";
import { readWords } from "./slot-words.ts";
import { cleanText, keysOf, tokenise } from "./text.ts";

export interface SlashOptions {
  readonly commands: readonly Command[];
  grammarOf(locale: string): Grammar;
  names(): Names;
}

interface Read {
  readonly json: Json;
  readonly how: "exact" | "corrected";
}

/** Values that stand for themselves. */
function literalOf(slot: SlotDescription, text: string): Json | undefined {
  switch (slot.wire) {
    case "text":
    case "bib":
      return text;
    case "choice":
      return slot.choices?.find((choice) => choice.toLowerCase() === text.toLowerCase());
    case "colour":
      return rgbOf(text.toLowerCase()) === undefined ? undefined : text.toLowerCase();
    case "boolean":
      return /^(true|false)$/i.test(text) ? text.toLowerCase() === "true" : undefined;
    default:
      return undefined;
  }
}

type Slash = Pick<Language, "findCommand" | "readSlots" | "readSlot">;

/** Reading of slash text and of typed options, with the same readers as sentences. */
export function createSlash(options: SlashOptions): Slash {
  const english = options.grammarOf("en");

  function spansOf(slot: SlotDescription, text: string, grammar: Grammar): readonly { span: Span; type: string }[] {
    const sight = look(tokenise(text), grammar, options.names());
    for (const correct of ["no", "safe"] as const) {
      const matcher = new Matcher(sight, buildLattice(sight, correct));
      const found = typesOf(slot, grammar).flatMap((type) =>
        matcher
          .spans(type, 0)
          .filter((span) => span.to === matcher.lattice.end)
          .map((span) => ({ span, type })),
      );
      if (found.length > 0) return found;
    }
    return [];
  }

  /** The value of a whole text for one slot. */
  function readWhole(slot: SlotDescription, text: string, context: ReadingContext): Read | undefined {
    const plain = cleanText(text).trim();
    if (plain === "") return undefined;
    const literal = literalOf(slot, plain);
    if (literal !== undefined) return { json: literal, how: "exact" };
    for (const { span } of spansOf(slot, plain, options.grammarOf(context.locale))) {
      const value = rawOf(span.meaning, slot, context);
      if (value !== undefined && "json" in value) {
        return { json: value.json, how: span.corrected > 0 ? "corrected" : "exact" };
      }
    }
    return slot.wire === "entity" ? { json: { mention: plain, candidates: [] }, how: "exact" } : undefined;
  }

  /** Fills one `name=value`; what of the text follows the value, undefined when it is no value of this slot. */
  function readNamed(
    one: Named,
    command: Command,
    context: ReadingContext,
  ): { readonly slot: string; readonly json: Json; readonly how: HowRead; readonly rest: string } | undefined {
    const slot = command.described.find(({ name }) => name === one.slot);
    if (slot === undefined) return undefined;
    // The longest run of words that is a value of this slot; what follows is positional again.
    const runs = one.isQuoted ? [one.text] : runsOf(one.text);
    for (const run of runs) {
      const read = readWhole(slot, run, context);
      if (read === undefined || !fits(command, slot, read.json)) continue;
      if (isEmptyMention(read.json) && run !== runs.at(-1)) continue;
      return { slot: slot.name, ...read, rest: one.isQuoted ? "" : one.text.slice(run.length) };
    }
    return undefined;
  }

  function readSlots(command: Command, text: string, context: ReadingContext): SlotsRead {
    const grammar = options.grammarOf(context.locale);
    const raw: Record<string, Json> = {};
    const found = findNamed(cleanText(text), command, (name) =>
      nameOfSlot(name, command, [english.file, grammar.file]),
    );
    if ("fault" in found) return { kind: "fault", fault: found.fault, raw };
    const twice = twiceNamed(found.values, command);
    if (twice !== undefined) return { kind: "fault", fault: twice, raw };
    let how: "exact" | "corrected" = "exact";
    let { words } = found;
    for (const one of found.values) {
      const read = readNamed(one, command, context);
      if (read === undefined) {
        const fault = message("errors:slot-wrong", { slot: slotName(command, one.slot), text: one.text.trim() });
        return { kind: "fault", fault, raw };
      }
      raw[read.slot] = read.json;
      if (read.how === "corrected") how = "corrected";
      words += ` ${read.rest}`;
    }
    for (const quoted of found.quoted) {
      const read = positional(command)
        .filter((slot) => raw[slot.name] === undefined)
        .map((slot) => readNamed({ slot: slot.name, text: quoted, isQuoted: true }, command, context))
        .find((one) => one !== undefined);
      if (read === undefined) return { kind: "fault", fault: message("errors:leftover-words", { words: quoted }), raw };
      raw[read.slot] = read.json;
    }
    const open = positional(command).filter((slot) => raw[slot.name] === undefined);
    return readWords({ command, open, raw, how, words, context, grammar, english, names: options.names() });
  }

  return {
    readSlots,
    readSlot(command, name, text, context) {
      const slot = command.described.find((one) => one.name === name);
      const read = slot === undefined ? undefined : readWhole(slot, text, context);
      return read === undefined || slot === undefined || !fits(command, slot, read.json) ? undefined : read.json;
    },
    findCommand: (text, locale) => findCommand(text, options.commands, [options.grammarOf(locale), english]),
  };
}

/** What was given two values by name: none of them counts, the person is asked which. */
function twiceNamed(values: readonly Named[], command: Command): Message | undefined {
  for (const [at, { slot, text }] of values.entries()) {
    const first = values.slice(0, at).find((one) => one.slot === slot && one.text.trim() !== text.trim());
    if (first === undefined) continue;
    return message("errors:slot-twice", { slot: slotName(command, slot), first: first.text.trim(), text: text.trim() });
  }
  return undefined;
}

function fits(command: Command, slot: SlotDescription, json: Json): boolean {
  return slot.wire === "entity" || command.slots[slot.name]?.safeParse(json).success === true;
}

function isEmptyMention(json: Json | undefined): boolean {
  return (
    typeof json === "object" &&
    json !== null &&
    "candidates" in json &&
    Array.isArray(json.candidates) &&
    json.candidates.length === 0
  );
}

/** The text itself, then ever fewer words of it. */
function runsOf(text: string): readonly string[] {
  const trimmed = text.trimEnd();
  const ends = [...trimmed.matchAll(/\s+/g)].map((space) => space.index).reverse();
  return [trimmed, ...ends.map((end) => trimmed.slice(0, end))].filter((run) => run.trim() !== "");
}

function positional(command: Command): readonly SlotDescription[] {
  return command.positional.flatMap((name) => command.described.filter((slot) => slot.name === name));
}

/** Value types that a slot reads, most particular first. */
export function typesOf(slot: SlotDescription, grammar: Grammar): readonly string[] {
  if (slot.wire === "entity") return slot.kinds ?? [];
  const own = grammar.values.has(`slot-${slot.name}`) ? [`slot-${slot.name}`] : [];
  switch (slot.wire) {
    case "window":
      return [...own, slot.direction === "past" ? "period" : "window"];
    case "level":
      return [...own, "setting", "kelvin", "color"];
    case "colour":
      return [...own, "color"];
    case "kelvin":
      return [...own, "kelvin", "barekelvin"];
    default:
      return [...own, slot.wire];
  }
}

interface Spelling {
  readonly command: Command;
  readonly keys: readonly string[];
  readonly isWhole: boolean;
}

function findCommand(
  text: string,
  commands: readonly Command[],
  grammars: readonly Grammar[],
): ReturnType<Language["findCommand"]> {
  const tokens = tokenise(text);
  const keys = tokens.list.map((token) => token.key).filter((key) => key !== "/");
  const offset = tokens.list.length - keys.length;
  const spellings = spellingsOf(commands, grammars);
  const fitting = spellings
    .filter((one) => one.keys.length <= keys.length && one.keys.every((key, at) => key === keys[at]))
    .sort((a, b) => b.keys.length - a.keys.length || Number(b.isWhole) - Number(a.isWhole));
  const [first] = fitting;
  if (first?.isWhole === true) {
    const last = tokens.list[offset + first.keys.length - 1];
    return { command: first.command, rest: tokens.clean.slice(last?.end ?? 0).trim() };
  }
  if (first !== undefined) {
    const ofNoun = fitting.filter((one) => one.keys.length === first.keys.length);
    const whole = spellings.filter((one) => ofNoun.some(({ command }) => command === one.command));
    if (keys.length === first.keys.length) {
      // A noun alone asks to see what there is of it.
      const list = commands.find(({ noun, verb }) => verb === "list" && noun === first.command.noun);
      if (list !== undefined) return { command: list, rest: "" };
    }
    return { suggestions: unique([...near(keys, whole), ...ofNoun]) };
  }
  return { suggestions: unique(near(keys, spellings)) };
}

function unique(spellings: readonly Spelling[]): readonly Command[] {
  return [...new Set(spellings.map((one) => one.command))].slice(0, 5);
}

/** `door open`, `puerta abrir`, `abrir puerta`; and nouns alone, which stand for their `show` where there is one. */
function spellingsOf(commands: readonly Command[], grammars: readonly Grammar[]): readonly Spelling[] {
  return commands.flatMap((command) => {
    const own: readonly (readonly [string, string])[] = [
      [command.noun, command.verb],
      ...grammars.flatMap((grammar) => grammar.file._commands[command.name] ?? []),
    ];
    return own.flatMap(([noun, verb]) => [
      { command, keys: [...keysOf(noun), ...keysOf(verb)], isWhole: true },
      { command, keys: [...keysOf(verb), ...keysOf(noun)], isWhole: true },
      { command, keys: keysOf(noun), isWhole: command.verb === "show" },
    ]);
  });
}

function near(keys: readonly string[], spellings: readonly Spelling[]): readonly Spelling[] {
  const scored = spellings
    .filter((one) => one.isWhole)
    .map((one) => {
      const wanted = one.keys.join(" ");
      const typed = keys.slice(0, one.keys.length).join(" ");
      return { one, far: distance(typed, wanted, Math.max(1, Math.floor(wanted.length / 3))), length: wanted.length };
    });
  return scored
    .filter(({ far, length }) => far <= Math.max(1, Math.floor(length / 3)))
    .sort((a, b) => a.far - b.far)
    .map(({ one }) => one);
}
