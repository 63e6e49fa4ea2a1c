import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";
import type { World } from "./world.ts";

const frame = z.object({ op: z.int(), d: z.unknown() });
const identifyBody = z.object({
  token: z.string(),
  intents: z.int(),
  shard: z.tuple([z.int(), z.int()]).optional(),
});
const resumeBody = z.object({ token: z.string(), session_id: z.string(), seq: z.int() });

/** Guild members, presences and message content: only for bots that Discord has approved. */
const privilegedIntents = (1 << 1) | (1 << 8) | (1 << 15);
const guildsIntent = 1;
export const messageIntents = { guild: 1 << 9, direct: 1 << 12 } as const;

interface Event {
  readonly t: string;
  readonly s: number;
  readonly d: unknown;
}

interface Session {
  readonly id: string;
  readonly shard: number;
  readonly shards: number;
  readonly intents: number;
  seq: number;
  /** Kept for resuming, as Discord does for a while. */
  events: Event[];
  socket: WebSocket | undefined;
}

/** A close code and its reason. */
type Close = readonly [number, string];

const mostKept = 5_000;
const sendWindowMs = 60_000;
const mostSends = 120;

/** The gateway: sessions that survive their sockets, shards, and troubles on demand. */
export class Gateway {
  readonly sessions: Session[] = [];
  /** Shards that `GET /gateway/bot` recommends. */
  recommendedShards = 1;
  heartbeatMs = 41_250;
  /** Closes identify with 4014 for any of the privileged intents, as for a bot that was not approved. */
  isStrictAboutIntents = true;
  identifies = 0;
  resumes = 0;
  connections = 0;
  /** Refuses every new connection at once while true: Discord is down. */
  isDown = false;
  /** READY leaves out what a client can do without. */
  isTerse = false;
  readonly #world: World;
  readonly #token: string;
  #server: WebSocketServer | undefined;
  #port = 0;

