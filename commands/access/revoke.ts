import { defineCommand } from "#core/command.ts";
import { InputError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import { ownAccount, personOf } from "#core/own.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "access revoke",
  action: "access.grant",
  slots: {
    person: slot.entity("person"),
    thing: slot.entity("door", "place", "scene", "light", "shade", "timer", "sensor").optional(),
  },
  async plan(context, { person, thing }) {
    const { id: by } = context.person;
    const meant = context.access
      .grants()
      .filter((grant) => grant.person === personOf(person) && (thing === undefined || grant.thing === thing.id));
    if (meant.length === 0) throw new InputError("nothing-given", { person: { kind: "entity", id: person.id } });
    return {
      acts: meant.map((grant) => ({
        capability: "access.grant",
        entity: grant.thing,
        account: ownAccount,
        vendorId: grant.id,
        input: { by, revoke: grant.id },
      })),
      question: message("replies:access.take", { person: { kind: "entity", id: person.id } }),
      resultKey: "replies:access.change",
      facts: meant.map((grant) => ({
        label: { key: "commands:slash", values: { name: grant.action } },
        value: { kind: "entity", id: grant.thing },
      })),
    };
  },
});
