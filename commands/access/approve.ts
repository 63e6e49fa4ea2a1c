import { defineCommand } from "#core/command.ts";
import { slot } from "#core/slots.ts";

/** Who may say so is for the gate to judge: whoever the request asks. */
export default defineCommand({
  name: "access approve",
  action: null,
  slots: { request: slot.bib() },
  answer: (context, { request }) => context.access.vote(request, true),
});
