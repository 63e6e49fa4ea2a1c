import type { Command } from "#core/command.ts";
import { canonicalJson } from "#core/json.ts";
import type { Language, NameEntry, Reading, ReadingContext, Understanding } from "#core/language.ts";
import { exampleOf } from "./examples.ts";
import { Grammar } from "./grammar.ts";
import { buildLattice, isMendable, look } from "./lattice.ts";
import { Matcher, type Parse } from "./match.ts";
import { isMeant } from "./meant.ts";
import { Names } from "./names.ts";
import { type Outcome, readParse } from "./reading.ts";
import { createSlash } from "./slash.ts";
import { type Tokens, tokenise } from "./text.ts";
import type { UtterancesFile } from "./utterances.ts";

export interface LanguageOptions {
  readonly commands: readonly Command[];
  /** Sentences by language tag, as `parseUtterances` gives them. */
  readonly locales: Readonly<Record<string, UtterancesFile>>;
  /** What a text in an unknown language is read as. */
  readonly fallback?: string;
  /** From `compileGrammars`, where several sets of names share them. */
  readonly grammars?: Grammars;
}

export type Grammars = ReadonlyMap<string, Grammar>;

/** What `--explain` shows: how the sentence was cut up and everything it could have meant. */
export interface Explanation {
  readonly tokens: readonly { readonly text: string; readonly key: string }[];
  readonly corrected: boolean;
  readonly parses: readonly {
    readonly template: string;
    readonly say: string;
    readonly slots: readonly { readonly name: string; readonly type: string; readonly text: string }[];
    readonly fillers: number;
    readonly isChosen: boolean;
  }[];
}

/** Words in the sentence pass all parses; `Language` of the core, and what `usher understand` needs beside. */
export interface Understander extends Language {
  explain(text: string, context: ReadingContext): Explanation;
  /** The best parses of a sentence before they become raw slots, for scoring against a corpus. */
  parses(text: string, locale: string): readonly Parse[];
}

/** Slips that are mended in one sentence: one, in long ones two. */
const mostCorrections = (tokens: Tokens): number => (tokens.list.length > 8 ? 2 : 1);

const dialogueWords = ["yes", "no", "cancel", "help"] as const;
type DialogueWord = (typeof dialogueWords)[number];

/** Compiles the sentences of the given commands, once for all sets of names. */
export function compileGrammars(
  locales: Readonly<Record<string, UtterancesFile>>,
  commands: readonly Pick<Command, "name">[],
): Grammars {
  const known = new Set(commands.map((command) => command.name));
  const tongues = Object.keys(locales);
  return new Map(tongues.map((locale) => [locale, grammarOf(locale, locales[locale], known, tongues)]));
}

function grammarOf(
  locale: string,
  file: UtterancesFile | undefined,
  known: ReadonlySet<string>,
  tongues: readonly string[],
): Grammar {
  if (file === undefined) throw new TypeError(`no sentences for "${locale}"`);
  return new Grammar(locale, file, known, tongues);
}

