import { defineCommand } from "#core/command.ts";
import { slot } from "#core/slots.ts";

/** For those whom nobody knows: the owners are told, and nothing is given until one of them gives it. */
export default defineCommand({
  name: "access ask",
  action: null,
  slots: { reason: slot.text().optional() },
  answer: (context, { reason }) => context.access.askToEnter(reason),
});
