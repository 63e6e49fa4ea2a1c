import { messageIntents } from "./gateway.ts";
import type { FakeChannel, FakeInteraction, FakeMessage, World } from "./world.ts";

/** How an interaction gets to the bot: over the gateway, or as a signed request. */
export type Deliver = (interaction: object, guild: string | undefined) => Promise<void> | void;

/** One thing that a user did, and what became of it. */
export interface Act {
  readonly interaction: FakeInteraction;
  readonly payload: object;
  /** Delivers the very same payload again. */
  again(): Promise<void>;
}

export interface Place {
  readonly channel: string;
  readonly user: string;
}

export interface CommandUse {
  readonly name: string;
  readonly options?: readonly object[];
  /** 1 chat input, 2 on a user, 3 on a message. */
  readonly type?: number;
  readonly target?: string;
  readonly resolved?: object;
  readonly locale?: string;
  /** False for a command that only the user has installed. */
  readonly isBotInstalled?: boolean;
}

/** Users at their clients: each method does what a hand or a keyboard does. */
export class People {
  readonly #world: World;
  readonly #deliver: () => Deliver;
  readonly #dispatch: (t: string, d: unknown, options: { guild?: string; intent?: number }) => void;

  constructor(
    world: World,
    deliver: () => Deliver,
    dispatch: (t: string, d: unknown, options: { guild?: string; intent?: number }) => void,
  ) {
    this.#world = world;
    this.#deliver = deliver;
    this.#dispatch = dispatch;
  }

  command(where: Place, use: CommandUse): Promise<Act> {
    const data = {
      id: this.#world.snowflake(),
      name: use.name,
      type: use.type ?? 1,
      ...(use.options === undefined ? {} : { options: use.options }),
      ...(use.target === undefined ? {} : { target_id: use.target }),
      ...(use.resolved === undefined ? {} : { resolved: use.resolved }),
    };
    return this.#interact(2, where, { data }, use);
  }

  /** `/noun verb name:value …` as the client sends it. */
  slash(
    where: Place,
    noun: string,
    verb: string,
    values: Readonly<Record<string, string | number | boolean>> = {},
  ): Promise<Act> {
    return this.command(where, { name: noun, options: [subcommand(verb, values)] });
  }

  /** Types into an option that completes itself. */
  type(where: Place, noun: string, verb: string, option: string, text: string): Promise<Act> {
    const focused = { name: option, type: 3, value: text, focused: true };
    const data = {
      id: this.#world.snowflake(),
      name: noun,
      type: 1,
      options: [{ name: verb, type: 1, options: [focused] }],
    };
    return this.#interact(4, where, { data }, {});
  }

  press(user: string, message: FakeMessage, customId: string): Promise<Act> {
    return this.#component(user, message, { custom_id: customId, component_type: 2 });
  }

  choose(user: string, message: FakeMessage, customId: string, values: readonly string[]): Promise<Act> {
    return this.#component(user, message, { custom_id: customId, component_type: 3, values });
  }

  submit(where: Place, customId: string, components: readonly object[], message?: FakeMessage): Promise<Act> {
    const data = { custom_id: customId, components };
    return this.#interact(5, where, { data, ...(message === undefined ? {} : this.#messageOf(message)) }, {}, message);
  }

