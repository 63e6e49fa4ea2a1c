import { defineCommand } from "#core/command.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

/** The vendor closes the running session of the device without a word: the question says so. */
export default defineCommand({
  name: "race open",
  action: "race.manage",
  slots: { timer: slot.entity("timer"), label: slot.text().optional() },
  async plan(context, { timer, label }) {
    const sessions = await context.reads.race(timer).sessions(timer.vendorId);
    const running = sessions.find(({ isActive }) => isActive);
    const { id, account, vendorId } = timer;
    const device = { kind: "entity", id } as const;
    return {
      acts: [
        {
          capability: "race.manage",
          entity: id,
          account,
          vendorId,
          input: { action: "open", ...(label === undefined ? {} : { label }) },
        },
      ],
      question:
        running === undefined
          ? message("replies:race.open.question", { timer: device })
          : message("replies:race.open.question-closing", { timer: device, session: running.label }),
      resultKey: "replies:race.open",
      facts: [
        { label: message("replies:fact.timer"), value: device },
        ...(label === undefined ? [] : [{ label: message("replies:fact.session"), value: label }]),
        ...(running === undefined
          ? []
          : [
              {
                label: message("replies:race.closes"),
                value: message("replies:race.with-passings", { session: running.label, count: running.passings }),
              },
            ]),
      ],
    };
  },
});
