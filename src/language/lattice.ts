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
  /** Number of the token this edge ends in. */
  readonly token: number;
}

/** A sentence as a graph: nodes lie between tokens, and inside tokens that are written together. */
export interface Lattice {
  readonly tokens: Tokens;
  readonly edges: readonly (readonly Edge[])[];
  /** Node before each token; the last is the end. */
  readonly starts: readonly number[];
  /** Offset in the clean text at which a node lies: after the token before, before the token after. */
  readonly offsets: readonly { readonly before: number; readonly after: number }[];
  readonly end: number;
}

/** `safe` never makes a word that turns the meaning round; `any` is for suggestions only. */
export type Correction = "no" | "safe" | "any";

export function buildLattice(tokens: Tokens, grammar: Grammar, names: Names, correct: Correction): Lattice {
  const edges: Edge[][] = [];
  const offsets: { before: number; after: number }[] = [];
  const starts: number[] = [];
  const { list } = tokens;
  const splits = list.map((token) => splitsOf(token, grammar, names, correct !== "no"));
  let node = 0;
  for (const [at, token] of list.entries()) {
    starts.push(node);
    offsets[node] = { before: list[at - 1]?.end ?? 0, after: token.start };
    edges[node] = [];
    for (const { cut } of splits[at] ?? []) {
      node += 1;
      edges[node] = [];
      offsets[node] = { before: token.start + cut, after: token.start + cut };
    }
    node += 1;
  }
  starts.push(node);
  offsets[node] = { before: list.at(-1)?.end ?? 0, after: tokens.clean.length };
  edges[node] = [];
  for (const [at, token] of list.entries()) {
    const from = starts[at] ?? 0;
    const to = starts[at + 1] ?? 0;
    const own = edges[from] ?? [];
    for (const key of spellings(token, grammar, names)) own.push(edge(key, to, at, false, grammar, names));
    for (const [number, { left, right, isCorrected }] of (splits[at] ?? []).entries()) {
      own.push(edge(left, from + 1 + number, at, isCorrected, grammar, names));
      edges[from + 1 + number]?.push(edge(right, to, at, isCorrected, grammar, names));
    }
    if (correct !== "no")
      own.push(...corrections(token, to, at, grammar, names, correct), ...joins(list, at, starts, grammar, names));
  }
  return { tokens, edges, starts, offsets, end: node };
}

function edge(key: string, to: number, token: number, isCorrected: boolean, grammar: Grammar, names: Names): Edge {
  const isNumber = /^\d/.test(key);
  return { to, word: grammar.wordId(key), name: names.wordId(key), isCorrected, isNumber, token };
}

/** How many tokens no word of the language, name, number or compound accounts for. */
export function unknownTokens(tokens: Tokens, grammar: Grammar, names: Names): readonly Token[] {
  return tokens.list.filter(
    (token) =>
      !isKnown(token.key, grammar, names) &&
      token.kind !== "number" &&
      !isKnown(spellings(token, grammar, names)[0] ?? "", grammar, names) &&
      splitsOf(token, grammar, names, false).length === 0,
  );
}

/** Whether a correction, a split or a join could account for the token. */
export function isMendable(token: Token, tokens: Tokens, grammar: Grammar, names: Names): boolean {
  if (!isCorrectable(token, grammar, names)) return false;
  if (mended(token, grammar, names, "safe").length > 0) return true;
  if (splitsOf(token, grammar, names, true).length > 0) return true;
  const at = tokens.list.indexOf(token);
  return [tokens.list[at - 1], tokens.list[at + 1]].some(
    (other, side) =>
      other !== undefined && isKnown(side === 0 ? other.key + token.key : token.key + other.key, grammar, names),
  );
}

function isKnown(key: string, grammar: Grammar, names: Names): boolean {
  return grammar.wordId(key) !== -1 || names.wordId(key) !== -1;
}

/** The token's own key, or, when nobody knows it, its other spellings ("Kueche"). */
function spellings(token: Token, grammar: Grammar, names: Names): readonly string[] {
  if (token.kind !== "word" || isKnown(token.key, grammar, names)) return [token.key];
  let key = token.key;
  for (const [written, meant] of Object.entries(grammar.file._spellings)) key = key.replaceAll(written, meant);
  return key !== token.key && isKnown(key, grammar, names) ? [key] : [token.key];
}

interface Split {
  readonly cut: number;
  readonly left: string;
  readonly right: string;
  readonly isCorrected: boolean;
}

const shortestPart = 3;

/** Two known words written as one: `Küchenlicht`; elsewhere than in compounding languages it counts as a slip. */
function splitsOf(token: Token, grammar: Grammar, names: Names, correct: boolean): readonly Split[] {
  const joints = grammar.file._compounds;
  const { key } = token;
  if (token.kind !== "word" || key.length < 2 * shortestPart || key.length > 40) return [];
  if (joints === undefined && !correct) return [];
  if (isKnown(key, grammar, names)) return [];
  const found: Split[] = [];
  for (let cut = shortestPart; cut <= key.length - shortestPart; cut += 1) {
    const right = key.slice(cut);
    if (!isKnown(right, grammar, names) || grammar.isPolarity(right)) continue;
    const left = ["", ...(joints ?? [])]
      .map((joint) => (key.slice(0, cut).endsWith(joint) ? key.slice(0, cut - joint.length) : ""))
      .find((part) => part.length >= shortestPart && isKnown(part, grammar, names) && !grammar.isPolarity(part));
    if (left !== undefined) found.push({ cut, left, right, isCorrected: joints === undefined });
  }
  return found;
}

const shortestCorrected = 4;

function isCorrectable(token: Token, grammar: Grammar, names: Names): boolean {
  return token.kind === "word" && !isKnown(token.key, grammar, names) && !isMixedScript(token.text);
}

/** Words that an unknown word may be a slip of; none when it is as near to a word that means something else. */
function mended(token: Token, grammar: Grammar, names: Names, correct: Correction): readonly string[] {
  if (!isCorrectable(token, grammar, names)) return [];
  const { key } = token;
  const near = grammar.nearWords(key);
  if (near.some((id) => grammar.isForeign(id))) return [];
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

function corrections(
  token: Token,
  to: number,
  at: number,
  grammar: Grammar,
  names: Names,
  correct: Correction,
): readonly Edge[] {
  return mended(token, grammar, names, correct).map((word) => edge(word, to, at, true, grammar, names));
}

/** A word that was torn in two by a space: `bed room`. */
function joins(
  list: readonly Token[],
  at: number,
  starts: readonly number[],
  grammar: Grammar,
  names: Names,
): readonly Edge[] {
  const [token, next] = [list[at], list[at + 1]];
  if (token?.kind !== "word" || next?.kind !== "word" || next.start !== token.end + 1) return [];
  const key = token.key + next.key;
  if (key.length < shortestCorrected || !isKnown(key, grammar, names) || grammar.isPolarity(key)) return [];
  if (isKnown(token.key, grammar, names) && isKnown(next.key, grammar, names)) return [];
  return [edge(key, starts[at + 2] ?? 0, at + 1, true, grammar, names)];
}

/** The words between two nodes as they were typed. */
export function textBetween(lattice: Lattice, from: number, to: number): string {
  return lattice.tokens.clean.slice(lattice.offsets[from]?.after ?? 0, lattice.offsets[to]?.before ?? 0).trim();
}
