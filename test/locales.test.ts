import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Command } from "#core/command.ts";
import type { EntityKind } from "#core/directory.ts";
import { outcomes } from "#core/outcome.ts";
import { readPlainWords } from "#core/plain-words.ts";
import { createLanguage } from "#language/language.ts";
import { parseUtterances } from "#language/utterances.ts";
import { thingNames } from "#sandbox/names.ts";
import { readCommands } from "#src/commands.ts";
import {
  completenessOf,
  completenessTable,
  keysNeeded,
  type LocaleFile,
  type LocaleFolder,
  readCompleteness,
  readFolder,
  sentencesOf,
  withoutPlural,
} from "#src/completeness.ts";
import { readLocales } from "#src/locales.ts";
import { root, sourceFiles } from "./imports.ts";

const texts = ["commands", "replies", "errors"] as const satisfies readonly LocaleFile[];
const tags = readdirSync(join(root, "locales")).toSorted();
const folders = new Map(await Promise.all(tags.map(async (tag) => [tag, await readFolder(tag)] as const)));
const spoken = tags.filter((tag) => folders.get(tag)?.replies !== undefined);
const others = spoken.filter((tag) => tag !== "en");
const commands = await readCommands();

/** All sentences of a language by `<file>:<key>`. */
function sentences(tag: string): ReadonlyMap<string, string> {
  const folder: LocaleFolder = folders.get(tag) ?? {};
  return new Map(
    texts.flatMap((file) =>
      [...sentencesOf(folder[file] ?? {})].map(([key, text]): [string, string] => [`${file}:${key}`, text]),
    ),
  );
}

const english = sentences("en");
const placeholders = (text: string) => [...text.matchAll(/\{\{[^}]*\}\}/g)].map(([found]) => found).toSorted();
const words = (text: string) => text.replaceAll(/\{\{[^}]*\}\}/g, "");
const where = (tag: string, isWrong: (text: string, key: string) => boolean) =>
  [...sentences(tag)].filter(([key, text]) => isWrong(text, key)).map(([key, text]) => `${key}: ${text}`);

/** Words that are the same in English; everything else that is equal was forgotten. */
const sameWord: Readonly<Record<string, readonly string[]>> = {
  de: ["Code", "code", "Operation"],
  es: ["Roles"],
  fr: ["Code", "code", "Session", "session"],
  it: ["Account"],
  nl: ["Account", "Code", "code"],
};

