import type { Action } from "#core/actions.ts";
import { type CommandContext, defineCommand } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { InputError } from "#core/errors.ts";
import { type Message, message, type Value } from "#core/message.ts";
import { personOf } from "#core/own.ts";
import type { Who } from "#core/person.ts";
import type { Decision, Obligation } from "#core/policy.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "access why",
  action: "access.view",
  slots: {
    person: slot.entity("person"),
    thing: slot.entity("door", "place", "scene", "light", "shade", "timer", "sensor"),
  },
  async answer(context, { person, thing }) {
    const who = context.access.who(personOf(person));
    if (who === undefined) throw new InputError("not-offered", { thing: { kind: "entity", id: person.id } });
    const actions = thing.kind === "place" ? (["door.open", "key.create"] as const) : thing.capabilities;
    const isLocked = context.access.lockdowns().some(({ place }) => place === thing.place);
    return {
      status: "done",
      outcome: null,
      visibility: "private",
      title: message("replies:why.title", {
        person: { kind: "entity", id: person.id },
        thing: { kind: "entity", id: thing.id },
      }),
      ...(isLocked ? { text: [message("errors:lockdown")] } : {}),
      facts: actions.map((action) => ({
        label: { key: "commands:slash", values: { name: action } },
        value: because(context, who, action, thing),
      })),
    };
  },
});

function because(context: CommandContext, who: Who, action: Action, thing: Entity): Message {
  const decision: Decision = context.access.decide(who, action, thing);
  const rules: Value = { kind: "list", style: "and", of: decision.rules };
  if (!decision.isAllowed) return message(`replies:why.${decision.reason}`, { rules });
  const needs = decision.obligations.map(inWords);
  const what: Value = needs.length === 0 ? message("replies:needs.none") : { kind: "list", style: "and", of: needs };
  return message("replies:why.allowed", { rules, needs: what });
}

function inWords(obligation: Obligation): Message {
  if (obligation.kind !== "approve") return message(`replies:needs.${obligation.kind}`);
  const { count, from } = obligation;
  return from === undefined
    ? message("replies:needs.approve", { number: count })
    : message("replies:needs.approve-from", { number: count, role: from });
}
