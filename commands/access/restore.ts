import { defineCommand } from "#core/command.ts";
import { message } from "#core/message.ts";
import { ownAccount, personOf } from "#core/own.ts";
import { slot } from "#core/slots.ts";

/** Gives linked accounts their rights back; for owners alone. */
export default defineCommand({
  name: "access restore",
  action: "access.grant",
  slots: { person: slot.entity("person") },
  async plan(context, { person }) {
    const { id, vendorId } = person;
    const input = { by: context.person.id, restore: personOf(person) };
    return {
      acts: [{ capability: "access.grant", entity: id, account: ownAccount, vendorId, input }],
      question: message("replies:access.restore", { person: { kind: "entity", id } }),
      resultKey: "replies:access.change",
      facts: [{ label: message("replies:fact.person"), value: { kind: "entity", id } }],
    };
  },
});
