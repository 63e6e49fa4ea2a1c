import type { NameEntry } from "#core/language.ts";
import type { Automaton, State } from "./automaton.ts";
import { askingSymbol, type Grammar, type Template } from "./grammar.ts";
import { type Lattice, type Sight, textBetween } from "./lattice.ts";
import { type Names, spokenKinds } from "./names.ts";
import { formsOf } from "./near.ts";
import { readPrimitive } from "./primitives.ts";
import type { ValueEntry } from "./utterances.ts";
import { buildValue, type Meaning } from "./values.ts";

/** A stretch of the sentence read as a value. */
export interface Span {
  readonly to: number;
  readonly meaning: Meaning;
  readonly corrected: number;
  /** Tokens of it that are part of a name. */
  readonly named: number;
}

export interface FilledSlot {
  readonly name: string;
  readonly type: string;
  readonly from: number;
  readonly span: Span;
  readonly before: FilledSlot | undefined;
}

/** One full parse of a sentence. */
export interface Parse {
  readonly template: Template;
  readonly slots: readonly FilledSlot[];
  readonly corrected: number;
  readonly named: number;
  readonly fillers: number;
  /** Phrases and values it was put together from; the fewer, the longer they are. */
  readonly steps: number;
  /** A polite opening was said, so a question mark is harmless. */
  readonly isAsked: boolean;
}

interface Item {
  readonly state: State;
  readonly slots: FilledSlot | undefined;
  readonly corrected: number;
  readonly fillers: number;
  readonly steps: number;
  readonly isAsked: boolean;
}

interface Word {
  readonly symbol: number;
  readonly to: number;
  readonly value: number | string | undefined;
  readonly corrected: number;
  readonly tokens: number;
}

/** Characters in a row as they are written, where words are not divided by spaces. */
interface Run {
  readonly written: string;
  readonly forms: Int32Array;
  readonly to: number;
  readonly tokens: number;
}

const none: readonly Span[] = [];
const longestRun = 9;

/** Ends a sentence that has more readings than anybody could mean. */
const mostItems = 4000;

/** Reads one sentence: walks lattice and automaton together and keeps every full parse. */
export class Matcher {
  readonly grammar: Grammar;
  readonly lattice: Lattice;
  readonly #names: Names;
  readonly #words: (readonly Word[] | undefined)[] = [];
  readonly #named: (ReadonlyMap<string, readonly Span[]> | undefined)[] = [];
  readonly #spans: (readonly Span[] | undefined)[] = [];
  readonly #runs = new Map<number, readonly Run[]>();
  #items = 0;

  constructor({ grammar, names }: Pick<Sight, "grammar" | "names">, lattice: Lattice) {
    this.grammar = grammar;
    this.#names = names;
    this.lattice = lattice;
  }

  /** All ways in which the whole sentence is one request. */
  parses(): readonly Parse[] {
    const { sentences } = this.grammar;
    const columns = this.#walk(sentences, 0, true);
    const parses: Parse[] = [];
    for (const item of columns[this.lattice.end] ?? []) {
      for (const accept of item.state.accepts) {
        const template = this.grammar.templates[accept];
        if (template === undefined) continue;
        const slots = chain(item.slots);
        const named = slots.reduce((sum, slot) => sum + slot.span.named, 0);
        parses.push({
          template,
          slots,
          corrected: item.corrected,
          named,
          fillers: item.fillers,
          steps: item.steps,
          isAsked: item.isAsked,
        });
      }
    }
    return parses;
  }

  /** The farthest node that a phrase or a name from this node reaches; the node itself when there is none. */
  reach(node: number): number {
    const ends = this.words(node).map((word) => word.to);
    for (const spans of this.#namesFrom(node).values()) ends.push(...spans.map((span) => span.to));
    return Math.max(node, ...ends);
  }

  /** Whether a thing is named or a light spoken of from this node on. */
  isTopic(node: number): boolean {
    return this.#namesFrom(node).size > 0 || this.words(node).some((word) => this.grammar.isTopic(word.symbol));
  }

  /** Values of a type that start at a node. */
  spans(type: string, from: number): readonly Span[] {
    return this.#spansOf(this.grammar.typeId(type), from);
  }

  #spansOf(typeId: number, from: number): readonly Span[] {
    const key = typeId * (this.lattice.end + 1) + from;
    const known = this.#spans[key];
    if (known !== undefined) return known;
    this.#spans[key] = none;
    const { grammar, lattice } = this;
    const edges = lattice.edges[from] ?? [];
    if (!edges.some((edge) => grammar.canStart(typeId, edge.word, edge.isNumber))) return none;
    const spans = this.#readSpans(typeId, from);
    this.#spans[key] = spans;
    return spans;
  }

