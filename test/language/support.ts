import { readdirSync, readFileSync } from "node:fs";
import type { Command } from "#core/command.ts";
import type { EntityKind } from "#core/directory.ts";
import type { NameEntry } from "#core/language.ts";
import { compileGrammars, createLanguage, type Understander } from "#language/language.ts";
import { parseUtterances, type UtterancesFile } from "#language/utterances.ts";
import { readCommands } from "#src/commands.ts";

const folder = new URL("../../locales/", import.meta.url);

export const tags: readonly string[] = readdirSync(folder)
  .filter((tag) => readdirSync(new URL(tag, folder)).includes("utterances.json"))
  .sort();

export function utterancesOf(tag: string): UtterancesFile {
  return parseUtterances(JSON.parse(readFileSync(new URL(`${tag}/utterances.json`, folder), "utf8")));
}

export const locales: Readonly<Record<string, UtterancesFile>> = Object.fromEntries(
  tags.map((tag) => [tag, utterancesOf(tag)]),
);

/** Every command there is: sentences are tried against the real ones. */
export const commands: readonly Command[] = await readCommands();

const kinds: Readonly<Record<string, EntityKind>> = {
  door: "door",
  scene: "scene",
  light: "light",
  area: "area",
  timer: "timer",
  sensor: "sensor",
  shade: "shade",
  person: "person",
  place: "place",
  who: "person",
};

/** The things that a language's own examples speak of; the id tells kind and name. */
export function namesIn(tag: string): readonly NameEntry[] {
  const names = new Map<string, NameEntry>();
  for (const entries of Object.values(locales[tag]?.commands ?? {})) {
    for (const { yes } of entries) {
      for (const slots of Object.values(yes)) {
        for (const [name, value] of Object.entries(slots)) {
          const kind = kinds[name];
          if (kind === undefined || typeof value !== "string") continue;
          const id = `${kind}:${value}`;
          names.set(id, { id, kind, name: value, locale: tag });
        }
      }
    }
  }
  return [...names.values()];
}

const grammars = compileGrammars(locales, commands);

export async function languageOf(tag: string, names: readonly NameEntry[] = namesIn(tag)): Promise<Understander> {
  const language = createLanguage({ commands, locales, grammars });
  await language.setNames(names);
  return language;
}

/** A Tuesday in May, ten in the morning in Madrid. */
export const now = Date.UTC(2026, 4, 12, 8, 0);

export function speaking(locale: string) {
  return { locale, now, zone: "Europe/Madrid" };
}
