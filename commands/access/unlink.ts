import { defineCommand } from "#core/command.ts";

export default defineCommand({
  name: "access unlink",
  action: null,
  slots: {},
  answer: (context) => context.access.unlink(),
});
