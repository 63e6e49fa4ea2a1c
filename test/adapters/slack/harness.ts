import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import slack from "#adapters/slack/adapter.ts";
import { slackConfig } from "#adapters/slack/config.ts";
import type { Bot, HttpRoute, Log, Platform, PlatformServices, Vault } from "#core/ports.ts";
import type { Secret } from "#core/secret.ts";
import { createPictures } from "#src/pictures/pictures.ts";
import type { Delivery, PlatformHarness, SeenCard } from "../../contracts/platform.ts";
import { type FakeDelivery, FakeSlack, type FakeSlackOptions } from "../../fakes/slack/fake-slack.ts";
import { elementsOf } from "../../fakes/slack/payloads.ts";
import type { FakeMessage } from "../../fakes/slack/state.ts";

/** A log that keeps its lines. */
export function createTestLog(lines: string[] = []): Log {
  const add = (level: string) => (event: string, fields?: Readonly<Record<string, unknown>>) => {
    lines.push(`${level} ${event} ${JSON.stringify(fields ?? {})}`);
  };
  const log: Log = {
    debug: add("debug"),
    info: add("info"),
    warn: add("warn"),
    error: add("error"),
    child: () => log,
  };
  return log;
}

export interface SlackHarness extends PlatformHarness {
  readonly fake: FakeSlack;
  /** Lines of the adapter's log. */
  readonly log: string[];
  connectWith(
    bot: Bot,
    config: Readonly<Record<string, unknown>>,
    vault?: Vault,
    more?: Partial<PlatformServices>,
  ): Promise<Platform>;
  routes(): readonly HttpRoute[];
  /** What stands under a card that was seen. */
  messageOf(card: SeenCard): FakeMessage | undefined;
}

export async function createHarness(mode: "socket" | "http", options: FakeSlackOptions = {}): Promise<SlackHarness> {
  const fake = await FakeSlack.start(options);
  const { state, payloads } = fake;
  const log: string[] = [];
  const person = "U0000ANA01";
  const other = "U0000BEN01";
  let server: Server | undefined;
  let routes: readonly HttpRoute[] = [];
  const deliveries: FakeDelivery[] = [];

  async function deliver(...args: Parameters<FakeSlack["deliver"]>): Promise<Delivery> {
    const delivery = await fake.deliver(...args);
    deliveries.push(delivery);
    return {
      acknowledged: delivery.acknowledged.then(() => {}),
      acks: delivery.acks,
      repeat: async () => {
        const again = await delivery.repeat();
        deliveries.push(again);
        return { ...again, acknowledged: again.acknowledged.then(() => {}), repeat: () => Promise.reject() };
      },
    };
  }

  async function connectWith(
    toBot: Bot,
    extra: Readonly<Record<string, unknown>>,
    vault = createTestVault(),
    more: Partial<PlatformServices> = {},
  ): Promise<Platform> {
    const config = slackConfig.parse({
      mode,
      botToken: fake.botToken,
      appToken: fake.appToken,
      signingSecret: fake.signingSecret,
      apiUrl: fake.apiUrl,
      ...extra,
    });
    const connection = await slack.connect(config, {
      ...services(toBot, log, options.now ?? Date.now),
      vault,
      ...more,
    });
    routes = connection.routes;
    if (mode === "http") {
      server = await serve(routes);
      fake.eventsUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
    }
    return connection.platform;
  }

  const cards = (): readonly SeenCard[] => state.messages.map((message) => seenCard(message, state.audience(message)));

  const harness: SlackHarness = {
    fake,
    log,
    person,
    other,
    connectWith,
    connect: (toBot) => connectWith(toBot, {}),
    routes: () => routes,
    identity: (user) => `slack:${state.team}/${user}`,
    slash(text, by = person) {
      const [name, ...rest] = text.split(" ");
      return deliver(payloads.command(`/${name}`, rest.join(" "), by));
    },
    mention: (text, by = person) => deliver(payloads.mention(text, by)),
    direct: (text, by = person) => deliver(payloads.message(text, by)),
    press: (card, value, by = person) => deliver(payloads.press(messageOf(card), value, by)),
    chatter: (text) => deliver(payloads.message(text, person, { channel: state.channel, channel_type: "channel" })),
    botMessage(text, from) {
      const id = from === "self" ? state.botId : "B0SOMEBODY";
      const user = from === "self" ? state.botUser : "U0SOMEBOT1";
      return deliver(payloads.mention(text, user, { bot_id: id, subtype: "bot_message" }));
    },
    edit: (text) => deliver(payloads.mention(text, person, { edited: { user: person, ts: state.stamp() } })),
    unknownCommand: () => deliver(payloads.command("/frobnicate", "all", person)),
    unknownButton: () => deliver(payloads.press(undefined, "nobody-ever-made-this-token", person)),
    stranger: (text) => deliver(payloads.command("/door", text, "U0STRANGE1", { team: state.otherTeam })),
    cards,
    async seen(fits) {
      for (let tries = 0; tries < 400; tries += 1) {
        const card = cards().findLast(fits);
        if (card !== undefined) return card;
        await sleep(5);
      }
      throw new Error(`no such card among ${JSON.stringify(cards())}\n${log.join("\n")}`);
    },
    async settled() {
      await Promise.all(deliveries.map((delivery) => delivery.acknowledged.catch(() => {})));
      await sleep(60);
    },
    messageOf,
    async close() {
      server?.closeAllConnections();
      server?.close();
      await fake.close();
    },
  };

  function messageOf(card: SeenCard): FakeMessage | undefined {
    return state.messages.find((message) => `${message.channel}/${message.ts}` === card.id);
  }

  return harness;
}

