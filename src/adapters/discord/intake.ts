import type { PlatformServices, Responder } from "#core/ports.ts";
import type { Card } from "#core/reply.ts";
import type { Turn } from "#core/turn.ts";
import type { DiscordApi, InteractionRef } from "./api.ts";
import { codes, DiscordFailure } from "./calls.ts";
import { complete } from "./completion.ts";
import type { DiscordConfig } from "./config.ts";
import { createSlotOf, defaultLocaleOf } from "./definitions.ts";
import { type Glance, glanceAt } from "./glance.ts";
import { interactionTurn, isDirect, isForBot, isInstalled, messageTurn, personOf, stampOf } from "./inbound.ts";
import { createMembers } from "./members.ts";
import type { Drawing } from "./outbound.ts";
import { createPages } from "./pages.ts";
import { type Interaction, type MessagePayload, readInteraction, readMessage, type User } from "./payloads.ts";
import { createPrecedence } from "./precedence.ts";
import { createPrompts, type Sent } from "./prompts.ts";
import { attempt, type CountFailure, createResponder, nameOf, type Stage } from "./responder.ts";
import {
  type Acknowledgement,
  type DirectChannels,
  type InteractionScene,
  interactionStage,
  messageStage,
} from "./stages.ts";
import { createTyping } from "./typing.ts";

/** What is known of the bot's surroundings: from the gateway where there is one, else by asking. */
export interface Surroundings {
  /** The bot's own user id. */
  bot(): string | undefined;
  /** Guilds that the bot is in. */
  guilds(): Promise<readonly string[]>;
  /** The channel that a thread belongs to; undefined when the channel is no thread. */
  parentOf(channel: string, isThread: boolean): Promise<string | undefined>;
}

export interface IntakeTools {
  readonly config: DiscordConfig;
  readonly services: PlatformServices;
  readonly api: DiscordApi;
  readonly directs: DirectChannels;
  readonly drawing: Drawing;
  readonly count: CountFailure;
  readonly surroundings: Surroundings;
}

/** Takes in what Discord delivers, over whichever way. */
export interface Intake {
  /** Acknowledges before anything else; false when the payload is nothing that we know. Never rejects. */
  interaction(payload: unknown): Promise<boolean>;
  message(payload: unknown): void;
  /** Takes nothing new from now on; resolves when all that runs is done. */
  close(): Promise<void>;
}

/** What runs gets this long when the adapter stops. */
const lastTurnsMs = 8_000;
const ephemeral = 64;
const callbackTypes = { deferredMessage: 5, deferredUpdate: 6, form: 9 } as const;
const nothingToComplete = { type: 8, data: { choices: [] } } as const;

/** What an answer is addressed by. */
interface Addressed {
  readonly id: string;
  readonly token: string;
  readonly application_id?: string | undefined;
}

/** The acknowledgement that is under way already. */
type Early = Promise<Acknowledgement> | undefined;

type TurnInteraction = Exclude<Interaction, { type: 4 }>;

function sceneOf(
  interaction: TurnInteraction,
  user: User,
  now: number,
  isDone: boolean,
): Omit<InteractionScene, "ref" | "acknowledged"> {
  const clicked = "message" in interaction ? interaction.message : undefined;
  return {
    at: stampOf(interaction.id) ?? now,
    user: user.id,
    channel: interaction.channel_id,
    isDirect: isDirect(interaction),
    isInstalled: isInstalled(interaction),
    ...(clicked === undefined
      ? {}
      : { clicked: { id: clicked.id, isEphemeral: (clicked.flags & ephemeral) !== 0, isDone } }),
  };
}

