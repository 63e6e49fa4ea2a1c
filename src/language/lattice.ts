import type { Grammar } from "./grammar.ts";
import type { Names } from "./names.ts";
import { isMixedScript, type Token, type Tokens } from "./text.ts";

/** One way to go on from a node: a word of the language, of a name, or both. */
export interface Edge {
  readonly to: number;
  /** Id in the grammar, -1 when the language does not know the word. */
  readonly word: number;
  /** Id among the names' words, -1 when in no name. */
  readonly name: number;
  readonly isCorrected: boolean;
  readonly isNumber: boolean;
}

/** A sentence as a graph: nodes lie between tokens, and inside tokens that are written together. */
export interface Lattice {
  readonly tokens: Tokens;
  readonly edges: readonly (readonly Edge[])[];
  /** Node before each token; the last is the end. */
  readonly starts: readonly number[];
  readonly end: number;
  /** Phrases and names may be one character off; only where words are not divided by spaces. */
  readonly isFuzzy: boolean;
  /** Numbers of the tokens that slips must have spoilt, where that is known: only what holds one may be off. */
  readonly spoilt: ReadonlySet<number> | undefined;
  /** Where in the clean text a node inside a token lies. */
  readonly cuts: ReadonlyMap<number, number>;
}

/** `safe` never makes a word that turns the meaning round; `any` is for suggestions only. */
export type Correction = "no" | "safe" | "any";

interface Seen {
  readonly token: Token;
  readonly word: number;
  readonly name: number;
  /** Two known words that the token is written together from. */
  readonly splits: readonly Split[];
}

/** The tokens of a sentence as grammar and names know them. */
export interface Sight {
  readonly tokens: Tokens;
  readonly grammar: Grammar;
  readonly names: Names;
  readonly seen: readonly Seen[];
  /** Numbers of the tokens that nothing accounts for. */
  readonly unknown: readonly number[];
}

const noSplits: readonly Split[] = [];

/** What grammar and names know of each token; `slips` are numbers of tokens that are taken for misspelt. */
export function look(tokens: Tokens, grammar: Grammar, names: Names, slips: readonly number[] = []): Sight {
  const unknown: number[] = [];
  const seen = tokens.list.map((token, at): Seen => {
    const word = slips.includes(at) ? -1 : grammar.wordId(token.key);
    const name = slips.includes(at) ? -1 : names.wordId(token.key);
    if (word !== -1 || name !== -1) return { token, word, name, splits: noSplits };
    if (token.kind !== "word") {
      if (token.kind === "mark") unknown.push(at);
      return { token, word, name, splits: noSplits };
    }
    const splits = grammar.file._compounds === undefined ? noSplits : splitsOf(token.key, grammar, names);
    if (splits.length === 0) unknown.push(at);
    return { token, word, name, splits };
  });
  return { tokens, grammar, names, seen, unknown };
}

/** Whether corrections could account for every unknown token. */
export function isMendable(sight: Sight): boolean {
  return sight.unknown.every((at) => {
    const { grammar, names } = sight;
    const token = sight.seen[at]?.token;
    if (token?.kind !== "word" || isMixedScript(token.text)) return false;
    if (mended(token, grammar, names, "safe").length > 0 || splitsOf(token.key, grammar, names).length > 0) return true;
    return [joined(sight, at), joined(sight, at - 1)].some((key) => key !== undefined && isKnown(key, grammar, names));
  });
}

export function buildLattice(sight: Sight, correct: Correction, spoilt?: ReadonlySet<number>): Lattice {
  const { tokens, seen, grammar } = sight;
  const splits = seen.map((one) => splitsFor(one, sight, correct));
  const edges: Edge[][] = [];
  const starts: number[] = [];
  const cuts = new Map<number, number>();
  const isFuzzy = correct !== "no" && grammar.file._script === "unspaced";
  for (const [at, { token }] of seen.entries()) {
    starts.push(edges.length);
    edges.push([]);
    for (const { cut } of splits[at] ?? noSplits) {
      cuts.set(edges.length, token.start + cut);
      edges.push([]);
    }
    if (!isFuzzy) continue;
    cuts.set(edges.length, token.end);
    edges.push([]);
  }
  starts.push(edges.length);
  edges.push([]);
  for (const [at, own] of splits.entries()) addEdges(sight, at, own, edges, starts);
  if (correct !== "no") for (const at of seen.keys()) addMended(sight, at, correct, edges, starts);
  if (isFuzzy) for (const at of seen.keys()) addUnspacedSlips(sight, at, edges, starts);
  return { tokens, edges, starts, end: edges.length - 1, cuts, isFuzzy, spoilt };
}

/** The token itself, and the two words it may be written together from. */
function addEdges(
  sight: Sight,
  at: number,
  splits: readonly Split[],
  edges: Edge[][],
  starts: readonly number[],
): void {
  const { grammar, names, seen } = sight;
  const one = seen[at];
  const [from, to] = [starts[at] ?? 0, starts[at + 1] ?? 0];
  if (one === undefined) return;
  const isNumber = one.token.kind === "number";
  edges[from]?.push({ to, word: one.word, name: one.name, isCorrected: false, isNumber });
  const isCorrected = grammar.file._compounds === undefined;
  for (const [number, { left, right }] of splits.entries()) {
    const middle = from + 1 + number;
    edges[from]?.push(edge(left, middle, isCorrected, grammar, names));
    edges[middle]?.push(edge(right, to, isCorrected, grammar, names));
  }
}

