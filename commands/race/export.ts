import { defineCommand } from "#core/command.ts";
import { message } from "#core/message.ts";
import { readRace } from "#core/race.ts";
import { clockNotes, passingsOf, raceFacts } from "#core/race-session.ts";
import { sheetOf } from "#core/race-sheet.ts";
import type { Reply } from "#core/reply.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "race export",
  action: "race.view",
  slots: { timer: slot.entity("timer"), session: slot.text().optional() },
  positional: ["timer", "session"],
  async answer(context, { timer, session }): Promise<Reply> {
    const { session: found, passings } = await passingsOf(context.reads.race(timer), timer.vendorId, session);
    const { timezone } = context.placeOf(timer);
    const facts = raceFacts(timer, found);
    const common = { status: "done", outcome: null, visibility: "public" } as const;
    const [first] = passings;
    if (first === undefined) return { ...common, title: message("replies:race.passings.none"), facts };
    const race = readRace(passings);
    return {
      ...common,
      title: message("replies:race.export", { count: passings.length }),
      text: clockNotes(race),
      facts: [...facts, { label: message("replies:race.zone"), value: timezone }],
      file: {
        name: `${fileName(found?.label ?? timer.name)}.csv`,
        type: "text/csv; charset=utf-8; header=present",
        bytes: sheetOf(passings, race, timezone),
      },
    };
  },
});

/** Letters, digits and hyphens: what every file system takes. */
function fileName(label: string): string {
  const plain = label
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
  return plain.slice(0, 60) || "race";
}
