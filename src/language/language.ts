import type { Command } from "#core/command.ts";
import { canonicalJson } from "#core/json.ts";
import type { Language, NameEntry, Reading, ReadingContext, Understanding } from "#core/language.ts";
import { exampleOf } from "./examples.ts";
import { explanationOf } from "./explain.ts";
import { createFollow, type Follow } from "./follow.ts";
import { articlesOf, Grammar } from "./grammar.ts";
import type { Parse } from "./match.ts";
import { Names } from "./names.ts";
import { type Outcome, readParse } from "./reading.ts";
import { createSlash } from "./slash.ts";
import { best, guess, study } from "./study.ts";
import type { UtterancesFile } from "./utterances.ts";
import { warmUp } from "./warm.ts";

export interface LanguageOptions {
  readonly commands: readonly Command[];
  /** Sentences by language tag, as `parseUtterances` gives them. */
  readonly locales: Readonly<Record<string, UtterancesFile>>;
  /** What a text in an unknown language is read as. */
  readonly fallback?: string;
  /** From `compileGrammars`, where several sets of names share them. */
  readonly grammars?: Grammars;
}

/** The compiled sentences of every language, each made when it is first asked for. */
export interface Grammars {
  readonly locales: readonly string[];
  get(locale: string): Grammar | undefined;
  /** Words that may stand before a name in this language, `""` for any. */
  articles(locale: string): ReadonlySet<string>;
}

/** Words in the sentence pass all parses; `Language` of the core, and what `usher understand` needs beside. */
export interface Understander extends Language {
  /** Makes ready what would else be made while the first sentences wait; in slices, once, after the start. */
  warm(): Promise<void>;
  /** The best parses of a sentence before they become raw slots, for scoring against a corpus. */
  parses(text: string, locale: string): readonly Parse[];
}

const mostSuggestions = 4;

const dialogueWords = ["yes", "no", "cancel", "help"] as const;
type DialogueWord = (typeof dialogueWords)[number];

/** Sentences of the given commands, compiled once for all sets of names. */
export function grammarsOf(
  locales: Readonly<Record<string, UtterancesFile>>,
  commands: readonly Pick<Command, "name">[],
): Grammars {
  const known = new Set(commands.map((command) => command.name));
  const tongues = Object.keys(locales);
  const made = new Map<string, Grammar>();
  const articles = new Map(Object.entries(locales).map(([locale, file]) => [locale, articlesOf(file)]));
  const all = new Set([...articles.values()].flatMap((some) => [...some]));
  return {
    locales: tongues,
    get(locale) {
      const file = locales[locale];
      if (file === undefined) return undefined;
      const grammar = made.get(locale) ?? new Grammar(locale, file, known, tongues);
      made.set(locale, grammar);
      return grammar;
    },
    articles: (locale) => articles.get(locale) ?? all,
  };
}

/** The same, with every language ready. */
export function compileGrammars(...given: Parameters<typeof grammarsOf>): Grammars {
  const grammars = grammarsOf(...given);
  for (const locale of grammars.locales) grammars.get(locale);
  return grammars;
}

