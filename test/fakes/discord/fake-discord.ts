import { generateKeyPairSync, sign } from "node:crypto";
import { applicationRoutes } from "./application.ts";
import { Gateway } from "./gateway.ts";
import { interactionRoutes } from "./interactions.ts";
import { messageRoutes } from "./messages.ts";
import { type Deliver, People } from "./people.ts";
import { RestServer } from "./rest.ts";
import { type FakeChannel, type FakeGuild, type FakeMessage, type FakeUser, World } from "./world.ts";

/** A request as Discord signs it for an interactions endpoint. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const identifiesADay = 1_000;

/** A whole Discord on loopback. See the README beside this file. */
export class FakeDiscord {
  readonly token = "fake-bot-token";
  /** 64 hexadecimal digits, as the developer portal shows them. */
  readonly publicKey: string;
  readonly world = new World();
  readonly gateway: Gateway;
  readonly rest: RestServer;
  readonly people: People;
  readonly #privateKey;
  #port = 0;
  #deliver: Deliver;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    this.publicKey = publicKey.export({ format: "der", type: "spki" }).subarray(12).toString("hex");
    this.#privateKey = privateKey;
    this.gateway = new Gateway(this.world, this.token);
    this.rest = new RestServer(this.world, this.token, [
      ...interactionRoutes(this.world),
      ...messageRoutes(this.world),
      ...applicationRoutes(this.world, () => ({
        url: this.gateway.url,
        shards: this.gateway.recommendedShards,
        identifiesLeft: identifiesADay - this.gateway.identifies,
      })),
    ]);
    this.#deliver = (payload, guild) =>
      this.gateway.dispatch("INTERACTION_CREATE", payload, guild === undefined ? {} : { guild });
    this.people = new People(
      this.world,
      () => this.#deliver,
      (t, d, options) => this.gateway.dispatch(t, d, options),
    );
  }

  /** What stands in the configuration as `apiUrl`. */
  get apiUrl(): string {
    return `http://127.0.0.1:${this.#port}/api`;
  }

  async listen(): Promise<this> {
    this.#port = await this.rest.listen();
    await this.gateway.listen();
    return this;
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.rest.close();
  }

  /** Sends interactions as signed requests from now on, as Discord does for a bot with an endpoint. */
  deliverOverHttp(send: (request: SignedRequest) => Promise<void>): void {
    this.#deliver = (payload) => send(this.signed(JSON.stringify(payload)));
  }

  signed(body: string, at = Date.now()): SignedRequest {
    const stamp = String(Math.floor(at / 1000));
    const signature = sign(null, Buffer.from(stamp + body), this.#privateKey).toString("hex");
    return {
      headers: { "x-signature-ed25519": signature, "x-signature-timestamp": stamp, "content-type": "application/json" },
      body,
    };
  }

  addUser(username: string, options: Partial<Pick<FakeUser, "bot" | "locale" | "acceptsDirect">> = {}): FakeUser {
    const user: FakeUser = {
      id: this.world.snowflake(),
      username,
      locale: "en-US",
      bot: false,
      acceptsDirect: true,
      ...options,
    };
    this.world.users.set(user.id, user);
    return user;
  }

  addGuild(
    name: string,
    options: Partial<Pick<FakeGuild, "isAvailable" | "hasBot">> & { readonly id?: string } = {},
  ): FakeGuild {
    const { id = this.world.snowflake(), ...rest } = options;
    const guild: FakeGuild = { id, name, members: new Map(), isAvailable: true, hasBot: true, ...rest };
    this.world.guilds.set(guild.id, guild);
    return guild;
  }

  addMember(guild: FakeGuild, user: FakeUser, roles: readonly string[] = []): void {
    guild.members.set(user.id, { user: user.id, roles: [...roles] });
  }

  addChannel(guild: FakeGuild, parent?: FakeChannel): FakeChannel {
    const channel: FakeChannel = {
      id: this.world.snowflake(),
      type: parent === undefined ? 0 : 11,
      guild: guild.id,
      recipients: [],
      isWritable: true,
      ...(parent === undefined ? {} : { parent: parent.id }),
    };
    this.world.channels.set(channel.id, channel);
    return channel;
  }

  /** The channel of direct messages between the bot and a user. */
  directWith(user: FakeUser): FakeChannel {
    return this.world.directChannel(user.id);
  }

  /** A guild that comes back after trouble. */
  makeAvailable(guild: FakeGuild): void {
    guild.isAvailable = true;
    this.gateway.dispatch("GUILD_CREATE", this.gateway.guildPayload(guild.id), { guild: guild.id });
  }

  /** What the bot wrote and still stands, oldest first; placeholders of deferred answers left out. */
  messages(): readonly FakeMessage[] {
    return [...this.world.messages.values()].filter(
      ({ isThinking, author }) => !isThinking && author === this.world.botId,
    );
  }

  /** Every word of a message as people read it: escapes and markup resolved. */
  static textOf(message: FakeMessage): string {
    const parts = [message.content];
    for (const embed of message.embeds) {
      const { title, description, fields } = embed as {
        title?: string;
        description?: string;
        fields?: { name: string; value: string }[];
      };
      parts.push(title ?? "", description ?? "", ...(fields ?? []).flatMap(({ name, value }) => [name, value]));
    }
    return parts
      .filter((part) => part !== "")
      .map(readable)
      .join("\n");
  }
}

/** Escapes hold outside code blocks only. */
function readable(text: string): string {
  return text
    .split("```")
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/\\([^\w\s])/g, "$1").replace(/\\_/g, "_")))
    .join("");
}
