import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { checkBlocks } from "./block-kit.ts";
import { createPayloads, type Outgoing, type Payloads } from "./payloads.ts";
import { FakeSockets } from "./sockets.ts";
import { FakeState, type ResponseAddress } from "./state.ts";
import { methods, perMinute, unreadyFile } from "./web-api.ts";

/** One payload on its way to the bot. */
export interface FakeDelivery {
  /** What the acknowledgement carried. */
  readonly acknowledged: Promise<unknown>;
  acks(): number;
  repeat(): Promise<FakeDelivery>;
}

export interface FakeSlackOptions {
  /** Epoch ms; the machine's clock when absent. */
  readonly now?: () => number;
  /** Enforces the published calls per minute, and one message a second per channel after a burst. */
  readonly hasRateLimits?: boolean;
}

interface Fault {
  readonly method: string;
  times: number;
  readonly error?: string;
  readonly status?: number;
  readonly retryAfter?: number;
  readonly delayMs?: number;
}

const burst = 5;

/** A whole Slack on loopback. See README.md beside this file. */
export class FakeSlack {
  readonly state: FakeState;
  readonly sockets: FakeSockets;
  readonly payloads: Payloads;
  readonly botToken = "xoxb-fake-bot-token";
  readonly appToken = "xapp-fake-app-token";
  readonly signingSecret = "fake-signing-secret";
  /** Where signed requests go when the bot runs over HTTP. */
  eventsUrl: string | undefined;
  readonly #http: Server;
  #port = 0;
  readonly #options: FakeSlackOptions;
  readonly #faults: Fault[] = [];
  readonly #spent = new Map<string, number[]>();

  private constructor(http: Server, options: FakeSlackOptions) {
    this.#http = http;
    this.#options = options;
    this.state = new FakeState(options.now ?? Date.now);
    this.sockets = new FakeSockets(http, this.state);
    this.state.tokens.set(this.botToken, this.state.team);
    this.payloads = createPayloads(this.state, () => this.httpUrl);
    http.on("request", (request, response) => void this.#serve(request, response));
  }

  static async start(options: FakeSlackOptions = {}): Promise<FakeSlack> {
    const http = createServer();
    const fake = new FakeSlack(http, options);
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    fake.#port = (http.address() as AddressInfo).port;
    return fake;
  }

  get httpUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** For `slack.apiUrl`. */
  get apiUrl(): string {
    return `${this.httpUrl}/api/`;
  }

  /** Makes the next calls of a method fail, be refused for their rate, or come late. */
  fault(method: string, fault: Omit<Fault, "method" | "times"> & { readonly times?: number }): void {
    this.#faults.push({ times: 1, ...fault, method });
  }

  /** Delivers a payload over whichever transport the bot uses. */
  deliver(outgoing: Outgoing, retry = 0): Promise<FakeDelivery> {
    return this.eventsUrl === undefined ? this.#deliverBySocket(outgoing) : this.#deliverByHttp(outgoing, retry);
  }

  /** A request to the events address, signed unless told otherwise. */
  async request(
    body: string,
    parts: { type?: string; stamp?: number; secret?: string; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const stamp = String(parts.stamp ?? Math.floor(this.state.now() / 1000));
    const mac = createHmac("sha256", parts.secret ?? this.signingSecret)
      .update(`v0:${stamp}:${body}`)
      .digest("hex");
    return fetch(this.eventsUrl ?? "", {
      method: "POST",
      headers: {
        "content-type": parts.type ?? "application/json",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": `v0=${mac}`,
        ...parts.headers,
      },
      body,
    });
  }

  async close(): Promise<void> {
    this.sockets.close();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  async #deliverBySocket(outgoing: Outgoing): Promise<FakeDelivery> {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const envelope = this.sockets.send(outgoing, resolve);
    return {
      acknowledged: promise,
      acks: () => this.sockets.acks.get(envelope) ?? 0,
      repeat: () => this.deliver(outgoing, 1),
    };
  }

  async #deliverByHttp(outgoing: Outgoing, retry: number): Promise<FakeDelivery> {
    const form = (entries: Readonly<Record<string, unknown>>): string =>
      new URLSearchParams(Object.entries(entries).map(([key, value]) => [key, String(value)])).toString();
    const isJson = outgoing.kind === "events_api";
    const body = isJson
      ? JSON.stringify(outgoing.payload)
      : form(outgoing.kind === "interactive" ? { payload: JSON.stringify(outgoing.payload) } : outgoing.payload);
    const type = isJson ? "application/json" : "application/x-www-form-urlencoded";
    const headers: Record<string, string> =
      retry > 0 ? { "x-slack-retry-num": String(retry), "x-slack-retry-reason": "http_timeout" } : {};
    let acks = 0;
    const acknowledged = this.request(body, { type, headers }).then(async (answer) => {
      if (answer.status !== 200) throw new Error(`acknowledged with ${answer.status}`);
      acks += 1;
      const text = await answer.text();
      return text === "" ? undefined : JSON.parse(text);
    });
    acknowledged.catch(() => {});
    return { acknowledged, acks: () => acks, repeat: () => this.deliver(outgoing, retry + 1) };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const [, area, name = ""] = (request.url ?? "").split("/");
    if (area === "api") return this.#api(name, request, body, response);
    if (area === "response") return this.#respond(name, body, response);
    if (area === "upload") return this.#upload(name, body, response);
    response.writeHead(404).end();
  }

  async #api(name: string, request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const args = readArgs(request, body);
    const fault = this.#takeFault(name);
    if (fault?.delayMs !== undefined) await sleep(fault.delayMs);
    const wait = fault?.retryAfter ?? this.#limit(name, String(args.channel ?? ""));
    if (wait !== undefined) {
      this.state.calls.push({ method: name, args, status: 429 });
      response.writeHead(429, { "retry-after": String(wait) }).end();
      return;
    }
    if (fault?.status !== undefined) {
      this.state.calls.push({ method: name, args, status: fault.status });
      response.writeHead(fault.status).end("trouble");
      return;
    }
    const answer = fault?.error === undefined ? this.#run(name, request, args) : { ok: false, error: fault.error };
    const error = "error" in answer && typeof answer.error === "string" ? { error: answer.error } : {};
    this.state.calls.push({ method: name, args, status: 200, ...error });
    sendJson(response, answer, 200, { "x-oauth-scopes": this.state.scopes.join(",") });
  }

