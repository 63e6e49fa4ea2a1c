import { type Message, message, type Value } from "#core/message.ts";

/** More names than these are counted. */
const mostNames = 8;

/** Things by name, the last ones as a number when there are many: "A, B and 12 more". */
export function namesOf(ids: readonly string[], most = mostNames): Value {
  const shown = ids.length > most ? ids.slice(0, most - 1) : ids;
  const more = ids.length - shown.length;
  return {
    kind: "list",
    style: "and",
    of: [
      ...shown.map((id) => ({ kind: "entity", id }) as const),
      ...(more === 0 ? [] : [message("replies:more", { count: more })]),
    ],
  };
}

/** A list of names as a label. */
export function labelOf(ids: readonly string[], most?: number): Message {
  return message("replies:name", { thing: namesOf(ids, most) });
}
