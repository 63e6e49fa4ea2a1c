import { setTimeout as sleep } from "node:timers/promises";
import type { Clock, Log } from "#core/ports.ts";
import { limits } from "./limits.ts";
import type { OutMessage } from "./outbound.ts";

type Posted = "taken" | "spent" | "bad-blocks";

/** Slack's response addresses: each takes 5 posts in 30 minutes. */
export interface Responses {
  post(url: string, message: OutMessage, how: { readonly isReplacement: boolean }): Promise<Posted>;
  /** Takes away the message that was pressed. */
  remove(url: string): Promise<Posted>;
}

const timeoutMs = 5000;
const longestWaitMs = 10_000;

function waitMs(retryAfter: string | null): number {
  const seconds = Number(retryAfter ?? 1);
  return Number.isFinite(seconds) ? Math.min(longestWaitMs, Math.max(0, seconds * 1000)) : 1000;
}

export function createResponses(fetchGuarded: typeof fetch, clock: Clock, log: Log): Responses {
  const uses = new Map<string, { count: number; readonly until: number }>();

  /** Takes one use of an address; false when it has none left. */
  function take(url: string): boolean {
    const now = clock.now();
    for (const [known, { until }] of uses) {
      if (until > now) break;
      uses.delete(known);
    }
    const use = uses.get(url) ?? { count: 0, until: now + limits.responseMs };
    if (use.count >= limits.responseUses || use.until <= now) return false;
    use.count += 1;
    uses.set(url, use);
    return true;
  }

  async function send(url: string, body: string): Promise<Posted | "again"> {
    try {
      const answer = await fetchGuarded(url, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8" },
        body,
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await answer.text();
      if (text.includes("invalid_blocks") || text.includes("invalid_attachments")) return "bad-blocks";
      if (answer.ok && !/"ok"\s*:\s*false/.test(text)) return "taken";
      log.warn("slack-response-refused", { status: answer.status });
      if (answer.status === 429) await sleep(waitMs(answer.headers.get("retry-after")));
      return answer.status === 429 || answer.status >= 500 ? "again" : "spent";
    } catch (error) {
      log.warn("slack-response-failed", { code: error instanceof Error ? error.name : "unknown" });
      return "spent";
    }
  }

  async function deliver(url: string, content: Readonly<Record<string, unknown>>): Promise<Posted> {
    const body = JSON.stringify(content);
    for (let tries = 0; tries < 2; tries += 1) {
      if (!take(url)) return "spent";
      const posted = await send(url, body);
      if (posted !== "again") return posted;
    }
    return "spent";
  }

  return {
    post: (url, { text, blocks }, { isReplacement }) =>
      deliver(url, { response_type: "ephemeral", replace_original: isReplacement, text, blocks }),
    remove: (url) => deliver(url, { delete_original: true }),
  };
}
