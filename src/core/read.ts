import type { Command } from "#core/command.ts";
import type { LastRequest, OpenQuestion } from "#core/dialogue.ts";
import type { Directory } from "#core/directory.ts";
import { InputError } from "#core/errors.ts";
import { leanOn, readAlso, readFollowUp } from "#core/follow.ts";
import type { Json } from "#core/json.ts";
import type { Language, Reading, ReadingContext, Understanding } from "#core/language.ts";
import { candidatesOf } from "#core/mentions.ts";
import { type Message, message } from "#core/message.ts";
import { readPlainWords } from "#core/plain-words.ts";
import type { Raw } from "#core/resolve.ts";
import { slotName } from "#core/resolve.ts";
import type { HowRead, TurnInput } from "#core/turn.ts";
import { partsOf, readUnnamed, readUnnamedSlots } from "#core/unnamed.ts";

/** Longer texts are no requests. */
const longestText = 1000;

/** What was made of the words. */
export type Heard =
  | {
      readonly kind: "command";
      readonly command: Command;
      readonly raw: Raw;
      readonly how: HowRead;
      readonly fault?: Message;
    }
  | { readonly kind: "several"; readonly readings: readonly Reading[] }
  /** Several requests in one breath, each with its own words; every one of them was understood. */
  | { readonly kind: "requests"; readonly requests: readonly Request[] }
  | { readonly kind: "word"; readonly word: "yes" | "no" | "cancel" | "help" }
  | { readonly kind: "declined"; readonly reason: Message }
  | {
      readonly kind: "nothing";
      readonly reason: Message;
      readonly suggestions: readonly { command: string; raw: Raw; how: HowRead }[];
    };

export interface Request {
  readonly text: string;
  readonly heard: Extract<Heard, { kind: "command" | "several" }>;
}

/** What was said before by this person here. */
export interface Before {
  readonly question: OpenQuestion | undefined;
  readonly last: LastRequest | undefined;
}

export const nothingBefore: Before = { question: undefined, last: undefined };

export interface ReadTools {
  readonly language: Language;
  readonly commands: ReadonlyMap<string, Command>;
  readonly directory: Directory;
  /** Whether the words name something that this person may know of. */
  sees(mention: Json): boolean;
}

type Spoken = Exclude<TurnInput, { kind: "press" }>;

