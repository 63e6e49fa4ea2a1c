import type { Command } from "#core/command.ts";
import type { SlotDescription, Wire } from "#core/slots.ts";
import { limits } from "./limits.ts";
import { servedLocales } from "./locales.ts";
import { shortened } from "./text.ts";

/** The words for a key in one of our languages; undefined when there are none. */
export type Words = (key: string, locale: string) => string | undefined;

interface OptionDefinition {
  readonly type: number;
  readonly name: string;
  readonly name_localizations?: Readonly<Record<string, string>>;
  readonly description: string;
  readonly description_localizations?: Readonly<Record<string, string>>;
  readonly autocomplete?: boolean;
  readonly min_value?: number;
  readonly max_value?: number;
  readonly max_length?: number;
  readonly choices?: readonly {
    readonly name: string;
    readonly name_localizations?: Readonly<Record<string, string>>;
    readonly value: string;
  }[];
  readonly options?: readonly OptionDefinition[];
}

export interface CommandDefinition extends Omit<OptionDefinition, "autocomplete" | "choices"> {
  /** A hint for Discord's menus only; the gate decides. */
  readonly default_member_permissions: string | null;
  readonly contexts?: readonly number[];
  readonly integration_types?: readonly number[];
}

const chatInput = 1;
const userMenu = 2;
const messageMenu = 3;
const subcommand = 1;
const longestText = 200;
/** In guilds, in direct messages with the bot, in other conversations; installed by a guild or by a user. */
const everywhere = { contexts: [0, 1, 2], integration_types: [0, 1] } as const;
const manageGuild = String(1 << 5);
/** Areas of actions for those who look after the house. */
const keepers: readonly string[] = ["access", "audit", "vendor"];

type OptionShape = Pick<OptionDefinition, "type" | "autocomplete" | "max_length">;

/** How each kind of slot value is typed on Discord: 3 is text, 4 a whole number, 5 yes or no. */
const shapes = {
  text: { type: 3, max_length: longestText },
  integer: { type: 4 },
  boolean: { type: 5 },
  choice: { type: 3 },
  entity: { type: 3, autocomplete: true },
  duration: { type: 3, max_length: longestText },
  window: { type: 3, max_length: longestText },
  level: { type: 3, max_length: longestText },
  colour: { type: 3, max_length: longestText },
  kelvin: { type: 3, max_length: longestText },
  bib: { type: 3, max_length: 16 },
} as const satisfies Record<Wire, OptionShape>;

/** What an option is called where a language has no word of its own for it: the default language's, if it can be. */
function optionName(command: Command, slot: string, words: Words, defaultLocale: string): string {
  const named = (one: string): string => asName(words(`${slotKey(command, one)}.name`, defaultLocale)) ?? one;
  const name = named(slot);
  const isTaken = command.described.some(
    (other) => other.name !== slot && [other.name, named(other.name)].includes(name),
  );
  return isTaken ? slot : name;
}

/** The language whose words are the default names: English where we speak it. */
export function defaultLocaleOf(locales: readonly string[]): string {
  return locales.includes("en") ? "en" : (locales[0] ?? "en");
}

/** Finds the slot behind an option's name: Discord sends the default name, whatever language the person sees. */
export type SlotOf = (command: string, option: string) => string;

export function createSlotOf(commands: readonly Command[], words: Words, defaultLocale: string): SlotOf {
  const slots = new Map(
    commands.map((command) => [
      command.name,
      new Map(command.described.map(({ name }) => [optionName(command, name, words, defaultLocale), name])),
    ]),
  );
  return (command, option) => slots.get(command)?.get(option) ?? option;
}

const slotKey = (command: Command, slot: string): string => `commands:${command.noun}.${command.verb}.slots.${slot}`;

/** Looks words up in all languages and puts them into Discord's form. */
interface Texts {
  option(command: Command, slot: string): string;
  /** The name of an entry in a menu, which may have capitals and spaces; undefined when there are no words for it. */
  menu(key: string): Pick<OptionDefinition, "name" | "name_localizations"> | undefined;
  name(key: string, fallback: string): Pick<OptionDefinition, "name" | "name_localizations">;
  description(
    keys: readonly string[],
    fallback: string,
  ): Pick<OptionDefinition, "description" | "description_localizations">;
}

function textsOf(words: Words, locales: readonly string[], defaultLocale: string): Texts {
  const served = Object.entries(servedLocales(locales));
  const say = (key: string, locale: string): string | undefined => {
    const said = words(key, locale)?.trim();
    return said === undefined || said === "" || said === key || key.endsWith(`:${said}`) ? undefined : said;
  };
  const inAll = (find: (locale: string) => string | undefined): Readonly<Record<string, string>> =>
    Object.fromEntries(
      served.flatMap(([tag, locale]) => {
        const found = find(locale);
        return found === undefined ? [] : [[tag, found]];
      }),
    );
  return {
    option: (command, slot) => optionName(command, slot, words, defaultLocale),
    menu(key) {
      const find = (locale: string): string | undefined => say(key, locale)?.slice(0, limits.commandName);
      const name = find(defaultLocale);
      return name === undefined ? undefined : { name, name_localizations: inAll(find) };
    },
    name(key, fallback) {
      const localized = inAll((locale) => asName(say(key, locale)));
      return { name: fallback, ...(Object.keys(localized).length === 0 ? {} : { name_localizations: localized }) };
    },
    description(keys, fallback) {
      const find = (locale: string): string | undefined => {
        const found = keys.map((key) => say(key, locale)).find((text) => text !== undefined);
        return found === undefined ? undefined : shortened(found, limits.commandDescription);
      };
      const localized = inAll(find);
      return {
        description: find(defaultLocale) ?? fallback,
        ...(Object.keys(localized).length === 0 ? {} : { description_localizations: localized }),
      };
    },
  };
}

