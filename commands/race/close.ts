import { defineCommand } from "#core/command.ts";
import { InputError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

/** For good: no vendor page tells of a way to open a session again. */
export default defineCommand({
  name: "race close",
  action: "race.manage",
  slots: { timer: slot.entity("timer") },
  async plan(context, { timer }) {
    const sessions = await context.reads.race(timer).sessions(timer.vendorId);
    const running = sessions.find(({ isActive }) => isActive);
    const { id, account, vendorId } = timer;
    const device = { kind: "entity", id } as const;
    if (running === undefined) throw new InputError("no-open-session", { timer: device });
    const { label: session, passings: count } = running;
    return {
      acts: [
        { capability: "race.manage", entity: id, account, vendorId, input: { action: "close", session: running.id } },
      ],
      question: message("replies:race.close.question", { timer: device, session }),
      resultKey: "replies:race.close",
      facts: [
        { label: message("replies:fact.timer"), value: device },
        {
          label: message("replies:fact.session"),
          value: message("replies:race.with-passings", { session, count }),
        },
      ],
    };
  },
});
