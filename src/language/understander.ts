import { z } from "zod";
import type { Command } from "#core/command.ts";
import { entityKinds } from "#core/directory.ts";
import type { Explanation, NameEntry } from "#core/language.ts";
import { compileGrammars, createLanguage, type Understander, wordOf } from "./language.ts";
import type { Parse } from "./match.ts";
import { wishOf } from "./reading.ts";
import { keysOf, tokenise } from "./text.ts";
import type { UtterancesFile } from "./utterances.ts";

const homesSchema = z.object({
  homes: z.record(
    z.string(),
    z.object({
      lang: z.string(),
      /** Wake words that may be passed over at the start or the end. */
      skip: z.array(z.string()).default([]),
      entities: z.array(z.object({ id: z.string(), kind: z.string(), names: z.array(z.string()) })),
    }),
  ),
});

export type Homes = z.output<typeof homesSchema>;

export interface Line {
  readonly text: string;
  readonly lang: string;
  readonly home?: string;
}

export interface Understood {
  readonly intent: string;
  readonly slots: Readonly<Record<string, string | number>>;
  readonly confidence: number;
  readonly alternatives: readonly {
    readonly intent: string;
    readonly slots: Readonly<Record<string, string | number>>;
  }[];
}

/** Reads the homes file, whose form is that of the public corpora; throws zod's error when it is none. */
export function parseHomes(json: unknown): Homes {
  return homesSchema.parse(json);
}

/**
 * Understanding that answers in the corpora's own intent and slot names (`open_door`, `dim_lights` …) and acts on
 * nothing. Each line is read against its home's names and nothing else.
 */
export async function createUnderstander(
  locales: Readonly<Record<string, UtterancesFile>>,
  homes: Homes,
  commands: readonly Command[],
): Promise<LineReader> {
  const grammars = compileGrammars(locales, commands);
  const languages = new Map<string, Understander>();
  for (const [key, home] of Object.entries(homes.homes)) {
    const language = createLanguage({ commands, locales, grammars });
    await language.setNames(namesOf(home.entities));
    languages.set(key, language);
  }
  const nobody = createLanguage({ commands, locales, grammars });
  await nobody.warm();
  const find = (line: Line) => {
    const home = line.home === undefined ? undefined : homes.homes[line.home];
    const language = (line.home === undefined ? undefined : languages.get(line.home)) ?? nobody;
    return { language, text: withoutWakeWords(line.text, home?.skip ?? []) };
  };
  const read = (line: Line): Understood => {
    const { language, text } = find(line);
    return understand(language, text, line.lang);
  };
  const explain = (line: Line): Explanation => {
    const { language, text } = find(line);
    return language.explain(text, { locale: line.lang, now: 0, zone: "UTC" });
  };
  return Object.assign(read, { explain });
}

/** Reads one line against its home; `explain` says why it was read so. */
export interface LineReader {
  (line: Line): Understood;
  explain(line: Line): Explanation;
}

const kindOf: Readonly<Record<string, NameEntry["kind"]>> = {
  ...Object.fromEntries(entityKinds.map((kind) => [kind, kind])),
  floor: "area",
  other: "sensor",
};

function* namesOf(entities: Homes["homes"][string]["entities"]): Iterable<NameEntry> {
  for (const { id, kind, names } of entities) {
    const own = kindOf[kind];
    if (own === undefined) continue;
    for (const name of names) yield { id, kind: own, name, locale: "" };
  }
}

function withoutWakeWords(text: string, skip: readonly string[]): string {
  const { clean, list } = tokenise(text);
  const words = skip.map(keysOf);
  const isAt = (keys: readonly string[], at: number): boolean =>
    keys.every((key, offset) => list[at + offset]?.key === key);
  let [first, end] = [0, list.length];
  for (
    let word = words.find((keys) => isAt(keys, first));
    word !== undefined;
    word = words.find((keys) => isAt(keys, first))
  ) {
    first += word.length;
  }
  const last = words.find((keys) => end - keys.length > first && isAt(keys, end - keys.length));
  if (last !== undefined) end -= last.length;
  if (first >= end) return text;
  return clean.slice(list[first]?.start ?? 0, end === list.length ? clean.length : list[end - 1]?.end);
}

const none = { intent: "none", slots: {}, confidence: 0, alternatives: [] } as const;

function understand(language: Understander, text: string, locale: string): Understood {
  const parses = language.parses(text, locale);
  const word = wordOf(parses);
  if (word === "yes") return { ...none, intent: "confirm", confidence: 1 };
  if (word === "no" || word === "cancel") return { ...none, intent: "cancel", confidence: 1 };
  const meant = distinct(parses.filter((parse) => parse.template.entry.decline === undefined).map(inCorpusWords));
  const [first, ...others] = meant;
  if (first === undefined || first.intent === "none") return none;
  // What could mean two things is asked back; it opens nothing and switches nothing.
  if (others.length > 0 && (first.intent !== "status" || parses.some((parse) => parse.corrected > 0))) {
    return { ...none, alternatives: meant };
  }
  const corrected = parses[0]?.corrected ?? 0;
  return { ...first, confidence: corrected > 0 ? 0.7 : 1, alternatives: others };
}

interface Meant {
  readonly intent: string;
  readonly slots: Readonly<Record<string, string | number>>;
}

function distinct(all: readonly Meant[]): readonly Meant[] {
  const seen = new Map(all.map((one) => [JSON.stringify([one.intent, Object.entries(one.slots).sort()]), one]));
  return [...seen.values()];
}

const intents: Readonly<Record<string, string>> = {
  "door open": "open_door",
  "scene run": "run_scene",
  "lights dim": "dim_lights",
  "key create": "create_temp_key",
  "race passings": "show_race_passings",
  "door list": "status",
  "lights show": "status",
};

const unslotted = new Set(["status", "create_temp_key", "show_race_passings", "none"]);

function inCorpusWords(parse: Parse): Meant {
  const intent = intents[parse.template.command] ?? "none";
  if (unslotted.has(intent)) return { intent, slots: {} };
  const slots: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(wishOf(parse.slots) ?? {})) {
    if (typeof value === "string" || typeof value === "number") slots[name] = value;
  }
  for (const { name, span } of parse.slots) {
    const { meaning } = span;
    if (typeof meaning !== "object" || meaning.is !== "thing") continue;
    const [id, ...others] = new Set(meaning.entries.map((entry) => entry.id));
    if (id !== undefined && others.length === 0) slots[name === "area" ? "room" : name] = id;
  }
  return { intent, slots };
}
