import { defineCommand } from "#core/command.ts";
import { findSchedule, mostNumber } from "#core/doors/schedules.ts";
import { InputError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "door unschedule",
  action: "door.schedule",
  slots: { door: slot.entity("door"), number: slot.integer(1, mostNumber) },
  async plan(context, { door, number }) {
    const { id, account, vendorId } = door;
    const schedules = (await context.reads.doors(door).schedules?.(vendorId)) ?? [];
    const found = findSchedule(schedules, number);
    if (found === undefined) throw new InputError("schedule-unknown", { door: { kind: "entity", id } });
    const { timezone: zone } = context.placeOf(door);
    const { from, until } = found;
    return {
      acts: [
        {
          capability: "door.schedule",
          entity: id,
          account,
          vendorId,
          input: { off: found.id },
          noted: { from, until },
        },
      ],
      question: message("replies:door.unschedule.question", { door: { kind: "entity", id } }),
      resultKey: "replies:door.unschedule",
      facts: [
        { label: message("replies:fact.door"), value: { kind: "entity", id } },
        { label: message("replies:fact.from"), value: { kind: "instant", at: from, zone } },
        { label: message("replies:fact.until"), value: { kind: "instant", at: until, zone } },
      ],
    };
  },
});
