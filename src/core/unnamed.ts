import type { Command } from "#core/command.ts";
import type { EntityKind } from "#core/directory.ts";
import type { Language, NameEntry, Reading, ReadingContext } from "#core/language.ts";
import { candidatesOf } from "#core/mentions.ts";
import type { Raw } from "#core/resolve.ts";

/** A made-up name of one thing of every kind; it stands in for a name that nothing goes by. No entity has these ids. */
const standIn = "qxstandinxq";
const kinds: readonly EntityKind[] = ["door", "light", "shade", "scene", "timer", "sensor"];
const entries = kinds.map((kind): NameEntry => ({ id: `?${kind}`, kind, name: standIn, locale: "" }));

/** The names of all things, and the stand-in that `readUnnamed` needs. */
export function* withStandIns(names: Iterable<NameEntry>): Iterable<NameEntry> {
  yield* names;
  yield* entries;
}

/** Longer sentences, and longer names, are not tried: nobody calls a door like that. */
const mostWords = 14;
const longestName = 5;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/**
 * A sentence that would be understood if some of its words were a name: its reading, with those words as a name that
 * nothing goes by. So a request with an unknown name gets the answer of one whose name this person may not know of.
 */
export function readUnnamed(text: string, context: ReadingContext, language: Language): Reading | undefined {
  const words = wordsOf(text);
  return tryNames(text, words, words.length - 1, (replaced) => {
    const understood = language.understand(replaced, context);
    return understood.kind === "readings" ? understood.readings : [];
  });
}

/** The same for what stands after a command's noun and verb; `isKnown` tells a name that this person may know. */
export function readUnnamedSlots(
  command: Command,
  text: string,
  context: ReadingContext,
  language: Language,
  isKnown: (part: string) => boolean,
): Raw | undefined {
  const words = wordsOf(text);
  // Words with a number or with a name among them rather hold another slot that was mistyped.
  const isMixed = words.length > 1 && (/\p{N}/u.test(text) || partsOf(text).some(isKnown));
  const longest = isMixed ? words.length - 1 : words.length;
  const found = tryNames(text, words, longest, (replaced) => {
    const read = language.readSlots(command, replaced, context);
    return read.kind === "read" ? [{ command: command.name, raw: read.raw, how: read.how, confidence: 1 }] : [];
  });
  return found?.raw;
}

/** Puts the stand-in for every stretch of words, short ones first; of equally many words the longest are the name. */
function tryNames(
  text: string,
  words: readonly Stretch[],
  longest: number,
  read: (replaced: string) => readonly Reading[],
): Reading | undefined {
  if (words.length > mostWords) return undefined;
  for (let size = 1; size <= Math.min(longestName, longest); size += 1) {
    const found = words.slice(0, words.length - size + 1).flatMap(({ start }, at) => {
      const end = words[at + size - 1]?.end ?? start;
      const readings = read(`${text.slice(0, start)} ${standIn} ${text.slice(end)}`);
      const reading = withName(readings, text.slice(start, end));
      return reading === undefined ? [] : [{ reading, length: end - start }];
    });
    const [best] = found.toSorted((a, b) => b.length - a.length);
    if (best !== undefined) return best.reading;
  }
  return undefined;
}

/** The reading in which the stand-in is a name, with the words that were really said. */
function withName(readings: readonly Reading[], mention: string): Reading | undefined {
  const found = readings.flatMap((reading) => {
    const place = standInOf(reading);
    return place === undefined || reading.how !== "exact" ? [] : [{ reading, ...place }];
  });
  // "Turn on" something is said of lights before it is said of scenes.
  const [best] = found.toSorted((a, b) => a.kind - b.kind);
  if (best === undefined) return undefined;
  return { ...best.reading, raw: { ...best.reading.raw, [best.slot]: { mention, candidates: [] } } };
}

/** The slot that holds the stand-in, and the rank of its kind. */
function standInOf({ raw }: Reading): { readonly slot: string; readonly kind: number } | undefined {
  for (const [slot, value] of Object.entries(raw)) {
    const kind = entries.findIndex(({ id }) => candidatesOf(value).includes(id));
    if (kind !== -1) return { slot, kind };
  }
  return undefined;
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Every run of words that is not all of them. */
export function partsOf(text: string): readonly string[] {
  const words = wordsOf(text).slice(0, mostWords);
  return words.flatMap(({ start }, first) =>
    words
      .slice(first, first + longestName)
      .flatMap(({ end }, more) => (more + 1 < words.length ? [text.slice(start, end)] : [])),
  );
}

function wordsOf(text: string): readonly Stretch[] {
  if (!unspaced.test(text)) {
    const words = text.matchAll(/[\p{L}\p{M}\p{N}’'_-]+/gu);
    return [...words].map((word) => ({ start: word.index, end: word.index + word[0].length }));
  }
  const segments = new Intl.Segmenter(undefined, { granularity: "word" }).segment(text);
  return [...segments]
    .filter((one) => one.isWordLike === true)
    .map(({ index, segment }) => ({ start: index, end: index + segment.length }));
}
