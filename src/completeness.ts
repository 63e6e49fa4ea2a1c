import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { z } from "zod";

const folder = new URL("../locales/", import.meta.url);
const reference = "en";

export const localeFiles = ["commands", "replies", "errors", "utterances"] as const;
export type LocaleFile = (typeof localeFiles)[number];

type Tree = Readonly<Record<string, unknown>>;
/** The files of one language's folder; one that is not there is absent. */
export type LocaleFolder = Readonly<Partial<Record<LocaleFile, Tree>>>;

export interface Share {
  /** How many are needed. */
  readonly of: number;
  /** Keys of the sentences, or `<command>: <slots>` of the ways to ask, that are not there. */
  readonly missing: readonly string[];
}

export interface Completeness {
  readonly locale: string;
  readonly files: Readonly<Record<LocaleFile, Share>>;
}

const categories: ReadonlySet<string> = new Set(["zero", "one", "two", "few", "many", "other"]);
const tree = z.record(z.string(), z.unknown());
const way = z.looseObject({
  slots: z.array(z.string()),
  set: z.unknown().optional(),
  decline: z.string().optional(),
});

/** All sentences of a file by dotted key. */
export function sentencesOf(file: Tree, path = ""): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(file).flatMap(([name, value]): readonly (readonly [string, string])[] => {
      const key = path === "" ? name : `${path}.${name}`;
      if (typeof value === "string") return [[key, value]];
      const inner = tree.safeParse(value);
      return inner.success ? [...sentencesOf(inner.data, key)] : [];
    }),
  );
}

/** The key without its plural form: `key.uses_few` is `key.uses`; other keys stay as they are. */
export function withoutPlural(key: string): string {
  const at = key.lastIndexOf("_");
  return at !== -1 && categories.has(key.slice(at + 1)) ? key.slice(0, at) : key;
}

/** The keys that a language must have, given English: each counted sentence in every plural form of that language. */
export function keysNeeded(english: Iterable<string>, locale: string): readonly string[] {
  const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
  const keys = [...english].flatMap((key) => {
    const base = withoutPlural(key);
    return base === key ? [key] : forms.map((form) => `${base}_${form}`);
  });
  return [...new Set(keys)].sort();
}

/** The ways to ask that a file of sentences holds: each command with each set of slots, what they fix included. */
export function waysOf(utterances: Tree): readonly string[] {
  const ways = Object.entries(utterances).flatMap(([command, entries]) => {
    if (command.startsWith("_")) return [];
    return z
      .array(way)
      .parse(entries)
      .map(({ slots, set, decline }) => {
        const fixed = set === undefined ? [] : [JSON.stringify(set)];
        return [`${command}:`, ...slots.toSorted(), ...fixed, ...(decline === undefined ? [] : [decline])].join(" ");
      });
  });
  return [...new Set(ways)].sort();
}

/** How much of what English has a language has. */
export function completenessOf(locale: string, own: LocaleFolder, english: LocaleFolder): Completeness {
  const texts = (file: LocaleFile): Share => {
    const needed = keysNeeded(sentencesOf(english[file] ?? {}).keys(), locale);
    const there = sentencesOf(own[file] ?? {});
    return { of: needed.length, missing: needed.filter((key) => (there.get(key) ?? "").trim() === "") };
  };
  const needed = waysOf(english.utterances ?? {});
  const there = new Set(waysOf(own.utterances ?? {}));
  const utterances = { of: needed.length, missing: needed.filter((one) => !there.has(one)) };
  return {
    locale,
    files: { commands: texts("commands"), replies: texts("replies"), errors: texts("errors"), utterances },
  };
}

/** Every language folder, whole or not: one that the program does not speak yet shows what it lacks. */
export async function readCompleteness(): Promise<readonly Completeness[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const folders = new Map(await Promise.all(names.sort().map(async (name) => [name, await readFolder(name)] as const)));
  const english = folders.get(reference) ?? {};
  return [...folders].map(([locale, own]) => completenessOf(locale, own, english));
}

/** The files of one language as they are. */
export async function readFolder(locale: string): Promise<LocaleFolder> {
  const files = await Promise.all(
    localeFiles.map(async (file) => {
      const url = new URL(`${locale}/${file}.json`, folder);
      return existsSync(url) ? [[file, tree.parse(JSON.parse(await readFile(url, "utf8")))] as const] : [];
    }),
  );
  return Object.fromEntries(files.flat());
}

/** Lines for a terminal: a row per language, a column per file. Only what lacks nothing shows 100 %. */
export function completenessTable(rows: readonly Completeness[]): readonly string[] {
  const line = (cells: readonly string[]) =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(10) : cell.padStart(12))).join("");
  return [
    line(["", ...localeFiles]),
    ...rows.map(({ locale, files }) => line([locale, ...localeFiles.map((file) => `${percent(files[file])} %`)])),
  ];
}

function percent({ of, missing }: Share): number {
  return of === 0 ? 100 : Math.floor(((of - missing.length) / of) * 100);
}
