import { defineCommand } from "#core/command.ts";
import { planLights } from "#core/light-plan.ts";
import { slot } from "#core/slots.ts";

/** Warm white, as most lamps at home are. */
const usualKelvin = 2700;

export default defineCommand({
  name: "lights white",
  action: "light.set",
  slots: { light: slot.entity("light", "area", "place"), kelvin: slot.kelvin().default(usualKelvin) },
  plan: (context, { light, kelvin }) => planLights(context, light, { kelvin }),
});
