import { describe, expect, it } from "vitest";
import { createLanguage } from "#language/language.ts";
import { parseUtterances } from "#language/utterances.ts";
import { readCommands } from "#src/commands.ts";
import { sentencesOf } from "#src/completeness.ts";
import { readLocales } from "#src/locales.ts";

const files = await readLocales();
const commands = await readCommands();
const tags = Object.keys(files);
const language = createLanguage({
  commands,
  locales: Object.fromEntries(Object.entries(files).map(([tag, one]) => [tag, parseUtterances(one.utterances)])),
});

/** What a question offers to say, between the language's own quotation marks. */
function offered(tag: string, key: string): readonly string[] {
  const text = sentencesOf(files[tag]?.commands ?? {}).get(key) ?? "";
  return [...text.matchAll(/[“„«「]([^“”„«»「」]+)[”“»」]/g)].map(([, said = ""]) => said.trim());
}

describe.each(tags)("asked how bright in %s", (tag) => {
  const dim = commands.find(({ name }) => name === "lights dim");
  const read = (text: string) =>
    dim === undefined
      ? undefined
      : language.readSlot(dim, "level", text, { locale: tag, now: Date.UTC(2031, 4, 7), zone: "Europe/Madrid" });

  it("every answer that is offered is read", () => {
    const said = offered(tag, "lights.dim.slots.level.ask");
    expect(said).toHaveLength(4);
    const [half, darker, on, off] = said.map(read);
    expect(half).toEqual({ level: 50 });
    expect(darker).toEqual({ delta: -20 });
    expect([on, off]).toEqual([{ state: "on" }, { state: "off" }]);
  });
});
