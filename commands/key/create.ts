import { defineCommand } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { InputError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "key create",
  action: "key.create",
  slots: { door: slot.entity("door"), window: slot.window(), uses: slot.integer(1, 100).default(1) },
  async plan(context, { door, window, uses }) {
    const from = Math.max(window.from ?? context.now, context.now);
    if (window.until <= context.now) throw new InputError("window-past");
    if (window.until <= from) throw new InputError("window-reversed");
    const opened = await context.reads.keys(door).opens(door.vendorId);
    const doors = opened
      .map((vendorId) => context.directory.entity(`${door.account}:${vendorId}`))
      .filter((other): other is Entity => other !== undefined);
    const ids = [...new Set([door.id, ...doors.map((other) => other.id)])];
    const { timezone } = context.placeOf(door);
    return {
      acts: [
        {
          capability: "key.create",
          entity: door.id,
          account: door.account,
          vendorId: door.vendorId,
          input: { from, until: window.until, uses },
          alsoJudged: ids.filter((id) => id !== door.id),
        },
      ],
      question: message("replies:key.create.question", { count: uses }),
      resultKey: "replies:key.create",
      facts: [
        {
          label: message("replies:fact.opens"),
          value: message("replies:key.opens-all", {
            doors: { kind: "list", style: "and", of: ids.map((id) => ({ kind: "entity", id })) },
          }),
        },
        { label: message("replies:fact.from"), value: { kind: "instant", at: from, zone: timezone } },
        { label: message("replies:fact.until"), value: { kind: "instant", at: window.until, zone: timezone } },
        { label: message("replies:fact.uses"), value: uses },
      ],
      isPrivate: true,
    };
  },
});
