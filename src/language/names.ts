import { type EntityKind, entityKinds } from "#core/directory.ts";
import type { NameEntry } from "#core/language.ts";
import { distance, NearIndex } from "./near.ts";
import { fold, ideographsOf, isUnspaced, tokenise, withoutUmlauts } from "./text.ts";
import { TokenTrie } from "./trie.ts";

const perSlice = 500;
/** Characters that a name without spaces must have for one of them to be a slip. */
const shortestWritten = 4;

/** All names of all entities, in one trie; a name is one node, so their number costs memory and not time. */
export class Names {
  readonly #ids = new Map<string, number>();
  readonly #words: string[] = [];
  readonly #trie = new TokenTrie();
  readonly #first: number[] = [];
  readonly #nexts: number[] = [];
  readonly #entries: NameEntry[] = [];
  readonly #near = new NearIndex((id) => this.#words[id] ?? "");

  readonly #written: string[] = [];
  readonly #writtenEnds: number[] = [];
  readonly #nearNames = new NearIndex((at) => this.#written[at] ?? "");

  static async of(names: Iterable<NameEntry>, articlesOf: (locale: string) => ReadonlySet<string>): Promise<Names> {
    const made = new Names();
    let count = 0;
    for (const name of names) {
      made.#add(name, articlesOf(name.locale));
      count += 1;
      if (count % perSlice === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return made;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Id of a folded word that occurs in a name, -1 when it does not. */
  wordId(key: string): number {
    return this.#ids.get(key) ?? -1;
  }

  word(id: number): string {
    return this.#words[id] ?? "";
  }

  nearWords(key: string): readonly number[] {
    return this.#near.near(key);
  }

  child(node: number, word: number): number {
    return this.#trie.child(node, word);
  }

  isName(node: number): boolean {
    return this.#first[node] !== undefined && this.#first[node] !== -1;
  }

  /** Entries that end at this node and count in the locale. */
  at(node: number, locale: string): readonly NameEntry[] {
    const found: NameEntry[] = [];
    for (let at = this.#first[node] ?? -1; at !== -1; at = this.#nexts[at] ?? -1) {
      const entry = this.#entries[at];
      if (entry !== undefined && (entry.locale === "" || entry.locale === locale)) found.push(entry);
    }
    return found.reverse();
  }

  /** Nodes of names one character away from this one, where words are not divided by spaces. */
  nearNames(written: string, forms: Int32Array): readonly number[] {
    const near = this.#nearNames.near(written, forms);
    if (near.length === 0) return near;
    const own = ideographsOf(written);
    return near.filter((at) => ideographsOf(this.#written[at] ?? "") === own).map((at) => this.#writtenEnds[at] ?? 0);
  }

  /** Entity ids by how near one of their names is to the text; what shares nothing with it is left out. */
  nearest(text: string, kinds: readonly EntityKind[], locale: string, limit: number): readonly string[] {
    const words = tokenise(text).list.map((token) => token.key);
    const whole = words.join(" ");
    if (whole === "") return [];
    const best = new Map<string, number>();
    for (const entry of this.#entries) {
      if (!kinds.includes(entry.kind) || (entry.locale !== "" && entry.locale !== locale)) continue;
      const score = likeness(whole, words, fold(entry.name.toLowerCase()));
      if (score > (best.get(entry.id) ?? 0)) best.set(entry.id, score);
    }
    return [...best]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, limit)
      .map(([id]) => id);
  }

  #add(entry: NameEntry, articles: ReadonlySet<string>): void {
    if (!entityKinds.includes(entry.kind)) return;
    const words = tokenise(entry.name).list.map((token) => this.#intern(token.key, token.text));
    const [first, ...rest] = words;
    if (first === undefined) return;
    this.#entries.push(entry);
    const node = this.#trie.insert(words);
    this.#link(node, this.#entries.length - 1);
    this.#write(words, node);
    if (rest.length > 0 && articles.has(this.word(first))) {
      this.#entries.push(entry);
      this.#link(this.#trie.insert(rest), this.#entries.length - 1);
    }
  }

  #write(words: readonly number[], node: number): void {
    if (words.length < shortestWritten || !words.every((word) => isUnspaced(this.word(word)))) return;
    const written = words.map((word) => this.word(word)).join("");
    this.#writtenEnds.push(node);
    this.#written.push(written);
    this.#nearNames.add(written, this.#written.length - 1);
  }

  #link(node: number, entry: number): void {
    while (this.#first.length <= node) this.#first.push(-1);
    this.#nexts[entry] = this.#first[node] ?? -1;
    this.#first[node] = entry;
  }

  #intern(word: string, text: string): number {
    const known = this.#ids.get(word);
    const spelt = withoutUmlauts(text);
    if (known !== undefined) {
      if (spelt !== undefined) this.#ids.set(spelt, known);
      return known;
    }
    const id = this.#words.length;
    this.#words.push(word);
    this.#ids.set(word, id);
    if (spelt !== undefined) this.#ids.set(spelt, id);
    if (word.length > 2 && /^\p{L}+$/u.test(word)) this.#near.add(word, id);
    return id;
  }
}

/** 0..1: the better of whole-text nearness and shared words. */
function likeness(whole: string, words: readonly string[], name: string): number {
  const most = Math.max(1, Math.floor(Math.max(whole.length, name.length) / 3));
  const far = distance(whole, name, most);
  const byLetters = far > most ? 0 : 1 - far / Math.max(whole.length, name.length);
  const own = name.split(/[^\p{L}\p{M}\p{N}]+/u);
  const shared = words.filter((word) => word.length > 2 && own.some((one) => isLike(word, one))).length;
  const byWords = (0.9 * shared) / Math.max(words.length, own.length);
  return Math.max(byLetters, byWords);
}

function isLike(a: string, b: string): boolean {
  return a === b || (a.length > 3 && distance(a, b, 1) <= 1) || (a.length > 3 && b.startsWith(a));
}

/** A whole place is spoken of as a room is: "the lights at HQ". */
export function spokenKinds(kind: NameEntry["kind"]): readonly NameEntry["kind"][] {
  return kind === "place" ? ["place", "area"] : [kind];
}
