import { defineCommand } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { InputError } from "#core/errors.ts";
import { message, type Value } from "#core/message.ts";
import type { Reply } from "#core/reply.ts";

const most = 50;

export default defineCommand({
  name: "race devices",
  action: "race.view",
  slots: {},
  async answer(context): Promise<Reply> {
    const timers = context.allowedNow(context.allowed(["timer"]));
    if (timers.length === 0) throw new InputError("nothing-usable");
    const offline = timers.filter(({ state }) => state?.isOnline === false).length;
    return {
      status: "done",
      outcome: null,
      visibility: "public",
      tone: offline > 0 ? "warning" : "neutral",
      title:
        offline > 0
          ? message("replies:race.devices.offline", { count: offline })
          : message("replies:race.devices.title", { count: timers.length }),
      table: {
        columns: [
          { label: message("replies:fact.timer"), align: "left" },
          { label: message("replies:race.column.state"), align: "left" },
          { label: message("replies:race.column.battery"), align: "right" },
          { label: message("replies:race.column.seen"), align: "left" },
        ],
        rows: timers.slice(0, most).map((timer) => row(timer, context.placeOf(timer).timezone)),
      },
    };
  },
});

/** What the vendor does not tell is a dash, never a guess. */
function row({ id, state = {} }: Entity, zone: string): readonly Value[] {
  const { isOnline, battery, at } = state;
  return [
    { kind: "entity", id },
    isOnline === undefined ? "–" : message(isOnline ? "replies:race.state.online" : "replies:race.state.offline"),
    battery === undefined ? "–" : { kind: "percent", percent: battery },
    at === undefined ? "–" : { kind: "instant", at, zone },
  ];
}
