import { defineCommand } from "#core/command.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "door unhold",
  action: "door.hold",
  slots: { door: slot.entity("door") },
  async plan(_context, { door }) {
    const { id, account, vendorId } = door;
    return {
      acts: [{ capability: "door.hold", entity: id, account, vendorId, input: { off: true } }],
      question: message("replies:door.unhold.question", { door: { kind: "entity", id } }),
      resultKey: "replies:door.unhold",
      facts: [{ label: message("replies:fact.door"), value: { kind: "entity", id } }],
    };
  },
});
