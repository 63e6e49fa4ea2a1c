import type { Passing } from "#core/capabilities.ts";
import { defineCommand } from "#core/command.ts";
import { InputError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import type { Reply } from "#core/reply.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "race passings",
  action: "race.view",
  slots: {
    timer: slot.entity("timer"),
    last: slot.integer(1, 100).default(10),
    bib: slot.bib().optional(),
    session: slot.text().optional(),
    window: slot.period().optional(),
  },
  positional: ["timer", "last", "bib", "window"],
  async answer(context, { timer, last, bib, session, window }): Promise<Reply> {
    const race = context.reads.race(timer);
    const sessions = session === undefined ? [] : await race.sessions(timer.vendorId);
    const asked = session?.toLocaleLowerCase();
    const chosen = sessions.find((one) => one.id === session || one.label.toLocaleLowerCase() === asked);
    if (session !== undefined && chosen === undefined) throw new InputError("session-unknown", { session });
    const found = await race.passings({
      device: timer.vendorId,
      ...(chosen === undefined ? {} : { session: chosen.id }),
      ...(window === undefined ? {} : { from: window.from ?? 0, until: window.until }),
    });
    const label = chosen?.label ?? found.session?.label;
    const zone = context.placeOf(timer).timezone;
    const wanted = bib === undefined ? found.passings : found.passings.filter((one) => one.bib === bib);
    const shown = wanted.slice(-last).reverse();
    const facts = [
      { label: message("replies:fact.timer"), value: { kind: "entity", id: timer.id } as const },
      ...(label === undefined || label === "" ? [] : [{ label: message("replies:fact.session"), value: label }]),
    ];
    const common = { status: "done", outcome: null, visibility: "public", facts } as const;
    if (shown.length === 0) {
      const key = bib === undefined ? "replies:race.passings.none" : "replies:race.passings.none-of";
      return { ...common, title: message(key, bib === undefined ? {} : { bib }) };
    }
    const title =
      bib === undefined
        ? message("replies:race.passings.last", { count: shown.length })
        : message("replies:race.passings.of", { count: shown.length, bib });
    return { ...common, title, table: table(shown, zone) };
  },
});

function table(passings: readonly Passing[], zone: string): Reply["table"] {
  return {
    columns: [
      { label: message("replies:race.column.number"), align: "right" },
      { label: message("replies:race.column.bib"), align: "right" },
      { label: message("replies:race.column.time"), align: "left" },
    ],
    rows: passings.map((one) => [String(one.number), one.bib, { kind: "clock", at: one.at, zone }]),
  };
}
