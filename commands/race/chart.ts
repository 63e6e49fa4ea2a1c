import type { Passing } from "#core/capabilities.ts";
import { mostSeries, type ReplyChart } from "#core/chart.ts";
import { defineCommand } from "#core/command.ts";
import { InputError } from "#core/errors.ts";
import { message, type SliceSize } from "#core/message.ts";
import { lapsOf, positions, type Race, readRace, type Standing, standings } from "#core/race.ts";
import { perStretch, thin } from "#core/race-series.ts";
import { clockNotes, lapValue, meantBib, passingsOf, raceFacts } from "#core/race-session.ts";
import type { Reply } from "#core/reply.ts";
import { slot } from "#core/slots.ts";

/** Without a wish, as many runners as a phone can tell apart. */
const usualSeries = 5;
/** A line on a phone has no more dots than this. */
const mostPoints = 400;
const mostStretches = 60;

export default defineCommand({
  name: "race chart",
  action: "race.view",
  slots: {
    timer: slot.entity("timer"),
    kind: slot.choice(["laps", "positions", "passings"]).default("laps"),
    bibs: slot.text().optional(),
    session: slot.text().optional(),
  },
  positional: ["timer", "kind", "bibs"],
  async answer(context, { timer, kind, bibs, session }): Promise<Reply> {
    const said = bibs === undefined ? undefined : readBibs(bibs);
    const { session: found, passings } = await passingsOf(context.reads.race(timer), timer.vendorId, session);
    const common = { status: "done", outcome: null, visibility: "public", facts: raceFacts(timer, found) } as const;
    if (passings.length === 0) return { ...common, title: message("replies:race.passings.none") };
    const race = readRace(passings);
    const asked = said?.map((bib) => meantBib(bib, race.runners.keys()));
    const board = standings(race);
    const chosen =
      asked ?? board.slice(0, kind === "positions" ? mostSeries : usualSeries).map(({ runner }) => runner.bib);
    const unseen = kind === "passings" ? [] : chosen.filter((bib) => !race.runners.has(bib));
    const text = [...unseen.map((bib) => message("replies:race.passings.none-of", { bib })), ...clockNotes(race)];
    const chart =
      kind === "passings"
        ? passingsChart(
            passings.filter(({ bib }) => asked?.includes(bib) !== false),
            context.placeOf(timer).timezone,
          )
        : lineChart(kind, race, board, chosen);
    if (!isEmpty(chart)) return { ...common, title: chart.title, text, chart };
    return {
      ...common,
      title: unseen.length > 0 ? message("replies:race.chart.none") : message("replies:race.board.no-laps"),
      text,
    };
  },
});

/** "7, 42 and 101": numbers, letters with numbers; words between them are no bibs. */
function readBibs(text: string): readonly string[] {
  const bibs = text.match(/[\p{L}\p{N}-]*\p{N}[\p{L}\p{N}-]*/gu) ?? [];
  const distinct = [...new Set(bibs)];
  if (distinct.length === 0) {
    throw new InputError("slot-wrong", { slot: message("commands:race.chart.slots.bibs.name"), text });
  }
  if (distinct.length > mostSeries) throw new InputError("too-many-bibs", { max: mostSeries });
  return distinct;
}

function lineChart(
  kind: "laps" | "positions",
  race: Race,
  board: readonly Standing[],
  bibs: readonly string[],
): ReplyChart {
  const seen = bibs.filter((bib) => race.runners.has(bib));
  const lines = kind === "laps" ? seen.map((bib) => lapPoints(race, bib)) : positions(race, seen);
  const best = board.reduce<Standing | undefined>((least, one) => {
    return (one.bestMs ?? Infinity) < (least?.bestMs ?? Infinity) ? one : least;
  }, undefined);
  const [leader] = board;
  const summaries = {
    laps: best && message("replies:race.best-of", { bib: best.runner.bib, time: lapValue(best.bestMs) }),
    positions: leader && message("replies:race.board.leads", { bib: leader.runner.bib, count: leader.laps }),
  };
  const summary = summaries[kind];
  return {
    kind: "line",
    title: message(`replies:race.chart.${kind}`),
    ...(summary === undefined ? {} : { summary }),
    x: { label: message("replies:race.column.lap"), measure: { kind: "number", digits: 0 } },
    y:
      kind === "laps"
        ? { label: message("replies:race.column.lap-time"), measure: { kind: "lap" } }
        : { label: message("replies:race.column.place"), measure: { kind: "number", digits: 0 }, isReversed: true },
    series: seen.map((bib, index) => ({ name: bib, points: thin(lines[index] ?? [], mostPoints) })),
  };
}

function lapPoints({ runners }: Race, bib: string): readonly (readonly [number, number])[] {
  const runner = runners.get(bib);
  const laps = runner === undefined ? [] : lapsOf(runner);
  return laps.flatMap((ms, index) => (ms === null ? [] : [[index + 1, ms / 1000] as const]));
}

function passingsChart(passings: readonly Passing[], zone: string): ReplyChart {
  const { minutes, stretches } = perStretch(passings, mostStretches);
  const size: SliceSize = minutes < 1440 ? "minute" : minutes < 28 * 1440 ? "day" : "month";
  const per =
    minutes === 1
      ? message("replies:race.chart.per-minute")
      : message("replies:race.chart.per", { time: { kind: "duration", seconds: minutes * 60 } });
  const busiest = stretches.reduce((most, one) => (one.count > most.count ? one : most), { at: 0, count: 0 });
  return {
    kind: "bars",
    title: per,
    ...(busiest.count === 0
      ? {}
      : {
          summary: message("replies:race.chart.busiest", {
            count: busiest.count,
            at: { kind: "instant", at: busiest.at, zone },
          }),
        }),
    x: { label: message("replies:race.column.time") },
    y: { label: message("replies:race.column.passings"), measure: { kind: "number", digits: 0 } },
    categories: stretches.map(({ at }) => ({ kind: "slice", at, zone, size }) as const),
    series: [{ name: message("replies:race.column.passings"), values: stretches.map(({ count }) => count) }],
  };
}

function isEmpty(chart: ReplyChart): boolean {
  if (chart.kind === "line") return chart.series.every(({ points }) => points.length === 0);
  return chart.kind === "bars" && chart.categories.length === 0;
}
