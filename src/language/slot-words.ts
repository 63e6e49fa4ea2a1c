import type { Command } from "#core/command.ts";
import type { Json } from "#core/json.ts";
import type { ReadingContext, SlotsRead } from "#core/language.ts";
import { message } from "#core/message.ts";
import { slotName } from "#core/resolve.ts";
import type { SlotDescription } from "#core/slots.ts";
import { askingSymbol, type Grammar } from "./grammar.ts";
import { buildLattice, look, textBetween } from "./lattice.ts";
import { Matcher, type Span } from "./match.ts";
import type { Names } from "./names.ts";
import { rawOf } from "./reading.ts";
import { typesOf } from "./slash.ts";
import { keysOf, tokenise } from "./text.ts";

export interface SlotWords {
  readonly command: Command;
  /** Slots still to be filled, most likely first. */
  readonly open: readonly SlotDescription[];
  readonly raw: Readonly<Record<string, Json>>;
  readonly how: "exact" | "corrected";
  readonly words: string;
  readonly context: ReadingContext;
  readonly grammar: Grammar;
  readonly english: Grammar;
  readonly names: Names;
}

interface Filling {
  readonly slot: SlotDescription;
  readonly type: string;
  readonly from: number;
  readonly span: Span;
}

interface Path {
  readonly filled: readonly Filling[];
  /** Stretches that nothing could be made of, as pairs of nodes. */
  readonly left: readonly (readonly [number, number])[];
  readonly cost: number;
}

const mostPaths = 3000;
/** What a word costs that is left over, passed over, corrected, taken as free text; and a slot later in the list. */
const costs = { left: 1000, corrected: 50, text: 20, filler: 2, order: 1, named: -10 } as const;

/** Reads positional words: values of the open slots in any order, every word used or a fault that names it. */
export function readWords(given: SlotWords): SlotsRead {
  const { raw, context, command } = given;
  const tokens = tokenise(given.words);
  if (tokens.isTooLong) return { kind: "fault", fault: message("errors:text-too-long"), raw };
  if (tokens.list.length === 0) return { kind: "read", raw, how: given.how };
  let path = search(given, "no");
  if (path.left.length > 0) {
    const corrected = search(given, "safe");
    if (corrected.left.length === 0) path = corrected;
  }
  const filled: Record<string, Json> = { ...raw };
  for (const { slot, span } of path.filled) {
    const value = rawOf(span.meaning, slot, context);
    if (value !== undefined && "fault" in value) return { kind: "fault", fault: value.fault, raw: filled };
    const isRight =
      value !== undefined &&
      (slot.wire === "entity" || command.slots[slot.name]?.safeParse(value.json).success === true);
    if (!isRight)
      return {
        kind: "fault",
        fault: message("errors:slot-wrong", { slot: slotName(command, slot.name), text: given.words.trim() }),
        raw: filled,
      };
    filled[slot.name] = value.json;
  }
  const isCorrected = given.how === "corrected" || path.filled.some(({ span }) => span.corrected > 0);
  if (path.left.length === 0) return { kind: "read", raw: filled, how: isCorrected ? "corrected" : "exact" };
  return leftOver(given, path, filled, isCorrected);
}

/**
 * One run of unknown words is taken for the name of the thing that is still missing: perhaps its noun was left out
 * (`door open front`), else it is a name that nothing goes by.
 */
function leftOver(given: SlotWords, path: Path, filled: Record<string, Json>, isCorrected: boolean): SlotsRead {
  const lattice = buildLattice(look(tokenise(given.words), given.grammar, given.names), "no");
  const runs = joinRuns(path);
  const words = runs.map(([from, to]) => textBetween(lattice, from, to));
  const thing = given.open.find((slot) => slot.wire === "entity" && slot.isRequired && filled[slot.name] === undefined);
  const [text] = words;
  const fault = message("errors:leftover-words", { words: words.join(" … ") });
  if (thing === undefined || text === undefined || words.length !== 1) return { kind: "fault", fault, raw: filled };
  const candidates = withNoun(given, thing, text);
  const isSaid = (key: string): boolean => {
    const word = given.grammar.wordId(key);
    return word !== -1 && !given.grammar.isForeign(word);
  };
  if (candidates.length === 0 && keysOf(text).some(isSaid)) return { kind: "fault", fault, raw: filled };
  const how = isCorrected ? "corrected" : "exact";
  return { kind: "read", raw: { ...filled, [thing.name]: { mention: text, candidates } }, how };
}