  /** Words and phrases of the language that start at a node. */
  words(from: number): readonly Word[] {
    const known = this.#words[from];
    if (known !== undefined) return known;
    const found: Word[] = [];
    this.#phrasesFrom(from, 0, 0, 0, found);
    if (this.lattice.isFuzzy) {
      for (const { written, forms, to, tokens } of this.#runsFrom(from)) {
        for (const node of this.grammar.nearPhrases(written, forms)) {
          for (const { symbol, value } of this.grammar.lexemes(node) ?? [])
            found.push({ symbol, to, value, corrected: 1, tokens });
        }
      }
    }
    this.#words[from] = found;
    return found;
  }

  /** Runs of characters from a node that may be a misspelt phrase or name. */
  #runsFrom(from: number): readonly Run[] {
    const known = this.#runs.get(from);
    if (known !== undefined) return known;
    const { starts, tokens, spoilt } = this.lattice;
    const first = starts.indexOf(from);
    const runs: Run[] = [];
    let written = "";
    let isSpoilt = spoilt === undefined;
    for (let at = first; at !== -1 && at < Math.min(first + longestRun, tokens.list.length); at += 1) {
      const token = tokens.list[at];
      if (token?.kind !== "word") break;
      written += token.key;
      isSpoilt ||= spoilt?.has(at) === true;
      if (written.length > 1 && isSpoilt)
        runs.push({ written, forms: formsOf(written), to: starts[at + 1] ?? 0, tokens: at + 1 - first });
    }
    this.#runs.set(from, runs);
    return runs;
  }

  #phrasesFrom(node: number, trie: number, corrected: number, tokens: number, found: Word[]): void {
    for (const edge of this.lattice.edges[node] ?? []) {
      if (edge.word === -1) continue;
      const next = this.grammar.phrases.child(trie, edge.word);
      if (next === -1) continue;
      const sum = corrected + (edge.isCorrected ? 1 : 0);
      for (const { symbol, value } of this.grammar.lexemes(next) ?? []) {
        found.push({ symbol, to: edge.to, value, corrected: sum, tokens: tokens + 1 });
      }
      this.#phrasesFrom(edge.to, next, sum, tokens + 1, found);
    }
  }

  #readSpans(typeId: number, from: number): readonly Span[] {
    const type = this.grammar.typeName(typeId);
    const own = this.grammar.values.get(type);
    if (own !== undefined) return this.#valueSpans(type, own.automaton, own.entries, from);
    const lexicon = this.grammar.lexiconOf(typeId);
    const read = readPrimitive(type, this, from);
    if (lexicon === -1) return read ?? this.#namesFrom(from).get(type) ?? none;
    const found: Span[] = [...(read ?? none)];
    for (const { symbol, to, value, corrected } of this.words(from)) {
      if (symbol === lexicon && value !== undefined) found.push({ to, meaning: value, corrected, named: 0 });
    }
    return found;
  }

  #valueSpans(type: string, automaton: Automaton, entries: readonly ValueEntry[], from: number): readonly Span[] {
    const found: Span[] = [];
    for (const [at, column] of this.#walk(automaton, from, false).entries()) {
      for (const item of column ?? []) {
        for (const accept of item.state.accepts) {
          const entry = entries[accept];
          const meaning = entry === undefined ? undefined : buildValue(type, entry, chain(item.slots));
          if (meaning !== undefined) found.push({ to: from + at, meaning, corrected: item.corrected, named: 0 });
        }
      }
    }
    return found;
  }

  #namesFrom(from: number): ReadonlyMap<string, readonly Span[]> {
    const known = this.#named[from];
    if (known !== undefined) return known;
    const found = new Map<string, Span[]>();
    this.#namePaths(from, from, 0, 0, 0, found);
    if (this.lattice.isFuzzy) {
      for (const { written, forms, to, tokens } of this.#runsFrom(from)) {
        for (const node of this.#names.nearNames(written, forms)) {
          this.#addNames(from, to, this.#names.at(node, this.grammar.locale), 1, tokens, found);
        }
      }
    }
    this.#named[from] = found;
    return found;
  }

  #namePaths(
    from: number,
    node: number,
    trie: number,
    corrected: number,
    tokens: number,
    found: Map<string, Span[]>,
  ): void {
    for (const edge of this.lattice.edges[node] ?? []) {
      if (edge.name === -1) continue;
      const next = this.#names.child(trie, edge.name);
      if (next === -1) continue;
      const sum = corrected + (edge.isCorrected ? 1 : 0);
      if (this.#names.isName(next))
        this.#addNames(from, edge.to, this.#names.at(next, this.grammar.locale), sum, tokens + 1, found);
      this.#namePaths(from, edge.to, next, sum, tokens + 1, found);
    }
  }

  #addNames(
    from: number,
    to: number,
    entries: readonly NameEntry[],
    corrected: number,
    tokens: number,
    found: Map<string, Span[]>,
  ): void {
    const text = textBetween(this.lattice, from, to);
    for (const kind of new Set(entries.flatMap((entry) => spokenKinds(entry.kind)))) {
      const named = entries.filter((entry) => spokenKinds(entry.kind).includes(kind));
      const meaning: Meaning = { is: "thing", text, entries: exactest(named, text) };
      const spans = found.get(kind) ?? [];
      spans.push({ to, meaning, corrected, named: tokens });
      found.set(kind, spans);
    }
  }

  /** Items by node, counted from the first; every reachable combination of template state and slots, once. */
  #walk(automaton: Automaton, from: number, isRequest: boolean): readonly (Item[] | undefined)[] {
    const first: Item = {
      state: automaton.start,
      slots: undefined,
      corrected: 0,
      fillers: 0,
      steps: 0,
      isAsked: false,
    };
    const columns: (Item[] | undefined)[] = [[first]];
    for (let node = from; node < this.lattice.end; node += 1) {
      const column = columns[node - from];
      if (column === undefined) continue;
      for (const item of column) {
        this.#items += 1;
        if (this.#items > mostItems) return [];
        this.#takeWords(automaton, node, item, isRequest, columns, from);
        this.#takeValues(automaton, node, item, columns, from);
      }
    }
    return columns;
  }

  #takeWords(
    automaton: Automaton,
    node: number,
    item: Item,
    isRequest: boolean,
    columns: (Item[] | undefined)[],
    from: number,
  ): void {
    for (const { symbol, to, corrected, tokens } of this.words(node)) {
      const next = automaton.next(item.state, symbol);
      const isPassed = next === undefined;
      if (isPassed && (!isRequest || symbol > askingSymbol)) continue;
      put(columns, to - from, {
        state: next ?? item.state,
        slots: item.slots,
        corrected: item.corrected + corrected,
        fillers: item.fillers + (isPassed ? tokens : 0),
        steps: item.steps + (isPassed ? 0 : 1),
        isAsked: item.isAsked || (isPassed && symbol === askingSymbol),
      });
    }
  }

  #takeValues(automaton: Automaton, node: number, item: Item, columns: (Item[] | undefined)[], from: number): void {
    for (const symbol of item.state.slots) {
      const slot = this.grammar.slot(symbol);
      const spans = slot === undefined ? none : this.#spansOf(slot.typeId, node);
      if (slot === undefined || spans.length === 0) continue;
      const next = automaton.next(item.state, symbol);
      if (next === undefined) continue;
      for (const span of spans) {
        put(columns, span.to - from, {
          state: next,
          slots: { name: slot.name, type: slot.type, from: node, span, before: item.slots },
          corrected: item.corrected + span.corrected,
          fillers: item.fillers,
          steps: item.steps + 1,
          isAsked: item.isAsked,
        });
      }
    }
  }
}

