import type { Directory } from "#core/directory.ts";
import { gravest } from "#core/outcome.ts";
import type { ActResult, Plan } from "#core/plan.ts";
import type { Clock, Log, VendorAccount } from "#core/ports.ts";
import type { Reply } from "#core/reply.ts";
import type { Store } from "#core/store.ts";
import type { Performed } from "#gate/act.ts";
import { result } from "#gate/cards.ts";
import { entryFor, type Origin } from "#gate/record.ts";

/** How long a better outcome is waited for. */
const followTimeoutMs = 120_000;

export interface FollowTools {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: Directory;
  follow(account: string): VendorAccount["follow"];
  /** Ends all waiting when the process stops. */
  readonly stopping: AbortSignal;
}

/**
 * Gate step 9: where the vendor can tell more than it did at the call, waits for it, records it and gives the
 * better card; undefined when nothing more can be learnt.
 */
export function followUp(
  plan: Plan,
  performed: Performed,
  origin: Origin,
  tools: FollowTools,
): (() => Promise<Reply | undefined>) | undefined {
  const canFollow = performed.results.some(
    (one, index) => one.follow !== undefined && tools.follow(plan.acts[index]?.account ?? "") !== undefined,
  );
  if (!canFollow) return undefined;
  return async () => {
    const signal = AbortSignal.any([tools.stopping, AbortSignal.timeout(followTimeoutMs)]);
    const improved = await Promise.all(
      performed.results.map((one, index) => followOne(plan, index, one, { performed, origin, tools, signal })),
    );
    const isBetter = improved.some((one, index) => one !== performed.results[index]);
    if (!isBetter) return undefined;
    tools.log.debug("outcome-improved", { turn: origin.turn, outcome: gravest(improved.map((one) => one.outcome)) });
    const better = result(plan, improved);
    // Part of a request may be done without a word about it changing.
    return JSON.stringify(better) === JSON.stringify(result(plan, performed.results)) ? undefined : better;
  };
}

interface Following {
  readonly performed: Performed;
  readonly origin: Origin;
  readonly tools: FollowTools;
  readonly signal: AbortSignal;
}

async function followOne(plan: Plan, index: number, known: ActResult, { performed, origin, tools, signal }: Following) {
  const act = plan.acts[index];
  const follow = act === undefined ? undefined : tools.follow(act.account);
  if (act === undefined || follow === undefined || known.follow === undefined) return known;
  try {
    const better = await follow(known.follow, signal);
    if (better === undefined || better.outcome === known.outcome) return known;
    const intent = performed.intents[index];
    await tools.store.appendAudit(
      entryFor(act, origin, tools.directory, {
        at: tools.clock.now(),
        result: "improved",
        outcome: better.outcome,
        ...(intent === undefined ? {} : { intent }),
        ...(better.problem === undefined ? {} : { detail: { problem: better.problem.key } }),
      }),
    );
    // What was shown once (key digits, their picture) stays on the card.
    return {
      ...better,
      ...(known.shown === undefined ? {} : { shown: known.shown }),
      ...(known.qr === undefined ? {} : { qr: known.qr }),
      ...(known.picture === undefined ? {} : { picture: known.picture }),
    };
  } catch (error) {
    if (!signal.aborted) tools.log.warn("follow-failed", { turn: origin.turn, account: act.account, error });
    return known;
  }
}
