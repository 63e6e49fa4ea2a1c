import { defineCommand } from "#core/command.ts";
import { planLights } from "#core/light-plan.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "lights dim",
  action: "light.set",
  slots: { light: slot.entity("light", "area", "place"), level: slot.level() },
  plan: (context, { light, level }) => planLights(context, light, level),
});
