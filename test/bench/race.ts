import { lapsOf, positions, readRace, standings } from "#core/race.ts";
import { perStretch, thin } from "#core/race-series.ts";
import { sheetOf } from "#core/race-sheet.ts";
import { createRaceReads, type RufusContext } from "#vendors/rufus/race.ts";
import { median, type Row, spreadOf } from "./row.ts";

const passings = 100_000;
const pageRows = 5_000;
const runners = 400;
const rounds = 25;
/** Until the compiler has seen enough. */
const warmUps = 10;
const start = Date.UTC(2031, 4, 10, 8);

/** A long race as its vendor sends it: twenty pages of text, every field there. */
function pages(): readonly string[] {
  const rows = Array.from({ length: passings }, (_, index) => {
    const runner = index % runners;
    const lap = Math.floor(index / runners);
    const at = start + lap * 92_000 + runner * 230 + ((index * 7_919) % 4_000);
    return {
      token_session: "9F".repeat(32),
      timestamp: new Date(at).toISOString(),
      num_passing: index + 1,
      latitude: "40.4169",
      longitude: "-3.7034",
      status: "Sent",
      participant_id: null,
      chip: `CH${(4_100_000 + runner * 37).toString(16).toUpperCase()}`,
      bib: String(runner + 1).padStart(3, "0"),
      timezone: "CET",
      gender: null,
      deviceid: "7C".repeat(32),
    };
  });
  return Array.from({ length: passings / pageRows }, (_, page) =>
    JSON.stringify({ description: "Success", result: rows.slice(page * pageRows, (page + 1) * pageRows) }),
  );
}

/** The vendor's own reading of a session, from pages that are there already. */
function readsOf(texts: readonly string[]) {
  const session = { token_session: "s", alias: "Long", active: true, passings };
  const client = {
    async call(
      row: { readonly name: string; readonly response: { parse(answer: unknown): unknown } },
      { query }: { readonly query?: { readonly page?: number } },
    ) {
      const page = texts[(query?.page ?? 1) - 1] ?? '{"result":[]}';
      return row.response.parse(row.name === "sessions" ? { result: [session] } : JSON.parse(page));
    },
  };
  const cache = { read: (_key: string, _seconds: number, read: () => unknown) => read() };
  return createRaceReads({ account: "race", client, cache } as unknown as RufusContext);
}

/** CPU of this thread for one run in ms: what others do on the machine does not count. */
async function cpuOf(run: () => unknown): Promise<number> {
  globalThis.gc?.();
  const before = process.threadCpuUsage();
  await run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** What a long race costs beyond reading its text: the last ten, the board and a chart; and everything there is. */
export async function benchRace(): Promise<readonly Row[]> {
  const texts = pages();
  const reads = readsOf(texts);
  const found = async () => (await reads.passings({ device: "d" })).passings;
  const parse = () => texts.map((text): unknown => JSON.parse(text));
  const daily = async () => {
    const list = await found();
    const race = readRace(list);
    const board = standings(race);
    const lines = board.slice(0, 12).map(({ runner }) => thin(lapPoints(runner), 400));
    return [list.slice(-10), board[0]?.bestMs, lines];
  };
  const everything = async () => {
    const list = await found();
    const race = readRace(list);
    const bibs = standings(race).map(({ runner }) => runner.bib);
    return [positions(race, bibs.slice(0, 12)), perStretch(list, 60), sheetOf(list, race, "Europe/Madrid")];
  };
  const ratios: number[] = [];
  const floors: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round < rounds + warmUps; round += 1) {
    const floor = await cpuOf(parse);
    const took = await cpuOf(daily);
    if (round < warmUps) continue;
    ratios.push(took / floor);
    floors.push(floor);
  }
  for (let round = 0; round < rounds; round += 1) whole.push(await cpuOf(everything));
  const floor = `JSON.parse of the pages, ${median(floors).toFixed(0)} ms`;
  return [
    {
      what: "CPU of 100,000 passings as last 10, best laps, chart",
      floor,
      measured: `${median(ratios).toFixed(2)}x`,
      spread: spreadOf(ratios),
      goal: "≤ 1.3x",
      isMet: median(ratios) <= 1.3,
    },
    {
      what: "CPU of 100,000 passings as places after each lap, passings per minute, CSV",
      floor,
      measured: `${median(whole).toFixed(0)} ms`,
      spread: `${spreadOf(whole, 0)} ms`,
      goal: "≤ 1000 ms",
      isMet: median(whole) <= 1000,
    },
  ];
}

function lapPoints(runner: Parameters<typeof lapsOf>[0]): readonly (readonly [number, number])[] {
  return lapsOf(runner).map((ms, index) => [index + 1, ms ?? 0] as const);
}
