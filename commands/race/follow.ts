import { defineCommand } from "#core/command.ts";
import { InputError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import type { Reply } from "#core/reply.ts";
import { slot } from "#core/slots.ts";
import { watchMs } from "#core/watch.ts";

/** Nothing is done to the race: what is kept is whom the asker wants to hear of. */
export default defineCommand({
  name: "race follow",
  action: "race.view",
  slots: {
    bib: slot.bib(),
    timer: slot.entity("timer").optional(),
    where: slot.choice(["here", "private"]).default("here"),
  },
  async answer(context, { bib, timer, where }): Promise<Reply> {
    const { access, now, person, reads, watches } = context;
    const isPrivate = where === "private";
    if (isPrivate && access.who(person.id) === undefined) throw new InputError("cannot-write");
    const timers = timer === undefined ? context.allowedNow(context.allowed(["timer"])) : [timer];
    const [first] = timers;
    if (first === undefined) throw new InputError("nothing-usable");
    const each = await Promise.all(
      timers.map(async (one) => {
        const sessions = await reads.race(one).sessions(one.vendorId);
        return { timer: one.id, session: sessions.find(({ isActive }) => isActive)?.id };
      }),
    );
    // Where a race is on, elsewhere is not meant.
    const running = each.filter(({ session }) => session !== undefined);
    const at = (running.length > 0 ? running : each).map(({ timer: id, session }) => ({
      timer: id,
      ...(session === undefined ? {} : { session }),
    }));
    if (!(await watches.follow(bib, at, isPrivate))) throw new InputError("too-many-watches", { max: watches.most });
    const until = { kind: "instant", at: now + watchMs, zone: context.placeOf(first).timezone } as const;
    return {
      status: "done",
      outcome: null,
      visibility: isPrivate ? "private" : "public",
      tone: "success",
      title: message("replies:race.follow.title", { bib }),
      text: [
        message(isPrivate ? "replies:race.follow.private" : "replies:race.follow.here"),
        message("replies:race.follow.until", { at: until }),
      ],
      facts: at.map(({ timer: id }) => ({ label: message("replies:fact.timer"), value: { kind: "entity", id } })),
    };
  },
});
