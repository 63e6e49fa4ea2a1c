import { AccessError } from "#core/errors.ts";
import { isEnding, type Plan } from "#core/plan.ts";
import type { Limits } from "#core/policy.ts";
import type { BeginAct } from "#core/store.ts";

const hourMs = 3_600_000;

/** Refuses a plan whose inputs go beyond what the deciding permits allow (hours and uses of a key). */
export function checkLimits(plan: Plan, limits: Limits): void {
  for (const { input } of plan.acts) {
    const { from, until, uses, phone } = input;
    if (limits.maxHours !== undefined && typeof from === "number" && typeof until === "number") {
      if (until - from > limits.maxHours * hourMs) throw new AccessError("over-hours", { hours: limits.maxHours });
    }
    if (limits.maxUses !== undefined && typeof uses === "number" && uses > limits.maxUses) {
      throw new AccessError("over-uses", { uses: limits.maxUses });
    }
    // A way in that is switched on has neither end nor number.
    if (input.on === true && limits.maxHours !== undefined)
      throw new AccessError("over-hours", { hours: limits.maxHours });
    if (input.on === true && limits.maxUses !== undefined) throw new AccessError("uses-uncounted");
    // A phone opens as often as it calls: what cannot be counted cannot be kept within a number.
    if (limits.maxUses !== undefined && phone !== undefined) throw new AccessError("uses-uncounted");
  }
}

/** How often the person may do this in a stretch of time, for the one transaction to count. */
export function quotasOf(plan: Plan, limits: Limits, person: string, now: number): BeginAct["quotas"] {
  const action = plan.acts[0]?.capability;
  if (action === undefined || plan.acts.every(isEnding)) return [];
  const windows = [
    { max: limits.perDay, since: now - 24 * hourMs },
    { max: limits.perHour, since: now - hourMs },
  ];
  return windows.flatMap(({ max, since }) => (max === undefined ? [] : [{ person, action, since, max }]));
}
