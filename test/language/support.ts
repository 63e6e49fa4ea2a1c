import { readdirSync, readFileSync } from "node:fs";
import type { Action } from "#core/actions.ts";
import { type Command, defineCommand } from "#core/command.ts";
import type { EntityKind } from "#core/directory.ts";
import type { NameEntry } from "#core/language.ts";
import { type Slots, slot } from "#core/slots.ts";
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

const answer = (): Promise<never> => Promise.reject(new Error("not run"));
const plan = answer;

const things = ["door", "place", "scene", "light", "shade", "timer", "sensor"] as const;
const state = slot.choice(["on", "off"]);
const passings = { timer: slot.entity("timer"), session: slot.text().optional() };
const lastOnes = { last: slot.integer(1, 100).default(10), window: slot.period().optional() };
const give = { door: slot.entity("door"), window: slot.window() };
const holder = { who: slot.text().optional(), door: slot.entity("door").optional() };

/** Slots of everything that sentences can ask for, whether the command is there already or not. */
const answers: Readonly<Record<string, readonly [Action | null, Slots]>> = {
  "race passings": ["race.view", { ...passings, ...lastOnes, bib: slot.bib().optional() }],
  "help show": [null, { about: slot.text().optional() }],
  "me show": [null, {}],
  "me language": [null, { language: slot.text() }],
  "home show": [null, {}],
  "door list": ["door.view", { door: slot.entity("door", "sensor").optional() }],
  "door history": ["door.history", { door: slot.entity("door").optional(), who: slot.text().optional(), ...lastOnes }],
  "door schedules": ["door.view", { door: slot.entity("door").optional() }],
  "key list": ["key.view", holder],
  "key mine": ["key.view", {}],
  "scene list": ["scene.view", {}],
  "lights show": ["light.view", { light: slot.entity("light", "area") }],
  "shade show": ["shade.view", { shade: slot.entity("shade", "area").optional() }],
  "energy show": [
    "energy.view",
    { thing: slot.entity("light", "sensor", "area", "shade").optional(), window: slot.period().optional() },
  ],
  "status show": ["door.view", {}],
  "race board": ["race.view", { ...passings, last: slot.integer(1, 100).default(10) }],
  "race follow": ["race.view", { bib: slot.bib(), timer: slot.entity("timer").optional() }],
  "race unfollow": ["race.view", { bib: slot.bib().optional() }],
  "race sessions": ["race.view", { timer: slot.entity("timer") }],
  "race devices": ["race.view", {}],
  "race export": ["race.view", passings],
  "race chart": ["race.view", { ...passings, bibs: slot.text().optional() }],
  "access list": ["access.view", { person: slot.entity("person").optional() }],
  "access why": ["access.view", { person: slot.entity("person"), thing: slot.entity(...things) }],
  "access approve": [null, { request: slot.bib() }],
  "access decline": [null, { request: slot.bib() }],
  "access pin": [null, { pin: slot.secret() }],
  "access totp": [null, { code: slot.secret().optional() }],
  "access link": [null, { code: slot.secret().optional() }],
  "access unlink": [null, {}],
  "audit show": [
    "audit.view",
    { person: slot.entity("person").optional(), thing: slot.entity(...things).optional(), ...lastOnes },
  ],
};

const plans: Readonly<Record<string, readonly [Action, Slots]>> = {
  "door open": ["door.open", { door: slot.entity("door") }],
  "door close": ["door.close", { door: slot.entity("door") }],
  "door lock": ["door.close", { door: slot.entity("door") }],
  "door hold": ["door.hold", { door: slot.entity("door"), duration: slot.duration() }],
  "door unhold": ["door.hold", { door: slot.entity("door") }],
  "door schedule": ["door.schedule", give],
  "door unschedule": ["door.schedule", { door: slot.entity("door"), number: slot.integer(1, 99) }],
  "key create": ["key.create", { ...give, name: slot.text().optional(), uses: slot.integer(1, 100).default(1) }],
  "key revoke": ["key.revoke", holder],
  "key extend": ["key.create", { ...holder, window: slot.window() }],
  "scene run": ["scene.run", { scene: slot.entity("scene") }],
  "scene stop": ["scene.stop", { scene: slot.entity("scene").optional() }],
  "lights dim": ["light.set", { light: slot.entity("light", "area"), level: slot.level() }],
  "shade open": ["shade.move", { shade: slot.entity("shade", "area") }],
  "shade close": ["shade.move", { shade: slot.entity("shade", "area") }],
  "shade stop": ["shade.move", { shade: slot.entity("shade", "area") }],
  "shade my": ["shade.move", { shade: slot.entity("shade", "area") }],
  "shade set": ["shade.move", { shade: slot.entity("shade", "area"), level: slot.level() }],
  "race open": ["race.manage", { timer: slot.entity("timer"), label: slot.text().optional() }],
  "race close": ["race.manage", { timer: slot.entity("timer") }],
  "race add": ["race.manage", { timer: slot.entity("timer"), bib: slot.bib() }],
  "access grant": [
    "access.grant",
    { person: slot.entity("person"), thing: slot.entity(...things), window: slot.window() },
  ],
  "access revoke": ["access.grant", { person: slot.entity("person"), thing: slot.entity(...things).optional() }],
  "access lockdown": ["access.lockdown", { state, place: slot.entity("place").optional() }],
  "access emergency": ["door.open", { door: slot.entity("door"), reason: slot.text() }],
  "access end": ["access.lockdown", { place: slot.entity("place") }],
  "access reset": ["access.grant", { person: slot.entity("person") }],
};

const real = await readCommands();
const isThere = (name: string): boolean => real.some((command) => command.name === name);

/** Every command there is, and one for everything else that sentences can ask for. */
export const commands: readonly Command[] = [
  ...real,
  ...Object.entries(answers)
    .filter(([name]) => !isThere(name))
    .map(([name, [action, slots]]) => defineCommand({ name, action, slots, answer })),
  ...Object.entries(plans)
    .filter(([name]) => !isThere(name))
    .map(([name, [action, slots]]) => defineCommand({ name, action, slots, plan })),
];

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
