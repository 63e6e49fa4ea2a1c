import { message } from "#core/message.ts";
import type { NoticeButton } from "#core/notice.ts";
import { personThing } from "#core/own.ts";
import { shownAccount } from "./accounts.ts";
import type { RightsBook } from "./book.ts";

/** Somebody who goes by an account alone and can be named when rights are given or looked at. */
export interface Named {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
}

/**
 * Those who ask to be let in go by their id alone: a name that anybody may choose must never be taken for somebody
 * else's. Once they were given something they go by the name they asked under, too.
 */
export function namedPeople(book: Pick<RightsBook, "guests" | "links">): readonly Named[] {
  const guests = book.guests().map(({ person, name, state }): Named => {
    const aliases = state === "admitted" ? [person, name] : [person];
    return { id: person, name: shownAccount(name, person), aliases };
  });
  const isNamed = new Set(guests.map(({ id }) => id));
  const mains = new Set(book.links().map(({ person }) => person));
  const others = [...mains].filter((id) => id.includes(":") && !isNamed.has(id));
  return [...guests, ...others.map((id) => ({ id, name: id, aliases: [] }))];
}

/** A button that asks for a command about one person. */
export function personButton(command: string, label: string, person: string): NoticeButton {
  const raw = { person: { mention: person, candidates: [personThing(person)] } };
  return { label: message(label), role: "plain", next: { kind: "command", command, raw, how: "exact" } };
}
