import type { Command } from "#core/command.ts";
import type { Json } from "#core/json.ts";
import type { Asker, PlatformServices } from "#core/ports.ts";
import type { Card, CardForm } from "#core/reply.ts";
import type { TurnInput } from "#core/turn.ts";
import type { ExtraButton } from "./components.ts";
import type { SlotOf } from "./definitions.ts";
import {
  choicesOf,
  formOf,
  modalOf,
  type Offered,
  openSlots,
  readModal,
  refilled,
  searchModal,
  valuesOf,
} from "./forms.ts";
import type { Glance } from "./glance.ts";
import { commandOf, userCommand } from "./inbound.ts";
import { servedLocales } from "./locales.ts";
import type { CommandInteraction, ComponentInteraction, FormInteraction } from "./payloads.ts";
import { within } from "./within.ts";

/** What opens when a button of a card is pressed, and for whom. */
type Kept = { readonly user: string; readonly locale: string } & (
  | { readonly kind: "form"; readonly form: CardForm; readonly faults?: Readonly<Record<string, string>> }
  | { readonly kind: "search"; readonly label: string; readonly card: Card }
);

/** What a form comes to: a turn, or a card that says what is wrong or what was found. */
export type Sent =
  | { readonly kind: "turn"; readonly input: TurnInput }
  | { readonly kind: "card"; readonly card: Card };

/** Forms: which button or command opens one, and what becomes of what was filled in. */
export interface Prompts {
  /** What the menu of a user stands for, with their name in it; undefined for everything else. */
  menuInput(interaction: CommandInteraction): TurnInput | undefined;
  /** Whether the first answer might be a form, so that nothing may be acknowledged before. */
  mayOpen(seen: Glance): boolean;
  /** The form to answer with; undefined where none is due. */
  openFor(interaction: Opener, user: string, asker: () => Promise<Asker>): Promise<object | undefined>;
  /** Undefined when the form is none of ours. */
  sent(interaction: FormInteraction, user: string, asker: Asker): Promise<Sent | undefined>;
  /** The buttons that open something, of a card for this person. */
  buttonsFor(card: Card, user: string): readonly ExtraButton[];
}

type Opener = CommandInteraction | ComponentInteraction;

const mostKept = 2_000;
/** A form is the first answer and has to be there within three seconds; what is not known long before is left out. */
const patienceMs = 500;

