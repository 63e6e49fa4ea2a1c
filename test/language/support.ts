import { readdirSync, readFileSync } from "node:fs";
import { type Command, defineCommand } from "#core/command.ts";
import type { EntityKind } from "#core/directory.ts";
import type { NameEntry } from "#core/language.ts";
import { slot } from "#core/slots.ts";
import { compileGrammars, createLanguage, type Understander } from "#language/language.ts";
import { parseUtterances, type UtterancesFile } from "#language/utterances.ts";

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

const answer = (): Promise<never> => Promise.reject(new Error("not run"));
const plan = answer;

/** One command for everything that sentences can ask for. */
export const commands: readonly Command[] = [
  defineCommand({ name: "door open", action: "door.open", slots: { door: slot.entity("door") }, plan }),
  defineCommand({
    name: "key create",
    action: "key.create",
    slots: { door: slot.entity("door"), window: slot.window(), uses: slot.integer(1, 100).default(1) },
    plan,
  }),
  defineCommand({ name: "scene run", action: "scene.run", slots: { scene: slot.entity("scene") }, plan }),
  defineCommand({
    name: "lights dim",
    action: "light.set",
    slots: { light: slot.entity("light", "area"), level: slot.level() },
    plan,
  }),
  defineCommand({
    name: "race passings",
    action: "race.view",
    slots: {
      timer: slot.entity("timer"),
      last: slot.integer(1, 100).default(10),
      bib: slot.bib().optional(),
      window: slot.period().optional(),
    },
    answer,
  }),
  defineCommand({ name: "help show", action: null, slots: { about: slot.text().optional() }, answer }),
  defineCommand({ name: "me show", action: null, slots: {}, answer }),
  defineCommand({ name: "me language", action: null, slots: { language: slot.text() }, answer }),
  defineCommand({ name: "door show", action: "door.view", slots: { door: slot.entity("door", "sensor") }, answer }),
  defineCommand({ name: "lights show", action: "light.view", slots: { light: slot.entity("light", "area") }, answer }),
];

const kinds: Readonly<Record<string, EntityKind>> = {
  door: "door",
  scene: "scene",
  light: "light",
  area: "area",
  timer: "timer",
  sensor: "sensor",
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