  #component(user: string, message: FakeMessage, data: object): Promise<Act> {
    return this.#interact(3, { channel: message.channel, user }, { data, ...this.#messageOf(message) }, {}, message);
  }

  #messageOf(message: FakeMessage): { readonly message: object } {
    return { message: this.#world.messagePayload(message) };
  }

  async #interact(
    type: number,
    where: Place,
    parts: object,
    use: Partial<CommandUse>,
    message?: FakeMessage,
  ): Promise<Act> {
    const world = this.#world;
    const channel = this.#channel(where.channel);
    const isBotInstalled = use.isBotInstalled ?? true;
    const interaction: FakeInteraction = {
      id: world.snowflake(),
      token: `token-${world.snowflake()}`,
      type,
      user: where.user,
      channel: channel.id,
      guild: channel.guild,
      createdAt: world.now(),
      message: message?.id,
      isBotInstalled,
      callback: undefined,
      callbacksTried: 0,
      original: undefined,
      followUps: 0,
    };
    world.interactions.set(interaction.id, interaction);
    const payload = {
      id: interaction.id,
      application_id: world.applicationId,
      token: interaction.token,
      type,
      version: 1,
      channel_id: channel.id,
      channel: world.channelPayload(channel),
      locale: use.locale ?? world.users.get(where.user)?.locale ?? "en-US",
      context: channel.guild !== undefined ? 0 : channel.type === 1 ? 1 : 2,
      authorizing_integration_owners: isBotInstalled ? { 0: channel.guild ?? "0" } : { 1: where.user },
      entitlements: [],
      attachment_size_limit: 10 * 1_048_576,
      app_permissions: "0",
      ...(channel.guild === undefined
        ? { user: world.userPayload(where.user) }
        : {
            guild_id: channel.guild,
            guild_locale: "en-US",
            member: world.memberPayload(channel.guild, where.user, true),
          }),
      ...parts,
    };
    await this.#deliver()(payload, channel.guild);
    return { interaction, payload, again: async () => this.#deliver()(payload, channel.guild) };
  }

  /** Writes a message; `mention` puts the bot's mention before the words, or makes it one of several. */
  say(
    where: Place,
    words: string,
    options: {
      readonly mention?: boolean;
      readonly editOf?: string;
      readonly isWebhook?: boolean;
      readonly id?: string;
    } = {},
  ): { readonly payload: object; again(): void } {
    const world = this.#world;
    const channel = this.#channel(where.channel);
    const content = options.mention === true ? `<@${world.botId}> ${words}` : words;
    if (content.length > 4_000) throw new RangeError("Discord takes 4000 characters at most");
    const hears = channel.type === 1 || options.mention === true || where.user === world.botId;
    const id = options.editOf ?? world.snowflake();
    const payload = {
      id,
      channel_id: channel.id,
      type: 0,
      author: world.userPayload(where.user),
      // Without the privileged intent only direct messages and mentions bring their text.
      content: hears ? content : "",
      timestamp: new Date(world.now()).toISOString(),
      edited_timestamp: options.editOf === undefined ? null : new Date(world.now()).toISOString(),
      mentions: options.mention === true ? [world.userPayload(world.botId)] : [],
      mention_roles: [],
      mention_everyone: false,
      attachments: [],
      embeds: [],
      components: [],
      pinned: false,
      tts: false,
      flags: 0,
      ...(channel.type === 11 ? { position: 1 } : {}),
      ...(options.isWebhook === true ? { webhook_id: world.snowflake() } : {}),
      ...(channel.guild === undefined
        ? {}
        : { guild_id: channel.guild, member: world.memberPayload(channel.guild, where.user, false) }),
    };
    const intent = channel.guild === undefined ? messageIntents.direct : messageIntents.guild;
    const again = (): void => {
      const event = options.editOf === undefined ? "MESSAGE_CREATE" : "MESSAGE_UPDATE";
      this.#dispatch(event, payload, { intent, ...(channel.guild === undefined ? {} : { guild: channel.guild }) });
    };
    again();
    return { payload, again };
  }

  #channel(id: string): FakeChannel {
    const channel = this.#world.channels.get(id);
    if (channel === undefined) throw new Error("there is no such channel on the fake Discord");
    return channel;
  }
}

function subcommand(verb: string, values: Readonly<Record<string, string | number | boolean>>): object {
  return {
    name: verb,
    type: 1,
    options: Object.entries(values).map(([name, value]) => ({ name, type: wireType(value), value })),
  };
}

function wireType(value: string | number | boolean): number {
  if (typeof value === "boolean") return 5;
  return typeof value === "number" ? 4 : 3;
}
