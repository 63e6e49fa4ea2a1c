import type { VendorServices } from "#core/ports.ts";
import { createLimits, type Limits } from "#vendors/limits.ts";
import type { Operation } from "#vendors/operation.ts";
import { cloudLimits } from "./limits.ts";

export interface Budget extends Limits {
  /** The vendor counts from a new session: everything is full again, here and in what was kept. */
  begin(): Promise<void>;
  /** Undoes the count of a call that the vendor never answered: one lost request must not cost a day. */
  giveBack(row: Pick<Operation, "name" | "limit">): void;
}

/**
 * The cloud's limits as buckets that belong to the session: what was kept from before this session does not count.
 * `ready` signs in first, because only then is it known whether the session is a new one.
 */
export function createBudget(account: string, services: VendorServices, ready: () => Promise<unknown>): Budget {
  const { clock, ledger, log } = services;
  let beganAt = Number.NEGATIVE_INFINITY;
  const returned = new Set<string>();
  const limits = createLimits({
    account,
    limits: cloudLimits,
    clock,
    log,
    ledger: {
      async load(bucket) {
        const kept = await ledger.load(bucket);
        return kept === undefined || kept.at <= beganAt ? undefined : kept;
      },
      save: (bucket, state) => ledger.save(bucket, state),
    },
  });
  return {
    async take(limit, operation, isUrgent) {
      // A sign-in that fails is told by the call itself.
      await ready().catch(() => undefined);
      return returned.delete(`${limit}:${operation}`) ? 0 : limits.take(limit, operation, isUrgent);
    },
    budgets: () => limits.budgets(),
    refill: () => limits.refill(),
    async begin() {
      beganAt = clock.now();
      returned.clear();
      await limits.refill();
    },
    giveBack({ name, limit }) {
      const published = cloudLimits.find((one) => one.name === limit);
      if (published?.scope !== "operation") return;
      const bucket = `${published.name}:${name}`;
      returned.add(bucket);
      const full = { tokens: published.capacity, at: clock.now() };
      ledger.save(`${account}/${bucket}`, full).catch(() => log.warn("ledger-failed", { account, bucket }));
    },
  };
}
