import { defineCommand } from "#core/command.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

/** Opens although the place is locked down, for those whose policy lets them, with a reason that every owner hears. */
export default defineCommand({
  name: "access emergency",
  action: "door.open",
  slots: { door: slot.entity("door"), reason: slot.text() },
  async plan(_context, { door, reason }) {
    const { id, account, vendorId } = door;
    return {
      acts: [{ capability: "door.open", entity: id, account, vendorId, input: {} }],
      question: message("replies:door.open.question", { door: { kind: "entity", id } }),
      resultKey: "replies:door.open",
      reason,
      facts: [
        { label: message("replies:fact.door"), value: { kind: "entity", id } },
        { label: message("replies:fact.reason"), value: reason },
      ],
    };
  },
});
