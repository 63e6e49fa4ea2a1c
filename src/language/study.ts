import type { Command } from "#core/command.ts";
import type { Grammar } from "./grammar.ts";
import { buildLattice, type Correction, isMendable, look, type Sight } from "./lattice.ts";
import { Matcher, type Parse } from "./match.ts";
import { isCritical, isMeant } from "./meant.ts";
import type { Names } from "./names.ts";
import { type Tokens, tokenise } from "./text.ts";

/** Everything a sentence could be, and what of it is taken. */
export interface Study {
  readonly tokens: Tokens;
  /** Every full parse, fit or not. */
  readonly all: readonly Parse[];
  readonly chosen: readonly Parse[];
  readonly matcher?: Matcher;
}

type Commands = ReadonlyMap<string, Command>;

/** Slips that are mended in one sentence: one, in long ones two. */
function mostCorrections(tokens: Tokens): number {
  return tokens.list.length > 8 ? 2 : 1;
}

/** Reads a sentence exactly, and only when that comes to nothing with its slips mended. */
export function study(text: string, grammar: Grammar, names: Names, commands: Commands): Study {
  const tokens = tokenise(text);
  if (tokens.isTooLong || tokens.list.length === 0) return { tokens, all: [], chosen: [] };
  const sight = look(tokens, grammar, names);
  const isUnspaced = grammar.file._script === "unspaced";
  const isSpoilt = sight.unknown.length > 0;
  const isOpen = isSpoilt && grammar.announces(tokens);
  const isWhole = !isSpoilt || isOpen;
  const exact = isWhole || isUnspaced ? new Matcher(sight, buildLattice(sight, "no")) : undefined;
  if (exact !== undefined && isWhole) {
    const all = exact.parses();
    if (all.length > 0) return { tokens, all, chosen: choose(all, tokens, grammar, commands), matcher: exact };
    const mayHideWords = !isSpoilt && !isUnspaced;
    if (mayHideWords) return studyLoneLetters(tokens, exact, names, commands);
  }
  if (!isOpen && isBeyondMending(sight, tokens, isUnspaced)) return { tokens, all: [], chosen: [] };
  return studyMended(sight, exact, commands);
}

/** With its slips mended; without spaces, by what the exact reading could make nothing of. */
function studyMended(sight: Sight, exact: Matcher | undefined, commands: Commands): Study {
  const { tokens, grammar } = sight;
  const isUnspaced = grammar.file._script === "unspaced";
  const spoilt = isUnspaced && exact !== undefined ? spoiltIn(exact) : undefined;
  if (isUnspaced && spoilt === undefined) return { tokens, all: [], chosen: [] };
  const matcher = new Matcher(sight, buildLattice(sight, "safe", spoilt));
  if (isUnspaced && !hasTopic(matcher)) return { tokens, all: [], chosen: [] };
  const all = matcher.parses().filter((parse) => parse.corrected <= mostCorrections(tokens));
  return { tokens, all, chosen: choose(all, tokens, grammar, commands), matcher };
}

function isBeyondMending(sight: Sight, tokens: Tokens, isUnspaced: boolean): boolean {
  return sight.unknown.length > mostCorrections(tokens) || (!isUnspaced && !isMendable(sight));
}

/** A letter that stands alone is often what is left of a small word: "the lights n the kitchen". */
function studyLoneLetters(tokens: Tokens, exact: Matcher, names: Names, commands: Commands): Study {
  const { grammar } = exact;
  const isLone = (at: number): boolean => {
    const token = tokens.list[at];
    const isLetter = token?.kind === "word" && token.key.length === 1 && /\p{L}/u.test(token.key);
    return isLetter && token.key !== "t" && !grammar.isPolarity(token.key) && tokens.clean[token.start - 1] !== "'";
  };
  const lone = tokens.list.flatMap((_, at) => (isLone(at) ? [at] : []));
  const nothing: Study = { tokens, all: [], chosen: [], matcher: exact };
  // What is left of a question's verb may be such a letter too: a question is not guessed at.
  if (tokens.asks || lone.length === 0 || lone.length > mostCorrections(tokens)) return nothing;
  const sight = look(tokens, grammar, names, lone);
  if (!isMendable(sight)) return nothing;
  const matcher = new Matcher(sight, buildLattice(sight, "safe"));
  const all = matcher.parses().filter((parse) => parse.corrected <= mostCorrections(tokens));
  return { tokens, all, chosen: choose(all, tokens, grammar, commands), matcher };
}

