import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Client, Events, GatewayIntentBits, MessageFlags } from "discord.js";
import { type WebSocket, WebSocketServer } from "ws";
import adapter from "#adapters/discord/adapter.ts";
import { discordConfig } from "#adapters/discord/config.ts";
import type { Bot } from "#core/ports.ts";
import { createPictures } from "#src/pictures/pictures.ts";
import { median, type Row, spreadOf } from "../../bench/row.ts";
import { createLog } from "./harness.ts";

const rounds = 9;
const frames = 480;
const token = "bench-token";
const ids = { bot: "200000000000000001", guild: "200000000000000002", user: "200000000000000003" } as const;
const bitsBelowTime = 22n;
const discordEpochMs = 1_420_070_400_000;

/** From a command's frame on the gateway to its callback, against bare discord.js whose listener defers. */
export async function benchDiscord(): Promise<readonly Row[]> {
  const [mine, floor] = [await Wire.open(), await Wire.open()];
  const config = discordConfig.parse({ token, applicationId: ids.bot, apiUrl: mine.apiUrl, guilds: [ids.guild] });
  const connection = await adapter.connect(config, {
    bot: silent,
    clock: { now: () => Date.now() },
    log: createLog(),
    vault: { load: async () => undefined, save: async () => {}, drop: async () => {} },
    pictures: createPictures(),
    locales: ["en"],
    commands: [],
    words: () => undefined,
    hasGroupRoles: () => true,
    newTurnId: () => "turn",
    left() {},
  });
  const bare = await connectBare(floor.apiUrl);
  try {
    const rows: Row[] = [];
    for (const lanes of [1, 16]) rows.push(await compare(mine, floor, lanes));
    return rows;
  } finally {
    await connection.platform.stop();
    await bare.destroy();
    await Promise.all([mine.close(), floor.close()]);
  }
}

/** Leaves its turns open: answers would fall under the library's own 50 requests a second, on both sides. */
const silent: Bot = {
  handle: () => new Promise(() => {}),
  complete: async () => [],
  search: async () => [],
  check: async () => ({}),
  suggest: async () => [],
};

async function connectBare(api: string): Promise<Client> {
  const { Guilds, GuildMessages, DirectMessages } = GatewayIntentBits;
  const client = new Client({
    intents: [Guilds, GuildMessages, DirectMessages],
    waitGuildTimeout: 0,
    rest: { api, retries: 0 },
  });
  client.on(Events.InteractionCreate, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  });
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(token);
  await ready;
  return client;
}

async function compare(mine: Wire, floor: Wire, lanes: number): Promise<Row> {
  const ratios: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const ours = await p50(mine, lanes);
    const bare = await p50(floor, lanes);
    if (round > 0) ratios.push(ours / bare);
  }
  const measured = median(ratios);
  return {
    what: `Discord: gateway frame to callback, ${lanes} at once`,
    floor: "bare discord.js, same listener",
    measured: `${measured.toFixed(2)}x p50`,
    spread: spreadOf(ratios),
    goal: "≤ 1.15x",
    isMet: measured <= 1.15,
  };
}

async function p50(wire: Wire, lanes: number): Promise<number> {
  const taken: number[] = [];
  for (let sent = 0; sent < frames; sent += lanes) {
    taken.push(...(await Promise.all(Array.from({ length: lanes }, () => wire.command()))));
  }
  return median(taken);
}

interface Waiting {
  readonly begun: number;
  readonly done: (took: number) => void;
}

