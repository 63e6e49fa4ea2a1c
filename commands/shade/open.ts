import { defineCommand } from "#core/command.ts";
import { planShades } from "#core/shades.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "shade open",
  action: "shade.move",
  slots: { shade: slot.entity("shade", "area", "place") },
  plan: async (context, { shade }) => planShades(context, shade, { to: "open" }),
});