export function createPrompts(services: PlatformServices, slotOf: SlotOf, defaultLocale: string): Prompts {
  const { bot, commands, words } = services;
  const kept = new Map<string, Kept>();
  /** The language of the last card: a person's own choice is known to the bot alone. */
  const spoken = new Map<string, string>();
  const served = servedLocales(services.locales);
  const byName = new Map(commands.map((command) => [command.name, command]));
  /** Commands that may need a form, and how many options they have to be given to need none. */
  const needs = new Map(
    commands
      .filter((command) => openSlots(command, {}).length > 0)
      .map((command) => [command.name, command.described.filter(({ isRequired }) => isRequired).length]),
  );
  const makers = commands.filter(({ action }) => action === "key.create");
  const ofMenu = makers.find(takesName) ?? makers[0];

  const localeOf = (user: string, tag: string | undefined): string =>
    spoken.get(user) ?? served[tag ?? ""] ?? defaultLocale;
  const sayIn = (locale: string) => (key: string) => words(key, locale) ?? words(key, defaultLocale);

  function keep(key: string, one: Kept): void {
    remember(kept, key, one);
  }

  async function modal(key: string, form: CardForm, locale: string, asker: () => Promise<Asker>, faults = {}) {
    return modalOf({ form, key }, await within(patienceMs, offeredIn(form, locale, asker), {}), faults);
  }

  /** The options of a form's selects: choices in words, and things that this person may use. */
  async function offeredIn(form: CardForm, locale: string, asker: () => Promise<Asker>): Promise<Offered> {
    const listed = form.fields.filter(({ wire }) => wire === "entity" || wire === "choice");
    const who = listed.some(({ wire }) => wire === "entity") ? await asker() : undefined;
    const { command } = form;
    const lists = listed.map(async (field) => {
      if (field.wire === "choice") return [field.slot, choicesOf(command, field, words, locale)] as const;
      const found = who === undefined ? [] : await bot.complete({ ...who, command, slot: field.slot, text: "" });
      return [field.slot, found] as const;
    });
    return Object.fromEntries(await Promise.all(lists));
  }

  async function openForCommand(interaction: CommandInteraction, user: string, asker: () => Promise<Asker>) {
    const isMenu = interaction.data.type === userCommand;
    const command = isMenu ? ofMenu : byName.get(commandOf(interaction).command);
    if (command === undefined) return undefined;
    const raw = isMenu ? aboutTarget(interaction, command) : givenIn(interaction, command);
    const missing = openSlots(command, raw);
    if (missing.length === 0) return undefined;
    // Who may not do this hears so from the turn, as do those whose words are missing something else.
    const check = async () => bot.check({ ...(await asker()), command: command.name, raw });
    const faults = await within(patienceMs, check(), {});
    if (!missing.some((slot) => slot in faults)) return undefined;
    const locale = localeOf(user, interaction.locale);
    const key = `form:${services.newTurnId()}`;
    const plain = formOf(command, raw, key, sayIn(locale));
    const target = isMenu ? targetOf(interaction) : undefined;
    const form = target === undefined ? plain : { ...plain, title: `${plain.title} · ${target}` };
    keep(key, { kind: "form", user, form, locale });
    const wrong = Object.entries(faults).filter(([slot]) => raw[slot] !== undefined);
    return modal(key, form, locale, asker, Object.fromEntries(wrong));
  }

  function givenIn(interaction: CommandInteraction, command: Command): Readonly<Record<string, Json>> {
    const given = commandOf(interaction).options.flatMap(({ name, value }) =>
      value === undefined ? [] : [[slotOf(command.name, name), value] as const],
    );
    return Object.fromEntries(given);
  }

  async function filled(
    { command: name, key, typed }: { readonly command: string; readonly key: string; readonly typed: Typed },
    interaction: FormInteraction,
    user: string,
    asker: Asker,
  ): Promise<Sent | undefined> {
    const command = byName.get(name);
    const before = kept.get(key);
    const isKnown = before?.kind === "form" && before.user === user;
    const locale = isKnown ? before.locale : localeOf(user, interaction.locale);
    // A form from before a restart is made anew; what was filled in is all there.
    const form = isKnown ? before.form : command === undefined ? undefined : formOf(command, {}, key, sayIn(locale));
    if (form === undefined) return undefined;
    const raw = valuesOf(form, typed);
    const faults = await bot.check({ ...asker, command: name, raw });
    if (Object.keys(faults).length === 0) return { kind: "turn", input: { kind: "command", command: name, raw } };
    const again = refilled(form, raw);
    keep(key, { kind: "form", user, form: again, locale, faults });
    return { kind: "card", card: faultCard(again, faults, locale) };
  }

  return {
    menuInput(interaction) {
      if (ofMenu === undefined || interaction.data.type !== userCommand) return undefined;
      return { kind: "command", command: ofMenu.name, raw: aboutTarget(interaction, ofMenu) };
    },
    mayOpen({ type, customId = "", command = "", options, isOnUser }) {
      if (type === 3) return kept.has(customId);
      return type === 2 && (isOnUser || options < (needs.get(command) ?? 0));
    },
    async openFor(interaction, user, asker) {
      if (interaction.type !== 3) return openForCommand(interaction, user, asker);
      const { custom_id: key } = interaction.data;
      const one = kept.get(key);
      if (one?.user !== user) return undefined;
      if (one.kind === "search") return searchModal(key, one.label);
      return modal(key, one.form, one.locale, asker, one.faults);
    },
    async sent(interaction, user, asker) {
      const submitted = readModal(interaction.data.custom_id, interaction.data.components);
      if (submitted?.kind !== "search") return submitted && filled(submitted, interaction, user, asker);
      const one = kept.get(submitted.token);
      if (one?.kind !== "search" || one.user !== user) return undefined;
      const found = await bot.search({ ...asker, token: submitted.token, text: submitted.text });
      return { kind: "card", card: found.length === 0 ? one.card : { ...one.card, choices: found } };
    },
    buttonsFor(card, user) {
      const { form, search, locale } = card;
      remember(spoken, user, locale);
      const own: ExtraButton[] = [];
      if (search !== undefined) {
        keep(search.token, { kind: "search", user, locale, label: search.label, card });
        own.push({ label: search.label, customId: search.token });
      }
      if (form !== undefined) {
        const before = kept.get(form.token);
        // The card that tells what is wrong shows the form as it was kept with it.
        if (before?.kind !== "form" || before.form !== form) keep(form.token, { kind: "form", user, locale, form });
        own.push({ label: form.label, customId: form.token });
      }
      return own;
    },
  };
}

type Typed = Readonly<Record<string, string | boolean>>;

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next().value;
  if (map.size > mostKept && oldest !== undefined) map.delete(oldest);
}

/** The faults of a form by field, with the button that brings it up as it was filled in. */
function faultCard(form: CardForm, faults: Readonly<Record<string, string>>, locale: string): Card {
  return {
    status: "ask",
    outcome: null,
    visibility: "private",
    placement: "replace",
    tone: "warning",
    locale,
    title: form.title,
    text: [],
    facts: form.fields.flatMap(({ slot, label }) => {
      const fault = faults[slot];
      return fault === undefined ? [] : [{ label, value: fault }];
    }),
    buttons: [],
    choices: [],
    form,
  };
}

/** By the name that people here see. */
function targetOf({ data }: CommandInteraction): string | undefined {
  const id = data.target_id ?? "";
  const user = data.resolved?.users?.[id];
  return data.resolved?.members?.[id]?.nick ?? user?.global_name ?? user?.username;
}

/** The slot that says for whom something is, as commands call it. */
const nameSlot = "name";

function takesName({ described }: Command): boolean {
  return described.some(({ name, wire }) => name === nameSlot && wire === "text");
}

function aboutTarget(interaction: CommandInteraction, command: Command): Readonly<Record<string, Json>> {
  const target = targetOf(interaction);
  return target === undefined || !takesName(command) ? {} : { [nameSlot]: target };
}
