import { defineCommand } from "#core/command.ts";
import { slot } from "#core/slots.ts";

/** Who may say so is for the gate to judge: whoever the request asks. */
export default defineCommand({
  name: "access decline",
  action: null,
  slots: { request: slot.bib(), reason: slot.text().optional() },
  answer: (context, { request, reason }) => context.access.vote(request, false, reason),
});
