import { defineCommand } from "#core/command.ts";
import { planLights } from "#core/light-plan.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "lights colour",
  action: "light.set",
  slots: { light: slot.entity("light", "area", "place"), colour: slot.colour() },
  plan: (context, { light, colour }) => planLights(context, light, { colour }),
});