function addMended(sight: Sight, at: number, correct: Correction, edges: Edge[][], starts: readonly number[]): void {
  const { grammar, names, seen } = sight;
  const own = edges[starts[at] ?? 0];
  const one = seen[at];
  if (one !== undefined && isUnknown(one)) {
    const to = starts[at + 1] ?? 0;
    for (const word of mended(one.token, grammar, names, correct)) own?.push(edge(word, to, true, grammar, names));
  }
  const key = joined(sight, at);
  if (key === undefined || !isKnown(key, grammar, names) || grammar.isPolarity(key)) return;
  own?.push(edge(key, starts[at + 2] ?? 0, true, grammar, names));
}

/** A character struck twice, and two neighbours struck in the wrong order, wherever words begin or end. */
function addUnspacedSlips({ seen }: Sight, at: number, edges: Edge[][], starts: readonly number[]): void {
  const [first, second] = [seen[at], seen[at + 1]];
  if (first?.token.kind !== "word" || second?.token.kind !== "word") return;
  const [from, to] = [starts[at] ?? 0, starts[at + 2] ?? 0];
  const edgeTo = ({ word, name }: Seen, end: number, isCorrected: boolean): Edge => {
    return { to: end, word, name, isCorrected, isNumber: false };
  };
  if (first.token.key === second.token.key) {
    edges[from]?.push(edgeTo(first, to, true));
    return;
  }
  const between = (starts[at + 1] ?? 0) - 1;
  edges[from]?.push(edgeTo(second, between, true));
  edges[between]?.push(edgeTo(first, to, false));
}

function splitsFor(seen: Seen, { grammar, names }: Sight, correct: Correction): readonly Split[] {
  const isSlip = correct !== "no" && grammar.file._compounds === undefined && isUnknown(seen);
  return isSlip ? splitsOf(seen.token.key, grammar, names) : seen.splits;
}

function isUnknown(seen: Seen | undefined): boolean {
  return seen?.token.kind === "word" && seen.word === -1 && seen.name === -1;
}

function edge(key: string, to: number, isCorrected: boolean, grammar: Grammar, names: Names): Edge {
  return { to, word: grammar.wordId(key), name: names.wordId(key), isCorrected, isNumber: false };
}

function isKnown(key: string, grammar: Grammar, names: Names): boolean {
  return grammar.wordId(key) !== -1 || names.wordId(key) !== -1;
}

interface Split {
  readonly cut: number;
  readonly left: string;
  readonly right: string;
}

const shortestPart = 3;
const longestCompound = 40;

/** Two known words written as one: `Küchenlicht`, with what may stand at the joint. */
function splitsOf(key: string, grammar: Grammar, names: Names): readonly Split[] {
  if (key.length < 2 * shortestPart || key.length > longestCompound) return noSplits;
  const joints = ["", ...(grammar.file._compounds ?? [])];
  const found: Split[] = [];
  for (let cut = shortestPart; cut <= key.length - shortestPart; cut += 1) {
    const right = key.slice(cut);
    if (!isKnown(right, grammar, names) || grammar.isPolarity(right)) continue;
    const whole = key.slice(0, cut);
    const left = joints
      .filter((joint) => whole.endsWith(joint))
      .map((joint) => whole.slice(0, whole.length - joint.length))
      .find((part) => part.length >= shortestPart && isKnown(part, grammar, names) && !grammar.isPolarity(part));
    if (left !== undefined) found.push({ cut, left, right });
  }
  return found;
}

const shortestCorrected = 4;

/** Words that an unknown word may be a slip of; none when it is as near to a word that means something else. */
function mended(token: Token, grammar: Grammar, names: Names, correct: Correction): readonly string[] {
  const { key } = token;
  if (isMixedScript(token.text)) return [];
  const near = grammar.nearWords(key);
  const isForeign = (id: number): boolean => grammar.isForeign(id) && names.wordId(grammar.word(id)) === -1;
  if (key.length > 2 && near.some(isForeign)) return [];
  const fits = (word: string): boolean => {
    if (!/^\p{L}+$/u.test(word)) return false;
    if (grammar.isPolarity(word)) return correct === "any";
    if (grammar.isSmall(word)) return true;
    if (word.length < 3 || (key.length < shortestCorrected && word.length < shortestCorrected)) return false;
    return key.length > 4 || word[0] === key[0] || isSwapped(word, key);
  };
  const words = [...near.map((id) => grammar.word(id)), ...names.nearWords(key).map((id) => names.word(id))];
  return [...new Set(words)].filter(fits);
}

function isSwapped(a: string, b: string): boolean {
  return a.length === b.length && a[0] === b[1] && a[1] === b[0];
}

/** The token and the next as one word that a space tore in two (`bed room`), where one of them is unknown. */
function joined({ seen }: Sight, at: number): string | undefined {
  const [first, second] = [seen[at], seen[at + 1]];
  if (first?.token.kind !== "word" || second?.token.kind !== "word") return undefined;
  if (second.token.start !== first.token.end + 1 || (!isUnknown(first) && !isUnknown(second))) return undefined;
  const key = first.token.key + second.token.key;
  return key.length < shortestCorrected ? undefined : key;
}

/** The words between two nodes as they were typed. */
export function textBetween({ tokens, starts, cuts }: Lattice, from: number, to: number): string {
  const start = cuts.get(from) ?? tokens.list[starts.indexOf(from)]?.start ?? 0;
  const end = cuts.get(to) ?? tokens.list[starts.indexOf(to) - 1]?.end ?? 0;
  return tokens.clean.slice(start, end);
}