/** When accents were typed, names that have the very same ones come before those that differ in them. */
function exactest(entries: readonly NameEntry[], text: string): readonly NameEntry[] {
  if (entries.length < 2) return entries;
  const plain = (name: string): string =>
    name
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
      .trim();
  const wanted = plain(text);
  const same = entries.filter((entry) => plain(entry.name) === wanted);
  return same.length > 0 ? same : entries;
}

function put(columns: (Item[] | undefined)[], node: number, item: Item): void {
  const column = columns[node];
  if (column === undefined) {
    columns[node] = [item];
    return;
  }
  for (let at = 0; at < column.length; at += 1) {
    const one = column[at];
    if (one?.state !== item.state || !isSame(one.slots, item.slots)) continue;
    if (isBetter(item, one)) column[at] = item;
    return;
  }
  column.push(item);
}

function isBetter(item: Item, other: Item): boolean {
  if (item.corrected !== other.corrected) return item.corrected < other.corrected;
  if (item.fillers !== other.fillers) return item.fillers < other.fillers;
  if (item.steps !== other.steps) return item.steps < other.steps;
  return item.isAsked && !other.isAsked;
}

function isSame(a: FilledSlot | undefined, b: FilledSlot | undefined): boolean {
  let [left, right] = [a, b];
  while (left !== right) {
    if (left === undefined || right === undefined) return false;
    if (left.name !== right.name || left.type !== right.type || left.from !== right.from || left.span !== right.span)
      return false;
    [left, right] = [left.before, right.before];
  }
  return true;
}

function chain(last: FilledSlot | undefined): readonly FilledSlot[] {
  const slots: FilledSlot[] = [];
  for (let at = last; at !== undefined; at = at.before) slots.unshift(at);
  return slots;
}