export function createIntake(tools: IntakeTools): Intake {
  const { api, services, config, count } = tools;
  const { log, clock } = services;
  const defaultLocale = defaultLocaleOf(services.locales);
  const slotOf = createSlotOf(services.commands, services.words, defaultLocale);
  const prompts = createPrompts(services, slotOf, defaultLocale);
  const pages = createPages(services.newTurnId);
  const members = createMembers({ ...tools, guilds: tools.surroundings.guilds });
  const precedence = createPrecedence();
  const running = new Set<Promise<void>>();
  let isClosed = false;

  const isServed = (guild: string | undefined): boolean =>
    guild === undefined || config.guilds === undefined || config.guilds.includes(guild);

  function track(work: Promise<void>): void {
    const whole = work
      .catch((error: unknown) => log.error("discord-turn-failed", { name: nameOf(error) }))
      .finally(() => running.delete(whole));
    running.add(whole);
  }

  async function acknowledge({ id, token, isOnMessage }: Glance): Promise<Acknowledgement> {
    const body = isOnMessage
      ? { type: callbackTypes.deferredUpdate }
      : { type: callbackTypes.deferredMessage, data: { flags: ephemeral } };
    try {
      await api.callback({ id, token }, body);
      return "taken";
    } catch (error) {
      if (!(error instanceof DiscordFailure)) throw error;
      count("acknowledge", error.failure);
      return error.failure.code === codes.unknownInteraction ? "dead" : "unclear";
    }
  }

  /** Lets the work show its cards on a stage, and ends what it left open. */
  async function on(
    stage: Stage,
    { user, turn }: { readonly user: string; readonly turn: string },
    work: (responder: Responder) => Promise<void>,
  ): Promise<void> {
    const responder = createResponder(stage, {
      drawing: tools.drawing,
      count,
      log: log.child({ turn }),
      extras: (card) => prompts.buttonsFor(card, user),
      bound: (card, messages) => pages.bound(card, messages, user),
    });
    try {
      await work(responder);
    } finally {
      await responder.finish();
    }
  }

  const hand = (turn: Turn, stage: Stage, user: string): Promise<void> =>
    on(stage, { user, turn: turn.id }, (responder) => services.bot.handle(turn, responder));

  async function take(interaction: Interaction, user: User, seen: Glance, early: Early): Promise<void> {
    const asker = () => members.asker(interaction, user);
    const isOurs = isServed(interaction.guild_id);
    if (interaction.type === 4) {
      if (isOurs) return complete(interaction, { api, services, count, slotOf, asker });
      await attempt("complete", count, () => api.callback(seen, nothingToComplete));
      return;
    }
    if (early !== undefined) return answer(interaction, user, early);
    const isOpener = interaction.type !== 5 && isOurs;
    const opened = isOpener ? await prompts.openFor(interaction, user.id, asker) : undefined;
    if (opened === undefined) return answer(interaction, user, acknowledge(seen));
    await attempt("form", count, () => api.callback(seen, { type: callbackTypes.form, data: opened }));
  }

  /** What a sent-off form comes to; undefined for everything else. */
  async function sentIn(interaction: TurnInteraction, user: User): Promise<Sent | undefined> {
    if (interaction.type !== 5) return undefined;
    return prompts.sent(interaction, user.id, await members.asker(interaction, user));
  }

  async function answer(
    interaction: TurnInteraction,
    user: User,
    acknowledged: Promise<Acknowledgement>,
  ): Promise<void> {
    const ref = refOf(interaction);
    if (!isServed(interaction.guild_id)) return dismiss(ref, "message" in interaction, acknowledged);
    const page = interaction.type === 3 ? pages.behind(interaction.data.custom_id, user.id) : undefined;
    if (page !== undefined) {
      await acknowledged;
      await attempt("page", count, () => api.editOriginal(ref, page));
      return;
    }
    const now = clock.now();
    const sent = await sentIn(interaction, user);
    const scene = { ...sceneOf(interaction, user, now, sent !== undefined), ref, acknowledged };
    const stage = interactionStage({ api, directs: tools.directs, clock }, scene);
    if (sent?.kind === "card") return showAlone(sent.card, stage, user.id);
    const input = sent?.input ?? (interaction.type === 2 ? prompts.menuInput(interaction) : undefined);
    const known = await members.in(interaction, user);
    const context = { id: services.newTurnId(), now, slotOf, ...(input === undefined ? {} : { input }) };
    await hand(interactionTurn(interaction, user, known, context), stage, user.id);
  }

  const refOf = ({ id, token, application_id }: Addressed): InteractionRef => ({
    id,
    token,
    applicationId: application_id ?? config.applicationId ?? tools.surroundings.bot() ?? "",
  });

  /** Leaves no placeholder where nothing is to be answered. */
  async function dismiss(ref: InteractionRef, isOnMessage: boolean, acknowledged: Early): Promise<void> {
    if (isOnMessage || (await acknowledged) !== "taken") return;
    await attempt("dismiss", count, () => api.deleteOriginal(ref));
  }

  const showAlone = (card: Card, stage: Stage, user: string): Promise<void> =>
    on(stage, { user, turn: services.newTurnId() }, (responder) => responder.show(card));

  async function hear(message: MessagePayload, bot: string): Promise<void> {
    const { guild_id: guild, channel_id: channel, author, member } = message;
    const typing = createTyping(() => attempt("typing", count, () => api.typing(channel)));
    try {
      const [known, parent] = await Promise.all([
        members.of(guild, member, author),
        guild === undefined ? undefined : tools.surroundings.parentOf(channel, message.position !== undefined),
      ]);
      const turn = messageTurn(message, known, {
        id: services.newTurnId(),
        now: clock.now(),
        bot,
        ...(parent === undefined ? {} : { parent }),
      });
      const asked = { id: message.id, channel, user: author.id, isDirect: guild === undefined };
      await hand(turn, typing.around(messageStage(tools, asked)), author.id);
    } finally {
      typing.stop();
    }
  }

  async function receive(payload: unknown, seen: Glance, early: Early): Promise<boolean> {
    if (early !== undefined) await precedence.after();
    const interaction = readInteraction(payload);
    const user = interaction === undefined ? undefined : personOf(interaction);
    if (interaction !== undefined && user !== undefined) {
      track(take(interaction, user, seen, early));
      return true;
    }
    log.warn("discord-unknown-interaction");
    track(dismiss(refOf(seen), seen.isOnMessage, early));
    return false;
  }

  return {
    async interaction(payload) {
      const seen = glanceAt(payload);
      if (seen === undefined) {
        log.warn("discord-unknown-interaction");
        return false;
      }
      if (isClosed || seen.isByMachine) return true;
      // Completions, and what opens a form, are answered by something else than an acknowledgement.
      const early = seen.type === 4 || prompts.mayOpen(seen) ? undefined : precedence.of(acknowledge(seen));
      const taken = receive(payload, seen, early);
      track(taken.then(() => {}));
      return taken.catch(() => false);
    },
    message(payload) {
      const message = readMessage(payload);
      const bot = tools.surroundings.bot();
      if (message === undefined || bot === undefined || isClosed) return;
      if (isForBot(message, bot) && isServed(message.guild_id)) track(hear(message, bot));
    },
    async close() {
      isClosed = true;
      const all = async () => {
        while (running.size > 0) await Promise.all(running);
      };
      await Promise.race([all(), new Promise((resolve) => setTimeout(resolve, lastTurnsMs).unref())]);
    },
  };
}
