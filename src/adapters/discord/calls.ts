import type { REST, RESTOptions, RequestData, RouteLike } from "discord.js";
import { z } from "zod";
import type { Log } from "#core/ports.ts";
import { type DiscordConfig, defaultApiUrl } from "./config.ts";
import { limits } from "./limits.ts";

/** What went wrong at Discord, free of what was sent: the library's own errors carry whole request bodies. */
export interface ApiFailure {
  /** Discord's code (10062 …), or 0 when there is none. */
  readonly code: number;
  /** HTTP status, or 0 when no answer came. */
  readonly status: number;
}

export class DiscordFailure extends Error {
  readonly failure: ApiFailure;

  constructor(failure: ApiFailure) {
    super(`Discord answered ${failure.status}/${failure.code}`);
    this.name = "DiscordFailure";
    this.failure = failure;
  }
}

export const codes = {
  unknownMessage: 10_008,
  unknownInteraction: 10_062,
  alreadyAcknowledged: 40_060,
} as const;

/** One call to Discord's REST API; throws `DiscordFailure` and nothing else. */
export type Call = (
  method: "get" | "post" | "patch" | "delete",
  route: RouteLike,
  request?: RequestData,
) => Promise<unknown>;

/** Callbacks and other calls go through two instances: a callback is worth nothing after 3 s and is never repeated. */
export function restOptions(
  apiUrl: string,
  { DefaultRestOptions }: Pick<typeof import("discord.js"), "DefaultRestOptions">,
): {
  readonly calls: Partial<RESTOptions>;
  readonly callbacks: Partial<RESTOptions>;
} {
  // Elsewhere than at Discord there is no content network of Discord's either.
  const hosts = apiUrl === defaultApiUrl ? {} : { cdn: apiUrl, mediaProxy: apiUrl };
  const makeRequest: RESTOptions["makeRequest"] = async (url, init) =>
    withWait(await DefaultRestOptions.makeRequest(url, init));
  const common = {
    makeRequest,
    api: apiUrl.replace(/\/+$/, ""),
    version: "10",
    ...hosts,
    invalidRequestWarningInterval: 500,
  };
  return {
    calls: { ...common, timeout: 8_000, retries: 2 },
    callbacks: {
      ...common,
      timeout: limits.callbackMs - 500,
      retries: 0,
      // Waiting longer than the token lives helps nobody.
      rejectOnRateLimit: ({ timeToReset }) => timeToReset > limits.callbackMs - 1_000,
      globalRequestsPerSecond: Number.POSITIVE_INFINITY,
    },
  };
}

const rateLimit = z.looseObject({ retry_after: z.number().min(0) });
const waitUnsaidS = 1;

/** The library waits by the header alone; where only the body tells how long, it would ask again at once, for ever. */
async function withWait(response: Awaited<ReturnType<RESTOptions["makeRequest"]>>) {
  if (response.status !== 429 || response.headers.has("retry-after")) return response;
  const text = await response.text();
  const headers = new Headers([...response.headers]);
  headers.set("retry-after", String(waitIn(text)));
  headers.delete("content-encoding");
  headers.delete("content-length");
  return new Response(text, { status: response.status, headers });
}

function waitIn(text: string): number {
  try {
    return rateLimit.safeParse(JSON.parse(text)).data?.retry_after ?? waitUnsaidS;
  } catch {
    return waitUnsaidS;
  }
}

/** The library's REST client, behind two functions. */
export async function createCallers(
  config: DiscordConfig,
  log: Log,
): Promise<{ readonly calls: Call; readonly callbacks: Call }> {
  const discord = await import("discord.js");
  const { REST, DiscordAPIError, HTTPError, RateLimitError } = discord;
  const options = restOptions(config.apiUrl, discord);
  const asFailure = (error: unknown): DiscordFailure => {
    if (error instanceof DiscordAPIError)
      return new DiscordFailure({ code: Number(error.code) || 0, status: error.status });
    if (error instanceof RateLimitError) return new DiscordFailure({ code: 0, status: 429 });
    return new DiscordFailure({ code: 0, status: error instanceof HTTPError ? error.status : 0 });
  };
  const callerOf = (rest: REST): Call => {
    rest.on("invalidRequestWarning", ({ count }) => log.warn("discord-invalid-requests", { count }));
    rest.on("rateLimited", ({ method, timeToReset, global }) =>
      log.info("discord-rate-limited", { method, timeToReset, global }),
    );
    return async (method, route, request = {}) => {
      try {
        return await rest[method](route, request);
      } catch (error) {
        const failure = asFailure(error);
        // After one 401 the library forgets the token, and every later call would fail without being sent.
        if (failure.failure.status === 401) rest.setToken(config.token.reveal());
        throw failure;
      }
    };
  };
  return {
    calls: callerOf(new REST(options.calls).setToken(config.token.reveal())),
    callbacks: callerOf(new REST(options.callbacks)),
  };
}
