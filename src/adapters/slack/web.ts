import { setTimeout as sleep } from "node:timers/promises";
import type { webApi } from "@slack/bolt";
import type { Log } from "#core/ports.ts";

type WebResult = { readonly [key: string]: unknown };
type WebAnswer =
  | { readonly ok: true; readonly data: WebResult }
  /** Slack's own error code (`channel_not_found`), or how the call failed. */
  | { readonly ok: false; readonly error: string };

/** Calls Web API methods of one workspace; failures are answers, never throws. */
export interface Web {
  call(method: string, args: Readonly<Record<string, unknown>>): Promise<WebAnswer>;
}

/** How often, and how long altogether, a call waits for a rate limit to pass. */
const mostWaits = 4;
const longestWaitSeconds = 60;

/**
 * One queue per method and channel: a limit on one channel holds up that channel alone, and messages keep their order.
 * https://docs.slack.dev/apis/web-api/rate-limits
 */
export function createWeb(client: Pick<webApi.WebClient, "apiCall">, log: Log): Web {
  const queues = new Map<string, Promise<unknown>>();

  async function attempt(method: string, args: Readonly<Record<string, unknown>>): Promise<WebAnswer> {
    let waited = 0;
    for (let tries = 0; ; tries += 1) {
      try {
        return { ok: true, data: { ...(await client.apiCall(method, { ...args })) } };
      } catch (error) {
        const wait = retryAfter(error);
        if (wait === undefined || tries >= mostWaits || waited + wait > longestWaitSeconds) {
          const code = errorCode(error);
          log.warn("slack-call-failed", { method, code });
          return { ok: false, error: code };
        }
        log.info("slack-rate-limited", { method, seconds: wait });
        waited += wait;
        await sleep(wait * 1000);
      }
    }
  }

  return {
    async call(method, args) {
      const key = typeof args.channel === "string" ? `${method} ${args.channel}` : undefined;
      if (key === undefined) return attempt(method, args);
      const turn = (queues.get(key) ?? Promise.resolve()).then(() => attempt(method, args));
      queues.set(key, turn);
      const answer = await turn;
      if (queues.get(key) === turn) queues.delete(key);
      return answer;
    },
  };
}

function retryAfter(error: unknown): number | undefined {
  const seconds = (error as { retryAfter?: unknown }).retryAfter;
  return typeof seconds === "number" ? Math.max(0, seconds) : undefined;
}

/** Slack's code where it gave one, else the kind of failure; never text, which may hold what people wrote. */
export function errorCode(error: unknown): string {
  if (typeof error !== "object" || error === null) return "unknown";
  const { data, code, name, statusCode } = error as { [key: string]: unknown };
  const given = (data as { error?: unknown } | undefined)?.error;
  if (typeof given === "string" && /^[a-z0-9_]{1,64}$/.test(given)) return given;
  if (typeof statusCode === "number") return `http_${statusCode}`;
  return typeof code === "string" ? code : typeof name === "string" ? name : "unknown";
}
