import { defineCommand } from "#core/command.ts";
import { message, type Value } from "#core/message.ts";
import { lapsOf, readRace, type Standing, standings } from "#core/race.ts";
import { clockNotes, lapValue, meantBib, passingsOf, raceFacts } from "#core/race-session.ts";
import type { Reply } from "#core/reply.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "race board",
  action: "race.view",
  slots: {
    timer: slot.entity("timer"),
    last: slot.integer(1, 100).default(10),
    bib: slot.bib().optional(),
    session: slot.text().optional(),
  },
  positional: ["timer", "last", "bib"],
  async answer(context, { timer, last, bib, session }): Promise<Reply> {
    const found = await passingsOf(context.reads.race(timer), timer.vendorId, session);
    const race = readRace(found.passings);
    const board = standings(race);
    const facts = raceFacts(timer, found.session);
    const common = { status: "done", outcome: null, visibility: "public", facts, text: clockNotes(race) } as const;
    if (bib !== undefined) {
      const { timezone } = context.placeOf(timer);
      const meant = meantBib(
        bib,
        board.map(({ runner }) => runner.bib),
      );
      return { ...common, ...ofBib(meant, board, { facts, last, timezone }) };
    }
    const [leader] = board;
    if (leader === undefined) return { ...common, title: message("replies:race.passings.none") };
    return {
      ...common,
      title:
        leader.laps === 0
          ? message("replies:race.board.no-laps")
          : message("replies:race.board.leads", { bib: leader.runner.bib, count: leader.laps }),
      facts: [...facts, { label: message("replies:race.runners"), value: board.length }, ...bestLap(board)],
      table: table(board.slice(0, last)),
    };
  },
});

function bestLap(board: readonly Standing[]): NonNullable<Reply["facts"]> {
  let best: Standing | undefined;
  for (const one of board) if ((one.bestMs ?? Infinity) < (best?.bestMs ?? Infinity)) best = one;
  if (best === undefined) return [];
  const values = { bib: best.runner.bib, time: lapValue(best.bestMs) };
  return [{ label: message("replies:race.best-lap"), value: message("replies:race.best-of", values) }];
}

function table(board: readonly Standing[]): Reply["table"] {
  const column = (name: string) => ({ label: message(`replies:race.column.${name}`), align: "right" }) as const;
  return {
    columns: ["place", "bib", "laps", "best", "last", "total", "gap"].map(column),
    rows: board.map((one) => [
      one.place ?? "–",
      one.runner.bib,
      one.laps,
      lapValue(one.bestMs),
      lapValue(one.lastMs),
      lapValue(one.totalMs),
      gapValue(one),
    ]),
  };
}

function gapValue({ gap }: Standing): Value {
  if (gap === undefined) return "–";
  return "laps" in gap
    ? message("replies:race.board.laps", { count: gap.laps })
    : message("replies:race.board.behind", { time: lapValue(gap.ms) });
}

interface View {
  readonly facts: NonNullable<Reply["facts"]>;
  /** How many laps are shown, counted from the end. */
  readonly last: number;
  readonly timezone: string;
}

/** Where one runner stands, and the laps. */
function ofBib(
  bib: string,
  board: readonly Standing[],
  { facts, last, timezone }: View,
): Pick<Reply, "title" | "facts" | "table"> {
  const one = board.find(({ runner }) => runner.bib === bib);
  if (one === undefined) return { title: message("replies:race.passings.none-of", { bib }), facts };
  const { runner, laps, place } = one;
  const clock = (at: number | undefined): Value => ({ kind: "clock", at: at ?? 0, zone: timezone });
  if (place === undefined)
    return { title: message("replies:race.board.once", { bib, at: clock(runner.times[0]) }), facts };
  const first = Math.max(0, laps - last);
  const times = lapsOf(runner);
  return {
    title: message("replies:race.board.of", { bib, count: laps, place, runners: board.length }),
    facts: [
      ...facts,
      { label: message("replies:race.column.best"), value: lapValue(one.bestMs) },
      { label: message("replies:race.column.total"), value: lapValue(one.totalMs) },
      ...(one.gap === undefined ? [] : [{ label: message("replies:race.column.gap"), value: gapValue(one) }]),
    ],
    table: {
      columns: [
        { label: message("replies:race.column.lap"), align: "right" },
        { label: message("replies:race.column.time"), align: "left" },
        { label: message("replies:race.column.lap-time"), align: "right" },
      ],
      rows: times
        .slice(first)
        .map((ms, index) => [first + index + 1, clock(runner.times[first + index + 1]), lapValue(ms)]),
    },
  };
}