const nameForm = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

/** Words as a command name: lower case, no spaces; undefined when they cannot be one. */
function asName(words: string | undefined): string | undefined {
  const name = words?.toLowerCase().replace(/\s+/g, "-").slice(0, limits.commandName);
  return name !== undefined && nameForm.test(name) ? name : undefined;
}

/** Discord's command list from ours: a noun is a command, its verbs are subcommands, slots are options. */
export function defineCommands(
  commands: readonly Command[],
  words: Words,
  languages: { readonly locales: readonly string[]; readonly default: string },
  isGlobal: boolean,
): readonly CommandDefinition[] {
  const texts = textsOf(words, languages.locales, languages.default);
  const menus = [
    { type: messageMenu, name: texts.menu("commands:menu.message.name"), isMeant: true },
    // Behind the menu of a user stands the making of a key.
    {
      type: userMenu,
      name: texts.menu("commands:menu.user.name"),
      isMeant: commands.some(({ action }) => action === "key.create"),
    },
  ];
  const nouns = Map.groupBy(commands, (command) => command.noun);
  const chat = [...nouns].map(([noun, verbs]): CommandDefinition => {
    const [only] = verbs;
    const isFlat = verbs.length === 1 && only?.verb === "show";
    const keys = [`commands:${noun}.description`, ...(isFlat ? [`commands:${noun}.show.title`] : [])];
    return {
      type: chatInput,
      ...texts.name(`commands:${noun}.name`, noun),
      ...texts.description(keys, noun),
      options: isFlat ? optionsOf(only, texts) : verbs.map((command) => subcommandOf(command, texts)),
      default_member_permissions: verbs.every(isForKeepers) ? manageGuild : null,
      ...(isGlobal ? everywhere : {}),
    };
  });
  const permissions = { default_member_permissions: null, ...(isGlobal ? everywhere : {}) };
  return [
    ...chat,
    ...menus.flatMap(({ type, name, isMeant }) =>
      name === undefined || !isMeant ? [] : [{ type, ...name, description: "", ...permissions }],
    ),
  ];
}

function isForKeepers(command: Command): boolean {
  return keepers.includes(command.action?.split(".")[0] ?? "");
}

function subcommandOf(command: Command, texts: Texts): OptionDefinition {
  const key = `commands:${command.noun}.${command.verb}`;
  return {
    type: subcommand,
    ...texts.name(`${key}.name`, command.verb),
    ...texts.description([`${key}.title`, `${key}.help`], command.name),
    options: optionsOf(command, texts),
  };
}

/** None has to be given: what is missing is asked for, in a form or by choices. The needed ones come first. */
function optionsOf(command: Command, texts: Texts): readonly OptionDefinition[] {
  const sorted = command.described.toSorted((a, b) => Number(b.isRequired) - Number(a.isRequired));
  const names = new Map(command.described.map((slot) => [slot.name, texts.option(command, slot.name)]));
  const taken = new Set(names.values());
  const given = new Set<string>();
  // A translated name must be neither the default name of another option nor another's translation.
  const isFree = (tag: string, word: string): boolean => !taken.has(word) && !given.has(`${tag} ${word}`);
  return sorted.slice(0, limits.commandOptions).map((slot) => {
    const name = names.get(slot.name) ?? slot.name;
    const option = optionOf(command, slot, name, texts);
    const localized = Object.entries(option.name_localizations ?? {});
    const kept = localized.filter(([tag, word]) => word === name || isFree(tag, word));
    for (const [tag, word] of kept) given.add(`${tag} ${word}`);
    const { name_localizations: _, ...rest } = option;
    return kept.length === 0 ? rest : { ...rest, name_localizations: Object.fromEntries(kept) };
  });
}

function optionOf(command: Command, slot: SlotDescription, name: string, texts: Texts): OptionDefinition {
  const key = slotKey(command, slot.name);
  const named = { ...texts.name(`${key}.name`, name), ...texts.description([`${key}.description`], slot.name) };
  const choices = slot.wire === "choice" ? choicesOf(slot, key, texts) : undefined;
  return {
    ...shapes[slot.wire],
    ...named,
    ...(slot.min === undefined ? {} : { min_value: slot.min }),
    ...(slot.max === undefined ? {} : { max_value: slot.max }),
    ...(choices === undefined ? {} : choices),
  };
}

function choicesOf(
  slot: SlotDescription,
  key: string,
  texts: Texts,
): Pick<OptionDefinition, "choices" | "autocomplete"> {
  const choices = slot.choices ?? [];
  if (choices.length > limits.commandChoices) return { autocomplete: true };
  return {
    choices: choices.map((choice) => {
      const { description: name, description_localizations } = texts.description([`${key}.choices.${choice}`], choice);
      return {
        name,
        ...(description_localizations === undefined ? {} : { name_localizations: description_localizations }),
        value: choice,
      };
    }),
  };
}
