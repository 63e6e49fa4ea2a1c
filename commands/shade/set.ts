import { defineCommand } from "#core/command.ts";
import { InputError } from "#core/errors.ts";
import { planShades } from "#core/shades.ts";
import { slot } from "#core/slots.ts";

/** The number is how far it shall be closed, as blinds are sold and as the card says. */
export default defineCommand({
  name: "shade set",
  action: "shade.move",
  slots: { shade: slot.entity("shade", "area", "place"), level: slot.level() },
  async plan(context, { shade, level }) {
    if (!("level" in level)) throw new InputError("shade-percent");
    return planShades(context, shade, { closure: Math.round(level.level) });
  },
});