/** Builds the understanding of all given languages. Names come later, by `setNames`. */
export function createLanguage(options: LanguageOptions): Understander {
  const commands = new Map(options.commands.map((command) => [command.name, command]));
  const grammars = options.grammars ?? grammarsOf(options.locales, options.commands);
  const fallback = options.fallback ?? (grammars.locales.includes("en") ? "en" : (grammars.locales[0] ?? "en"));
  const follows = new Map<UtterancesFile, Follow>();
  let names = new Names();

  function grammarFor(locale: string): Grammar {
    const found = grammars.get(locale) ?? grammars.get(locale.split("-")[0] ?? "") ?? grammars.get(fallback);
    if (found === undefined) throw new TypeError("no language has sentences");
    return found;
  }

  function followFor(locale: string): Follow {
    const { file } = grammarFor(locale);
    const known = follows.get(file) ?? createFollow(file);
    follows.set(file, known);
    return known;
  }

  function parsesOf(text: string, locale: string): readonly Parse[] {
    return study(text, grammarFor(locale), names, commands).chosen;
  }

  function outcomesOf(parses: readonly Parse[], context: ReadingContext): readonly Outcome[] {
    return distinct(
      parses.flatMap((parse) => {
        const command = commands.get(parse.template.command);
        const outcome = command === undefined ? undefined : readParse(parse, command, context);
        return outcome === undefined ? [] : [outcome];
      }),
    );
  }

  function readingsOf(parses: readonly Parse[], context: ReadingContext): readonly Reading[] {
    return outcomesOf(parses, context).flatMap((one) => (one.kind === "reading" ? [one.reading] : []));
  }

  /** What may have been meant by what cannot be taken as it is; nothing acts on it. */
  function suggestionsFor(text: string, all: readonly Parse[], context: ReadingContext): readonly Reading[] {
    const nearly = all.length > 0 ? all : guess(text, grammarFor(context.locale), names, "any");
    const readings = readingsOf(best(nearly, commands), context);
    return readings.slice(0, mostSuggestions).map((reading) => ({ ...reading, how: "corrected" }));
  }

  function understand(text: string, context: ReadingContext): Understanding {
    const { all, chosen } = study(text, grammarFor(context.locale), names, commands);
    const word = wordOf(chosen);
    if (word !== undefined) return { kind: "word", word };
    const found = outcomesOf(chosen, context);
    const [first, ...others] = found.flatMap((one) => (one.kind === "reading" ? [one.reading] : []));
    if (first === undefined) {
      const declined = found.find((one) => one.kind === "declined");
      if (declined?.kind === "declined")
        return { kind: "declined", reason: declined.reason, command: declined.command };
      return { kind: "nothing", suggestions: suggestionsFor(text, all, context) };
    }
    // A slip of the finger that could mean two things means neither.
    if (others.length > 0 && first.how === "corrected") return { kind: "nothing", suggestions: [first, ...others] };
    return { kind: "readings", readings: [first, ...others] };
  }

  return {
    locales: grammars.locales,
    understand,
    parses: parsesOf,
    async warm() {
      for (const locale of grammars.locales) await warmUp(grammarFor(locale), commands);
    },
    explain: (text, context) => explanationOf(study(text, grammarFor(context.locale), names, commands)),
    async setNames(entries: Iterable<NameEntry>) {
      names = await Names.of(entries, (locale) => grammars.articles(locale));
    },
    followUp: (text, locale) => followFor(locale).followUp(text),
    divide: (text, locale) => followFor(locale).divide(text),
    nearest: (text, kinds, locale, limit) => names.nearest(text, kinds, locale, limit),
    example: (command, locale, filled) => exampleOf(command, grammarFor(locale), filled),
    ...createSlash({ commands: options.commands, grammarOf: grammarFor, names: () => names }),
  };
}

/** The dialogue word that the whole text is; a misspelt yes is none. */
export function wordOf(parses: readonly Parse[]): DialogueWord | undefined {
  const [first] = parses;
  if (first === undefined) return undefined;
  const said = dialogueWords.find((word) => parses.every((parse) => parse.template.command === `word ${word}`));
  return said === "yes" && first.corrected > 0 ? undefined : said;
}

/** One outcome per thing that would be done. */
function distinct(outcomes: readonly Outcome[]): readonly Outcome[] {
  const seen = new Set<string>();
  return outcomes.filter((outcome) => {
    const key = keyOf(outcome);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function keyOf(outcome: Outcome): string {
  if (outcome.kind === "declined") return `declined ${outcome.command} ${outcome.reason.key}`;
  const { command, raw }: Reading = outcome.reading;
  return `${command} ${canonicalJson(raw)}`;
}
