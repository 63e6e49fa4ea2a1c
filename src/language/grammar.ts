import { Automaton } from "./automaton.ts";
import { intlLexicon } from "./intl.ts";
import { NearIndex } from "./near.ts";
import { type Node, neededBy, parseTemplate, phrasesOf, TemplateError, typesIn } from "./template.ts";
import { ideographsOf, keysOf, type Tokens, withoutUmlauts, wordsOf } from "./text.ts";
import { TokenTrie } from "./trie.ts";
import type { UtteranceEntry, UtterancesFile, ValueEntry } from "./utterances.ts";

/** A phrase that stands for a symbol, with its value when it comes from a word list. */
export interface Lexeme {
  readonly symbol: number;
  readonly value?: number | string;
}

export interface SlotSymbol {
  readonly name: string;
  readonly type: string;
  /** Number of the type, for tables by type. */
  readonly typeId: number;
}

/** One template of one entry: what an accepted sentence means. */
export interface Template {
  readonly id: string;
  readonly command: string;
  readonly entry: UtteranceEntry;
  readonly text: string;
}

/** With what a value can begin; `anything` when names or free text do. */
interface Starts {
  readonly words: Set<number>;
  number: boolean;
  anything: boolean;
}

const numberTypes = new Set(["number", "integer", "hour", "minute", "date", "monthnumber", "year", "time"]);

/** Symbols that may be passed over anywhere in a request. */
export const fillerSymbol = 0;
export const askingSymbol = 1;

/** Rules whose words announce a name or a start number. */
const tellingRules: ReadonlySet<string> = new Set([
  "<key>",
  "<akey>",
  "<keys>",
  "<bib>",
  "<passings>",
  "<passed>",
  "<session>",
]);
const smallRules = ["the", "in", "to", "by", "from", "of", "and", "here", "all"] as const;
const longestSmall = 5;
/** Characters that a phrase must have for one of them to be a slip. */
const shortestWritten = 3;

/** Words that may stand before a name without being part of it. */
export function articlesOf({ _rules }: Pick<UtterancesFile, "_rules">): ReadonlySet<string> {
  return new Set((_rules["the"] ?? []).flatMap((phrase) => keysOf(phrase)));
}

