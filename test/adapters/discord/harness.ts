import adapter from "#adapters/discord/adapter.ts";
import { discordConfig } from "#adapters/discord/config.ts";
import type { AdapterConnection, Bot, Log, Platform, PlatformServices } from "#core/ports.ts";
import { createPictures } from "#src/pictures/pictures.ts";
import type { Delivery, PlatformHarness, SeenCard } from "../../contracts/platform.ts";
import { FakeDiscord } from "../../fakes/discord/fake-discord.ts";
import type { Act } from "../../fakes/discord/people.ts";
import type { FakeMessage } from "../../fakes/discord/world.ts";

export interface LogLine {
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A log that keeps its lines. */
export function createLog(lines: LogLine[] = []): Log {
  const write = (event: string, fields: Readonly<Record<string, unknown>> = {}): void =>
    void lines.push({ event, fields });
  const log: Log = { debug: () => {}, info: write, warn: write, error: write, child: () => log };
  return log;
}

/** A fake Discord with two members, a stranger's guild, and the adapter connected to it. */
export async function createStage(mode: "gateway" | "http") {
  const fake = await new FakeDiscord().listen();
  const guild = fake.addGuild("Clubhouse");
  const foreign = fake.addGuild("Elsewhere");
  const channel = fake.addChannel(guild);
  const foreignChannel = fake.addChannel(foreign);
  const person = fake.addUser("robin", { locale: "es-ES" });
  const other = fake.addUser("kim");
  const stranger = fake.addUser("sam");
  fake.addMember(guild, person, ["700000000000000001"]);
  fake.addMember(guild, other);
  fake.addMember(foreign, stranger);
  const lines: LogLine[] = [];
  let turns = 0;
  const stage = {
    fake,
    guild,
    foreign,
    channel,
    foreignChannel,
    person,
    other,
    stranger,
    lines,
    here: { channel: channel.id, user: person.id },
    async connect(
      bot: Bot,
      settings: object = {},
      services: Partial<PlatformServices> = {},
    ): Promise<AdapterConnection> {
      const config = discordConfig.parse({
        mode,
        token: fake.token,
        applicationId: fake.world.applicationId,
        publicKey: fake.publicKey,
        apiUrl: fake.apiUrl,
        guilds: [guild.id],
        ...settings,
      });
      const connection = await adapter.connect(config, {
        bot,
        clock: { now: () => fake.world.now() },
        log: createLog(lines),
        vault: { load: async () => undefined, save: async () => {}, drop: async () => {} },
        pictures: createPictures(),
        locales: ["en", "es"],
        commands: [],
        words: () => undefined,
        hasGroupRoles: () => true,
        newTurnId: () => `turn-${++turns}`,
        left() {},
        ...services,
      });
      const route = connection.routes[0];
      if (route !== undefined) {
        fake.deliverOverHttp(async ({ headers, body }) => {
          await route.handle({ method: "POST", path: route.path, headers, body: Buffer.from(body) });
        });
      }
      return connection;
    },
  };
  return stage;
}

export type DiscordStage = Awaited<ReturnType<typeof createStage>>;

export function seenCard(message: FakeMessage): SeenCard {
  const rows = message.components as readonly { components: readonly Record<string, unknown>[] }[];
  const inner = rows.flatMap(({ components }) => components);
  const live = inner.filter((each) => each.type === 2 && each.style !== 5 && each.disabled !== true);
  return {
    id: message.id,
    visibleTo: message.visibleTo,
    text: FakeDiscord.textOf(message),
    buttons: live.map((button) => ({
      label: String(button.label),
      value: String(button.custom_id),
      style: button.style === 2 ? "plain" : "yes",
    })),
    options: inner
      .filter((each) => each.type === 3)
      .flatMap((select) => select.options as readonly { label: string; value: string }[])
      .map(({ label, value }) => ({ label, value })),
    pictures: message.attachments.length,
  };
}

const silent: Delivery = { acknowledged: Promise.resolve(), acks: () => 1, repeat: async () => silent };

/** The contract's harness, over the gateway or over HTTP. */
export async function createHarness(mode: "gateway" | "http"): Promise<PlatformHarness> {
  const stage = await createStage(mode);
  const { fake, here } = stage;
  const { people, world } = fake;

  async function delivery(act: Act): Promise<Delivery> {
    const taken = (): number => (act.interaction.callback === undefined ? 0 : 1);
    const tried = act.interaction.callbacksTried;
    return {
      acknowledged: world
        .until(() => (act.interaction.callbacksTried > tried || taken() === 1 ? true : undefined))
        .then(() => {}),
      acks: taken,
      async repeat() {
        const before = act.interaction.callbacksTried;
        await act.again();
        const acknowledged = world
          .until(() => (act.interaction.callbacksTried > before ? true : undefined))
          .then(() => {});
        return { acknowledged, acks: taken, repeat: async () => silent };
      },
    };
  }

  async function slash(text: string, user: string, channel = here.channel): Promise<Delivery> {
    const [noun = "", verb = "", ...rest] = text.split(" ");
    const values = rest.length === 0 ? {} : { [noun]: rest.join(" ") };
    return delivery(await people.slash({ channel, user }, noun, verb, values));
  }

  async function say(
    where: { channel: string; user: string },
    words: string,
    options: Parameters<typeof people.say>[2],
  ): Promise<Delivery> {
    await world.until(() => (fake.gateway.isConnected() ? true : undefined));
    const said = people.say(where, words, options);
    return {
      ...silent,
      async repeat() {
        said.again();
        return silent;
      },
    };
  }

  return {
    async connect(bot: Bot): Promise<Platform> {
      return (await stage.connect(bot)).platform;
    },
    person: stage.person.id,
    other: stage.other.id,
    identity: (user) => `discord:${user}`,
    slash: (text, by = stage.person.id) => slash(text, by),
    mention: (text, by = stage.person.id) => say({ channel: here.channel, user: by }, text, { mention: true }),
    direct(text, by = stage.person.id) {
      const user = world.users.get(by) ?? stage.person;
      // Discord itself refuses what is longer.
      if (text.length > 4_000) return Promise.resolve(silent);
      return say({ channel: fake.directWith(user).id, user: by }, text, {});
    },
    async press(card, value, by = stage.person.id) {
      const message = world.messages.get(card.id);
      if (message === undefined) throw new Error("the card is gone");
      return delivery(await people.press(by, message, value));
    },
    chatter: (text) => say(here, text, {}),
    async botMessage(text, from) {
      const author = from === "self" ? world.botId : fake.addUser("other bot", { bot: true }).id;
      if (from === "other") fake.addMember(stage.guild, world.users.get(author) ?? stage.person);
      return say({ channel: here.channel, user: author }, text, { mention: true });
    },
    edit: (text) => say(here, text, { mention: true, editOf: world.snowflake() }),
    unknownCommand: () => slash("teapot brew", stage.person.id),
    async unknownButton() {
      const message = fake.messages().at(-1);
      if (message === undefined) throw new Error("nothing to press");
      return delivery(await people.press(stage.person.id, message, "a-token-that-no-card-ever-had"));
    },
    stranger: (text) => slash(text, stage.stranger.id, stage.foreignChannel.id),
    cards: () => fake.messages().map(seenCard),
    seen: (fits) => world.until(() => fake.messages().map(seenCard).find(fits)),
    async settled() {
      // A turn that comes after all that was delivered so far has gone the same way.
      const probe = await people.type(here, "help", "show", "about", "");
      await world.until(() => probe.interaction.callback);
      await new Promise((resolve) => setImmediate(resolve));
    },
    close: () => fake.close(),
  };
}
