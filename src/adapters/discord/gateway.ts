import type { Client } from "discord.js";
import type { Log } from "#core/ports.ts";
import { restOptions } from "./calls.ts";
import type { DiscordConfig } from "./config.ts";
import { nameOf } from "./responder.ts";

/** A connection to Discord's gateway that is kept up until it is stopped. */
export interface Gateway {
  /** True while every shard can deliver. */
  isReady(): boolean;
  bot(): string | undefined;
  guilds(): readonly string[];
  /** The parent of a thread as far as the gateway told; `known` is false for channels never heard of. */
  parentOf(channel: string): { readonly known: boolean; readonly parent?: string };
  stop(): Promise<void>;
}

export interface GatewayListeners {
  interaction(payload: unknown): void;
  message(payload: unknown): void;
}

/** After this a slow first connection goes on behind a bot that is not ready yet. */
const firstTryMs = 10_000;
const firstWaitMs = 1_000;
const longestWaitMs = 300_000;

/**
 * Connects, and starts over with growing pauses where the library itself gives up. Rejects only when the token is
 * refused at the first try; where Discord cannot be reached it resolves, and goes on trying.
 */
export async function connectGateway(config: DiscordConfig, log: Log, listeners: GatewayListeners): Promise<Gateway> {
  const discord = await import("discord.js");
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let waitMs = firstWaitMs;

  function createClient(): Client {
    const fresh = new discord.Client(clientOptions(discord, config));
    fresh.on(discord.Events.Raw, (packet: Packet) => divert(packet, listeners));
    fresh.on(discord.Events.Error, (error) => log.warn("discord-client-error", { name: nameOf(error) }));
    fresh.on(discord.Events.ShardError, (error, shard) =>
      log.warn("discord-shard-error", { name: nameOf(error), shard }),
    );
    fresh.on(discord.Events.ShardReconnecting, (shard) => log.info("discord-reconnecting", { shard }));
    fresh.on(discord.Events.ShardResume, (shard, replayed) => log.info("discord-resumed", { shard, replayed }));
    fresh.on(discord.Events.ShardReady, (shard) => {
      waitMs = firstWaitMs;
      log.info("discord-shard-ready", { shard });
    });
    fresh.on(discord.Events.ShardDisconnect, ({ code }, shard) => {
      log.error("discord-shard-closed", { code, shard });
      if (fresh === client) startOver();
    });
    return fresh;
  }

  async function start(): Promise<void> {
    const fresh = createClient();
    client = fresh;
    const ready = new Promise<void>((resolve) => fresh.once(discord.Events.ClientReady, () => resolve()));
    // A shard that Discord refuses never becomes ready: its close ends the wait.
    const refused = new Promise<never>((_, reject) => {
      fresh.once(discord.Events.ShardDisconnect, ({ code }) => reject(new Error(`closed with ${code}`)));
    });
    await Promise.race([Promise.all([fresh.login(config.token.reveal()), ready]), refused]);
  }

  function startOver(): void {
    if (isStopped || timer !== undefined) return;
    const old = client;
    timer = setTimeout(() => {
      timer = undefined;
      void old?.destroy().catch(() => {});
      start().catch((error: unknown) => {
        log.warn("discord-connect-failed", { name: nameOf(error), waitMs });
        startOver();
      });
    }, waitMs);
    waitMs = Math.min(waitMs * 2, longestWaitMs);
  }

  const first = start().catch((error: unknown) => {
    if (isRefused(error)) throw error;
    log.warn("discord-connect-failed", { name: nameOf(error), waitMs });
    startOver();
  });
  await Promise.race([first, new Promise((resolve) => setTimeout(resolve, firstTryMs).unref())]);
  first.catch((error: unknown) => log.error("discord-token-refused", { name: nameOf(error) }));

  return {
    isReady: () =>
      !isStopped &&
      client?.isReady() === true &&
      client.ws.shards.every((shard) => shard.status === discord.Status.Ready),
    bot: () => client?.user?.id,
    guilds: () => [...(client?.guilds.cache.keys() ?? [])],
    parentOf(channel) {
      const known = client?.channels.cache.get(channel);
      if (known === undefined) return { known: false };
      return { known: true, ...(known.isThread() && known.parentId !== null ? { parent: known.parentId } : {}) };
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await client?.destroy().catch(() => {});
    },
  };
}

interface Packet {
  t: string | null;
  readonly d: unknown;
}

/**
 * Takes what is for us straight off the gateway. The library's own events would wait until every guild has reported,
 * and a payload that it does not expect would throw where nobody catches; so it never gets to see these.
 */
function divert(packet: Packet, listeners: GatewayListeners): void {
  const listen = { INTERACTION_CREATE: listeners.interaction, MESSAGE_CREATE: listeners.message }[packet.t ?? ""];
  if (listen === undefined) return;
  packet.t = null;
  listen(packet.d);
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "TokenInvalid";
}

type Library = typeof import("discord.js");

function clientOptions(discord: Library, config: DiscordConfig): ConstructorParameters<Library["Client"]>[0] {
  const { GatewayIntentBits: intents, Options } = discord;
  return {
    // None of these is privileged: mentions and direct messages bring their text along.
    intents: [intents.Guilds, intents.GuildMessages, intents.DirectMessages],
    // Otherwise one guild in trouble holds up everything for 15 s after a start.
    waitGuildTimeout: 0,
    rest: restOptions(config.apiUrl, discord).calls,
    ...(config.shards === "auto" ? { shards: "auto" } : { shardCount: config.shards }),
    allowedMentions: { parse: [] },
    // Nothing is looked up there but guilds and threads, so nothing else is kept.
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      DMMessageManager: 0,
      GuildMessageManager: 0,
      UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user.id },
      GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
      PresenceManager: 0,
      VoiceStateManager: 0,
      ReactionManager: 0,
      ReactionUserManager: 0,
      GuildEmojiManager: 0,
      GuildStickerManager: 0,
      GuildScheduledEventManager: 0,
      StageInstanceManager: 0,
      AutoModerationRuleManager: 0,
      ThreadMemberManager: 0,
    }),
  };
}
