import { describe, expect, it } from "vitest";
import { tokenise } from "#language/text.ts";
import { languageOf, locales, namesIn, speaking, tags } from "./support.ts";

/** Sentences tried per language; `USHER_FUZZ=25000` tries 225,000 in all. */
const rounds = Number(process.env["USHER_FUZZ"] ?? 600);

/** A small generator of numbers that are the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const odd = [
  "\u200b",
  "🚪",
  "\u202e",
  "é",
  "о",
  "-",
  "?",
  "!",
  ".",
  ",",
  "'",
  '"',
  "<",
  "@",
  "0",
  "7",
  "%",
  "あ",
  "\n",
  "\u0301",
];

describe.each(tags)("mutated sentences in %s", async (tag) => {
  const language = await languageOf(tag);
  const isUnspaced = locales[tag]?._script === "unspaced";
  const joint = isUnspaced ? "" : " ";
  const sentences = Object.entries(locales[tag]?.commands ?? {}).flatMap(([command, entries]) =>
    entries.flatMap((entry) => [
      ...Object.entries(entry.yes).map(([text, slots]) => ({
        text,
        opens: command === "door open" && entry.decline === undefined,
        door: slots["door"],
      })),
      ...entry.no.map((text) => ({ text, opens: false, door: undefined })),
    ]),
  );
  const doors = namesIn(tag)
    .filter((name) => name.kind === "door")
    .map((name) => name.name);
  const words = (text: string): readonly string[] => (isUnspaced ? [...text] : text.split(" "));

  function mutate(text: string, roll: (sides: number) => number): string {
    const list = [...words(text)];
    const at = roll(list.length);
    const other = words(sentences[roll(sentences.length)]?.text ?? "");
    const word = list[at] ?? "";
    switch (roll(7)) {
      case 0:
        list.splice(at, 1);
        break;
      case 1:
        list.splice(at, 0, word);
        break;
      case 2:
        list.splice(at, 2, list[at + 1] ?? "", word);
        break;
      case 3:
        list[at] = other[roll(other.length)] ?? "";
        break;
      case 4:
        list.splice(at, 0, odd[roll(odd.length)] ?? "");
        break;
      case 5:
        list[at] =
          word.slice(0, roll(word.length + 1)) + (odd[roll(odd.length)] ?? "") + word.slice(roll(word.length + 1));
        break;
      default:
        list[at] = word.toUpperCase();
    }
    return list.join(joint);
  }

  /** Whether every word of the door's name still stands in the text, or one of them misspelt. */
  function isNamed(text: string, name: string): boolean {
    const typed = tokenise(text).list.map((token) => token.key);
    const missing = tokenise(name).list.filter((token) => !typed.includes(token.key));
    return (
      missing.length <= 1 ||
      typed.join("").includes(
        tokenise(name)
          .list.map((token) => token.key)
          .join(""),
      )
    );
  }

  it("throw nothing and open no door that was not named", () => {
    const roll = dice(tag.charCodeAt(0) * 7919 + tag.charCodeAt(1));
    const strange: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      let text = sentences[roll(sentences.length)]?.text ?? "";
      for (let times = roll(3); times >= 0; times -= 1) text = mutate(text, roll);
      strange.push(
        ...doorsIn(text)
          .filter((name) => !doors.includes(name) || !isNamed(text, name))
          .map((name) => `${text} => ${name}`),
      );
    }
    expect(strange).toEqual([]);
  });

  function doorsIn(text: string): readonly string[] {
    const understood = language.understand(text, speaking(tag));
    const readings = understood.kind === "readings" ? understood.readings : [];
    return readings
      .filter((reading) => reading.command === "door open")
      .flatMap((reading) => (reading.raw["door"] as { candidates: readonly string[] } | undefined)?.candidates ?? [])
      .map((id) => id.slice("door:".length));
  }

  it("with a word dropped, doubled or swapped open the same door or none", () => {
    const opening = sentences.filter((one) => one.opens && typeof one.door === "string");
    const wrong = opening.flatMap(({ text, door }) =>
      variantsOf(text).filter((variant) => opensOther(variant, `door:${door}`)),
    );
    expect(wrong).toEqual([]);
  });

  function variantsOf(text: string): readonly string[] {
    const list = words(text);
    const variants = list.flatMap((word, at) => [
      list.toSpliced(at, 1),
      list.toSpliced(at, 0, word),
      list.toSpliced(at, 2, list[at + 1] ?? "", word),
    ]);
    return variants.map((variant) => variant.join(joint));
  }

  function opensOther(text: string, door: string): boolean {
    const understood = language.understand(text, speaking(tag));
    const readings = understood.kind === "readings" ? understood.readings : [];
    return readings.some((reading) => {
      const found = reading.raw["door"] as { candidates: readonly string[] } | undefined;
      const isOther = found !== undefined && found.candidates.length > 0 && !found.candidates.includes(door);
      return reading.command === "door open" && isOther;
    });
  }
});
