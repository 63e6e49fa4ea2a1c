import { defineCommand } from "#core/command.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "access pin",
  action: null,
  slots: { pin: slot.secret() },
  answer: (context, { pin }) => context.access.setPin(pin),
});
