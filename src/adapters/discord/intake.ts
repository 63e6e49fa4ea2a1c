import { setImmediate } from "node:timers/promises";
import type { PlatformServices } from "#core/ports.ts";
import type { Turn } from "#core/turn.ts";
import type { DiscordApi, InteractionRef } from "./api.ts";
import { codes, DiscordFailure } from "./calls.ts";
import { complete } from "./completion.ts";
import type { DiscordConfig } from "./config.ts";
import {
  interactionTurn,
  isDirect,
  isForBot,
  isMachine,
  type Membership,
  messageTurn,
  personOf,
  stampOf,
} from "./inbound.ts";
import type { DrawQr } from "./outbound.ts";
import { type Interaction, interactionPayload, type MessagePayload, messagePayload, type User } from "./payloads.ts";
import { attempt, type CountFailure, createResponder, nameOf, type Stage } from "./responder.ts";
import { type Acknowledgement, type DirectChannels, interactionStage, messageStage } from "./stages.ts";
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
  /** False when the payload is nothing that we know. */
  interaction(payload: unknown): boolean;
  message(payload: unknown): void;
  /** Takes nothing new from now on; resolves when all that runs is done. */
  close(): Promise<void>;
}

/** Membership is asked for in so many guilds at most; in direct messages only. */
const mostGuildsAsked = 10;
/** What runs gets this long when the adapter stops. */
const lastTurnsMs = 8_000;
const ephemeral = 64;
const callbackTypes = { deferredMessage: 5, deferredUpdate: 6 } as const;

export function createIntake(tools: IntakeTools): Intake {
  const { api, services, config, count } = tools;
  const { log, clock } = services;
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

  async function acknowledge(ref: InteractionRef, isClick: boolean): Promise<Acknowledgement> {
    const body = isClick
      ? { type: callbackTypes.deferredUpdate }
      : { type: callbackTypes.deferredMessage, data: { flags: ephemeral } };
    try {
      await api.callback(ref, body);
      return "taken";
    } catch (error) {
      if (!(error instanceof DiscordFailure)) throw error;
      count("acknowledge", error.failure);
      return error.failure.code === codes.unknownInteraction ? "dead" : "unclear";
    }
  }

  async function memberships(user: User): Promise<readonly Membership[]> {
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

  async function hand(turn: Turn, stage: Stage): Promise<void> {
    const responder = createResponder(stage, { drawQr: tools.drawQr, count, log: log.child({ turn: turn.id }) });
    try {
      await services.bot.handle(turn, responder);
    } finally {
      await responder.finish();
    }
  }

  async function answer(interaction: Exclude<Interaction, { type: 4 }>, user: User): Promise<void> {
    const { guild_id: guild, member } = interaction;
    const clicked = "message" in interaction ? interaction.message : undefined;
    const ref = { id: interaction.id, token: interaction.token, applicationId: interaction.application_id };
    const acknowledged = acknowledge(ref, clicked !== undefined);
    // The request leaves before anything of ours keeps the loop busy.
    await setImmediate();
    if (!isServed(guild)) {
      const isOurs = (await acknowledged) === "taken" && clicked === undefined;
      if (isOurs) await attempt("dismiss", count, () => api.deleteOriginal(ref));
      return;
    }
    const known = guild !== undefined && member !== undefined ? [{ guild, member }] : await memberships(user);
    const now = clock.now();
    const turn = interactionTurn(interaction, user, known, { id: services.newTurnId(), now });
    const owners = interaction.authorizing_integration_owners;
    const scene = {
      ref,
      at: stampOf(interaction.id) ?? now,
      user: user.id,
      channel: interaction.channel_id,
      isDirect: isDirect(interaction),
      isInstalled: owners === undefined || "0" in owners,
      ...(clicked === undefined ? {} : { clicked: { id: clicked.id, isEphemeral: (clicked.flags & ephemeral) !== 0 } }),
      acknowledged,
    };
    await hand(turn, interactionStage({ api, directs: tools.directs, clock }, scene));
  }

  async function hear(message: MessagePayload, bot: string): Promise<void> {
    const { guild_id: guild, channel_id: channel, author, member } = message;
    const typing = createTyping(() => attempt("typing", count, () => api.typing(channel)));
    try {
      const [known, parent] = await Promise.all([
        guild !== undefined && member !== undefined ? [{ guild, member }] : memberships(author),
        guild === undefined ? undefined : tools.surroundings.parentOf(channel, message.position !== undefined),
      ]);
      const turn = messageTurn(message, known, {
        id: services.newTurnId(),
        now: clock.now(),
        bot,
        ...(parent === undefined ? {} : { parent }),
      });
      const asked = { id: message.id, channel, user: author.id, isDirect: guild === undefined };
      await hand(turn, typing.around(messageStage(tools, asked)));
    } finally {
      typing.stop();
    }
  }

  return {
    interaction(payload) {
      const parsed = interactionPayload.safeParse(payload);
      if (!parsed.success) {
        log.warn("discord-unknown-interaction");
        return false;
      }
      const interaction = parsed.data;
      const user = personOf(interaction);
      if (user === undefined) return false;
      if (isClosed || isMachine(user)) return true;
      if (interaction.type === 4) track(complete(interaction, user, { ...tools, isServed, memberships }));
      else track(answer(interaction, user));
      return true;
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
