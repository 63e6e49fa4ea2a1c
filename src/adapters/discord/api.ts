import { z } from "zod";
import type { Log } from "#core/ports.ts";
import { createCallers, DiscordFailure } from "./calls.ts";
import type { DiscordConfig } from "./config.ts";
import type { Outgoing } from "./outbound.ts";
import { type Member, memberPayload } from "./payloads.ts";

/** Where an interaction is answered. */
export interface InteractionRef {
  readonly id: string;
  readonly token: string;
  readonly applicationId: string;
}

type Callback = { readonly type: number; readonly data?: object };

/** The few calls to Discord that the adapter makes. Each throws `DiscordFailure` and nothing else. */
export interface DiscordApi {
  callback(interaction: Pick<InteractionRef, "id" | "token">, body: Callback): Promise<void>;
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
}

interface PostExtra {
  readonly message_reference?: { readonly message_id: string; readonly fail_if_not_exists: false };
  /** Discord drops a second message with the same nonce: a repeated request after a lost answer shows once. */
  readonly nonce?: string;
  readonly enforce_nonce?: true;
}

/** Takes the buttons off a card and leaves its words. */
export const strip = { body: { components: [] }, files: [] } as const;
type StripEdit = typeof strip;

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

export async function createApi(config: DiscordConfig, log: Log): Promise<DiscordApi> {
  const { calls, callbacks } = await createCallers(config, log);
  const { Routes } = await import("discord.js");
  const filesOf = (message: Outgoing | StripEdit) =>
    message.files.map(({ name, type, data }) => ({ name, data, contentType: type }));
  const byToken = { auth: false } as const;
  return {
    async callback({ id, token }, body) {
      await callbacks("post", Routes.interactionCallback(id, token), { body, ...byToken });
    },
    async editOriginal({ applicationId, token }, message) {
      const route = Routes.webhookMessage(applicationId, token, "@original");
      return idOf(await calls("patch", route, { body: message.body, files: filesOf(message), ...byToken }));
    },
    async deleteOriginal({ applicationId, token }) {
      await calls("delete", Routes.webhookMessage(applicationId, token, "@original"), byToken);
    },
    async followUp({ applicationId, token }, message, isEphemeral) {
      const body = { ...message.body, ...(isEphemeral ? { flags: 64 } : {}) };
      return idOf(
        await calls("post", Routes.webhook(applicationId, token), { body, files: filesOf(message), ...byToken }),
      );
    },
    async editFollowUp({ applicationId, token }, id, message) {
      const route = Routes.webhookMessage(applicationId, token, id);
      await calls("patch", route, { body: message.body, files: filesOf(message), ...byToken });
    },
    async deleteFollowUp({ applicationId, token }, id) {
      await calls("delete", Routes.webhookMessage(applicationId, token, id), byToken);
    },
    async post(channel, message, extra = {}) {
      const body = { ...message.body, ...extra };
      return idOf(await calls("post", Routes.channelMessages(channel), { body, files: filesOf(message) }));
    },
    async edit(channel, id, message) {
      await calls("patch", Routes.channelMessage(channel, id), { body: message.body, files: filesOf(message) });
    },
    async remove(channel, id) {
      await calls("delete", Routes.channelMessage(channel, id));
    },
    async direct(user) {
      return idOf(await calls("post", Routes.userChannels(), { body: { recipient_id: user } }));
    },
    async typing(channel) {
      await calls("post", Routes.channelTyping(channel));
    },
    async member(guild, user) {
      try {
        return read(
          memberPayload,
          await calls("get", Routes.guildMember(guild, user), { signal: AbortSignal.timeout(1_500) }),
        );
      } catch (error) {
        if (error instanceof DiscordFailure && error.failure.status === 404) return undefined;
        throw error;
      }
    },
    async parentOf(thread) {
      const info = read(
        channelInfo,
        await calls("get", Routes.channel(thread), { signal: AbortSignal.timeout(1_500) }),
      );
      return info.type >= 10 && info.type <= 12 ? (info.parent_id ?? undefined) : undefined;
    },
    async guilds() {
      return read(many, await calls("get", Routes.userGuilds())).map(({ id }) => id);
    },
  };
}
