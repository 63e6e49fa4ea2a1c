import type { Who } from "#core/person.ts";
import type { AuditEntry } from "#core/store.ts";
import type { Turn } from "#core/turn.ts";

/** An account as people tell it apart: by its name, which anybody may choose, and its id, which nobody may. */
export function shownAccount(name: string, identity: string): string {
  return name === identity ? identity : `${name} · ${identity}`;
}

/** An audit row of what somebody did about who they are. */
export function rowOf(
  turn: Turn,
  who: Who,
  action: string,
  result: AuditEntry["result"],
  at: number,
  thing = "",
): AuditEntry {
  const identity = turn.operator === undefined ? turn.identity.id : `cli:${turn.operator}`;
  const { id, platform } = turn;
  return {
    at,
    turn: id,
    person: who.person.id,
    identity,
    platform,
    action,
    thing,
    place: "",
    result,
    outcome: null,
    rules: [],
  };
}