/** Builds the understanding of all given languages. Names come later, by `setNames`. */
export function createLanguage(options: LanguageOptions): Understander {
  const commands = new Map(options.commands.map((command) => [command.name, command]));
  const grammars = options.grammars ?? compileGrammars(options.locales, options.commands);
  const fallback = options.fallback ?? (grammars.has("en") ? "en" : ([...grammars.keys()][0] ?? "en"));
  let names = new Names();

  function grammarFor(locale: string): Grammar {
    const found = grammars.get(locale) ?? grammars.get(locale.split("-")[0] ?? "") ?? grammars.get(fallback);
    if (found === undefined) throw new TypeError("no language has sentences");
    return found;
  }

  function study(tokens: Tokens, grammar: Grammar): readonly Parse[] {
    const sight = look(tokens, grammar, names);
    const isSpoilt = sight.unknown.length > 0;
    const isOpen = isSpoilt && tokens.list.some((token) => grammar.isOpener(token.key));
    if (!isSpoilt || isOpen) {
      const exact = new Matcher(sight, buildLattice(sight, "no")).parses();
      if (exact.length > 0) return fittest(exact);
    }
    if (!isSpoilt || (!isOpen && (sight.unknown.length > mostCorrections(tokens) || !isMendable(sight)))) return [];
    return fittest(new Matcher(sight, buildLattice(sight, "safe")).parses());
  }

  function parsesOf(text: string, locale: string): readonly Parse[] {
    const grammar = grammarFor(locale);
    const tokens = tokenise(text);
    if (tokens.isTooLong || tokens.list.length === 0) return [];
    const parses = study(tokens, grammar);
    // A door's name that was misspelt and could be something else as well is not guessed.
    const isSure = (parse: Parse): boolean => isMeant(parse, tokens, grammar, commands.get(parse.template.command));
    return parses.some((parse) => parse.corrected > 0) && !parses.every(isSure) ? [] : parses.filter(isSure);
  }

  /** What can as well be a question is one: asking does no harm. */
  function fittest(parses: readonly Parse[]): readonly Parse[] {
    const asking = parses.filter((parse) => commands.get(parse.template.command)?.does === "answer");
    return best(asking.length > 0 ? asking : parses);
  }

  function outcomes(text: string, context: ReadingContext): readonly Outcome[] {
    return distinct(
      parsesOf(text, context.locale).flatMap((parse) => {
        const command = commands.get(parse.template.command);
        const outcome = command === undefined ? undefined : readParse(parse, command, context);
        return outcome === undefined ? [] : [outcome];
      }),
    );
  }

  function understand(text: string, context: ReadingContext): Understanding {
    const word = wordOf(parsesOf(text, context.locale));
    if (word !== undefined) return { kind: "word", word };
    const found = outcomes(text, context);
    const readings = found.flatMap((one) => (one.kind === "reading" ? [one.reading] : []));
    const [first, ...others] = readings;
    if (first === undefined) {
      const declined = found.find((one) => one.kind === "declined");
      if (declined?.kind === "declined")
        return { kind: "declined", reason: declined.reason, command: declined.command };
      return { kind: "nothing", suggestions: [] };
    }
    // A slip of the finger that could mean two things means neither.
    if (others.length > 0 && first.how === "corrected") return { kind: "nothing", suggestions: readings };
    return { kind: "readings", readings: [first, ...others] };
  }

  return {
    locales: [...grammars.keys()],
    understand,
    parses: parsesOf,
    explain(text, context) {
      const grammar = grammarFor(context.locale);
      const tokens = tokenise(text);
      const parses = study(tokens, grammar);
      return explanation(tokens, parses);
    },
    async setNames(entries: Iterable<NameEntry>) {
      names = await Names.of(entries, articlesOf(grammars));
    },
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

function articlesOf(grammars: Grammars): (locale: string) => ReadonlySet<string> {
  const all = new Set([...grammars.values()].flatMap((grammar) => [...grammar.articles]));
  return (locale) => (locale === "" ? all : (grammars.get(locale)?.articles ?? all));
}

/** The parses that fit best: fewest corrections, most of it names, least free text, fewest passed-over words. */
function best(parses: readonly Parse[]): readonly Parse[] {
  const rank = (parse: Parse): readonly number[] => [
    parse.corrected,
    -parse.named,
    parse.slots.filter((slot) => slot.type === "text").length,
    parse.fillers,
    parse.steps,
  ];
  let top: readonly number[] | undefined;
  for (const parse of parses) {
    const own = rank(parse);
    if (top === undefined || isLess(own, top)) top = own;
  }
  return parses.filter((parse) => top !== undefined && !isLess(top, rank(parse)));
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? 0;
    if (value !== other) return value < other;
  }
  return false;
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

function explanation(tokens: Tokens, parses: readonly Parse[]): Explanation {
  return {
    tokens: tokens.list.map(({ text, key }) => ({ text, key })),
    corrected: parses.some((parse) => parse.corrected > 0),
    parses: parses.map((parse) => ({
      template: parse.template.id,
      say: parse.template.text,
      slots: parse.slots.map(({ name, type, span }) => ({ name, type, text: JSON.stringify(span.meaning) })),
      fillers: parse.fillers,
      isChosen: true,
    })),
  };
}
