import { Automaton } from "./automaton.ts";
import { intlLexicon } from "./intl.ts";
import { NearIndex } from "./near.ts";
import { type Node, neededBy, parseTemplate, phrasesOf, TemplateError, typesIn } from "./template.ts";
import { fold, keysOf } from "./text.ts";
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
}

/** One template of one entry: what an accepted sentence means. */
export interface Template {
  readonly id: string;
  readonly command: string;
  readonly entry: UtteranceEntry;
  readonly text: string;
}

export interface ValueTemplate {
  readonly entry: ValueEntry;
}

/** Symbols that may be passed over anywhere in a request. */
export const fillerSymbol = 0;
export const askingSymbol = 1;

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
  readonly #words = new Map<string, number>();
  readonly #spelt: string[] = [];
  readonly #polarity: ReadonlySet<string>;
  readonly #several: ReadonlySet<string>;
  readonly #rules = new Map<string, readonly string[]>();
  readonly #reserved: number;
  readonly #connectors: ReadonlySet<string>;
  readonly #openers = new Set<string>();
  #near: NearIndex | undefined;

  /** `commands` limits the sentences to those of known commands; all when absent. */
  constructor(locale: string, file: UtterancesFile, commands?: ReadonlySet<string>, tongues: readonly string[] = []) {
    this.locale = locale;
    this.file = file;
    this.sentences = new Automaton((symbol) => this.#slots.has(symbol));
    this.articles = new Set((file._rules["the"] ?? []).flatMap((phrase) => keysOf(phrase)));
    this.#polarity = new Set(file._polarity.flatMap((word) => keysOf(word)));
    this.#several = new Set(file._several.flatMap((word) => keysOf(word)));
    this.#connectors = new Set((file._rules["connector"] ?? []).flatMap((word) => keysOf(word)));
    for (const phrase of file._fillers) this.#addPhrase(phrase, { symbol: fillerSymbol });
    for (const phrase of this.#lines(file._asking)) this.#addPhrase(phrase, { symbol: askingSymbol });
    this.#addLexicon(tongues);
    this.#addValues();
    this.#reserved = this.#spelt.length;
    for (const word of file._known) this.#learn(word);
    this.#addSentences(commands);
  }

  /** Words of times, numbers and closed lists are never part of a free text. */
  isReserved(key: string): boolean {
    const id = this.wordId(key);
    return id !== -1 && (id < this.#reserved || this.#connectors.has(key));
  }

  wordId(key: string): number {
    return this.#words.get(key) ?? -1;
  }

  word(id: number): string {
    return this.#spelt[id] ?? "";
  }

  /** Meanings of the phrase that ends at this node of the phrase trie. */
  lexemes(node: number): readonly Lexeme[] | undefined {
    return this.#lexemes.get(node);
  }

  slot(symbol: number): SlotSymbol | undefined {
    return this.#slots.get(symbol);
  }

  symbolName(symbol: number): string {
    for (const [name, id] of this.#symbols) if (id === symbol) return name;
    return "?";
  }

  /** Whether the word announces free text, so that unknown words may follow. */
  isOpener(key: string): boolean {
    return this.#openers.has(key);
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
      for (const [id, word] of this.#spelt.entries()) if (word.length > 3) this.#near.add(word, id);
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

  /** Of the symbols that a template with free text must have, the group with the fewest words. */
  #noteOpeners(node: Node): void {
    const groups = neededBy(node).map((group) =>
      group.flatMap((name) => (name.startsWith("<") ? this.rule(name.slice(1, -1)) : [name.slice(1)])).flatMap(keysOf),
    );
    const [least] = groups.sort((a, b) => a.length - b.length);
    for (const key of least ?? []) this.#openers.add(key);
  }

  #symbolOf(node: Node & { kind: "symbol" | "slot" }): number {
    if (node.kind === "slot") {
      const symbol = this.#symbol(`{${node.name}:${node.type}}`);
      if (!this.#slots.has(symbol)) this.#slots.set(symbol, { name: node.name, type: node.type });
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

  /** The number of a symbol by its written name, for readers of word lists (`#number`). */
  symbolNumber(name: string): number {
    return this.#symbols.get(name) ?? -1;
  }

  #symbol(name: string): number {
    const known = this.#symbols.get(name);
    if (known !== undefined) return known;
    this.#symbols.set(name, this.#symbols.size);
    return this.#symbols.size - 1;
  }

  #addPhrase(phrase: string, lexeme: Lexeme): void {
    const keys = keysOf(phrase);
    if (keys.length === 0) return;
    const node = this.phrases.insert(keys.map((key) => this.#intern(key)));
    const known = this.#lexemes.get(node);
    if (known === undefined) this.#lexemes.set(node, [lexeme]);
    else if (!known.some((one) => one.symbol === lexeme.symbol && one.value === lexeme.value)) known.push(lexeme);
  }

  #learn(phrase: string): void {
    for (const key of keysOf(phrase)) this.#intern(fold(key));
  }

  #intern(key: string): number {
    const known = this.#words.get(key);
    if (known !== undefined) return known;
    const id = this.#spelt.length;
    this.#words.set(key, id);
    this.#spelt.push(key);
    return id;
  }
}
