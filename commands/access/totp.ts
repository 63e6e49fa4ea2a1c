import { defineCommand } from "#core/command.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "access totp",
  action: null,
  slots: { code: slot.secret().optional() },
  answer: (context, { code }) => context.access.setTotp(code),
});
