import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import type { Outgoing } from "./payloads.ts";
import type { FakeState } from "./state.ts";

interface Waiting {
  readonly outgoing: Outgoing;
  readonly envelope: string;
  readonly onAck: (answer: unknown) => void;
  on?: WebSocket;
  sends: number;
}

/** Slack takes at most this many sockets of one app. */
const mostSockets = 10;

/** The server's side of Socket Mode: hello, envelopes, acknowledgements, and sending again what got none. */
export class FakeSockets {
  readonly #server: WebSocketServer;
  readonly #open = new Set<WebSocket>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #state: FakeState;
  #turn = 0;
  #tickets = 0;
  /** How many sockets said hello so far. */
  greeted = 0;
  /** Acknowledgements, by envelope. */
  readonly acks = new Map<string, number>();
  isSilent = false;

  constructor(http: Server, state: FakeState) {
    this.#state = state;
    this.#server = new WebSocketServer({ server: http, path: "/link" });
    this.#server.on("connection", (socket) => this.#greet(socket));
  }

  get openSockets(): number {
    return this.#open.size;
  }

  ticket(): string | undefined {
    if (this.#open.size >= mostSockets) return undefined;
    this.#tickets += 1;
    return `ticket=${this.#tickets}`;
  }

  /** Sends on one of the open sockets; waits for one where there is none. */
  send(outgoing: Outgoing, onAck: (answer: unknown) => void): string {
    const envelope = this.#state.next("E");
    const waiting = { outgoing, envelope, onAck, sends: 0 };
    this.#waiting.set(envelope, waiting);
    this.#offer(waiting);
    return envelope;
  }

  /** Asks every socket, or the first, to go, as Slack does when it refreshes connections. */
  disconnect(how: "all" | "one"): void {
    for (const socket of [...this.#open].slice(0, how === "one" ? 1 : undefined)) {
      this.#open.delete(socket);
      socket.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
    }
  }

  /** Cuts the lines without a word. */
  cut(): void {
    for (const socket of this.#open) socket.terminate();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #greet(socket: WebSocket): void {
    socket.on("message", (data) => this.#heard(String(data)));
    socket.on("close", () => this.#lost(socket));
    socket.on("error", () => {});
    if (this.isSilent) return;
    this.#open.add(socket);
    this.greeted += 1;
    socket.send(JSON.stringify({ type: "hello", num_connections: this.#open.size }));
    for (const waiting of this.#waiting.values()) if (waiting.on === undefined) this.#offer(waiting);
  }

  #lost(socket: WebSocket): void {
    this.#open.delete(socket);
    for (const waiting of this.#waiting.values()) {
      if (waiting.on !== socket) continue;
      delete waiting.on;
      this.#offer(waiting);
    }
  }

  #offer(waiting: Waiting): void {
    const sockets = [...this.#open];
    const socket = sockets[this.#turn % Math.max(1, sockets.length)];
    this.#turn += 1;
    if (socket === undefined) return;
    waiting.on = socket;
    const again = waiting.sends > 0 ? { retry_attempt: waiting.sends, retry_reason: "timeout" } : {};
    waiting.sends += 1;
    const { kind: type, payload } = waiting.outgoing;
    const envelope = { type, envelope_id: waiting.envelope, payload, accepts_response_payload: type !== "events_api" };
    socket.send(JSON.stringify({ ...envelope, ...(type === "events_api" ? again : {}) }));
  }

  #heard(data: string): void {
    const { envelope_id: envelope, payload } = JSON.parse(data) as { envelope_id: string; payload?: unknown };
    this.acks.set(envelope, (this.acks.get(envelope) ?? 0) + 1);
    const waiting = this.#waiting.get(envelope);
    this.#waiting.delete(envelope);
    waiting?.onAck(payload);
  }
}
