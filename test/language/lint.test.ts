import { describe, expect, it } from "vitest";
import { parseTemplate, slotSets } from "#language/template.ts";
import { parseUtterances } from "#language/utterances.ts";
import { commands, languageOf, locales, speaking, tags } from "./support.ts";

/** Commands whose sentences open something or let others open it. */
const opening = /^(door (open|hold|schedule)|key (create|extend)|access (grant|lockdown|emergency))$/;

const others = tags.filter((tag) => tag !== "en");

/** What can be asked: command, slots, and whether it is only declined. */
function waysIn(tag: string): readonly string[] {
  return Object.entries(locales[tag]?.commands ?? {})
    .flatMap(([command, entries]) =>
      entries.map((entry) => `${command}: ${[...entry.slots].sort().join(" ")} ${entry.decline ?? ""}`.trim()),
    )
    .sort();
}

describe.each(others)("the sentences in %s", (tag) => {
  it("ask for what the English ones ask for, with the same slots", () => {
    expect([...new Set(waysIn(tag))]).toEqual([...new Set(waysIn("en"))]);
  });

  it("name the commands and slots that English names", () => {
    const english = locales["en"];
    expect(Object.keys(locales[tag]?._slots ?? {}).sort()).toEqual(Object.keys(english?._slots ?? {}).sort());
    expect(Object.keys(locales[tag]?._samples ?? {}).sort()).toEqual(Object.keys(english?._samples ?? {}).sort());
  });
});

/** Rules whose words are known as small words, whether sentences name them or not. */
const small = new Set(["the", "in", "to", "by", "from", "of", "and", "here", "all"]);

/** What no sentence asks for: secrets are never said aloud, and what a light is to be is always said to `lights dim`. */
const unsaid = ["access prove", "key switch", "lights colour", "lights off", "lights on", "lights white"];

describe("every command", () => {
  it.each(tags)("can be asked for in %s", (tag) => {
    const said = Object.keys(locales[tag]?.commands ?? {});
    const silent = commands.map(({ name }) => name).filter((name) => !said.includes(name));
    expect(silent.sort()).toEqual(unsaid);
    const isKnown = (name: string) => name.startsWith("word ") || commands.some((command) => command.name === name);
    expect(said.filter((name) => !isKnown(name))).toEqual([]);
  });

  it.each(tags)("can be typed as noun and verb in %s", (tag) => {
    const spelt = Object.keys(locales[tag]?._commands ?? {});
    const strange = spelt.filter((name) => !commands.some((command) => command.name === name));
    expect(strange).toEqual([]);
    // English has them in the names of the commands.
    const needed = commands.map(({ name }) => name).filter(() => tag !== "en");
    expect(needed.filter((name) => !spelt.includes(name))).toEqual([]);
  });
});

describe.each(tags)("every entry in %s", (tag) => {
  const entries = Object.entries(locales[tag]?.commands ?? {}).flatMap(([command, list]) =>
    list.map((entry, at) => ({ command, entry, at })),
  );

  it("has a yes, and three times no where something opens", () => {
    const lacking = entries.filter(({ command, entry }) => {
      const isOpening = opening.test(command);
      return Object.keys(entry.yes).length < 1 || (isOpening && entry.no.length < 3);
    });
    expect(lacking.map(({ command, at }) => `${command} ${at}`)).toEqual([]);
  });

  it("uses every rule of the file", () => {
    const file = locales[tag];
    const text = JSON.stringify(file);
    const used = new Set([...text.matchAll(/<([\w-]+)>/g)].map(([, name = ""]) => name));
    const skipped = new Set(entries.flatMap(({ entry }) => entry.skip ?? []));
    const isUsed = (name: string) => used.has(name) || skipped.has(name) || small.has(name);
    expect(Object.keys(file?._rules ?? {}).filter((name) => !isUsed(name))).toEqual([]);
  });

  it("has templates with the slots it names and no others", () => {
    const strange = entries.flatMap(({ command, entry, at }) =>
      entry.say
        .filter((line) =>
          [...slotSets(parseTemplate(line))].some((set) =>
            set.split(" ").some((name) => name !== "" && !known(entry.slots, name)),
          ),
        )
        .map((line) => `${command} ${at}: ${line}`),
    );
    expect(strange).toEqual([]);
  });
});

/** The colour a light had before is said and not kept. */
function known(slots: readonly string[], name: string): boolean {
  return slots.includes(name) || name === "was";
}

describe("no verb that closes", () => {
  const closing: Readonly<Record<string, readonly string[]>> = {
    en: ["close", "lock", "shut"],
    es: ["cierra", "bloquea"],
    fr: ["ferme", "verrouille"],
    de: ["schließe", "verriegle"],
    it: ["chiudi", "blocca"],
    pt: ["fecha", "tranca"],
    nl: ["sluit", "vergrendel"],
    pl: ["zamknij", "zablokuj"],
  };

  it.each(Object.keys(closing))("opens in %s, put in the place of one that opens", async (tag) => {
    const language = await languageOf(tag);
    const opens = locales[tag]?._rules["open"] ?? [];
    const sentences = Object.keys(locales[tag]?.commands["door open"]?.[0]?.yes ?? {});
    const swapped = sentences.flatMap((sentence) =>
      opens.flatMap((verb) =>
        (closing[tag] ?? []).map((other) => sentence.toLowerCase().replace(verb.toLowerCase(), other)),
      ),
    );
    const changed = swapped.filter((text) => !sentences.some((sentence) => sentence.toLowerCase() === text));
    expect(changed.length).toBeGreaterThan(0);
    expect(
      changed.filter((text) => language.parses(text, tag).some((parse) => parse.template.command === "door open")),
    ).toEqual([]);
  });
});

describe("a sentence file", () => {
  it("is refused with every fault in it", () => {
    expect(() => parseUtterances({ _fillers: "please" })).toThrow(/_fillers/);
  });

  it("is refused when a template is not whole", () => {
    expect(() => parseTemplate("<open> [the {door}")).toThrow(/"\]" is missing/);
    expect(() => parseTemplate("<open> (a | b & c)")).toThrow(/in one group/);
    expect(() => parseTemplate("<open> }")).toThrow(/does not belong/);
  });
});

describe("examples", () => {
  it("fill in the names that are given", async () => {
    const language = await languageOf("en", [{ id: "d:1", kind: "door", name: "Side entrance", locale: "" }]);
    const example = language.example("door open", "en", { door: "Side entrance" });
    expect(example).toBe("open Side entrance");
    expect(language.understand(example ?? "", speaking("en"))).toMatchObject({
      readings: [{ raw: { door: { candidates: ["d:1"] } } }],
    });
  });
});