const longestUnspaced = 40;

/** Characters that one slip can leave without a meaning. */
const spoiltBySlip = 3;

/**
 * Tokens without a meaning and their neighbours, where any character could be a slip; undefined when there are more
 * than slips leave, as in most sentences about something else.
 */
function spoiltIn(matcher: Matcher): ReadonlySet<number> | undefined {
  const { tokens, starts } = matcher.lattice;
  if (tokens.list.length > longestUnspaced) return undefined;
  let known = 0;
  const left = tokens.list.flatMap((_, at) => {
    known = Math.max(known, matcher.reach(starts[at] ?? 0));
    return known <= (starts[at] ?? 0) ? [at] : [];
  });
  if (left.length > spoiltBySlip * mostCorrections(tokens)) return undefined;
  return new Set(left.flatMap((at) => [at - 1, at, at + 1]));
}

/** Whether it speaks of a thing or of light. */
function hasTopic(matcher: Matcher): boolean {
  return matcher.lattice.starts.slice(0, -1).some((node) => matcher.isTopic(node));
}

/** What a sentence could mean if any word in it were misspelt; for "did you mean" and nothing else. */
export function guess(text: string, grammar: Grammar, names: Names, correct: Correction): readonly Parse[] {
  const tokens = tokenise(text);
  if (tokens.isTooLong || tokens.list.length === 0) return [];
  const sight = look(tokens, grammar, names);
  if (sight.unknown.length > mostCorrections(tokens)) return [];
  return new Matcher(sight, buildLattice(sight, correct)).parses();
}

function choose(all: readonly Parse[], tokens: Tokens, grammar: Grammar, commands: Commands): readonly Parse[] {
  // What can as well be a question is one: asking does no harm.
  const asking = all.filter((parse) => commands.get(parse.template.command)?.does === "answer");
  const fittest = best(asking.length > 0 ? asking : all, commands);
  const isSure = (parse: Parse): boolean => isMeant(parse, tokens, grammar, commands.get(parse.template.command));
  // A door's name that was misspelt and could be something else as well is not guessed.
  return fittest.some((parse) => parse.corrected > 0) && !fittest.every(isSure) ? [] : fittest.filter(isSure);
}

/**
 * The parses that fit best: fewest corrections, most of it names, least free text. Only where nothing opens do
 * passed-over words and the number of parts decide as well: there every way to understand it counts.
 */
export function best(parses: readonly Parse[], commands: Commands): readonly Parse[] {
  const sure = parses.map((parse): readonly [Parse, readonly number[]] => [
    parse,
    [parse.corrected, -parse.named, parse.slots.filter((slot) => slot.type === "text").length],
  ]);
  const first = least(sure);
  if (first.some((parse) => isCritical(commands.get(parse.template.command)))) return first;
  return least(first.map((parse) => [parse, [parse.fillers, parse.steps]]));
}

function least(ranked: readonly (readonly [Parse, readonly number[]])[]): readonly Parse[] {
  let top: readonly number[] | undefined;
  for (const [, rank] of ranked) if (top === undefined || isLess(rank, top)) top = rank;
  return ranked.filter(([, rank]) => top !== undefined && !isLess(top, rank)).map(([parse]) => parse);
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? 0;
    if (value !== other) return value < other;
  }
  return false;
}
