import type { Log } from "#core/ports.ts";
import { pollFor } from "./history.ts";
import type { Budget } from "./limits.ts";
import type { VendorConnection } from "./vendor.ts";

/** A published limit of which little is left. */
export interface LowBudget {
  readonly account: string;
  readonly limit: string;
  /** The operation, where each has its own budget. */
  readonly operation?: string;
  readonly left: number;
  readonly capacity: number;
  /** Epoch ms of the next call when none is left. */
  readonly nextAt?: number;
}

export interface BudgetWatch {
  readonly accounts: readonly Pick<VendorConnection, "id" | "budgets">[];
  readonly log: Log;
  /** Told once when a budget runs low, and again only after it recovered. */
  hear(low: LowBudget): void;
  readonly everyMs?: number;
}

const minuteMs = 60_000;

/** Told at the edge of being low, a budget would be told again with every call: it recovers well above. */
function hasRecovered({ left, capacity, warnBelow = 0 }: Budget): boolean {
  return left >= Math.min(capacity, 2 * warnBelow);
}

/** Looks at what is left of all published limits until stopped; asks no vendor and keeps no process alive. */
export function watchBudgets({ accounts, log, hear, everyMs = minuteMs }: BudgetWatch): () => void {
  const stops = accounts.map((account) => {
    const told = new Set<string>();
    return pollFor({
      account: account.id,
      log,
      everyMs: () => everyMs,
      async look() {
        for (const budget of await account.budgets()) {
          const { warnBelow, ...about } = budget;
          const mark = `${budget.limit} ${budget.operation ?? ""}`;
          if (hasRecovered(budget)) told.delete(mark);
          if (warnBelow === undefined || budget.left >= warnBelow || told.has(mark)) continue;
          told.add(mark);
          hear({ account: account.id, ...about });
        }
      },
    });
  });
  return () => {
    for (const stop of stops) stop();
  };
}