/** A vault in memory; what it holds can be looked at. */
export function createTestVault(kept = new Map<string, Secret>()): Vault {
  return {
    load: async (name) => kept.get(name),
    save: async (name, value) => void kept.set(name, value),
    drop: async (name) => void kept.delete(name),
  };
}

export function services(bot: Bot, lines: string[] = [], now: () => number = Date.now): PlatformServices {
  let turns = 0;
  return {
    bot,
    clock: { now },
    log: createTestLog(lines),
    vault: createTestVault(),
    pictures: createPictures(),
    locales: ["en", "es"],
    commands: [],
    words: () => undefined,
    hasGroupRoles: () => true,
    left() {},
    newTurnId() {
      turns += 1;
      return `turn-${turns}`;
    },
  };
}

/** The shared HTTP server, as far as the adapter sees it. */
async function serve(routes: readonly HttpRoute[]): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = new URL(request.url ?? "", "http://localhost").pathname;
    const route = routes.find((one) => one.path === path && one.method === request.method);
    if (route === undefined) return void response.writeHead(404).end();
    const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)]));
    const answer = await route.handle({
      method: request.method ?? "",
      path: request.url ?? "",
      headers,
      body: Buffer.concat(chunks),
    });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** All words of a message, as a person reads them. */
export function wordsOf(blocks: readonly unknown[]): string {
  const words: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null || (value as { type?: string }).type === "actions") return;
    for (const [key, inner] of Object.entries(value)) {
      if ((key === "text" || key === "alt_text") && typeof inner === "string") words.push(inner);
      else walk(inner);
    }
  };
  walk(blocks);
  return words.join("\n").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function seenCard(message: FakeMessage, audience: string | undefined): SeenCard {
  const elements = elementsOf(message.blocks) as readonly {
    type: string;
    text?: { text: string };
    value?: string;
    url?: string;
    style?: string;
    options?: { value: string; text: { text: string } }[];
  }[];
  return {
    id: `${message.channel}/${message.ts}`,
    visibleTo: audience ?? "everyone",
    text: wordsOf(message.blocks),
    buttons: elements
      .filter((element) => element.type === "button" && element.url === undefined)
      .map((element) => ({
        label: element.text?.text ?? "",
        value: element.value ?? "",
        style: element.style === undefined ? "plain" : "yes",
      })),
    options: elements.flatMap((element) =>
      (element.options ?? []).map((option) => ({ label: option.text.text, value: option.value })),
    ),
    pictures: message.blocks.filter((block) => (block as { type?: string }).type === "image").length,
  };
}
