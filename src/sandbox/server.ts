import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "#core/ports.ts";
import { type Answer, type Call, type Cloud, json, type Settings } from "./cloud.ts";
import { type ControlPanel, createControlPanel, type LogEntry } from "./control.ts";
import { createFaultBook, type Fault, type FaultBook } from "./faults.ts";
import type { Keeper } from "./keep.ts";
import { maskBody, maskParameters, maskPath } from "./mask.ts";
import { respond, respondMalformed } from "./respond.ts";

const bodyLimit = 4 << 20;

export interface ServerParts {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly keeper: Keeper;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface CloudServer {
  /** Root of the server, where the control routes are. */
  readonly url: string;
  /** The prefix before a catalogued path. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function contentTypeOf(request: IncomingMessage): string {
  return (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** One simulated cloud behind HTTP: faults, log, control routes and persistence, the same for all five. */
class RunningCloud {
  readonly #parts: ServerParts;
  readonly #faults: FaultBook = createFaultBook();
  readonly #panel: ControlPanel;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#panel = createControlPanel({ ...parts, faults: this.#faults });
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = "/", search = ""] = (request.url ?? "/").split(/\?(.*)/s);
    const body = await readBody(request);
    if (body === undefined) {
      respond(response, json(413, { error: "body too large" }));
      return;
    }
    const method = request.method ?? "GET";
    this.#parts.cloud.settle(this.#parts.clock.now());
    response.setHeader("date", new Date(this.#parts.clock.now()).toUTCString());
    if (path.startsWith("/_")) {
      respond(response, this.#panel.handle(method, path, body, request.headers));
      return;
    }
    await this.#serveCall(request, response, { method, path, query: new URLSearchParams(search), body });
  }

  async #serveCall(
    request: IncomingMessage,
    response: ServerResponse,
    { method, path, query, body }: { method: string; path: string; query: URLSearchParams; body: string },
  ): Promise<void> {
    const { cloud, clock } = this.#parts;
    const isInside = path === cloud.basePath || path.startsWith(`${cloud.basePath}/`);
    const call: Call = {
      method,
      path: isInside ? path.slice(cloud.basePath.length) : path,
      query,
      headers: request.headers,
      contentType: contentTypeOf(request),
      body,
      at: clock.now(),
      isRefused: false,
    };
    const names = isInside ? cloud.names(call) : [];
    const entry = this.#panel.log({
      at: call.at,
      method,
      path: maskPath(path, names[0]),
      query: maskParameters(query),
      body: maskBody(body, call.contentType),
      ...(names.length === 0 ? {} : { operation: names.at(-1) ?? "" }),
      hasActed: false,
      status: null,
    });
    const { latencyMs, skewS, fault } = this.#faults.take([`${method} ${path}`, `${method} ${call.path}`, ...names]);
    if (skewS !== 0) response.setHeader("date", new Date(call.at + skewS * 1000).toUTCString());
    if (latencyMs > 0) await delay(latencyMs, undefined, { ref: false });
    if (response.destroyed) return;
    const settled: Call = { ...call, at: clock.now(), isRefused: fault?.refuse === true };
    const act = () => (isInside ? this.#act(settled, entry) : json(404, { error: "no such address" }));
    this.#finish(response, entry, act, fault);
  }

  #act(call: Call, entry: LogEntry): Answer {
    const { cloud, keeper } = this.#parts;
    entry.hasActed = true;
    cloud.settle(call.at);
    try {
      return cloud.handle(call);
    } catch (defect) {
      return json(500, { sandboxDefect: String(defect) });
    } finally {
      if (call.method !== "GET") keeper.save(cloud.name, cloud.snapshot());
    }
  }

  #finish(response: ServerResponse, entry: LogEntry, act: () => Answer, fault: Fault | undefined): void {
    if (fault?.after === true) act();
    if (fault?.reset === true) {
      response.destroy();
      return;
    }
    const answer = refusalOf(fault, this.#parts.cloud.refusals) ?? act();
    if (fault?.hangAfterAccepting === true) return;
    entry.status = answer.status;
    if (fault?.malformed === undefined) respond(response, answer);
    else respondMalformed(response, answer, fault.malformed);
  }
}

function refusalOf(fault: Fault | undefined, refusals: Cloud["refusals"]): Answer | undefined {
  if (fault?.unauthorized === true) return refusals.unauthorized();
  if (fault?.rateLimit !== undefined) return refusals.rateLimited(fault.rateLimit.retryAfterS);
  return fault?.status === undefined ? undefined : refusals.failed(fault.status);
}

/** Starts one cloud on the loopback interface; nothing outside this machine reaches it. */
export async function startCloud(parts: ServerParts): Promise<CloudServer> {
  const running = new RunningCloud(parts);
  const server = createServer((request, response) => {
    running.serve(request, response).catch((defect: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else respond(response, json(500, { sandboxDefect: String(defect) }));
    });
  });
  // Longer than any client keeps an idle connection, so that none is closed under a call just sent.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(parts.port, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    baseUrl: `${url}${parts.cloud.basePath}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        parts.keeper.save(parts.cloud.name, parts.cloud.snapshot());
      }),
  };
}
