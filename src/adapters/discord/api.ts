import type { REST, RESTOptions, RequestData, RouteLike } from "discord.js";
import { z } from "zod";
import type { Log } from "#core/ports.ts";
import { type DiscordConfig, defaultApiUrl } from "./config.ts";
import { limits } from "./limits.ts";
import type { Outgoing } from "./outbound.ts";
import { type Member, memberPayload } from "./payloads.ts";

/** What went wrong at Discord, free of what was sent: the library's own errors carry whole request bodies. */
export interface ApiFailure {
  /** Discord's code (10062 …), or 0 when there is none. */
  readonly code: number;
  /** HTTP status, or 0 when no answer came. */
  readonly status: number;
}

export class DiscordFailure extends Error {
  readonly failure: ApiFailure;

  constructor(failure: ApiFailure) {
    super(`Discord answered ${failure.status}/${failure.code}`);
    this.name = "DiscordFailure";
    this.failure = failure;
  }
}

export const codes = {
  unknownMessage: 10_008,
  unknownInteraction: 10_062,
  alreadyAcknowledged: 40_060,
} as const;

/** Where an interaction is answered. */
export interface InteractionRef {
  readonly id: string;
  readonly token: string;
  readonly applicationId: string;
}

type Callback = { readonly type: number; readonly data?: object };

/** The few calls to Discord that the adapter makes. Each throws `DiscordFailure` and nothing else. */
export interface DiscordApi {
  callback(interaction: InteractionRef, body: Callback): Promise<void>;
  editOriginal(interaction: InteractionRef, message: Outgoing | StripEdit): Promise<string>;
  deleteOriginal(interaction: InteractionRef): Promise<void>;
  followUp(interaction: InteractionRef, message: Outgoing, isEphemeral: boolean): Promise<string>;
  editFollowUp(interaction: InteractionRef, id: string, message: Outgoing | StripEdit): Promise<void>;
  deleteFollowUp(interaction: InteractionRef, id: string): Promise<void>;
  post(channel: string, message: Outgoing, extra?: PostExtra): Promise<string>;
  edit(channel: string, id: string, message: Outgoing | StripEdit): Promise<void>;
  remove(channel: string, id: string): Promise<void>;
  /** The channel of direct messages with this user. */
  direct(user: string): Promise<string>;
  typing(channel: string): Promise<void>;
  /** Undefined when the user is not in the guild. */
  member(guild: string, user: string): Promise<Member | undefined>;
  parentOf(thread: string): Promise<string | undefined>;
  guilds(): Promise<readonly string[]>;
  me(): Promise<{ readonly id: string }>;
  applicationId(): Promise<string>;
}

export interface PostExtra {
  readonly message_reference?: { readonly message_id: string; readonly fail_if_not_exists: false };
  /** Discord drops a second message with the same nonce: a repeated request after a lost answer shows once. */
  readonly nonce?: string;
  readonly enforce_nonce?: true;
}

/** Takes the buttons off a card and leaves its words. */
export const strip = { body: { components: [] }, files: [] } as const;
export type StripEdit = typeof strip;

const created = z.object({ id: z.string() });
const many = z.array(created);
const channelInfo = z.object({ id: z.string(), type: z.int(), parent_id: z.string().nullish() });

/** What Discord answered, in the form we need; an answer of another form counts as a failure. */
function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new DiscordFailure({ code: 0, status: 200 });
  return parsed.data;
}

const idOf = (answer: unknown): string => read(created, answer).id;

/** Callbacks and other calls go through two instances: a callback is worth nothing after 3 s and is never repeated. */
export function restOptions(apiUrl: string): {
  readonly calls: Partial<RESTOptions>;
  readonly callbacks: Partial<RESTOptions>;
} {
  // Elsewhere than at Discord there is no content network of Discord's either.
  const hosts = apiUrl === defaultApiUrl ? {} : { cdn: apiUrl, mediaProxy: apiUrl };
  const common = { api: apiUrl.replace(/\/+$/, ""), version: "10", ...hosts, invalidRequestWarningInterval: 500 };
  return {
    calls: { ...common, timeout: 8_000, retries: 2 },
    callbacks: {
      ...common,
      timeout: limits.callbackMs - 500,
      retries: 0,
      globalRequestsPerSecond: Number.POSITIVE_INFINITY,
    },
  };
}

