import { defineCommand } from "#core/command.ts";
import { planLights } from "#core/light-plan.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "lights off",
  action: "light.set",
  slots: { light: slot.entity("light", "area", "place") },
  plan: (context, { light }) => planLights(context, light, { state: "off" }),
});