/** Everything of one language in the form the matcher walks. */
export class Grammar {
  readonly locale: string;
  readonly file: UtterancesFile;
  readonly phrases = new TokenTrie();
  readonly templates: Template[] = [];
  readonly sentences: Automaton;
  readonly values = new Map<string, { readonly automaton: Automaton; readonly entries: readonly ValueEntry[] }>();
  /** Words that may stand before a name without being part of it. */
  readonly articles: ReadonlySet<string>;
  readonly #lexemes = new Map<number, Lexeme[]>();
  readonly #symbols = new Map<string, number>([
    ["<filler>", fillerSymbol],
    ["<asking>", askingSymbol],
  ]);
  readonly #slots = new Map<number, SlotSymbol>();
  readonly #types: string[] = [];
  readonly #typeIds = new Map<string, number>();
  /** First words of the phrases of a symbol. */
  readonly #firstWords = new Map<number, Set<number>>();
  readonly #starts = new Map<number, Starts>();
  readonly #lexicons: (number | undefined)[] = [];
  readonly #words = new Map<string, number>();
  readonly #spelt: string[] = [];
  readonly #polarity: ReadonlySet<string>;
  readonly #several: ReadonlySet<string>;
  readonly #rules = new Map<string, readonly string[]>();
  readonly #small = new Set<string>();
  readonly #used = new Set<number>();
  readonly #openers = new Set<string>();
  #near: NearIndex | undefined;
  #nearPhrases: NearIndex | undefined;
  #phraseEnds: readonly number[] = [];
  /** Longer phrases of languages without spaces, by the node they end at. */
  readonly #written = new Map<number, string>();

  /** `commands` limits the sentences to those of known commands; all when absent. */
  constructor(locale: string, file: UtterancesFile, commands?: ReadonlySet<string>, tongues: readonly string[] = []) {
    this.locale = locale;
    this.file = file;
    this.sentences = new Automaton((symbol) => this.#slots.has(symbol));
    this.articles = articlesOf(file);
    this.#polarity = new Set(file._polarity.flatMap((word) => keysOf(word)));
    this.#several = new Set(file._several.flatMap((word) => keysOf(word)));
    for (const phrase of file._fillers) this.#addPhrase(phrase, { symbol: fillerSymbol });
    for (const phrase of this.#lines(file._asking)) this.#addPhrase(phrase, { symbol: askingSymbol });
    this.#addLexicon(tongues);
    this.#addValues();
    for (const word of [...file._known, ...file._several, ...file._polarity]) this.#learn(word);
    this.#addSentences(commands);
    const small = smallRules.filter((name) => file._rules[name] !== undefined).flatMap((name) => this.rule(name));
    for (const phrase of [...file._fillers, ...small]) {
      for (const key of keysOf(phrase)) if (key.length <= longestSmall) this.#small.add(key);
    }
  }

  /** Words that only say how others belong together: a slip in one of them is mended freely. */
  isSmall(key: string): boolean {
    return this.#small.has(key);
  }

  /** Words that are known to mean something else altogether: what is near to one of them is not guessed. */
  isForeign(id: number): boolean {
    return !this.#used.has(id);
  }

  wordId(key: string): number {
    return this.#words.get(key) ?? -1;
  }

  word(id: number): string {
    return this.#spelt[id] ?? "";
  }

  /** Ends of phrases one character away from this one, where words are not divided by spaces. */
  nearPhrases(written: string, forms: Int32Array): readonly number[] {
    if (this.#nearPhrases === undefined) {
      const phrases = [...this.#written];
      this.#nearPhrases = new NearIndex((at) => phrases[at]?.[1] ?? "");
      for (const [at, [, phrase]] of phrases.entries()) this.#nearPhrases.add(phrase, at);
      this.#phraseEnds = phrases.map(([node]) => node);
    }
    const near = this.#nearPhrases.near(written, forms);
    if (near.length === 0) return near;
    return near
      .map((at) => this.#phraseEnds[at] ?? 0)
      .filter((node) => this.#turns(this.#written.get(node) ?? "") === this.#turns(written));
  }

  /** What correction neither adds, takes nor changes. */
  #turns(written: string): string {
    const turning = [...written].filter((character) => this.#polarity.has(character)).sort();
    return `${ideographsOf(written)} ${turning.join("")}`;
  }

  /** Meanings of the phrase that ends at this node of the phrase trie. */
  lexemes(node: number): readonly Lexeme[] | undefined {
    return this.#lexemes.get(node);
  }

  slot(symbol: number): SlotSymbol | undefined {
    return this.#slots.get(symbol);
  }

  /** Whether the symbol stands for light or how bright it is. */
  isTopic(symbol: number): boolean {
    return symbol === this.#symbols.get("<lights>") || symbol === this.#symbols.get("<brightness>");
  }

  /** Whether a word announces free text, so that unknown words may follow. */
  announces({ list, clean }: Tokens): boolean {
    if (this.file._script === "unspaced") return [...this.#openers].some((phrase) => clean.includes(phrase));
    return list.some(({ key }) => this.#openers.has(key) && !this.#small.has(key));
  }

  typeId(type: string): number {
    const known = this.#typeIds.get(type);
    if (known !== undefined) return known;
    this.#typeIds.set(type, this.#types.length);
    this.#types.push(type);
    return this.#types.length - 1;
  }

  typeName(typeId: number): string {
    return this.#types[typeId] ?? "";
  }

  /** Symbol of the word list that goes by the type's name, -1 when there is none. */
  lexiconOf(typeId: number): number {
    const known = this.#lexicons[typeId];
    if (known !== undefined) return known;
    const symbol = this.#symbols.get(`#${this.typeName(typeId)}`) ?? -1;
    this.#lexicons[typeId] = symbol;
    return symbol;
  }

  /** Whether a value of the type can begin with this word or number; false spares a search. */
  canStart(typeId: number, word: number, isNumber: boolean): boolean {
    const starts = this.#starts.get(typeId) ?? this.#startsOf(typeId);
    return starts.anything || (isNumber && starts.number) || starts.words.has(word);
  }

  #startsOf(typeId: number): Starts {
    const type = this.typeName(typeId);
    const starts: Starts = { words: new Set(), number: numberTypes.has(type), anything: false };
    this.#starts.set(typeId, starts);
    const lexicon = this.#firstWords.get(this.lexiconOf(typeId));
    for (const word of lexicon ?? []) starts.words.add(word);
    const value = this.values.get(type);
    if (numberTypes.has(type) && type !== "number") this.#take(starts, this.typeId("number"));
    if (value === undefined) {
      if (lexicon === undefined && !numberTypes.has(type)) starts.anything = true;
      return starts;
    }
    for (const symbol of value.automaton.start.moves.keys()) {
      const slot = this.#slots.get(symbol);
      if (slot !== undefined) this.#take(starts, slot.typeId);
      for (const word of this.#firstWords.get(symbol) ?? []) starts.words.add(word);
    }
    return starts;
  }

  #take(starts: Starts, typeId: number): void {
    const other = this.#starts.get(typeId) ?? this.#startsOf(typeId);
    for (const word of other.words) starts.words.add(word);
    starts.number ||= other.number;
    starts.anything ||= other.anything;
  }

  isPolarity(key: string): boolean {
    return this.#polarity.has(key);
  }

  isSeveral(key: string): boolean {
    return this.#several.has(key);
  }

  /** Ids of this language's words one edit away. */
  nearWords(key: string): readonly number[] {
    if (this.#near === undefined) {
      this.#near = new NearIndex((id) => this.#spelt[id] ?? "");
      for (const [id, word] of this.#spelt.entries()) if (word.length > 1) this.#near.add(word, id);
    }
    return this.#near.near(key);
  }

  /** All phrases of a rule. */
  rule(name: string): readonly string[] {
    const known = this.#rules.get(name);
    if (known !== undefined) return known;
    const lines = this.file._rules[name];
    if (lines === undefined) throw new TemplateError(`<${name}>`, `no such rule in ${this.locale}`);
    this.#rules.set(name, []);
    const phrases = this.#lines(lines);
    this.#rules.set(name, phrases);
    return phrases;
  }

  #lines(lines: readonly string[]): readonly string[] {
    return [...new Set(lines.flatMap((line) => phrasesOf(line, (name) => this.rule(name))))].filter(
      (one) => one !== "",
    );
  }

  #addLexicon(tongues: readonly string[]): void {
    const all = intlLexicon(this.locale, tongues);
    for (const [type, words] of Object.entries(this.file._lexicon)) all[type] = { ...all[type], ...words };
    for (const [type, words] of Object.entries(all)) {
      const symbol = this.#symbol(`#${type}`);
      for (const [phrase, value] of Object.entries(words)) this.#addPhrase(phrase, { symbol, value });
    }
  }

  #addValues(): void {
    for (const [type, entries] of Object.entries(this.file._values)) {
      const automaton = new Automaton((symbol) => this.#slots.has(symbol));
      for (const [at, { say }] of entries.entries()) {
        for (const line of say) automaton.add(parseTemplate(line), at, (node) => this.#symbolOf(node));
      }
      this.values.set(type, { automaton, entries });
    }
  }

  #addSentences(commands: ReadonlySet<string> | undefined): void {
    for (const [command, entries] of Object.entries(this.file.commands)) {
      if (commands !== undefined && !commands.has(command) && !command.startsWith("word ")) continue;
      for (const [at, entry] of entries.entries()) {
        for (const [line, text] of entry.say.entries()) {
          this.templates.push({ id: `${this.locale}/${command}/${at}.${line}`, command, entry, text });
          const node = parseTemplate(text);
          if (typesIn(node).some((type) => type === "text" || type === "bib")) this.#noteOpeners(node);
          const skips = (entry.skip ?? []).map((name) => this.#symbolOf({ kind: "symbol", name: `<${name}>` }));
          this.sentences.add(node, this.templates.length - 1, (node) => this.#symbolOf(node), skips);
        }
      }
    }
  }

  /** Of the symbols that a template with free text must have, those whose words are said for nothing else. */
  #noteOpeners(node: Node): void {
    const telling = neededBy(node).find((group) => group.every((name) => tellingRules.has(name)));
    const isUnspaced = this.file._script === "unspaced";
    for (const phrase of (telling ?? []).flatMap((name) => this.rule(name.slice(1, -1)))) {
      if (isUnspaced) this.#openers.add(phrase);
      else for (const key of keysOf(phrase)) if (key.length > 1) this.#openers.add(key);
    }
  }

  #symbolOf(node: Node & { kind: "symbol" | "slot" }): number {
    if (node.kind === "slot") {
      const symbol = this.#symbol(`{${node.name}:${node.type}}`);
      if (!this.#slots.has(symbol))
        this.#slots.set(symbol, { name: node.name, type: node.type, typeId: this.typeId(node.type) });
      return symbol;
    }
    const isNew = !this.#symbols.has(node.name);
    const symbol = this.#symbol(node.name);
    if (isNew) {
      const phrases = node.name.startsWith("<") ? this.rule(node.name.slice(1, -1)) : [node.name.slice(1)];
      for (const phrase of phrases) this.#addPhrase(phrase, { symbol });
    }
    return symbol;
  }

  #symbol(name: string): number {
    const known = this.#symbols.get(name);
    if (known !== undefined) return known;
    this.#symbols.set(name, this.#symbols.size);
    return this.#symbols.size - 1;
  }

  #addPhrase(phrase: string, lexeme: Lexeme): void {
    const tokens = wordsOf(phrase);
    if (tokens.length === 0) return;
    const ids = tokens.map((token) => this.#intern(token.key, token.text));
    for (const id of ids) this.#used.add(id);
    const firsts = this.#firstWords.get(lexeme.symbol) ?? new Set();
    firsts.add(ids[0] ?? -1);
    this.#firstWords.set(lexeme.symbol, firsts);
    const node = this.phrases.insert(ids);
    if (this.file._script === "unspaced" && tokens.length >= shortestWritten) {
      this.#written.set(node, tokens.map((token) => token.key).join(""));
    }
    const known = this.#lexemes.get(node);
    if (known === undefined) this.#lexemes.set(node, [lexeme]);
    else if (!known.some((one) => one.symbol === lexeme.symbol && one.value === lexeme.value)) known.push(lexeme);
  }

  #learn(phrase: string): void {
    for (const { key, text } of wordsOf(phrase)) this.#intern(key, text);
  }

  #intern(key: string, text: string): number {
    const known = this.#words.get(key);
    const id = known ?? this.#spelt.length;
    const spelt = withoutUmlauts(text);
    if (spelt !== undefined && !this.#words.has(spelt)) this.#words.set(spelt, id);
    if (known !== undefined) return known;
    this.#words.set(key, id);
    this.#spelt.push(key);
    return id;
  }
}
