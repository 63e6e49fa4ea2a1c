import type { Clock, Ledger, Log } from "#core/ports.ts";

/** A published limit, as data. */
export interface Limit {
  readonly name: string;
  /** Tokens in a full bucket. */
  readonly capacity: number;
  /** Time in which one token comes back. */
  readonly refillMs: number;
  /** `operation`: each operation has a bucket of its own. */
  readonly scope: "shared" | "operation";
  /** Warns when fewer are left. */
  readonly warnBelow?: number;
}

export interface Budget {
  readonly limit: string;
  /** The operation, where each has its own bucket. */
  readonly operation?: string;
  readonly left: number;
  readonly capacity: number;
  /** Little is left when fewer are; absent where nobody need be told. */
  readonly warnBelow?: number;
  /** Epoch ms of the next token when none is left. */
  readonly nextAt?: number;
}

export interface Limits {
  /** Takes one token. 0 when the call may leave, else the wait in ms; urgent calls always may and only count. */
  take(limit: string, operation: string, isUrgent: boolean): Promise<number>;
  /** What is left, for people. */
  budgets(): Promise<readonly Budget[]>;
  /** Fills all buckets: the vendor counts from a new session. */
  refill(): Promise<void>;
}

export interface LimitsOptions {
  readonly account: string;
  readonly limits: readonly Limit[];
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly log: Log;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets of one account; they survive restarts in the ledger. */
export function createLimits(options: LimitsOptions): Limits {
  const { account, clock, ledger, log } = options;
  const byName = new Map(options.limits.map((limit) => [limit.name, limit]));
  const buckets = new Map<string, Promise<Bucket>>();

  const open = (name: string, limit: Limit): Promise<Bucket> => {
    const known = buckets.get(name);
    if (known !== undefined) return known;
    const opening = ledger
      .load(`${account}/${name}`)
      .catch(() => undefined)
      .then((kept): Bucket => (kept === undefined ? { tokens: limit.capacity, at: clock.now() } : { ...kept }));
    buckets.set(name, opening);
    return opening;
  };
  const replenish = (bucket: Bucket, limit: Limit): void => {
    const now = clock.now();
    bucket.tokens = Math.min(limit.capacity, bucket.tokens + Math.max(0, now - bucket.at) / limit.refillMs);
    bucket.at = now;
  };
  const keep = (name: string, bucket: Bucket): void => {
    ledger.save(`${account}/${name}`, { ...bucket }).catch(() => log.warn("ledger-failed", { account, bucket: name }));
  };

  return {
    async take(limitName, operation, isUrgent) {
      const limit = byName.get(limitName);
      if (limit === undefined) return 0;
      const name = limit.scope === "shared" ? limit.name : `${limit.name}:${operation}`;
      const bucket = await open(name, limit);
      replenish(bucket, limit);
      if (bucket.tokens < 1 && !isUrgent) return Math.ceil((1 - bucket.tokens) * limit.refillMs);
      bucket.tokens = Math.max(0, bucket.tokens - 1);
      if (bucket.tokens < (limit.warnBelow ?? 0)) {
        log.warn("budget-low", { account, limit: limit.name, left: Math.floor(bucket.tokens) });
      }
      keep(name, bucket);
      return 0;
    },
    async budgets() {
      const shown: Budget[] = [];
      const names = new Set([...options.limits.filter((limit) => limit.scope === "shared").map((limit) => limit.name)]);
      for (const name of buckets.keys()) names.add(name);
      for (const name of names) {
        const [limitName = "", operation] = name.split(":");
        const limit = byName.get(limitName);
        if (limit === undefined) continue;
        const bucket = await open(name, limit);
        replenish(bucket, limit);
        shown.push({
          limit: limitName,
          ...(operation === undefined ? {} : { operation }),
          left: Math.floor(bucket.tokens),
          capacity: limit.capacity,
          ...(limit.warnBelow === undefined ? {} : { warnBelow: limit.warnBelow }),
          ...(bucket.tokens >= 1 ? {} : { nextAt: clock.now() + Math.ceil((1 - bucket.tokens) * limit.refillMs) }),
        });
      }
      return shown;
    },
    async refill() {
      for (const [name, opening] of buckets) {
        const limit = byName.get(name.split(":")[0] ?? "");
        if (limit === undefined) continue;
        const bucket = await opening;
        bucket.tokens = limit.capacity;
        bucket.at = clock.now();
        keep(name, bucket);
      }
    },
  };
}
