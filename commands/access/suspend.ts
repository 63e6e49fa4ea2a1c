import { defineCommand } from "#core/command.ts";
import { message } from "#core/message.ts";
import { ownAccount, personOf } from "#core/own.ts";
import { slot } from "#core/slots.ts";

/** Stops the rights that come through linked accounts; nothing else of the person changes. */
export default defineCommand({
  name: "access suspend",
  action: "access.grant",
  slots: { person: slot.entity("person") },
  async plan(context, { person }) {
    const { id, vendorId } = person;
    const input = { by: context.person.id, suspend: personOf(person) };
    return {
      acts: [{ capability: "access.grant", entity: id, account: ownAccount, vendorId, input }],
      question: message("replies:access.suspend", { person: { kind: "entity", id } }),
      resultKey: "replies:access.change",
      facts: [{ label: message("replies:fact.person"), value: { kind: "entity", id } }],
    };
  },
});
