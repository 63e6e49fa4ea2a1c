import { defineCommand } from "#core/command.ts";
import { InputError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import { latestAt } from "#core/race-time.ts";
import { slot } from "#core/slots.ts";

/** A passing that no device saw, written into the running session by hand. */
export default defineCommand({
  name: "race add",
  action: "race.manage",
  slots: { timer: slot.entity("timer"), bib: slot.bib(), time: slot.text().optional() },
  positional: ["timer", "bib", "time"],
  async plan(context, { timer, bib, time }) {
    const { timezone: zone } = context.placeOf(timer);
    const at = time === undefined ? context.now : latestAt(time, context.now, zone);
    if (at === undefined) {
      throw new InputError("slot-wrong", { slot: message("commands:race.add.slots.time.name"), text: time ?? "" });
    }
    const sessions = await context.reads.race(timer).sessions(timer.vendorId);
    const running = sessions.find(({ isActive }) => isActive);
    const { id, account, vendorId } = timer;
    const device = { kind: "entity", id } as const;
    if (running === undefined) throw new InputError("no-open-session", { timer: device });
    return {
      acts: [
        {
          capability: "race.manage",
          entity: id,
          account,
          vendorId,
          input: { action: "add", session: running.id, bib, at },
        },
      ],
      question: message("replies:race.add.question", { bib, at: { kind: "clock", at, zone } }),
      resultKey: "replies:race.add",
      facts: [
        { label: message("replies:fact.timer"), value: device },
        { label: message("replies:fact.session"), value: running.label },
        { label: message("replies:race.column.bib"), value: bib },
        { label: message("replies:fact.time"), value: { kind: "instant", at, zone } },
      ],
    };
  },
});
