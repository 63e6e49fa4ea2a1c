import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../imports.ts";
import { median, type Row, spreadOf } from "./row.ts";

const rounds = 7;

interface Figures {
  readonly floor: number;
  readonly first: number;
  readonly next: readonly number[];
  readonly large: readonly number[];
  readonly stallMs: number;
}

/** From a chart to its PNG, in processes of their own; the floor is a thread that only loads the library. */
export async function benchPictures(): Promise<readonly Row[]> {
  const found: Figures[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const one = await figures();
    if (round > 0) found.push(one);
  }
  const floors = found.map(({ floor }) => floor);
  const floor = `a thread that loads resvg ${median(floors).toFixed(0)} ms`;
  const row = (what: string, values: readonly number[], most: number, beside: string): Row => ({
    what,
    floor: beside,
    measured: `${median(values).toFixed(1)} ms`,
    spread: `${spreadOf(values, 1)} ms`,
    goal: `≤ ${most} ms`,
    isMet: median(values) <= most,
  });
  const firsts = found.map(({ first }) => first);
  const nexts = found.flatMap(({ next }) => next);
  return [
    row("first picture, its thread started for it", firsts, 100, floor),
    row("next picture: bars, 12 lines of 20 laps, a week in Japanese", nexts, 30, "–"),
    row(
      "picture of 100,000 points",
      found.flatMap(({ large }) => large),
      60,
      "–",
    ),
    row(
      "longest wait of turns while 12 pictures are drawn",
      found.map(({ stallMs }) => stallMs),
      10,
      "–",
    ),
  ];
}

async function figures(): Promise<Figures> {
  const child = join(root, "test/bench/pictures-child.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [child]);
  return JSON.parse(stdout) as Figures;
}
