import { defineCommand } from "#core/command.ts";
import { planToClose } from "#core/doors/closing.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "door lock",
  action: "door.close",
  slots: { door: slot.entity("door") },
  plan: async (_context, { door }) => planToClose(door),
});
