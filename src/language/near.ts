const none: readonly number[] = [];

/**
 * Finds words one edit away (a letter more, less, changed, or two swapped) without comparing with all of them:
 * words that near share a form with one letter left out.
 */
export class NearIndex {
  #heads = new Int32Array(4096).fill(-1);
  #hashes: number[] = [];
  #words: number[] = [];
  #nexts: number[] = [];
  readonly #wordOf: (id: number) => string;

  constructor(wordOf: (id: number) => string) {
    this.#wordOf = wordOf;
  }

  add(word: string, id: number): void {
    for (const form of formsOf(word)) this.#put(form, id);
  }

  /** Ids of words exactly one edit away from this one. `forms` are its `formsOf`, where they are known already. */
  near(word: string, forms = formsOf(word)): readonly number[] {
    let found: number[] | undefined;
    const mask = this.#heads.length - 1;
    for (const wanted of forms) {
      for (let at = this.#heads[wanted & mask] ?? -1; at !== -1; at = this.#nexts[at] ?? -1) {
        if (this.#hashes[at] !== wanted) continue;
        const id = this.#words[at] ?? -1;
        if (found?.includes(id) !== true && isOneEdit(word, this.#wordOf(id))) found = [...(found ?? []), id];
      }
    }
    return found ?? none;
  }

  #put(value: number, id: number): void {
    if (this.#hashes.length >= this.#heads.length * 2) this.#grow();
    const bucket = value & (this.#heads.length - 1);
    this.#hashes.push(value);
    this.#words.push(id);
    this.#nexts.push(this.#heads[bucket] ?? -1);
    this.#heads[bucket] = this.#hashes.length - 1;
  }

  #grow(): void {
    this.#heads = new Int32Array(this.#heads.length * 4).fill(-1);
    for (const [at, value] of this.#hashes.entries()) {
      const bucket = value & (this.#heads.length - 1);
      this.#nexts[at] = this.#heads[bucket] ?? -1;
      this.#heads[bucket] = at;
    }
  }
}

const base = 0x01000193;

/** Hashes of the word itself and of each form of it with one letter left out, in steps as many as it has letters. */
export function formsOf(word: string): Int32Array {
  const { length } = word;
  const starts = new Int32Array(length + 1);
  for (let at = 0; at < length; at += 1) starts[at + 1] = Math.imul(starts[at] ?? 0, base) + word.charCodeAt(at);
  const whole = starts[length] ?? 0;
  const forms = new Int32Array(length + 1);
  forms[length] = mixed(whole);
  for (let skip = length - 1, power = 1; skip >= 0; skip -= 1, power = Math.imul(power, base)) {
    const gone = (starts[skip + 1] ?? 0) - (starts[skip] ?? 0);
    forms[skip] = mixed((whole - Math.imul(gone, power)) | 0);
  }
  return forms;
}

function mixed(value: number): number {
  const once = Math.imul(value ^ (value >>> 15), 0x85ebca6b);
  return once ^ (once >>> 13);
}

/** Whether one insertion, deletion, change or swap of neighbours turns one word into the other. */
export function isOneEdit(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  let from = 0;
  while (from < short.length && short[from] === long[from]) from += 1;
  const rest = short.slice(from);
  if (short.length < long.length) return rest === long.slice(from + 1);
  if (rest.slice(1) === long.slice(from + 1)) return true;
  return rest[0] === long[from + 1] && rest[1] === long[from] && rest.slice(2) === long.slice(from + 2);
}

/** Edits between two words, swaps counted as one; gives up above `most`. */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const now = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((last[j] ?? 0) + 1, (now[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      now.push(least);
    }
    if (Math.min(...now) > most) return most + 1;
    [before, last] = [last, now];
  }
  return last[b.length] ?? most + 1;
}