  constructor(world: World, token: string) {
    this.#world = world;
    this.#token = token;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  async listen(): Promise<void> {
    const server = new WebSocketServer({ host: "127.0.0.1", port: this.#port });
    this.#server = server;
    await new Promise<void>((resolve) => server.once("listening", resolve));
    const address = server.address();
    if (address !== null && typeof address === "object") this.#port = address.port;
    server.on("connection", (socket) => this.#greet(socket));
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    for (const socket of server.clients) socket.terminate();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Cuts every connection without a word; sessions can be resumed. */
  drop(): void {
    for (const socket of this.#server?.clients ?? []) socket.terminate();
    for (const session of this.sessions) session.socket = undefined;
  }

  /** Closes every connection with this code. */
  closeAll(code: number): void {
    for (const { socket } of this.sessions) socket?.close(code, "as a test wants it");
  }

  /** Asks the clients to reconnect and resume (op 7). */
  askToReconnect(): void {
    for (const { socket } of this.sessions) socket?.send(JSON.stringify({ op: 7, d: null }));
  }

  /** Forgets all sessions: resuming answers op 9 and the client has to identify again. */
  forgetSessions(): void {
    this.sessions.length = 0;
  }

  /** Whether every shard of the bot has a live session. */
  isConnected(): boolean {
    const alive = this.sessions.filter(({ socket }) => socket !== undefined);
    return alive.length > 0 && alive.length === (alive[0]?.shards ?? 0);
  }

  /** Sends an event to the shard that a guild belongs to; direct messages go to shard 0. */
  dispatch(t: string, d: unknown, options: { readonly guild?: string; readonly intent?: number } = {}): void {
    for (const session of this.sessions) {
      const shard = options.guild === undefined ? 0 : Number((BigInt(options.guild) >> 22n) % BigInt(session.shards));
      const isWanted = options.intent === undefined || (session.intents & options.intent) !== 0;
      if (session.shard === shard && isWanted) this.#push(session, t, d);
    }
  }

  #push(session: Session, t: string, d: unknown): void {
    session.seq += 1;
    const event = { t, s: session.seq, d };
    session.events.push(event);
    if (session.events.length > mostKept) session.events.shift();
    session.socket?.send(JSON.stringify({ op: 0, ...event }));
  }

  #greet(socket: WebSocket): void {
    if (this.isDown) {
      socket.terminate();
      return;
    }
    this.connections += 1;
    const sends: number[] = [];
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: this.heartbeatMs } }));
    socket.on("error", () => {});
    socket.on("close", () => {
      for (const session of this.sessions) if (session.socket === socket) session.socket = undefined;
      this.#world.changed();
    });
    socket.on("message", (data) => {
      const now = Date.now();
      sends.push(now);
      while ((sends[0] ?? now) < now - sendWindowMs) sends.shift();
      const close = sends.length > mostSends ? ([4008, "Rate limited."] as const) : this.#hear(socket, String(data));
      if (close !== undefined) socket.close(...close);
    });
  }

  #hear(socket: WebSocket, text: string): Close | undefined {
    const parsed = frame.safeParse(JSON.parse(text));
    if (!parsed.success) return [4002, "Decode error."];
    const { op, d } = parsed.data;
    if (op === 1) socket.send(JSON.stringify({ op: 11, d: null }));
    else if (op === 2) return this.#identify(socket, d);
    else if (op === 6) return this.#resume(socket, d);
    else if (![3, 4, 8].includes(op)) return [4001, "Unknown opcode."];
    return undefined;
  }

  #identify(socket: WebSocket, d: unknown): Close | undefined {
    const parsed = identifyBody.safeParse(d);
    if (!parsed.success) return [4002, "Decode error."];
    const { token, intents, shard: [shard, shards] = [0, 1] } = parsed.data;
    this.identifies += 1;
    if (token !== this.#token) return [4004, "Authentication failed."];
    if (shard >= shards) return [4010, "Invalid shard."];
    if (this.#world.guilds.size / shards > 2_500) return [4011, "Sharding required."];
    if (this.isStrictAboutIntents && (intents & privilegedIntents) !== 0) return [4014, "Disallowed intent(s)."];
    const session: Session = { id: this.#world.snowflake(), shard, shards, intents, seq: 0, events: [], socket };
    const others = this.sessions.filter((each) => each.shard !== shard);
    this.sessions.splice(0, this.sessions.length, ...others, session);
    this.#ready(session);
    this.#world.changed();
    return undefined;
  }

  #ready(session: Session): void {
    const { botId, applicationId } = this.#world;
    const own = [...this.#world.guilds.values()].filter(
      ({ id, hasBot }) => hasBot && Number((BigInt(id) >> 22n) % BigInt(session.shards)) === session.shard,
    );
    this.#push(session, "READY", {
      v: 10,
      user: this.#world.userPayload(botId),
      guilds: (session.intents & guildsIntent) === 0 ? [] : own.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      ...(this.isTerse ? {} : { resume_gateway_url: this.url }),
      shard: [session.shard, session.shards],
      application: { id: applicationId, flags: 0 },
    });
    if ((session.intents & guildsIntent) === 0) return;
    for (const guild of own) if (guild.isAvailable) this.#push(session, "GUILD_CREATE", this.guildPayload(guild.id));
  }

  guildPayload(id: string): object {
    const guild = this.#world.guilds.get(id);
    const channels = [...this.#world.channels.values()].filter((channel) => channel.guild === id);
    return {
      id,
      name: guild?.name,
      unavailable: false,
      roles: [{ id, name: "@everyone", permissions: "0", position: 0 }],
      emojis: [],
      stickers: [],
      channels: channels.filter(({ type }) => type === 0).map((channel) => this.#world.channelPayload(channel)),
      threads: channels.filter(({ type }) => type === 11).map((channel) => this.#world.channelPayload(channel)),
      members: [],
      member_count: guild?.members.size ?? 0,
      presences: [],
      voice_states: [],
      stage_instances: [],
      guild_scheduled_events: [],
    };
  }

  #resume(socket: WebSocket, d: unknown): Close | undefined {
    const parsed = resumeBody.safeParse(d);
    if (!parsed.success) return [4002, "Decode error."];
    if (parsed.data.token !== this.#token) return [4004, "Authentication failed."];
    this.resumes += 1;
    const session = this.sessions.find(({ id }) => id === parsed.data.session_id);
    if (session === undefined) {
      socket.send(JSON.stringify({ op: 9, d: false }));
      return undefined;
    }
    session.socket = socket;
    for (const event of session.events.filter(({ s }) => s > parsed.data.seq)) {
      socket.send(JSON.stringify({ op: 0, ...event }));
    }
    socket.send(JSON.stringify({ op: 0, t: "RESUMED", s: session.seq, d: null }));
    this.#world.changed();
    return undefined;
  }
}
