import type { CommandContext } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { leftOutRows, mostRows } from "#core/listing.ts";
import { type Message, message, type Value } from "#core/message.ts";
import type { Reply } from "#core/reply.ts";

/** One thing of a list of states. */
export interface StateRow {
  readonly thing: Entity;
  readonly state: Message;
  /** Epoch ms of the word on it, when it is not of this moment. */
  readonly heardAt?: number;
  /** Lower ones stand first. */
  readonly rank: number;
}

/** States of several things as a table: the place and the age of what is told only where they say something. */
export function stateTable(rows: readonly StateRow[], label: Message, context: CommandContext) {
  const sorted = rows.toSorted((a, b) => a.rank - b.rank || a.thing.name.localeCompare(b.thing.name, context.locale));
  const shown = sorted.slice(0, mostRows);
  const hasPlaces = new Set(rows.map(({ thing }) => thing.place)).size > 1;
  const hasAges = shown.some(({ heardAt }) => heardAt !== undefined);
  const table: Reply["table"] = {
    columns: [
      { label, align: "left" },
      { label: message("replies:fact.state"), align: "left" },
      ...(hasPlaces ? [{ label: message("replies:fact.place"), align: "left" } as const] : []),
      ...(hasAges ? [{ label: message("replies:state.as-of"), align: "left" } as const] : []),
    ],
    rows: shown.map(({ thing, state, heardAt }): readonly Value[] => [
      { kind: "entity", id: thing.id },
      state,
      ...(hasPlaces ? [{ kind: "place", id: thing.place } as const] : []),
      ...(hasAges ? [heardAt === undefined ? "" : ago(heardAt, context.now)] : []),
    ]),
  };
  return { table, text: leftOutRows(rows.length) };
}

/** "3 minutes ago". */
export function ago(at: number, now: number): Message {
  const seconds = Math.max(1, Math.round((now - at) / 1000));
  return message("replies:state.ago", { age: { kind: "duration", seconds } });
}

/** The state of one thing, in as many words as are known of it. */
export function stateCard({ thing, state, heardAt }: StateRow, more: Reply["facts"] & object, now: number): Reply {
  const value = { kind: "entity", id: thing.id } as const;
  return {
    status: "done",
    outcome: null,
    visibility: "private",
    title: message("replies:state.of", { thing: value, state }),
    facts: [
      ...more,
      { label: message("replies:fact.place"), value: { kind: "place", id: thing.place } },
      ...(heardAt === undefined ? [] : [{ label: message("replies:state.as-of"), value: ago(heardAt, now) }]),
    ],
  };
}
