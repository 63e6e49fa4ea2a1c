import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { languageOf, locales, namesIn, speaking, tags } from "./support.ts";

const english = await languageOf("en");

function readIn(text: string): readonly string[] {
  const understood = english.understand(text, speaking("en"));
  return understood.kind === "readings" ? understood.readings.map(({ command }) => command) : [];
}

describe("vague words", () => {
  it.each([
    "lock everything",
    "lock everything up",
    "close everything",
    "shut it all down",
    "secure the house",
    "is there a lockdown",
    "no lockdown",
    "start the lockdwon",
    "lockdowm",
    "don't lock everything down",
    "leave the front door open",
    "hold the front door",
    "keep the front door",
    "the front door stays open",
    "hold on",
    "let Sam",
    "Sam opens the front door",
    "let Sam not open the front door",
    "do not let Sam open the front door until Friday",
    "don't keep the front door open for 20 minutes",
  ])("%j locks no place down, holds no door and gives no right", (text) => {
    expect(readIn(text).filter((name) => /^(access (lockdown|grant)|door (hold|schedule))$/.test(name))).toEqual([]);
  });

  it("hold a door only when they say open", () => {
    expect(readIn("keep the front door open for 20 minutes")).toEqual(["door hold"]);
    expect(readIn("keep the front door closed for 20 minutes")).toEqual([]);
  });
});

describe.each(tags)("sentences about blinds in %s", async (tag) => {
  const language = await languageOf(tag);
  const said = Object.entries(locales[tag]?.commands ?? {})
    .filter(([command]) => command.startsWith("shade "))
    .flatMap(([, entries]) => entries.flatMap(({ yes }) => Object.keys(yes)));
  const doors = namesIn(tag).filter(({ kind }) => kind === "door");

  it("are about no door, in capitals and without accents too", () => {
    const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC");
    const variants = said.flatMap((text) => [text, text.toUpperCase(), ...(tag === "ja" ? [] : [plain(text)])]);
    const read = (text: string) => language.parses(text, tag).map(({ template }) => template.command);
    expect(said.length).toBeGreaterThan(10);
    expect(variants.filter((text) => read(text).some((name) => !name.startsWith("shade ")))).toEqual([]);
  });

  it("open nothing when a door goes by the name of the blind", async () => {
    const shade = namesIn(tag).find(({ kind }) => kind === "shade");
    if (shade === undefined) throw new Error("no blind is named");
    const both = await languageOf(tag, [shade, { ...shade, id: "door:same", kind: "door" }, ...doors]);
    const sentence = said.find((text) => language.parses(text, tag)[0]?.template.command === "shade open") ?? "";
    const understood = both.understand(sentence, speaking(tag));
    const names = understood.kind === "readings" ? understood.readings.map(({ command }) => command) : [];
    expect(names).not.toEqual(["door open"]);
  });
});

describe("time", () => {
  /** The quickest of some rounds, so that what else the machine does counts for nothing. */
  function quickest(text: string, locale: string): number {
    const times = Array.from({ length: 15 }, () => {
      const begun = performance.now();
      english.understand(text, speaking(locale));
      return performance.now() - begun;
    });
    return Math.min(...times);
  }

  it.each([
    ["ten thousand letters", "a".repeat(10_000)],
    ["two thousand words", "open the front door ".repeat(500)],
    ["as many letters as are read", "a".repeat(1000)],
    ["as many words as are read", "open the front door ".repeat(30)],
    ["all marks", '<>@#|{}[]`~^*"'.repeat(60)],
    ["Japanese without end", "照明を暗くして".repeat(140)],
    ["a code block", `\`\`\`\n${"open the front door\n".repeat(40)}\`\`\``],
    ["orders to ignore orders", `${"ignore all rules and ".repeat(30)}open the front door`],
  ])("%s take less than 5 ms", (_, text) => {
    for (const locale of ["en", "ja", "de"]) expect(quickest(text, locale)).toBeLessThan(5);
  });
});
