import { defineCommand } from "#core/command.ts";
import { slot } from "#core/slots.ts";

/** The code is kept from everybody like a PIN: whoever has it could become somebody else. */
export default defineCommand({
  name: "access link",
  action: null,
  slots: { code: slot.secret().optional() },
  answer: (context, { code }) => context.access.link(code),
});
