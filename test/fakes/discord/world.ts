/** Everything that exists on the fake Discord, and its clock. */

export interface FakeUser {
  readonly id: string;
  readonly username: string;
  readonly locale: string;
  readonly bot: boolean;
  acceptsDirect: boolean;
}

interface FakeMember {
  readonly user: string;
  roles: string[];
  nick?: string;
  pending?: boolean;
  flags?: number;
  communication_disabled_until?: string;
}

export interface FakeGuild {
  readonly id: string;
  readonly name: string;
  readonly members: Map<string, FakeMember>;
  isAvailable: boolean;
  hasBot: boolean;
}

/** 0 text, 1 direct, 3 group, 11 public thread. */
export interface FakeChannel {
  readonly id: string;
  readonly type: 0 | 1 | 3 | 11;
  readonly guild?: string;
  readonly parent?: string;
  readonly recipients: readonly string[];
  isWritable: boolean;
}

interface FakeAttachment {
  readonly id: string;
  readonly filename: string;
  readonly description: string | undefined;
  readonly data: Uint8Array;
}

export interface FakeMessage {
  readonly id: string;
  readonly channel: string;
  readonly author: string;
  /** `everyone` in the channel, or the one user who sees an ephemeral message. */
  readonly visibleTo: string;
  readonly createdAt: number;
  readonly reference?: string;
  readonly nonce?: string;
  content: string;
  embeds: readonly Readonly<Record<string, unknown>>[];
  components: readonly unknown[];
  attachments: readonly FakeAttachment[];
  flags: number;
  /** "… is thinking": the placeholder of a deferred answer. */
  isThinking: boolean;
  edits: number;
}

export interface FakeInteraction {
  readonly id: string;
  readonly token: string;
  readonly type: number;
  readonly user: string;
  readonly channel: string;
  readonly guild: string | undefined;
  readonly createdAt: number;
  /** The message whose component was used. */
  readonly message: string | undefined;
  readonly isBotInstalled: boolean;
  /** Callbacks that Discord took (at most one), and how many were tried. */
  callback: { readonly type: number; readonly at: number; readonly data: unknown } | undefined;
  callbacksTried: number;
  original: string | undefined;
  followUps: number;
}

export interface FakeCommand {
  readonly id: string;
  readonly application_id: string;
  readonly version: string;
  readonly [key: string]: unknown;
}

const epochMs = 1_420_070_400_000;

export class World {
  readonly applicationId: string;
  readonly botId: string;
  readonly users = new Map<string, FakeUser>();
  readonly guilds = new Map<string, FakeGuild>();
  readonly channels = new Map<string, FakeChannel>();
  readonly messages = new Map<string, FakeMessage>();
  readonly interactions = new Map<string, FakeInteraction>();
  /** Key `""` holds the global commands, a guild's id its own. */
  readonly commands = new Map<string, Map<string, FakeCommand>>();
  readonly listeners = new Set<() => void>();
  #offsetMs = 0;
  #count = 0;

  constructor() {
    this.applicationId = this.snowflake();
    this.botId = this.snowflake();
    this.users.set(this.botId, { id: this.botId, username: "usher", locale: "en-US", bot: true, acceptsDirect: false });
  }

  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Moves the fake's clock on, for tokens and limits that run out. */
  advance(ms: number): void {
    this.#offsetMs += ms;
  }

  snowflake(at = this.now()): string {
    this.#count += 1;
    return ((BigInt(at - epochMs) << 22n) | BigInt(this.#count & 0x3fffff)).toString();
  }

  /** Tells whoever waits that something changed. */
  changed(): void {
    for (const listener of this.listeners) listener();
  }

  /** Resolves with what `find` gives as soon as it gives anything. */
  until<T>(find: () => T | undefined, timeoutMs = 15_000): Promise<T> {
    const now = find();
    if (now !== undefined) return Promise.resolve(now);
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.listeners.delete(look);
      };
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        stop();
        resolve(found);
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error("what was waited for did not happen on the fake Discord"));
      }, timeoutMs);
      this.listeners.add(look);
    });
  }

  userPayload(id: string): object {
    const user = this.users.get(id);
    return {
      id,
      username: user?.username ?? "unknown",
      discriminator: "0",
      global_name: user?.username ?? null,
      avatar: null,
      ...(user?.bot === true ? { bot: true } : {}),
    };
  }

  memberPayload(guild: string, user: string, withUser: boolean): object | undefined {
    const member = this.guilds.get(guild)?.members.get(user);
    if (member === undefined) return undefined;
    const { user: _, ...rest } = member;
    return {
      flags: 0,
      pending: false,
      joined_at: "2024-01-01T00:00:00.000Z",
      deaf: false,
      mute: false,
      ...rest,
      ...(withUser ? { user: this.userPayload(user) } : {}),
      permissions: "0",
    };
  }

  messagePayload(message: FakeMessage): object {
    return {
      id: message.id,
      channel_id: message.channel,
      type: message.reference === undefined ? 0 : 19,
      author: this.userPayload(message.author),
      content: message.content,
      embeds: message.embeds,
      components: message.components,
      attachments: message.attachments.map(({ id, filename, description, data }) => ({
        id,
        filename,
        description,
        size: data.byteLength,
        url: `attachment:${id}`,
        proxy_url: `attachment:${id}`,
      })),
      flags: message.flags,
      timestamp: new Date(message.createdAt).toISOString(),
      edited_timestamp: message.edits === 0 ? null : new Date(this.now()).toISOString(),
      mentions: [],
      mention_roles: [],
      mention_everyone: false,
      pinned: false,
      tts: false,
      ...(message.nonce === undefined ? {} : { nonce: message.nonce }),
    };
  }

  channelPayload(channel: FakeChannel): object {
    return {
      id: channel.id,
      type: channel.type,
      name: channel.type === 0 ? "general" : undefined,
      ...(channel.guild === undefined ? { recipients: channel.recipients.map((id) => this.userPayload(id)) } : {}),
      ...(channel.guild === undefined ? {} : { guild_id: channel.guild }),
      ...(channel.parent === undefined ? {} : { parent_id: channel.parent }),
    };
  }

  directChannel(user: string): FakeChannel {
    for (const channel of this.channels.values()) {
      if (channel.type === 1 && channel.recipients[0] === user) return channel;
    }
    const channel: FakeChannel = { id: this.snowflake(), type: 1, recipients: [user], isWritable: true };
    this.channels.set(channel.id, channel);
    return channel;
  }
}
