import type { Answer } from "./answers.ts";
import type { World } from "./world.ts";

interface Bucket {
  remaining: number;
  resetAt: number;
}

/** How many requests a route takes in how long; per channel, guild or webhook. Discord's own change without notice. */
export interface RouteLimit {
  readonly path: RegExp;
  readonly method?: string;
  readonly limit: number;
  readonly windowMs: number;
}

const usual: readonly RouteLimit[] = [
  { path: /^\/channels\/(\d+)\/messages$/, method: "POST", limit: 5, windowMs: 1_000 },
  { path: /^\/channels\/(\d+)\/messages\/\d+$/, method: "PATCH", limit: 5, windowMs: 1_000 },
  { path: /^\/channels\/(\d+)\/typing$/, limit: 5, windowMs: 1_000 },
  { path: /^\/webhooks\/(\d+\/[^/]+)/, limit: 5, windowMs: 1_000 },
];

const invalidWindowMs = 10 * 60_000;
const mostInvalid = 10_000;

/** Discord's buckets with their headers, the global limit, and the count of invalid requests. */
export class RateLimits {
  /** Requests a second for the whole bot; interaction and webhook routes do not count. */
  globalPerSecond = 50;
  readonly routes: RouteLimit[] = [...usual];
  #invalid: number[] = [];
  readonly #buckets = new Map<string, Bucket>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Answers 401, 403 and 429 of the last ten minutes. */
  get invalidRequests(): number {
    const since = this.#world.now() - invalidWindowMs;
    this.#invalid = this.#invalid.filter((at) => at > since);
    return this.#invalid.length;
  }

  countInvalid(status: number): void {
    if (status === 401 || status === 403 || status === 429) this.#invalid.push(this.#world.now());
  }

  /** Discord bans the address of who passes this. */
  isBanned(): boolean {
    return this.invalidRequests >= mostInvalid;
  }

  take(
    method: string,
    path: string,
    isGlobal: boolean,
  ): { readonly answer?: Answer; readonly headers: Record<string, string> } {
    if (isGlobal) {
      const second = this.#bucket("global", this.globalPerSecond, 1_000);
      if (second.remaining <= 0) return { answer: this.#refusal(second, true, {}), headers: {} };
      second.remaining -= 1;
    }
    const rule = this.routes.find((each) => (each.method ?? method) === method && each.path.test(path));
    if (rule === undefined) return { headers: {} };
    const major = rule.path.exec(path)?.[1] ?? "";
    const bucket = this.#bucket(`${method} ${rule.path.source} ${major}`, rule.limit, rule.windowMs);
    const headers = (): Record<string, string> => ({
      "x-ratelimit-limit": String(rule.limit),
      "x-ratelimit-remaining": String(Math.max(0, bucket.remaining)),
      "x-ratelimit-reset": (bucket.resetAt / 1000).toFixed(3),
      "x-ratelimit-reset-after": (Math.max(0, bucket.resetAt - this.#world.now()) / 1000).toFixed(3),
      "x-ratelimit-bucket": Buffer.from(`${method}${rule.path.source}`).toString("hex").slice(0, 32),
    });
    if (bucket.remaining <= 0) return { answer: this.#refusal(bucket, false, headers()), headers: {} };
    bucket.remaining -= 1;
    return { headers: headers() };
  }

  #bucket(key: string, limit: number, windowMs: number): Bucket {
    const now = this.#world.now();
    const known = this.#buckets.get(key);
    if (known !== undefined && known.resetAt > now) return known;
    const fresh = { remaining: limit, resetAt: now + windowMs };
    this.#buckets.set(key, fresh);
    return fresh;
  }

  #refusal(bucket: Bucket, isGlobal: boolean, headers: Record<string, string>): Answer {
    const retryAfter = Math.max(0.001, (bucket.resetAt - this.#world.now()) / 1000);
    return {
      status: 429,
      headers: {
        ...headers,
        "retry-after": String(Math.ceil(retryAfter)),
        "x-ratelimit-scope": isGlobal ? "global" : "user",
        ...(isGlobal ? { "x-ratelimit-global": "true" } : {}),
      },
      body: { message: "You are being rate limited.", retry_after: retryAfter, global: isGlobal },
    };
  }
}
