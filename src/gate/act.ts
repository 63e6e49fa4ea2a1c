import type { Action } from "#core/actions.ts";
import type { Directory } from "#core/directory.ts";
import { AccessError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import type { Permit, PermitOffice } from "#core/permit.ts";
import { type Act, type ActResult, isEnding, type Plan } from "#core/plan.ts";
import type { Clock, Log, Performer } from "#core/ports.ts";
import type { BeginAct, BeginActResult, Store } from "#core/store.ts";
import { entryFor, type Origin } from "#gate/record.ts";

/** What opens something is given up on after this long. */
const openingTimeoutMs = 10_000;
const otherTimeoutMs = 15_000;

export interface ActTools {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: Directory;
  readonly permits: PermitOffice;
  performer(account: string, capability: Action): Performer | undefined;
}

export interface Performed {
  readonly results: readonly ActResult[];
  /** Intent row ids in the order of the acts, for later improvements. */
  readonly intents: readonly number[];
}

type NotBegun = Exclude<BeginActResult, { ok: true }>;

/** What must hold at the last moment, besides the plan itself. */
export type Conditions = Pick<BeginAct, "confirmation" | "quotas" | "lockdownPlaces" | "grants"> & {
  readonly rules: readonly string[];
};

/**
 * Gate steps 7 and 8: the one transaction (confirmation, lockdown, quotas, intents), then at most one vendor call
 * per act, then the outcome rows. A crash after the transaction shows up at the next start as "outcome unknown".
 */
export async function actOn(
  plan: Plan,
  origin: Origin,
  conditions: Conditions,
  tools: ActTools,
): Promise<Performed | NotBegun> {
  const { rules, ...checked } = conditions;
  const now = tools.clock.now();
  const begun = await tools.store.beginAct({
    ...checked,
    now,
    ...(plan.acts.every(isEnding) ? { isUncounted: true } : {}),
    intents: plan.acts.map((act) => entryFor(act, origin, tools.directory, { at: now, result: "acting", rules })),
  });
  if (!begun.ok) return begun;
  const results = await perform(plan, origin.turn, tools);
  const at = tools.clock.now();
  const entries = plan.acts.map((act, index) => {
    const one = results[index] ?? lost;
    return entryFor(act, origin, tools.directory, {
      at,
      result: "acted",
      outcome: one.outcome,
      rules,
      ...(begun.intents[index] === undefined ? {} : { intent: begun.intents[index] }),
      detail: {
        sends: one.sends,
        ...(one.problem === undefined ? {} : { problem: one.problem.key }),
        ...act.noted,
        ...(one.reference === undefined ? {} : { reference: one.reference }),
      },
    });
  });
  try {
    await tools.store.endAct(entries);
  } catch (error) {
    // The act is over whatever the store says; its open intent is reported at the next start.
    tools.log.error("outcome-not-recorded", { turn: origin.turn, error });
  }
  return { results, intents: begun.intents };
}

const lost: ActResult = { outcome: "unknown", sends: 0, problem: message("errors:defect-while-acting") };

/** Runs the acts, those of one account and capability together; keeps their order. */
async function perform(plan: Plan, turn: string, tools: ActTools): Promise<readonly ActResult[]> {
  const results: ActResult[] = plan.acts.map(() => lost);
  const batches = Map.groupBy(plan.acts.entries(), ([, act]) => JSON.stringify([act.account, act.capability]));
  await Promise.all(
    [...batches.values()].map(async (batch) => {
      const done = await performBatch(
        batch.map(([, act]) => act),
        turn,
        tools,
      );
      batch.forEach(([index], position) => {
        results[index] = done[position] ?? lost;
      });
    }),
  );
  return results;
}

async function performBatch(acts: readonly Act[], turn: string, tools: ActTools): Promise<readonly ActResult[]> {
  const [first] = acts;
  const performer = first === undefined ? undefined : tools.performer(first.account, first.capability);
  if (first === undefined || performer === undefined) {
    const problem = message("errors:not-offered", { thing: { kind: "entity", id: first?.entity ?? "" } });
    return acts.map(() => ({ outcome: "failed", sends: 0, problem }));
  }
  const isOpening = first.capability === "door.open" || first.capability === "door.hold";
  const signal = AbortSignal.timeout(isOpening ? openingTimeoutMs : otherTimeoutMs);
  const permit: Permit = tools.permits.issue(acts.length);
  try {
    return await performer(acts, { permit, turn, signal });
  } catch (error) {
    tools.log.error("performer-threw", { turn, account: first.account, capability: first.capability, error });
    return acts.map(() => lost);
  } finally {
    tools.permits.withdraw(permit);
  }
}

/** Turns a refused transaction that is about the person's rights into an error for them. */
export function refusedBy({ why, again }: NotBegun, zone: string): AccessError | undefined {
  switch (why) {
    case "quota":
      return new AccessError("quota", again === undefined ? {} : { at: { kind: "instant", at: again, zone } });
    case "lockdown":
      return new AccessError("lockdown");
    case "grant":
      return new AccessError("grant-over");
    default:
      return undefined;
  }
}
