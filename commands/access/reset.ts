import { defineCommand } from "#core/command.ts";
import { message } from "#core/message.ts";
import { ownAccount, personOf } from "#core/own.ts";
import { slot } from "#core/slots.ts";

/** For a person who is locked out: takes PIN and one-time codes away, so that they set them anew. */
export default defineCommand({
  name: "access reset",
  action: "access.grant",
  slots: { person: slot.entity("person") },
  async plan(context, { person }) {
    const { id, vendorId } = person;
    const input = { by: context.person.id, reset: personOf(person) };
    return {
      acts: [{ capability: "access.grant", entity: id, account: ownAccount, vendorId, input }],
      question: message("replies:access.reset", { person: { kind: "entity", id } }),
      resultKey: "replies:access.change",
      facts: [{ label: message("replies:fact.person"), value: { kind: "entity", id } }],
    };
  },
});
