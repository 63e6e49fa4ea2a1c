import { defineCommand } from "#core/command.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "access prove",
  action: null,
  slots: { code: slot.secret() },
  answer: (context, { code }) => context.access.prove(code),
});