/** Ids of things whose name is the text with the command's noun before or after it. */
function withNoun(given: SlotWords, slot: SlotDescription, text: string): string[] {
  const { command, grammar, english, names } = given;
  const pairs = [english, grammar].flatMap(({ file }) => file._commands[command.name] ?? []);
  const nouns = new Set([command.noun, ...pairs.map(([noun]) => noun)]);
  const ids = [...nouns].flatMap((noun) =>
    [`${text} ${noun}`, `${noun} ${text}`].flatMap((name) => {
      const sight = look(tokenise(name), grammar, names);
      const matcher = new Matcher(sight, buildLattice(sight, "no"));
      return (slot.kinds ?? []).flatMap((kind) =>
        matcher
          .spans(kind, 0)
          .flatMap(({ to, meaning }) =>
            to === matcher.lattice.end && typeof meaning === "object" && meaning.is === "thing"
              ? meaning.entries.map((entry) => entry.id)
              : [],
          ),
      );
    }),
  );
  return [...new Set(ids)];
}

/** Left-over words with nothing read between them as one run; words passed over there belong to it. */
function joinRuns({ left, filled }: Path): readonly (readonly [number, number])[] {
  const runs: (readonly [number, number])[] = [];
  for (const [from, to] of left) {
    const last = runs.at(-1);
    const isParted = last === undefined || filled.some((one) => one.from >= last[1] && one.from < from);
    if (last === undefined || isParted) runs.push([from, to]);
    else runs[runs.length - 1] = [last[0], to];
  }
  return runs;
}

function search(given: SlotWords, correct: "no" | "safe"): Path {
  const { grammar, names } = given;
  const sight = look(tokenise(given.words), grammar, names);
  const lattice = buildLattice(sight, correct);
  const matcher = new Matcher(sight, lattice);
  const least = new Map<string, number>();
  const queue: [number, Path][] = [[0, { filled: [], left: [], cost: 0 }]];
  let result: Path | undefined;
  for (let steps = 0; steps < mostPaths; steps += 1) {
    const next = queue.pop();
    if (next === undefined) break;
    const [node, path] = next;
    if (node === lattice.end) {
      if (result === undefined || path.cost < result.cost) result = path;
      continue;
    }
    for (const [to, further] of waysOn(given, matcher, node, path)) {
      const used = further.filled.map(({ slot }) => slot.name).sort();
      const key = `${to} ${used.join(" ")}`;
      if ((least.get(key) ?? Number.POSITIVE_INFINITY) <= further.cost) continue;
      least.set(key, further.cost);
      queue.push([to, further]);
    }
  }
  return result ?? { filled: [], left: [[0, lattice.end]], cost: Number.POSITIVE_INFINITY };
}

/** All ways to go on from a node: a value for an open slot, a word passed over, a word left over. */
function waysOn(given: SlotWords, matcher: Matcher, node: number, path: Path): readonly (readonly [number, Path])[] {
  const free = given.open.filter((slot) => !path.filled.some((one) => one.slot === slot));
  const filling = free.flatMap((slot) =>
    fillings(given, matcher, slot, node).map((one): readonly [number, Path] => {
      const cost = path.cost + costs.order * given.open.indexOf(slot) + fillingCost(one);
      return [one.span.to, { filled: [...path.filled, one], left: path.left, cost }];
    }),
  );
  const passing = matcher
    .words(node)
    .filter((word) => word.symbol <= askingSymbol)
    .map((word): readonly [number, Path] => [word.to, { ...path, cost: path.cost + costs.filler * word.tokens }]);
  const { starts } = matcher.lattice;
  const after = starts[starts.indexOf(node) + 1];
  const leaving: readonly (readonly [number, Path])[] =
    after === undefined
      ? []
      : [[after, { ...path, left: [...path.left, [node, after]], cost: path.cost + costs.left }]];
  return [...filling, ...passing, ...leaving];
}

function fillingCost({ type, span }: Filling): number {
  return costs.corrected * span.corrected + costs.named * span.named + (type === "text" ? costs.text : 0);
}

/** Values of a slot from here, with the slot's own name before them or without. */
function fillings(given: SlotWords, matcher: Matcher, slot: SlotDescription, node: number): readonly Filling[] {
  const types = typesOf(slot, given.grammar);
  const own = types.flatMap((type) => matcher.spans(type, node).map((span) => ({ slot, type, from: node, span })));
  const named = afterName(given, matcher, slot, node).flatMap((from) =>
    types.flatMap((type) =>
      matcher.spans(type, from).map((span) => ({ slot, type, from: node, span: { ...span, named: span.named + 1 } })),
    ),
  );
  return [...own, ...named];
}

/** Nodes after a word that names the slot: "bib 42", "dorsal 42". */
function afterName(given: SlotWords, matcher: Matcher, slot: SlotDescription, node: number): readonly number[] {
  const { tokens, starts } = matcher.lattice;
  const at = starts.indexOf(node);
  if (at === -1) return [];
  const words = [
    slot.name,
    ...(given.english.file._slots[slot.name] ?? []),
    ...(given.grammar.file._slots[slot.name] ?? []),
  ];
  return words.flatMap((word) => {
    const keys = keysOf(word);
    const isHere = keys.length > 0 && keys.every((key, offset) => tokens.list[at + offset]?.key === key);
    return isHere ? [starts[at + keys.length] ?? 0] : [];
  });
}