  #run(name: string, request: IncomingMessage, args: Readonly<Record<string, unknown>>) {
    const method = methods[name];
    if (method === undefined) return { ok: false, error: "unknown_method" };
    const token = (request.headers.authorization ?? "").replace("Bearer ", "");
    const team = this.state.tokens.get(token);
    const isRight = method.token === "bot" ? team !== undefined : method.token === "none" || token === this.appToken;
    if (!isRight) return { ok: false, error: token === "" ? "not_authed" : "invalid_auth" };
    const { state, httpUrl } = this;
    return method.run(args, { state, httpUrl, token, team: team ?? "", openSocket: () => this.#socketUrl() });
  }

  #socketUrl(): string | undefined {
    const ticket = this.sockets.ticket();
    return ticket === undefined ? undefined : `${this.httpUrl.replace("http", "ws")}/link?${ticket}`;
  }

  #takeFault(method: string): Fault | undefined {
    const fault = this.#faults.find((one) => one.method === method && one.times > 0);
    if (fault !== undefined) fault.times -= 1;
    return fault;
  }

  /** Seconds to wait when the method was called too often. */
  #limit(method: string, channel: string): number | undefined {
    if (this.#options.hasRateLimits !== true) return undefined;
    const isPost = method === "chat.postMessage";
    const [most, windowMs] = isPost ? [burst, burst * 1000] : [perMinute[method] ?? 50, 60_000];
    const key = isPost ? `${method} ${channel}` : method;
    const now = this.state.now();
    const recent = (this.#spent.get(key) ?? []).filter((at) => at > now - windowMs);
    if (recent.length >= most) return Math.max(1, Math.ceil(((recent[0] ?? now) + windowMs - now) / 1000));
    this.#spent.set(key, [...recent, now]);
    return undefined;
  }

  /** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
  #respond(id: string, body: Buffer, response: ServerResponse): void {
    const problem = this.#takeAnswer(id, body);
    if (problem === undefined) response.writeHead(200).end("ok");
    else sendJson(response, { ok: false, error: problem }, 404);
  }

  /** Slack's error code when it does not take the answer. */
  #takeAnswer(id: string, body: Buffer): string | undefined {
    const address = this.state.responses.get(id);
    const problem = addressProblem(address, this.state.now());
    if (address === undefined || problem !== undefined) return problem;
    address.uses += 1;
    const args = JSON.parse(body.toString("utf8")) as ResponseBody;
    const blocks = args.blocks ?? [];
    if (args.delete_original === true) {
      const at = address.message === undefined ? -1 : this.state.messages.indexOf(address.message);
      if (at >= 0) this.state.messages.splice(at, 1);
      return undefined;
    }
    this.state.calls.push({ method: "response_url", args: { ...args, id }, status: 200 });
    if (checkBlocks(blocks).length > 0 || unreadyFile(blocks, this.state) !== undefined) return "invalid_blocks";
    const target = args.replace_original === true ? address.message : undefined;
    if (target !== undefined) {
      Object.assign(target, { text: args.text ?? "", blocks, edits: target.edits + 1 });
    } else {
      const isPublic = args.response_type === "in_channel";
      const message = { channel: address.channel, ts: this.state.stamp(), text: args.text ?? "", blocks, edits: 0 };
      this.state.messages.push(isPublic ? message : { ...message, only: address.user });
    }
    return undefined;
  }

  #upload(id: string, body: Buffer, response: ServerResponse): void {
    const file = this.state.files.get(id);
    if (file === undefined || body.byteLength !== file.length) {
      response.writeHead(400).end("length does not match");
      return;
    }
    file.bytes = body;
    response.writeHead(200).end(`OK - ${body.byteLength}`);
  }
}

interface ResponseBody {
  readonly text?: string;
  readonly blocks?: readonly unknown[];
  readonly response_type?: string;
  readonly replace_original?: boolean;
  readonly delete_original?: boolean;
}

function addressProblem(address: ResponseAddress | undefined, now: number): string | undefined {
  if (address === undefined) return "no_such_url";
  if (now - address.madeAt > 30 * 60_000) return "expired_url";
  return address.uses >= 5 ? "used_url" : undefined;
}

function readArgs(request: IncomingMessage, body: Buffer): Readonly<Record<string, unknown>> {
  const text = body.toString("utf8");
  if ((request.headers["content-type"] ?? "").includes("json")) return JSON.parse(text || "{}");
  return Object.fromEntries(
    [...new URLSearchParams(text)].map(([key, value]) => [key, key === "blocks" ? JSON.parse(value) : value]),
  );
}

function sendJson(response: ServerResponse, value: unknown, status = 200, more: Record<string, string> = {}): void {
  const headers = { "content-type": "application/json; charset=utf-8", ...more };
  response.writeHead(status, headers).end(JSON.stringify(value));
}
