import type { Entity } from "#core/directory.ts";
import { message } from "#core/message.ts";
import type { Plan } from "#core/plan.ts";

/** Closing and locking are one act to a door: what it does is told as what it is, whichever of the two was said. */
export function planToClose(door: Entity): Plan {
  const { id, account, vendorId } = door;
  const isLock = isLockable(door);
  const common = {
    acts: [{ capability: "door.close", entity: id, account, vendorId, input: {} }],
    facts: [{ label: message("replies:fact.door"), value: { kind: "entity", id } }],
  } as const;
  const values = { door: { kind: "entity", id } } as const;
  return isLock
    ? { ...common, question: message("replies:door.lock.question", values), resultKey: "replies:door.lock" }
    : { ...common, question: message("replies:door.close.question", values), resultKey: "replies:door.close" };
}

/** Whether it locks a door that somebody else must have pulled shut. */
export function isLockable({ traits, state }: Entity): boolean {
  return traits?.lock === true || (state?.isLocked !== undefined && state.isOpen === undefined);
}
