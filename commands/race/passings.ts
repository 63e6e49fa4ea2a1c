import type { Passing } from "#core/capabilities.ts";
import { defineCommand } from "#core/command.ts";
import { message } from "#core/message.ts";
import { meantBib, namedSession, raceFacts } from "#core/race-session.ts";
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
  async answer(context, { timer, last, bib: said, session, window }): Promise<Reply> {
    const race = context.reads.race(timer);
    const chosen = await namedSession(race, timer.vendorId, session);
    const found = await race.passings({
      device: timer.vendorId,
      ...(chosen === undefined ? {} : { session: chosen.id }),
      ...(window === undefined ? {} : { from: window.from ?? 0, until: window.until }),
    });
    const zone = context.placeOf(timer).timezone;
    const bib = said && meantBib(said, bibsOf(found.passings));
    const wanted = bib === undefined ? found.passings : found.passings.filter((one) => one.bib === bib);
    const shown = wanted.slice(-last).reverse();
    const facts = raceFacts(timer, chosen ?? found.session);
    const common = { status: "done", outcome: null, visibility: "public", facts } as const;
    if (shown.length === 0) {
      const key = bib === undefined ? "replies:race.passings.none" : "replies:race.passings.none-of";
      return { ...common, title: message(key, bib === undefined ? {} : { bib }) };
    }
    const at = { kind: "clock", at: shown[0]?.at ?? 0, zone } as const;
    const title =
      bib === undefined
        ? message("replies:race.passings.last", { count: shown.length })
        : message("replies:race.passings.of", { count: wanted.length, bib, at });
    return { ...common, title, table: table(shown, zone) };
  },
});

function* bibsOf(passings: readonly Passing[]): Iterable<string> {
  for (const { bib } of passings) yield bib;
}

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
