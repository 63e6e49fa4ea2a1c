import { defineCommand } from "#core/command.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "door open",
  action: "door.open",
  slots: { door: slot.entity("door") },
  async plan(context, { door }) {
    const place = context.placeOf(door);
    return {
      acts: [{ capability: "door.open", entity: door.id, account: door.account, vendorId: door.vendorId, input: {} }],
      question: message("replies:door.open.question", { door: { kind: "entity", id: door.id } }),
      resultKey: "replies:door.open",
      facts: [
        { label: message("replies:fact.door"), value: { kind: "entity", id: door.id } },
        { label: message("replies:fact.place"), value: { kind: "place", id: place.id } },
      ],
    };
  },
});
