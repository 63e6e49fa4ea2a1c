import type { PlatformServices } from "#core/ports.ts";
import type { Turn } from "#core/turn.ts";
import type { DiscordApi, InteractionRef } from "./api.ts";
import { codes, DiscordFailure } from "./calls.ts";
import { complete } from "./completion.ts";
import type { DiscordConfig } from "./config.ts";
import { createSlotOf, defaultLocaleOf } from "./definitions.ts";
import { type Glance, glanceAt } from "./glance.ts";
import { interactionTurn, isDirect, isForBot, type Membership, messageTurn, personOf, stampOf } from "./inbound.ts";
import type { DrawQr } from "./outbound.ts";
import {
  type Interaction,
  interactionPayload,
  type Member,
  type MessagePayload,
  messagePayload,
  type User,
} from "./payloads.ts";
import { createPrecedence } from "./precedence.ts";
import { type Asked, createQuestions, type Questions } from "./questions.ts";
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
  readonly drawQr: DrawQr;
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

/** Membership is asked for in so many guilds at most; in direct messages only. */
const mostGuildsAsked = 10;
/** What runs gets this long when the adapter stops. */
const lastTurnsMs = 8_000;
const ephemeral = 64;
const callbackTypes = { deferredMessage: 5, deferredUpdate: 6, form: 9 } as const;

/** The acknowledgement that is under way already. */
type Early = Promise<Acknowledgement> | undefined;

type TurnInteraction = Exclude<Interaction, { type: 4 }>;

const refOf = ({ id, token, application_id }: Interaction): InteractionRef => ({
  id,
  token,
  applicationId: application_id,
});

/** Whether the bot itself is where this happened, and not only the person's own installation of it. */
function isInstalled({ authorizing_integration_owners: owners }: Interaction): boolean {
  return owners === undefined || "0" in owners;
}

/** The words of a form that answers a question of ours. */
function saidIn(interaction: TurnInteraction, user: User, questions: Questions): string | undefined {
  if (interaction.type !== 5) return undefined;
  return questions.answerOf(interaction.data.custom_id, user.id, interaction.data.components);
}

export function createIntake(tools: IntakeTools): Intake {
  const { api, services, config, count } = tools;
  const { log, clock } = services;
  const slotOf = createSlotOf(services.commands, services.words, defaultLocaleOf(services.locales));
  const questions = createQuestions(services.newTurnId, services.words);
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

  async function memberships(user: User): Promise<readonly Membership[]> {
    // Where no role is given by a guild's roles, membership decides nothing.
    if (!services.hasGroupRoles) return [];
    const guilds = config.guilds ?? (await tools.surroundings.guilds().catch(() => []));
    const asked = guilds.slice(0, mostGuildsAsked).map(async (guild): Promise<readonly Membership[]> => {
      try {
        const member = await api.member(guild, user.id);
        return member === undefined ? [] : [{ guild, member }];
      } catch (error) {
        if (error instanceof DiscordFailure) count("member", error.failure);
        return [];
      }
    });
    return (await Promise.all(asked)).flat();
  }

  async function hand(turn: Turn, stage: Stage, asked: Asked): Promise<void> {
    const responder = createResponder(stage, {
      drawQr: tools.drawQr,
      count,
      log: log.child({ turn: turn.id }),
      extra: (card) => questions.buttonFor(card, asked),
    });
    try {
      await services.bot.handle(turn, responder);
    } finally {
      await responder.finish();
    }
  }

  const membershipsIn = async (guild: string | undefined, member: Member | undefined, user: User) =>
    guild !== undefined && member !== undefined ? [{ guild, member }] : memberships(user);

  async function take(interaction: Interaction, user: User, seen: Glance, early: Early): Promise<void> {
    if (interaction.type === 4) return complete(interaction, user, { ...tools, isServed, memberships, slotOf });
    const form = interaction.type === 3 ? questions.formFor(interaction.data.custom_id, user.id) : undefined;
    if (form === undefined || !isServed(interaction.guild_id)) {
      return answer(interaction, user, early ?? acknowledge(seen));
    }
    await attempt("form", count, () => api.callback(seen, { type: callbackTypes.form, data: form }));
  }

  async function answer(
    interaction: TurnInteraction,
    user: User,
    acknowledged: Promise<Acknowledgement>,
  ): Promise<void> {
    const ref = refOf(interaction);
    const clicked = "message" in interaction ? interaction.message : undefined;
    if (!isServed(interaction.guild_id)) {
      const isOurs = (await acknowledged) === "taken" && clicked === undefined;
      if (isOurs) await attempt("dismiss", count, () => api.deleteOriginal(ref));
      return;
    }
    const known = await membershipsIn(interaction.guild_id, interaction.member, user);
    const now = clock.now();
    const said = saidIn(interaction, user, questions);
    const spoken = said === undefined ? {} : { said };
    const turn = interactionTurn(interaction, user, known, { id: services.newTurnId(), now, slotOf, ...spoken });
    const scene: InteractionScene = {
      ref,
      at: stampOf(interaction.id) ?? now,
      user: user.id,
      channel: interaction.channel_id,
      isDirect: isDirect(interaction),
      isInstalled: isInstalled(interaction),
      ...(clicked === undefined
        ? {}
        : { clicked: { id: clicked.id, isEphemeral: (clicked.flags & ephemeral) !== 0, isDone: said !== undefined } }),
      acknowledged,
    };
    await hand(turn, interactionStage({ api, directs: tools.directs, clock }, scene), { user: user.id, ...spoken });
  }

  async function hear(message: MessagePayload, bot: string): Promise<void> {
    const { guild_id: guild, channel_id: channel, author, member } = message;
    const typing = createTyping(() => attempt("typing", count, () => api.typing(channel)));
    try {
      const [known, parent] = await Promise.all([
        membershipsIn(guild, member, author),
        guild === undefined ? undefined : tools.surroundings.parentOf(channel, message.position !== undefined),
      ]);
      const turn = messageTurn(message, known, {
        id: services.newTurnId(),
        now: clock.now(),
        bot,
        ...(parent === undefined ? {} : { parent }),
      });
      const asked = { id: message.id, channel, user: author.id, isDirect: guild === undefined };
      await hand(turn, typing.around(messageStage(tools, asked)), { user: author.id });
    } finally {
      typing.stop();
    }
  }

  /** What is answered by something else than an acknowledgement. */
  const opensSomething = ({ type, customId = "" }: Glance): boolean =>
    type === 4 || (type === 3 && questions.isOpen(customId));

  async function receive(payload: unknown, seen: Glance, early: Early): Promise<boolean> {
    if (early !== undefined) await precedence.after();
    const parsed = interactionPayload.safeParse(payload);
    const user = parsed.success ? personOf(parsed.data) : undefined;
    if (parsed.success && user !== undefined) {
      track(take(parsed.data, user, seen, early));
      return true;
    }
    log.warn("discord-unknown-interaction");
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
      const early = opensSomething(seen) ? undefined : precedence.of(acknowledge(seen));
      const taken = receive(payload, seen, early);
      track(taken.then(() => {}));
      return taken.catch(() => false);
    },
    message(payload) {
      const parsed = messagePayload.safeParse(payload);
      const bot = tools.surroundings.bot();
      if (!parsed.success || bot === undefined || isClosed) return;
      if (isForBot(parsed.data, bot) && isServed(parsed.data.guild_id)) track(hear(parsed.data, bot));
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
