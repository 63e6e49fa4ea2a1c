import { message } from "#core/message.ts";
import type { Log } from "#core/ports.ts";
import type { Reply } from "#core/reply.ts";
import type { Usher } from "#src/main.ts";
import { type LowBudget, watchBudgets } from "#vendors/budgets.ts";

/** Tells the owners, once, when little is left of a limit that a vendor publishes. Gives what ends the watching. */
export function tellOfLowBudgets({ accounts, rights }: Usher, log: Log): () => void {
  return watchBudgets({
    accounts: accounts.all,
    log,
    hear(low) {
      log.warn("budget-low", { account: low.account, limit: low.limit, left: low.left });
      void rights.notices
        .tellOwners({ reply: cardFor(low) })
        .catch((error: unknown) => log.error("owners-not-told", { error }));
    },
  });
}

function cardFor({ account, limit, operation, left, capacity }: LowBudget): Reply {
  const name = operation === undefined ? limit : `${limit} ${operation}`;
  return {
    status: "done",
    outcome: null,
    visibility: "private",
    tone: "warning",
    title: message("replies:budget.low"),
    text: [message("replies:budget.low-how", { account, left: Math.floor(left), capacity, limit: name })],
  };
}