/** Words or typed options to a command with raw slots; an open question may be answered by them. */
export function readInput(
  input: TurnInput,
  { question, last }: Before,
  context: ReadingContext,
  tools: ReadTools,
): Heard {
  if (input.kind === "press") throw new TypeError("a press holds no words");
  if (input.kind === "command") return readOptions(input, context, tools);
  const text = withoutPrefix(tidy(input.text));
  if (text === "") throw new InputError("empty-input");
  if (text.length > longestText) throw new InputError("text-too-long", { max: longestText });
  const answered = () => (question === undefined ? undefined : readAnswer(text, question, context, tools));
  if (isBareNumber(text)) return orNothingWaits(answered()?.heard);
  const heard = input.kind === "slash" ? readSlash(text, context, tools) : readSentence(text, context, tools);
  if (heard.kind === "command") return leanOn(heard, last);
  if (heard.kind !== "nothing" && heard.kind !== "declined") return heard;
  const answer = answered();
  if (answer?.isSure === true) return answer.heard;
  const sentence = text.replace(/^\//, "");
  const more = readFollowUp(sentence, last, context, tools) ?? readRequests(sentence, context, tools);
  if (more !== undefined) return more;
  const isOpen = heard.kind === "nothing" && (input.kind !== "slash" || heard.suggestions.length === 0);
  const unnamed = isOpen ? readWithUnknownName(text, context, tools) : undefined;
  return unnamed ?? answer?.heard ?? heard;
}

/** A bare number answers a list or a question; where there is none it asks for nothing. */
function isBareNumber(text: string): boolean {
  return /^\p{N}{1,3}$/u.test(text);
}

function orNothingWaits(heard: Heard | undefined): Heard {
  if (heard === undefined) throw new InputError("nothing-waiting");
  return heard;
}

/** Every command is reached as "/usher …" too, as on platforms that keep some names for themselves. */
function withoutPrefix(text: string): string {
  return text.replace(/^\/usher\s+(?=\S)/i, "/");
}

/** Without control characters and the space around. */
function tidy(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

function readSlash(text: string, context: ReadingContext, tools: ReadTools): Heard {
  const found = tools.language.findCommand(text, context.locale);
  if ("command" in found) return readWords(found.command, found.rest, context, tools);
  const asSentence = readSentence(text.replace(/^\//, ""), context, tools);
  if (asSentence.kind !== "nothing") return asSentence;
  const suggestions = found.suggestions.map((command) => ({
    command: command.name,
    raw: {},
    how: "corrected" as const,
  }));
  const reason = message("errors:unknown-command", { text: clip(text) });
  return { kind: "nothing", reason, suggestions: suggestions.length > 0 ? suggestions : asSentence.suggestions };
}

const namedFaults: ReadonlySet<string> = new Set(["errors:slot-twice", "errors:unknown-slot", "errors:slot-wrong"]);

function readWords(command: Command, rest: string, context: ReadingContext, tools: ReadTools): Heard {
  const plain = readPlainWords(command, rest, context, tools.language);
  if (plain !== undefined) return { kind: "command", command, raw: plain, how: "exact" };
  const read = tools.language.readSlots(command, rest, context);
  if (read.kind === "read") return { kind: "command", command, raw: read.raw, how: read.how };
  const foreign = readInOthers(command, rest, context, tools);
  if (foreign !== undefined) return { kind: "command", command, raw: foreign, how: "exact" };
  // What is wrong with a value that was given by name is said; it is no name of a thing.
  const name = namedFaults.has(read.fault.key)
    ? undefined
    : (unknownName(command, rest, read.raw) ??
      readUnnamedSlots(command, rest, context, tools.language, (part) => isKnown(part, context, tools)));
  if (name !== undefined) return { kind: "command", command, raw: name, how: "exact" };
  const [only, ...others] = command.described;
  // A command that takes nothing but a text takes all of it.
  if (only?.wire === "text" && others.length === 0)
    return { kind: "command", command, raw: { [only.name]: clip(rest) }, how: "exact" };
  return { kind: "command", command, raw: read.raw, how: "exact", fault: read.fault };
}

/** The same words in another language, as sentences are understood in all of them; only what fits exactly counts. */
function readInOthers(
  command: Command,
  rest: string,
  context: ReadingContext,
  { language }: ReadTools,
): Raw | undefined {
  for (const locale of language.locales.filter((one) => one !== context.locale)) {
    const read = language.readSlots(command, rest, { ...context, locale });
    if (read.kind === "read" && read.how === "exact") return read.raw;
  }
  return undefined;
}

/** When all that is left over can only be the name of a thing, it is an unknown name and not a fault of form. */
function unknownName(command: Command, rest: string, raw: Raw): Raw | undefined {
  const [slot, ...others] = command.described.filter((one) => one.wire === "entity" && raw[one.name] === undefined);
  if (slot === undefined || others.length > 0 || command.described.some((one) => one.isRequired && one !== slot))
    return undefined;
  return Object.keys(raw).length > 0 ? undefined : { ...raw, [slot.name]: { mention: clip(rest), candidates: [] } };
}

function readSentence(text: string, context: ReadingContext, tools: ReadTools): Heard {
  const own = fromUnderstanding(text, tools.language.understand(text, context), tools);
  if (own.kind !== "nothing") return own;
  for (const locale of tools.language.locales) {
    if (locale === context.locale) continue;
    const other = tools.language.understand(text, { ...context, locale });
    // A guess in a language that the person may not even speak is worth nothing.
    if (other.kind === "readings" && other.readings.every((one) => one.how === "exact")) {
      return fromUnderstanding(text, other, tools);
    }
    // Everybody may call for help in any language; "yes" counts in the person's own alone.
    const isHelp = other.kind === "word" && other.word === "help";
    if (other.kind === "declined" || isHelp) return fromUnderstanding(text, other, tools);
  }
  return own;
}

/** Several requests in one breath: all of them are understood, or none is taken. */
function readRequests(text: string, context: ReadingContext, tools: ReadTools): Heard | undefined {
  const others = tools.language.locales.filter((locale) => locale !== context.locale);
  for (const locale of [context.locale, ...others]) {
    const there = { ...context, locale };
    for (const parts of tools.language.divide(text, locale)) {
      const requests = readEach(parts, there, tools);
      const isSure = locale === context.locale || requests?.every(({ heard }) => isExact(heard));
      if (requests !== undefined && isSure === true) return { kind: "requests", requests };
    }
  }
  return undefined;
}

/** What a part leaves out, the one before it said: "open the garage and the lobby". */
function readEach(parts: readonly string[], context: ReadingContext, tools: ReadTools): readonly Request[] | undefined {
  const requests: Request[] = [];
  let before: LastRequest | undefined;
  for (const text of parts) {
    const understood = fromUnderstanding(text, tools.language.understand(text, context), tools);
    const heard =
      understood.kind === "nothing" && before !== undefined ? readAlso(text, before, context, tools) : understood;
    if (heard?.kind !== "command" && heard?.kind !== "several") return undefined;
    // A thing that this person may not know of is as unknown here as one that does not exist.
    if (!readingsOf(heard).every(({ raw }) => namesOnlySeen(raw, tools))) return undefined;
    requests.push({ text, heard });
    before = heard.kind === "command" ? { command: heard.command.name, raw: heard.raw } : undefined;
  }
  return requests;
}

function isExact(heard: Request["heard"]): boolean {
  return readingsOf(heard).every(({ how }) => how !== "corrected");
}

function readingsOf(heard: Request["heard"]): readonly { readonly raw: Raw; readonly how: HowRead }[] {
  return heard.kind === "command" ? [heard] : heard.readings;
}

function namesOnlySeen(raw: Raw, { sees }: ReadTools): boolean {
  return Object.values(raw).every((value) => candidatesOf(value).length === 0 || sees(value));
}

/** A request for a thing that goes by no name here, in the person's language before others. */
function readWithUnknownName(text: string, context: ReadingContext, tools: ReadTools): Heard | undefined {
  const sentence = text.replace(/^\//, "");
  const others = tools.language.locales.filter((locale) => locale !== context.locale);
  for (const locale of [context.locale, ...others]) {
    const found = readUnnamed(sentence, { ...context, locale }, tools.language);
    const command = found === undefined ? undefined : tools.commands.get(found.command);
    if (found === undefined || command === undefined) continue;
    const isMuddle = Object.values(found.raw).some((value) => isAroundName(value, context, tools));
    return isMuddle ? undefined : { kind: "command", command, raw: found.raw, how: found.how };
  }
  return undefined;
}

/** Whether the words name something, of whatever kind, that this person may know of. */
function isKnown(words: string, context: ReadingContext, { commands, language, sees }: ReadTools): boolean {
  return [...commands.values()].some((command) =>
    command.described.some((slot) => {
      const value = slot.wire === "entity" ? language.readSlot(command, slot.name, words, context) : undefined;
      return value !== undefined && sees(value);
    }),
  );
}

/** An unknown name with a known one inside is none: something else was said of the known thing. */
function isAroundName(value: Json, context: ReadingContext, tools: ReadTools): boolean {
  if (typeof value !== "object" || value === null || !("mention" in value)) return false;
  return partsOf(String(value.mention)).some((part) => isKnown(part, context, tools));
}

function fromUnderstanding(text: string, understood: Understanding, { commands }: ReadTools): Heard {
  switch (understood.kind) {
    case "word":
    case "declined":
      return understood;
    case "nothing":
      return {
        kind: "nothing",
        reason: message("errors:not-understood", { text: clip(text) }),
        suggestions: understood.suggestions,
      };
    case "readings": {
      const [first, ...others] = understood.readings;
      if (others.length > 0) return { kind: "several", readings: understood.readings };
      const command = commands.get(first.command);
      if (command === undefined) throw new TypeError(`no command "${first.command}"`);
      return { kind: "command", command, raw: first.raw, how: first.how };
    }
  }
}

/** The next words as the answer to what was asked back. Any words can be a name, so an unknown one is not sure. */
function readAnswer(
  text: string,
  question: OpenQuestion,
  context: ReadingContext,
  tools: ReadTools,
): { readonly heard: Heard; readonly isSure: boolean } | undefined {
  const command = tools.commands.get(question.command);
  if (command === undefined) return undefined;
  const value = tools.language.readSlot(command, question.slot, text, context);
  if (value === undefined) return undefined;
  const isName = command.described.find(({ name }) => name === question.slot)?.wire === "entity";
  const raw = { ...question.raw, [question.slot]: value };
  if (isName && candidatesOf(value).length === 0 && isAroundName(value, context, tools)) return undefined;
  return {
    heard: { kind: "command", command, raw, how: question.how },
    isSure: !isName || candidatesOf(value).length > 0,
  };
}

function readOptions(input: Extract<Spoken, { kind: "command" }>, context: ReadingContext, tools: ReadTools): Heard {
  const command = tools.commands.get(input.command);
  if (command === undefined) throw new InputError("unknown-command", { text: clip(input.command) });
  const raw: Record<string, Json> = {};
  for (const [name, given] of Object.entries(input.raw)) {
    const slot = command.described.find((one) => one.name === name);
    if (slot === undefined) throw new InputError("unknown-slot", { slot: name });
    const value = typeof given === "string" ? readOption(command, name, given, context, tools) : given;
    if (value === undefined) {
      throw new InputError("slot-wrong", { slot: slotName(command, name), text: clip(String(given)) });
    }
    raw[name] = value;
  }
  return { kind: "command", command, raw, how: "exact" };
}

/** A typed option; completion sends an entity's id, people send its name. */
export function readOption(
  command: Command,
  slot: string,
  text: string,
  context: ReadingContext,
  tools: Pick<ReadTools, "language" | "directory">,
): Json | undefined {
  const entity = tools.directory.entity(text);
  if (entity !== undefined) return { mention: entity.name, candidates: [entity.id] };
  const value = tools.language.readSlot(command, slot, text, context);
  const isEntity = command.described.find((one) => one.name === slot)?.wire === "entity";
  return value ?? (isEntity ? { mention: clip(text), candidates: [] } : undefined);
}

/** Shown back to people: enough to recognise, never a wall. */
function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
