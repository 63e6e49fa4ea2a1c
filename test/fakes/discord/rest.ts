import { createServer, type IncomingMessage, type Server } from "node:http";
import { type Answer, Refusal, refusals } from "./answers.ts";
import { RateLimits } from "./rate-limits.ts";
import type { World } from "./world.ts";

export interface RestFile {
  readonly name: string;
  readonly size: number;
  readonly data: Uint8Array;
}

export interface RestRequest {
  readonly method: string;
  /** Without the API prefix: `/channels/1/messages`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** The body when it is a list (bulk overwrite of commands). */
  readonly list: readonly unknown[] | undefined;
  readonly files: readonly RestFile[];
  readonly params: readonly string[];
}

/** One line of the log of everything received. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
  readonly at: number;
}

export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  /** Needs the bot's token. Interaction and webhook routes carry their own. */
  readonly isAuthorized: boolean;
  readonly handle: (request: RestRequest) => Answer | Promise<Answer>;
}

/** Faults put in by tests, for the next requests that fit. */
export interface RestFault {
  readonly method?: string;
  readonly path: RegExp;
  times: number;
  /** An answer instead of the real one, the connection cut, or silence. */
  readonly answer: Answer | "reset" | "hang";
  /** Whether the request takes effect before its answer is lost. */
  readonly isDone?: boolean;
}

export class RestServer {
  readonly log: LoggedRequest[] = [];
  readonly faults: RestFault[] = [];
  readonly limits: RateLimits;
  readonly #world: World;
  readonly #token: string;
  readonly #routes: readonly Route[];
  readonly #server: Server;

  constructor(world: World, token: string, routes: readonly Route[]) {
    this.#world = world;
    this.#token = token;
    this.#routes = routes;
    this.limits = new RateLimits(world);
    this.#server = createServer((request, response) => {
      this.#serve(request)
        .then((answer) => {
          if (answer === "reset") request.socket.destroy();
          if (typeof answer === "string") return;
          if (answer.body === undefined) response.writeHead(answer.status, answer.headers).end();
          else {
            const headers = { "content-type": "application/json", ...answer.headers };
            response.writeHead(answer.status, headers).end(JSON.stringify(answer.body));
          }
        })
        .catch(() => request.socket.destroy());
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return address.port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(incoming: IncomingMessage): Promise<Answer | "reset" | "hang"> {
    const url = new URL(incoming.url ?? "/", "http://fake");
    const method = incoming.method ?? "GET";
    const path = decodeURIComponent(url.pathname).replace(/^\/api(\/v\d+)?/, "");
    const raw = await readAll(incoming);
    const { body, list, files } = await decoded(incoming, raw);
    const fault = this.#faultFor(method, path);
    let answer: Answer;
    if (fault !== undefined && fault.isDone !== true)
      answer = typeof fault.answer === "string" ? { status: 0 } : fault.answer;
    else {
      const route = this.#routes.find((each) => each.method === method && each.pattern.test(path));
      const isBot = incoming.headers.authorization === `Bot ${this.#token}`;
      answer = await this.#answer(route, isBot, {
        method,
        path,
        query: url.searchParams,
        body,
        list,
        files,
        params: [],
      });
    }
    this.limits.countInvalid(answer.status);
    this.log.push({ method, path, body: list ?? body, status: answer.status, at: this.#world.now() });
    this.#world.changed();
    return fault === undefined ? answer : fault.answer;
  }

  #faultFor(method: string, path: string): RestFault | undefined {
    const fault = this.faults.find(
      (each) => each.times > 0 && (each.method === undefined || each.method === method) && each.path.test(path),
    );
    if (fault !== undefined) fault.times -= 1;
    return fault;
  }

  async #answer(route: Route | undefined, isBot: boolean, request: RestRequest): Promise<Answer> {
    try {
      if (this.limits.isBanned()) return { status: 429, body: "banned: too many invalid requests" };
      if (route === undefined) throw refusals.unknownRoute();
      if (route.isAuthorized && !isBot) throw refusals.unauthorized();
      const limited = this.limits.take(request.method, request.path, route.isAuthorized);
      if (limited.answer !== undefined) return limited.answer;
      const params = route.pattern.exec(request.path)?.slice(1) ?? [];
      const answer = await route.handle({ ...request, params });
      return { ...answer, headers: { ...limited.headers, ...answer.headers } };
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  }
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

interface Decoded {
  readonly body: Readonly<Record<string, unknown>>;
  readonly list: readonly unknown[] | undefined;
  readonly files: readonly RestFile[];
}

async function decoded(incoming: IncomingMessage, raw: Buffer): Promise<Decoded> {
  const type = incoming.headers["content-type"] ?? "";
  if (raw.length === 0) return { body: {}, list: undefined, files: [] };
  if (!type.startsWith("multipart/form-data")) {
    const json: unknown = JSON.parse(raw.toString("utf8"));
    return Array.isArray(json)
      ? { body: {}, list: json, files: [] }
      : { body: json as Decoded["body"], list: undefined, files: [] };
  }
  const form = await new Response(new Uint8Array(raw), { headers: { "content-type": type } }).formData();
  const files: RestFile[] = [];
  let body: Decoded["body"] = {};
  for (const [name, value] of form.entries()) {
    if (name === "payload_json") body = JSON.parse(String(value)) as Decoded["body"];
    else if (typeof value !== "string") {
      const data = new Uint8Array(await value.arrayBuffer());
      files.push({ name: value.name, size: data.byteLength, data });
    }
  }
  return { body, list: undefined, files };
}
