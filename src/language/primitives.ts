import type { EntityKind } from "#core/directory.ts";
import { textBetween } from "./lattice.ts";
import type { Matcher, Span } from "./match.ts";
import type { Meaning } from "./values.ts";

type Reader = (matcher: Matcher, from: number) => readonly Span[];

const mostTextTokens = 4;

const readers: Readonly<Record<string, Reader>> = {
  number: digits,
  integer: (matcher, from) => matcher.spans("number", from).filter(({ meaning }) => Number.isInteger(meaning)),
  hour: (matcher, from) => limited(matcher, from, 0, 24),
  minute: (matcher, from) => limited(matcher, from, 0, 59),
  date: (matcher, from) => limited(matcher, from, 1, 31),
  monthnumber: (matcher, from) => limited(matcher, from, 1, 12),
  year: (matcher, from) => limited(matcher, from, 2000, 2100),
  time,
  bib,
  text,
  possession: (matcher, from) => ofKinds(matcher, from, ["door", "light", "shade", "scene", "place"]),
  appliance: (matcher, from) => ofKinds(matcher, from, ["light", "sensor", "area", "shade"]),
};

/** Values that need code rather than templates; undefined for types that are none of these. */
export function readPrimitive(type: string, matcher: Matcher, from: number): readonly Span[] | undefined {
  return Object.hasOwn(readers, type) ? readers[type]?.(matcher, from) : undefined;
}

/** Names of several kinds: what rights are given on, what uses power. */
function ofKinds(matcher: Matcher, from: number, kinds: readonly EntityKind[]): readonly Span[] {
  return kinds.flatMap((kind) => matcher.spans(kind, from));
}

function plain(to: number, meaning: Meaning): Span {
  return { to, meaning, corrected: 0, named: 0 };
}

/** The token between a node that lies before a token and the next such node. */
function tokenAt(matcher: Matcher, from: number) {
  const at = matcher.lattice.starts.indexOf(from);
  return at === -1
    ? undefined
    : { at, token: matcher.lattice.tokens.list[at], to: matcher.lattice.starts[at + 1] ?? 0 };
}

function digits(matcher: Matcher, from: number): readonly Span[] {
  const found = tokenAt(matcher, from);
  if (found?.token?.kind !== "number") return [];
  const { text } = found.token;
  if (!/^\d{1,9}([.,]\d{1,2})?$/.test(text)) return [];
  return [plain(found.to, Number(text.replace(",", ".")))];
}

/** A part of a time or a date; "007" is none. */
function limited(matcher: Matcher, from: number, least: number, most: number): readonly Span[] {
  if (/^0\d{2,}$/.test(tokenAt(matcher, from)?.token?.text ?? "")) return [];
  return matcher
    .spans("number", from)
    .filter(({ meaning }) => Number.isInteger(meaning) && Number(meaning) >= least && Number(meaning) <= most);
}

/** "18:30", "18.30", "9:05". */
function time(matcher: Matcher, from: number): readonly Span[] {
  const found = tokenAt(matcher, from);
  const match = found?.token?.text.match(/^([01]?\d|2[0-4])[:.]([0-5]\d)(?::[0-5]\d)?$/);
  if (found === undefined || match === null || match === undefined) return [];
  const hour = Number(match[1]);
  const isSure = hour > 12 || (match[1] ?? "").startsWith("0");
  return [plain(found.to, { is: "clock", hour, minute: Number(match[2]), isSure })];
}

/** A start number keeps its letters and zeros: "007", "A-12". */
function bib(matcher: Matcher, from: number): readonly Span[] {
  const start = matcher.lattice.starts.indexOf(from);
  if (start === -1) return [];
  const spans: Span[] = [];
  for (let at = start; at < Math.min(start + 4, matcher.lattice.tokens.list.length); at += 1) {
    const to = matcher.lattice.starts[at + 1] ?? 0;
    const text = textBetween(matcher.lattice, from, to);
    if (/^[\p{Script=Latin}\d-]{1,16}$/u.test(text) && /\d/.test(text)) spans.push(plain(to, text));
  }
  return spans.slice(-1);
}

/** Free words: a name, a label. Never words that the language knows, which have meanings of their own. */
function text(matcher: Matcher, from: number): readonly Span[] {
  const { lattice } = matcher;
  const start = lattice.starts.indexOf(from);
  if (start === -1) return [];
  if (matcher.grammar.file._script === "unspaced") return unspacedText(matcher, start);
  const spans: Span[] = [];
  for (let at = start; at < Math.min(start + mostTextTokens, lattice.tokens.list.length); at += 1) {
    const token = lattice.tokens.list[at];
    if (token?.kind !== "word" || matcher.grammar.wordId(token.key) !== -1) break;
    const to = lattice.starts[at + 1] ?? 0;
    spans.push(plain(to, textBetween(lattice, from, to)));
  }
  return spans;
}

const namingScripts = [/^[\p{Script=Katakana}ー]$/u, /^[\p{Script=Han}々]$/u, /^\p{Script=Latin}+$/u] as const;
const longestNaming = 12;

/** Where words are not divided by spaces, a name is a whole run of one script, as names are written there. */
function unspacedText({ lattice }: Matcher, start: number): readonly Span[] {
  const { list } = lattice.tokens;
  const script = namingScripts.find((one) => one.test(list[start]?.text ?? ""));
  if (script === undefined || script.test(list[start - 1]?.text ?? "")) return [];
  let end = start;
  while (end < list.length && script.test(list[end]?.text ?? "")) end += 1;
  if (end - start > longestNaming) return [];
  const to = lattice.starts[end] ?? 0;
  return [plain(to, textBetween(lattice, lattice.starts[start] ?? 0, to))];
}
