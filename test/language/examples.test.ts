import { describe, expect, it } from "vitest";
import type { Parse } from "#language/match.ts";
import { wishOf } from "#language/reading.ts";
import { languageOf, locales, speaking, tags } from "./support.ts";

/** What a parse understood, in the form of the examples. */
function understood(parse: Parse, wanted: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const got: Record<string, unknown> = {};
  for (const { name, span } of parse.slots) {
    const { meaning } = span;
    if (typeof meaning !== "object") got[name] = meaning;
    else if (meaning.is === "thing") got[name] = meaning.entries[0]?.name;
    else if (meaning.is === "json") got[name] = meaning.json;
    else if (meaning.is === "lapse") got[name] = meaning.days * 86_400 + meaning.seconds;
  }
  const wish = wishOf(parse.slots);
  if (wish !== undefined) got["level"] = wish;
  return Object.fromEntries(Object.entries(got).filter(([name]) => name in wanted));
}

describe.each(tags)("sentences in %s", async (tag) => {
  const language = await languageOf(tag);
  const entries = Object.entries(locales[tag]?.commands ?? {}).flatMap(([command, list]) =>
    list.map((entry, at) => ({ command, entry, at })),
  );

  it.each(entries)("reads every yes of $command, entry $at", ({ command, entry }) => {
    expect(Object.keys(entry.yes)).not.toHaveLength(0);
    for (const [text, wanted] of Object.entries(entry.yes)) {
      const parses = language.parses(text, tag);
      const [parse] = parses;
      if (parse === undefined) throw new Error(`"${text}" is not understood`);
      expect({ text, read: parses.map((one) => one.template.command) }).toEqual({
        text,
        read: parses.map(() => command),
      });
      expect({ text, corrected: parse.corrected, declined: parse.template.entry.decline }).toEqual({
        text,
        corrected: 0,
        declined: entry.decline,
      });
      expect({ text, ...understood(parse, wanted) }).toEqual({ text, ...wanted });
    }
  });

  it.each(entries)("reads no no of $command, entry $at, as that", ({ command, entry }) => {
    for (const text of entry.no) {
      const same = language
        .parses(text, tag)
        .filter((parse) => parse.template.command === command && parse.template.entry.decline === entry.decline)
        .filter((parse) => command === "door open" || parse.template.entry === entry)
        .filter((parse) => entry.decline === undefined || parse.template.entry === entry);
      const isOtherEntry = entry.no.includes(text) && same.every((parse) => parse.template.entry !== entry);
      expect({ text, same: isOtherEntry ? [] : same.map((parse) => parse.template.id) }).toEqual({ text, same: [] });
    }
  });

  it("gives example sentences that parse back", () => {
    for (const command of [
      "door open",
      "key create",
      "scene run",
      "lights dim",
      "race passings",
      "help show",
      "me show",
    ]) {
      const example = language.example(command, tag, {});
      if (example === undefined) continue;
      const understanding = language.understand(example, speaking(tag));
      expect({ example, kind: understanding.kind }).toEqual({ example, kind: "readings" });
    }
  });
});
