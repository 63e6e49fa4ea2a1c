import { defineCommand } from "#core/command.ts";
import { longestHoldSeconds } from "#core/doors/holds.ts";
import { InputError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

/** For a while every ring opens the door by itself. */
export default defineCommand({
  name: "door hold",
  action: "door.hold",
  slots: { door: slot.entity("door"), duration: slot.duration() },
  async plan(_context, { door, duration }) {
    if (duration > longestHoldSeconds) throw new InputError("hold-too-long", { hours: longestHoldSeconds / 3_600 });
    const { id, account, vendorId } = door;
    const minutes = Math.ceil(duration / 60);
    const shown = { kind: "entity", id } as const;
    return {
      acts: [{ capability: "door.hold", entity: id, account, vendorId, input: { minutes }, noted: { minutes } }],
      question: message("replies:door.hold.question", { door: shown }),
      resultKey: "replies:door.hold",
      facts: [
        { label: message("replies:fact.door"), value: shown },
        { label: message("replies:door.fact.lasts"), value: { kind: "duration", seconds: minutes * 60 } },
        { label: message("replies:door.fact.opens-for"), value: message("replies:door.hold.effect") },
      ],
      offers: [
        {
          label: message("replies:door.end", { door: shown }),
          command: "door unhold",
          raw: { door: { mention: door.name, candidates: [id] } },
        },
      ],
    };
  },
});
