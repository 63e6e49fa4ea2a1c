import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Log } from "#core/ports.ts";
import type { AuditEntry, Store } from "#core/store.ts";
import { openStore } from "#store/open.ts";
import { toAuditInput } from "#store/records.ts";
import { runBatch } from "#store/sqlite/batch.ts";
import { type Database, openDatabase } from "#store/sqlite/database.ts";
import type { Row } from "./row.ts";

/** One line of the results: what was measured against its floor in the same run. */
export interface AuditBench {
  readonly what: string;
  /** Milliseconds per append, medians of the rounds. */
  readonly floorMs: number;
  readonly aloneMs: number;
  readonly aloneRatio: number;
  readonly aloneSpread: readonly [number, number];
  /** Appends per second with 32 at once, against the floor's one after the other. */
  readonly perSecondAt32: number;
  readonly throughputRatio: number;
  /** The longest stall of the main loop while 32 append at once, median of the rounds. */
  readonly stallMs: number;
}

interface Round {
  readonly floor: number;
  readonly alone: number;
  readonly perSecond: number;
  readonly stall: number;
}

const random = { bytes: (count: number) => randomBytes(count) };
const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const salt = "0".repeat(32);
const concurrent = 32;

function entry(at: number): AuditEntry {
  return {
    at,
    turn: "01J00000000000000000000000",
    person: "bench",
    identity: "terminal:bench",
    platform: "terminal",
    action: "door.open",
    thing: "bench:door-1",
    place: "hq",
    result: "acting",
    outcome: null,
    rules: ["role:bench"],
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function timed(act: () => unknown): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

/** The floor: the same append on the main thread, one commit each. */
function appendHere(db: Database): void {
  const [answer] = runBatch(db, [{ id: 1, name: "appendAudit", input: [toAuditInput(entry(Date.now()), () => salt)] }]);
  if (answer === undefined || "failure" in answer) throw new Error("the floor could not append");
}

async function appendMany(store: Store, each: number): Promise<void> {
  const writer = async (): Promise<void> => {
    for (let count = 0; count < each; count += 1) await store.appendAudit(entry(Date.now()));
  };
  await Promise.all(Array.from({ length: concurrent }, writer));
}

/** Durable audit append: alone alternating with its floor, then 32 at once. */
export async function benchAudit(rounds = 7, appends = 200): Promise<AuditBench> {
  const directory = mkdtempSync(join(tmpdir(), "usher-bench-"));
  const here = openDatabase({ path: join(directory, "floor.db"), busyTimeoutMs: 1_000, now: 0 });
  const clock = { now: () => Date.now() };
  const store = await openStore({ url: "file:./usher.db", directory, clock, random, log: silent, exclusive: true });
  const results: Round[] = [];
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const floor: number[] = [];
      const alone: number[] = [];
      for (let count = 0; count < appends; count += 1) {
        floor.push(await timed(() => appendHere(here)));
        alone.push(await timed(() => store.appendAudit(entry(Date.now()))));
      }
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const all = await timed(() => appendMany(store, appends));
      delay.disable();
      // The first round warms up.
      if (round === 0) continue;
      const perSecond = (concurrent * appends * 1_000) / all;
      // The monitor's own resolution is part of what it shows.
      results.push({ floor: median(floor), alone: median(alone), perSecond, stall: delay.max / 1e6 - 1 });
    }
  } finally {
    here.close();
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
  return summary(results);
}

function summary(results: readonly Round[]): AuditBench {
  const ratios = results.map((result) => result.alone / result.floor);
  const perSecondAt32 = median(results.map((result) => result.perSecond));
  return {
    what: "durable audit append",
    floorMs: median(results.map((result) => result.floor)),
    aloneMs: median(results.map((result) => result.alone)),
    aloneRatio: median(ratios),
    aloneSpread: [Math.min(...ratios), Math.max(...ratios)],
    perSecondAt32,
    throughputRatio: median(results.map((result) => (result.perSecond * result.floor) / 1_000)),
    stallMs: median(results.map((result) => result.stall)),
  };
}

/** The same as lines of the results. */
export async function benchAuditRows(): Promise<readonly Row[]> {
  const { floorMs, aloneMs, aloneRatio, aloneSpread, perSecondAt32, throughputRatio, stallMs } = await benchAudit();
  const floor = `main-thread commit ${floorMs.toFixed(3)} ms`;
  return [
    {
      what: "durable audit append, alone",
      floor,
      measured: `${aloneMs.toFixed(3)} ms, ${aloneRatio.toFixed(2)}x`,
      spread: `${aloneSpread[0].toFixed(2)} – ${aloneSpread[1].toFixed(2)}x`,
      goal: "≤ 1.3x",
      isMet: aloneRatio <= 1.3,
    },
    {
      what: "durable audit append, 32 at once",
      floor,
      measured: `${perSecondAt32.toFixed(0)}/s, ${throughputRatio.toFixed(1)}x`,
      spread: `longest loop stall ${stallMs.toFixed(1)} ms`,
      goal: "≥ 6x",
      isMet: throughputRatio >= 6,
    },
  ];
}
