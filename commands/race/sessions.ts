import { defineCommand } from "#core/command.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

const most = 20;

export default defineCommand({
  name: "race sessions",
  action: "race.view",
  slots: { timer: slot.entity("timer") },
  async answer(context, { timer }) {
    const sessions = await context.reads.race(timer).sessions(timer.vendorId);
    const { timezone: zone } = context.placeOf(timer);
    const open = sessions.find(({ isActive }) => isActive);
    const common = { status: "done", outcome: null, visibility: "public" } as const;
    const facts = [
      { label: message("replies:fact.timer"), value: { kind: "entity", id: timer.id } as const },
      ...(sessions.length > most ? [{ label: message("replies:race.all-sessions"), value: sessions.length }] : []),
    ];
    if (sessions.length === 0) return { ...common, title: message("replies:race.sessions.none"), facts };
    return {
      ...common,
      title:
        open === undefined
          ? message("replies:race.sessions.all-closed")
          : message("replies:race.sessions.open", { session: open.label }),
      facts,
      table: {
        columns: [
          { label: message("replies:fact.session"), align: "left" },
          { label: message("replies:race.column.state"), align: "left" },
          { label: message("replies:race.column.opened"), align: "left" },
          { label: message("replies:race.column.passings"), align: "right" },
        ],
        rows: sessions
          .slice(0, most)
          .map(({ label, isActive, openedAt, passings }) => [
            label,
            message(isActive ? "replies:race.state.open" : "replies:race.state.closed"),
            { kind: "instant", at: openedAt, zone },
            passings,
          ]),
      },
    };
  },
});