describe.each(spoken)("the texts in %s", (tag) => {
  const own = sentences(tag);

  it("have the keys of English, counted ones in every plural form of the language and no other", () => {
    expect([...own.keys()].toSorted()).toEqual(keysNeeded(english.keys(), tag));
  });

  it("fill in what English fills in", () => {
    const filled = (from: ReadonlyMap<string, string>) => {
      const found = new Map<string, Set<string>>();
      for (const [key, text] of from) {
        const base = withoutPlural(key);
        found.set(base, new Set([...(found.get(base) ?? []), ...placeholders(text)]));
      }
      return Object.fromEntries([...found].map(([key, names]) => [key, [...names].toSorted()]));
    };
    expect(filled(own)).toEqual(filled(english));
  });

  it("say the count in every plural form but that for one", () => {
    const counted = [...own].filter(([key]) => withoutPlural(key) !== key && !key.endsWith("_one"));
    expect(counted.filter(([, text]) => !text.includes("{{count, number}}"))).toEqual([]);
  });

  it("are never empty and have no stray spaces", () => {
    expect(where(tag, (text) => text.trim() === "" || text !== text.trim() || / {2}/.test(text))).toEqual([]);
  });

  it("hold nothing that a platform would take for markup, a mention, a link or an emoji", () => {
    const markup = /[*_~`|#@\\[\]]|:\w+:|https?:|^\s*(?:[-+>]|\d+\.)\s/m;
    const angles = (text: string, key: string) => /[<>]/.test(text) && !key.endsWith(".usage");
    expect(where(tag, (text, key) => markup.test(words(text)) || angles(text, key))).toEqual([]);
  });

  it("quote as people print", () => {
    expect(where(tag, (text) => /["]|\.\.\./.test(text))).toEqual([]);
  });

  it("fit where the platforms show them", () => {
    const most: readonly (readonly [RegExp, number])[] = [
      [/^commands:\w+\.description$|^commands:.*\.(title|description)$/, 100],
      [/\.(yes|cancel|again)$/, 38],
      [/^replies:choose\.label$/, 150],
      [/\.ask$|^replies:.*\.(title|question\w*)$/, 256],
      [/^replies:fact\./, 40],
    ];
    expect(where(tag, (text, key) => most.some(([keys, limit]) => keys.test(key) && text.length > limit))).toEqual([]);
  });

  it.each(commands)("name the options of $name as Discord takes them, each by its own name", (command) => {
    const defaults = command.described.map((slot) => slot.name);
    const names = defaults.map((slot) =>
      own.get(`commands:${command.noun}.${command.verb}.slots.${slot}.name`)?.toLowerCase().replaceAll(/\s+/g, "-"),
    );
    expect(new Set(names).size).toBe(names.length);
    for (const [at, name] of names.entries()) {
      expect(name).toMatch(/^[-_'\p{L}\p{N}]{1,32}$/u);
      expect(defaults.filter((_, other) => other !== at)).not.toContain(name);
    }
  });

  it("tell sent, accepted, done, failed and unknown apart, each in its own words", () => {
    const families = [...english.keys()].filter((key) => key.endsWith(".accepted")).map((key) => key.slice(0, -9));
    expect(families).not.toEqual([]);
    for (const family of families) {
      const said = outcomes.map((outcome) => own.get(`${family}.${outcome}`));
      expect(said).not.toContain(undefined);
      expect(new Set(said).size).toBe(outcomes.length);
    }
    const isDone = own.get("replies:vendor.call.done") ?? "";
    const isUnknown = own.get("replies:outcome.unknown") ?? "";
    expect(where(tag, (text, key) => text.includes(isDone) !== /\.done$/.test(key))).toEqual([]);
    expect(
      where(
        tag,
        (text, key) => text.includes(isUnknown) !== /^replies:(?!choose).*\.unknown$|^replies:crash\.title$/.test(key),
      ),
    ).toEqual([]);
  });
});

describe.each(others)("the texts in %s", (tag) => {
  it("are not English", () => {
    const isLeft = (text: string, key: string) =>
      /\p{L}/u.test(words(text)) && text === english.get(key) && !(sameWord[tag] ?? []).includes(text);
    expect(where(tag, isLeft)).toEqual([]);
    expect(where(tag, (text) => /\b(the|you|your|nothing|happened|please|again)\b/i.test(text))).toEqual([]);
  });
});

describe("English", () => {
  it("says done or completed only of what is known to be done", () => {
    expect(where("en", (text, key) => /\b(done|completed)\b/i.test(text) && !key.endsWith(".done"))).toEqual([]);
    expect(where("en", (text, key) => key.endsWith(".done") && !/\b(done|completed)\b/i.test(text))).toEqual([]);
  });

  it("says outcome unknown only where nobody knows", () => {
    const isWhere = (key: string) => key.endsWith(".unknown") || key === "replies:crash.title";
    expect(where("en", (text, key) => /outcome unknown/i.test(text) && !isWhere(key))).toEqual([]);
  });
});

describe("the sentences that the code asks for", () => {
  const bases = new Set([...english.keys()].map(withoutPlural));
  const code = sourceFiles("{src,commands}/**/*.ts").map((file) => ({
    file,
    text: readFileSync(join(root, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ""),
  }));
  const found = (pattern: RegExp) =>
    code.flatMap(({ file, text }) => [...text.matchAll(pattern)].map(([, key = ""]) => ({ file, key })));

  it("exist in English where they are named", () => {
    // Words looked up with a word of our own to fall back on may be absent.
    const named = found(/(?<!words\(|texts\.\w+\()"((?:replies|errors|commands):[\w.-]+)"/g);
    expect(named.length).toBeGreaterThan(80);
    const isFamily = (key: string) => bases.has(`${key}.yes`);
    expect(named.filter(({ key }) => !bases.has(key) && !isFamily(key))).toEqual([]);
  });

  it("exist in English where they are put together", () => {
    const made = found(/(?:message\(|key: )`((?:replies|errors|commands):[^`]+)`/g);
    expect(made.length).toBeGreaterThan(10);
    const isThere = (key: string) => {
      const form = key
        .split(/\$\{[^}]*\}/)
        .map(RegExp.escape)
        .join("[\\w-]+");
      return [...bases].some((base) => new RegExp(`^${form}(\\.[\\w-]+)*$`).test(base));
    };
    expect(made.filter(({ key }) => !isThere(key))).toEqual([]);
  });

  it("exist in English for every way a plan can end", () => {
    const families = found(/resultKey: "([^"]+)"/g);
    expect(families).not.toEqual([]);
    const needed = families.flatMap(({ key }) => ["yes", ...outcomes].map((end) => `${key}.${end}`));
    expect(needed.filter((key) => !bases.has(key))).toEqual([]);
  });

  it("exist in English for every error that is thrown", () => {
    const thrown = found(/new (?:Input|Access)Error\(\s*"([\w-]+)"/g).map(({ key }) => key);
    const unions = found(/export type (?:Input|Access)Code =((?:\s*\| "[\w-]+")+)/g).flatMap(({ key }) =>
      [...key.matchAll(/"([\w-]+)"/g)].map(([, one = ""]) => one),
    );
    expect(unions.length).toBeGreaterThan(20);
    const kinds = found(/kind: "([\w-]+)", outcome/g).map(({ key }) => `vendor-${key}`);
    expect([...thrown, ...unions, ...kinds].filter((one) => !bases.has(`errors:${one}`))).toEqual([]);
  });

  it("exist in English for every command and its options", () => {
    const needed = commands.flatMap(({ noun, verb, described }) => [
      `commands:${noun}.description`,
      ...["title", "help", "can", "usage"].map((part) => `commands:${noun}.${verb}.${part}`),
      ...described.flatMap((slot) =>
        ["name", "description", "ask"].map((part) => `commands:${noun}.${verb}.slots.${slot.name}.${part}`),
      ),
    ]);
    expect(needed.filter((key) => !bases.has(key))).toEqual([]);
  });
});

/** Which of the sandbox's things stands for `<door>` and its like. */
const examples = { door: 0, scene: 3, light: 6 };

describe.each(spoken)("what people are told to say in %s", async (tag) => {
  const files = await readLocales();
  const locales = Object.fromEntries(
    Object.entries(files).map(([one, { utterances }]) => [one, parseUtterances(utterances)]),
  );
  const language = createLanguage({ commands, locales });
  const context = { locale: tag, now: Date.UTC(2031, 4, 7, 9), zone: "Europe/Madrid" };
  const own = sentences(tag);
  const quoted = (key: string) =>
    [...(own.get(key) ?? "").matchAll(/[“„«「]([^“”„«»「」]+)[”“»」]/g)].map(([, said = ""]) => said.trim());
  const kinds: readonly EntityKind[] = ["door", "door", "door", "scene", "scene", "light", "light", "timer"];
  await language.setNames([
    ...thingNames.flatMap(({ match, aliases }, at) =>
      (aliases[tag] ?? []).map((name) => ({ id: match, kind: kinds[at] ?? "door", name, locale: tag })),
    ),
    { id: "person:sam", kind: "person", name: "Sam", locale: "" },
  ]);

  it.each(commands)("to $name is understood", (command) => {
    const said = quoted(`commands:${command.noun}.${command.verb}.help`).filter((text) => !text.startsWith("/"));
    const read = said.map((text) => {
      const understood = language.understand(text, context);
      if (understood.kind !== "readings") return { text, ...understood };
      return { text, read: understood.readings.map((one) => [one.command, one.how]) };
    });
    expect(read).toEqual(said.map((text) => ({ text, read: [[command.name, "exact"]] })));
  });

  it.each(commands)("to $name after a slash is understood", (command) => {
    const said = quoted(`commands:${command.noun}.${command.verb}.help`).filter((text) => text.startsWith("/"));
    const isOther = (text: string): boolean => {
      const found = language.findCommand(text, tag);
      return !("command" in found) || (found.command === command && !isRead(found.command, found.rest));
    };
    expect(said.filter(isOther)).toEqual([]);
  });

  it.each(commands)("as the usage of $name is understood", (command) => {
    const usage = own.get(`commands:${command.noun}.${command.verb}.usage`) ?? "";
    const [first = "", ...more] = usage
      .slice(usage.indexOf("/"))
      .split(/(?:,\s|、)(?:(?:oder|albo|または|ou|or|of|o)\s)?/);
    const named = Object.entries(examples).find(([slot]) => command.described.some(({ name }) => name === slot));
    const thing = named === undefined ? "" : (thingNames[named[1]]?.aliases[tag]?.[0] ?? "");
    const start = `/${command.noun}${command.verb === "show" ? "" : ` ${command.verb}`}`;
    const said = [
      first,
      ...more.map((one) => (one.startsWith("/") ? one : `${start} ${/<.*>/.exec(first) ?? ""} ${one}`)),
    ];
    const unread = said.filter((one) => {
      const found = language.findCommand(one.replace(/<.*>/, thing), tag);
      return !("command" in found) || found.command !== command || !isRead(found.command, found.rest);
    });
    expect(unread).toEqual([]);
  });

  /** A command whose only slot is a text takes whatever follows. */
  function isRead(command: Command, rest: string): boolean {
    const [only, ...further] = command.described;
    return (
      (only?.wire === "text" && further.length === 0) ||
      readPlainWords(command, rest, context, language) !== undefined ||
      language.readSlots(command, rest, context).kind === "read"
    );
  }

  it("about time is understood", () => {
    const create = commands.find(({ name }) => name === "key create");
    if (create === undefined) throw new Error("no command makes keys");
    const said = [
      ...quoted("commands:key.create.slots.window.ask"),
      ...quoted("commands:key.create.slots.window.description"),
      ...quoted("errors:window-missing"),
    ];
    expect(said).toHaveLength(6);
    expect(said.filter((text) => language.readSlot(create, "window", text, context) === undefined)).toEqual([]);
  });

  it("for help is understood", () => {
    const said = ["replies:not-understood.try", "errors:empty-input", "replies:terminal.try"].flatMap(quoted);
    expect(said.map((text) => language.understand(text, context))).toEqual(
      said.map(() => ({ kind: "word", word: "help" })),
    );
  });
});

describe("the completeness table", () => {
  it("shows every language whole", async () => {
    const rows = await readCompleteness();
    expect(rows.map(({ locale }) => locale)).toEqual(tags);
    const texted = rows.map(({ locale, files }) => ({ locale, missing: texts.flatMap((one) => files[one].missing) }));
    expect(texted).toEqual(rows.map(({ locale }) => ({ locale, missing: [] })));
    expect(completenessTable(rows)).toHaveLength(rows.length + 1);
  });

  it("names what a language lacks and never rounds up to 100 %", () => {
    const counts = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`a${at}`, "text"]));
    const whole = { replies: { ...counts, one_one: "a", one_other: "b" } };
    const polish = { replies: { ...counts, a7: " ", one_one: "a", one_few: "b", one_other: "c" } };
    const row = completenessOf("pl", polish, whole);
    expect(row.files.replies).toEqual({ of: 304, missing: ["a7", "one_many"] });
    expect(completenessTable([row])[1]).toMatch(/^pl\s+100 %\s+99 %\s+100 %\s+100 %$/);
  });

  it("counts the ways to ask, whatever the order of their slots", () => {
    const asks = (slots: readonly string[]) => ({ utterances: { _rules: {}, "door open": [{ slots }] } });
    const row = completenessOf("fr", asks(["area", "door"]), asks(["door", "area"]));
    expect(row.files.utterances).toEqual({ of: 1, missing: [] });
    const none = completenessOf("fr", asks(["door"]), asks(["door", "area"]));
    expect(none.files.utterances.missing).toEqual(["door open: area door"]);
  });
});
