import { defineCommand } from "#core/command.ts";
import { InputError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

/** At that time every ring opens the door by itself. */
export default defineCommand({
  name: "door schedule",
  action: "door.schedule",
  slots: { door: slot.entity("door"), window: slot.window() },
  async plan(context, { door, window }) {
    const from = Math.max(window.from ?? context.now, context.now);
    if (window.until <= context.now) throw new InputError("window-past");
    if (window.until <= from) throw new InputError("window-reversed");
    const { id, account, vendorId } = door;
    const { timezone: zone } = context.placeOf(door);
    const { until } = window;
    return {
      acts: [
        {
          capability: "door.schedule",
          entity: id,
          account,
          vendorId,
          input: { from, until },
          noted: { from, until },
        },
      ],
      question: message("replies:door.schedule.question", { door: { kind: "entity", id } }),
      resultKey: "replies:door.schedule",
      facts: [
        { label: message("replies:fact.door"), value: { kind: "entity", id } },
        { label: message("replies:fact.from"), value: { kind: "instant", at: from, zone } },
        { label: message("replies:fact.until"), value: { kind: "instant", at: until, zone } },
        { label: message("replies:door.fact.opens-for"), value: message("replies:door.hold.effect") },
      ],
      offers: [
        {
          label: message("replies:door.schedules.show"),
          command: "door schedules",
          raw: { door: { mention: door.name, candidates: [id] } },
        },
      ],
    };
  },
});