export async function createApi(config: DiscordConfig, log: Log): Promise<DiscordApi> {
  const { REST, DiscordAPIError, HTTPError, Routes } = await import("discord.js");
  const options = restOptions(config.apiUrl);
  const calls = new REST(options.calls).setToken(config.token.reveal());
  const callbacks = new REST(options.callbacks);
  for (const rest of [calls, callbacks]) {
    rest.on("invalidRequestWarning", ({ count }) => log.warn("discord-invalid-requests", { count }));
    rest.on("rateLimited", ({ method, timeToReset, global }) =>
      log.info("discord-rate-limited", { method, timeToReset, global }),
    );
  }
  const asFailure = (error: unknown): DiscordFailure => {
    // After one 401 the library forgets the token, and every later call would fail without being sent.
    if (error instanceof DiscordAPIError && error.status === 401) calls.setToken(config.token.reveal());
    if (error instanceof DiscordAPIError)
      return new DiscordFailure({ code: Number(error.code) || 0, status: error.status });
    return new DiscordFailure({ code: 0, status: error instanceof HTTPError ? error.status : 0 });
  };
  const send = async (
    rest: REST,
    method: "get" | "post" | "patch" | "delete",
    route: RouteLike,
    request: RequestData = {},
  ): Promise<unknown> => {
    try {
      return await rest[method](route, request);
    } catch (error) {
      throw asFailure(error);
    }
  };
  const filesOf = (message: Outgoing | StripEdit) =>
    message.files.map(({ name, data }) => ({ name, data, contentType: "image/png" }));
  const byToken = { auth: false } as const;
  return {
    async callback({ id, token }, body) {
      await send(callbacks, "post", Routes.interactionCallback(id, token), { body, ...byToken });
    },
    async editOriginal({ applicationId, token }, message) {
      const route = Routes.webhookMessage(applicationId, token, "@original");
      return idOf(await send(calls, "patch", route, { body: message.body, files: filesOf(message), ...byToken }));
    },
    async deleteOriginal({ applicationId, token }) {
      await send(calls, "delete", Routes.webhookMessage(applicationId, token, "@original"), byToken);
    },
    async followUp({ applicationId, token }, message, isEphemeral) {
      const body = { ...message.body, ...(isEphemeral ? { flags: 64 } : {}) };
      return idOf(
        await send(calls, "post", Routes.webhook(applicationId, token), { body, files: filesOf(message), ...byToken }),
      );
    },
    async editFollowUp({ applicationId, token }, id, message) {
      const route = Routes.webhookMessage(applicationId, token, id);
      await send(calls, "patch", route, { body: message.body, files: filesOf(message), ...byToken });
    },
    async deleteFollowUp({ applicationId, token }, id) {
      await send(calls, "delete", Routes.webhookMessage(applicationId, token, id), byToken);
    },
    async post(channel, message, extra = {}) {
      const body = { ...message.body, ...extra };
      return idOf(await send(calls, "post", Routes.channelMessages(channel), { body, files: filesOf(message) }));
    },
    async edit(channel, id, message) {
      await send(calls, "patch", Routes.channelMessage(channel, id), { body: message.body, files: filesOf(message) });
    },
    async remove(channel, id) {
      await send(calls, "delete", Routes.channelMessage(channel, id));
    },
    async direct(user) {
      return idOf(await send(calls, "post", Routes.userChannels(), { body: { recipient_id: user } }));
    },
    async typing(channel) {
      await send(calls, "post", Routes.channelTyping(channel));
    },
    async member(guild, user) {
      try {
        return read(
          memberPayload,
          await send(calls, "get", Routes.guildMember(guild, user), { signal: AbortSignal.timeout(1_500) }),
        );
      } catch (error) {
        if (error instanceof DiscordFailure && error.failure.status === 404) return undefined;
        throw error;
      }
    },
    async parentOf(thread) {
      const info = read(
        channelInfo,
        await send(calls, "get", Routes.channel(thread), { signal: AbortSignal.timeout(1_500) }),
      );
      return info.type >= 10 && info.type <= 12 ? (info.parent_id ?? undefined) : undefined;
    },
    async guilds() {
      return read(many, await send(calls, "get", Routes.userGuilds())).map(({ id }) => id);
    },
    async me() {
      return read(created, await send(calls, "get", Routes.user()));
    },
    async applicationId() {
      return config.applicationId ?? idOf(await send(calls, "get", Routes.currentApplication()));
    },
  };
}
