import type { Directory } from "#core/directory.ts";
import type { JsonObject } from "#core/json.ts";
import type { Who } from "#core/person.ts";
import type { Act } from "#core/plan.ts";
import type { AuditEntry, ConfirmationRecord } from "#core/store.ts";
import type { Turn } from "#core/turn.ts";

/** Who did it, through what, when: the part that every audit row of a turn shares. */
export type Origin = Pick<AuditEntry, "turn" | "person" | "identity" | "platform">;

export function originOf(turn: Turn, who: Who): Origin {
  const identity = turn.operator === undefined ? turn.identity.id : `cli:${turn.operator}`;
  return { turn: turn.id, person: who.person.id, identity, platform: turn.platform };
}

/** The act that a question is about, for its audit rows. */
export function actOf({
  plan,
  action,
}: Pick<ConfirmationRecord, "plan" | "action">): Pick<Act, "capability" | "entity"> {
  return { capability: action, entity: plan.acts[0]?.entity ?? "" };
}

/** One audit row about one act. */
export function entryFor(
  act: Pick<Act, "capability" | "entity">,
  origin: Origin,
  directory: Directory,
  rest: Pick<AuditEntry, "at" | "result"> &
    Partial<Pick<AuditEntry, "outcome" | "rules" | "intent">> & { detail?: JsonObject },
): AuditEntry {
  return {
    ...origin,
    action: act.capability,
    thing: act.entity,
    place: directory.entity(act.entity)?.place ?? "",
    outcome: null,
    rules: [],
    ...rest,
  };
}