/** The least of a Discord: one gateway connection, and callbacks, nothing checked. */
class Wire {
  readonly #waiting = new Map<string, Waiting>();
  readonly #sockets: WebSocketServer;
  readonly #server = createServer((request, response) => {
    const url = request.url ?? "";
    const waiting = this.#waiting.get(/token-\d+/.exec(url)?.[0] ?? "");
    const took = performance.now() - (waiting?.begun ?? 0);
    request.resume();
    request.on("end", () => {
      if (waiting === undefined)
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(this.#answer()));
      else response.writeHead(204).end();
      waiting?.done(took);
    });
  });
  #socket: WebSocket | undefined;
  #sequence = 0;

  constructor(sockets: WebSocketServer) {
    this.#sockets = sockets;
    sockets.on("connection", (socket) => {
      this.#socket = socket;
      socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 40_000 } }));
      socket.on("message", (data) => {
        const { op } = JSON.parse(String(data)) as { readonly op: number };
        if (op === 1) socket.send(JSON.stringify({ op: 11, d: null }));
        if (op !== 2) return;
        this.#push("READY", {
          v: 10,
          user: { id: ids.bot, username: "bench", discriminator: "0", bot: true },
          guilds: [{ id: ids.guild, unavailable: true }],
          session_id: "session",
          resume_gateway_url: this.#gatewayUrl,
          application: { id: ids.bot, flags: 0 },
        });
        this.#push("GUILD_CREATE", guild);
      });
    });
  }

  static async open(): Promise<Wire> {
    const sockets = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    await new Promise<void>((resolve) => sockets.once("listening", resolve));
    const wire = new Wire(sockets);
    await new Promise<void>((resolve) => wire.#server.listen(0, "127.0.0.1", resolve));
    return wire;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api`;
  }

  get #gatewayUrl(): string {
    return `ws://127.0.0.1:${(this.#sockets.address() as AddressInfo).port}`;
  }

  /** Sends a command's frame; resolves with the ms until its callback came. */
  command(): Promise<number> {
    const id = String((BigInt(Date.now() - discordEpochMs) << bitsBelowTime) | BigInt(++this.#sequence));
    const secret = `token-${id}`;
    return new Promise((resolve) => {
      const done = (took: number): void => {
        this.#waiting.delete(secret);
        resolve(took);
      };
      this.#waiting.set(secret, { begun: performance.now(), done });
      this.#push("INTERACTION_CREATE", { ...command, id, token: secret });
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#sockets.close(() => resolve()));
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #push(t: string, d: object): void {
    this.#sequence += 1;
    this.#socket?.send(JSON.stringify({ op: 0, t, s: this.#sequence, d }));
  }

  #answer(): object {
    const session_start_limit = { total: 1000, remaining: 1000, reset_after: 1000, max_concurrency: 1 };
    return { url: this.#gatewayUrl, shards: 1, session_start_limit };
  }
}

const guild = {
  id: ids.guild,
  name: "Bench",
  unavailable: false,
  roles: [{ id: ids.guild, name: "@everyone", permissions: "0", position: 0 }],
  emojis: [],
  stickers: [],
  channels: [{ id: "200000000000000004", type: 0, name: "general", guild_id: ids.guild }],
  threads: [],
  members: [],
  member_count: 1,
  presences: [],
  voice_states: [],
  stage_instances: [],
  guild_scheduled_events: [],
};

/** What Discord sends for a slash command in a guild. */
const command = {
  application_id: ids.bot,
  type: 2,
  version: 1,
  guild_id: ids.guild,
  channel_id: "200000000000000004",
  channel: { id: "200000000000000004", type: 0, name: "general", guild_id: ids.guild },
  locale: "en-US",
  guild_locale: "en-US",
  context: 0,
  authorizing_integration_owners: { 0: ids.guild },
  entitlements: [],
  attachment_size_limit: 10_485_760,
  app_permissions: "0",
  member: {
    user: { id: ids.user, username: "robin", discriminator: "0", global_name: "Robin", avatar: null },
    roles: ["200000000000000005"],
    joined_at: "2024-01-01T00:00:00.000Z",
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
    permissions: "0",
  },
  data: {
    id: "200000000000000006",
    name: "door",
    type: 1,
    options: [{ name: "open", type: 1, options: [{ name: "door", type: 3, value: "front door" }] }],
  },
};
