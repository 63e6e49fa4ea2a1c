import { Agent, type Dispatcher } from "undici";
import type { AnswerHeaders } from "./errors.ts";
import type { Method } from "./operation.ts";

export type TransportReason = "connection" | "timeout" | "shape";

/** The exchange broke off; `sent` tells whether the request may have reached the vendor. */
export class TransportFailure extends Error {
  readonly reason: TransportReason;
  readonly sent: boolean;

  constructor(reason: TransportReason, sent: boolean, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
    this.sent = sent;
  }
}

interface WireRequest {
  readonly method: Method;
  /** Path with query, already encoded; sent as it is. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** On a connection of its own: a kept one may be dead without knowing, which leaves open whether the request arrived. */
  readonly fresh: boolean;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: Buffer;
}

export interface Transport {
  send(request: WireRequest): Promise<WireAnswer>;
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly origin: string;
  readonly maxBodyBytes: number;
  readonly connectTimeoutMs?: number;
  /** For local gateways with their own certificate. */
  readonly tls?: { readonly ca?: string; readonly rejectUnauthorized?: boolean; readonly servername?: string };
}

/** What broke off, by the error's code: broken HTTP is the vendor's nonsense, everything else the connection. */
function reasonOf(error: Error): TransportReason {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code.startsWith("HPE_") || code === "UND_ERR_HEADERS_OVERFLOW" || code.startsWith("UND_ERR_RES_")) return "shape";
  return code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT" ? "timeout" : "connection";
}

/** One vendor call on the wire: no redirects, a cut at the size limit, an end at the deadline. */
export function createTransport(options: TransportOptions): Transport {
  const shared = {
    connect: { timeout: options.connectTimeoutMs ?? 5000, ...options.tls },
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 32 * 1024,
  };
  const kept = new Agent({ ...shared, pipelining: 1 });
  const single = new Agent({ ...shared, pipelining: 0 });

  return {
    send: (request) => exchange(request.fresh ? single : kept, options, request),
    close: async () => {
      await Promise.all([kept.destroy(), single.destroy()]);
    },
  };
}

function exchange(agent: Dispatcher, options: TransportOptions, request: WireRequest): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let isSettled = false;
    let status = 0;
    let headers: AnswerHeaders = {};
    let size = 0;
    const chunks: Buffer[] = [];

    const settle = (): boolean => {
      if (isSettled) return false;
      isSettled = true;
      clearTimeout(timer);
      request.signal?.removeEventListener("abort", onAbort);
      return true;
    };
    const fail = (reason: TransportReason, cause?: unknown): void => {
      if (!settle()) return;
      reject(new TransportFailure(reason, controller !== undefined, cause));
      controller?.abort(new Error(reason));
    };
    const onAbort = (): void => fail("timeout");
    const timer = setTimeout(onAbort, request.timeoutMs);
    request.signal?.addEventListener("abort", onAbort, { once: true });
    if (request.signal?.aborted === true) {
      fail("timeout");
      return;
    }

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        if (isSettled) started.abort(new Error("timeout"));
        else controller = started;
      },
      onResponseStart(_controller, code, received) {
        status = code;
        headers = received;
      },
      onResponseData(_controller, chunk) {
        size += chunk.length;
        if (size > options.maxBodyBytes) fail("shape");
        else chunks.push(chunk);
      },
      onResponseEnd() {
        const [first] = chunks;
        if (settle()) {
          resolve({
            status,
            headers,
            body: chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks),
          });
        }
      },
      onResponseError(_controller, error) {
        fail(reasonOf(error), error);
      },
    };
    try {
      agent.dispatch(
        {
          origin: options.origin,
          path: request.path,
          method: request.method,
          headers: request.headers,
          body: request.body ?? null,
        },
        handler,
      );
    } catch (error) {
      fail("connection", error);
    }
  });
}
