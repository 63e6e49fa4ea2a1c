import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startSandbox } from "#sandbox/sandbox.ts";
import { systemClock, systemRandom } from "#src/main.ts";
import { root } from "../imports.ts";
import { median, type Row, spreadOf } from "./row.ts";

const rounds = 3;
const run = promisify(execFile);
const child = join(root, "test/bench/memory-child.ts");

/** Resident memory after 1,000 and 10,000 turns; the floor is a process that only imports the same packages. */
export async function benchMemory(): Promise<readonly Row[]> {
  const ratios: number[] = [];
  const growths: number[] = [];
  const floors: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const sandbox = await startSandbox({ clock: systemClock, random: systemRandom });
    const folder = await mkdtemp(join(tmpdir(), "usher-memory-"));
    try {
      const file = join(folder, "usher.yaml");
      await writeFile(file, sandbox.config);
      const [floor = Number.NaN] = await measure("floor");
      const [few = Number.NaN, many = Number.NaN] = await measure("turns", file);
      floors.push(floor);
      ratios.push(few / floor);
      growths.push(many / few);
    } finally {
      await sandbox.close();
      await rm(folder, { recursive: true });
    }
  }
  const floor = `same packages imported, ${median(floors).toFixed(0)} MB`;
  return [
    {
      what: "memory after 1,000 turns",
      floor,
      measured: `${median(ratios).toFixed(2)}x`,
      spread: spreadOf(ratios),
      goal: "≤ 1.6x",
      isMet: median(ratios) <= 1.6,
    },
    {
      what: "memory after 10,000 turns against 1,000",
      floor: "after 1,000 turns",
      measured: `${median(growths).toFixed(2)}x`,
      spread: spreadOf(growths),
      goal: "flat (≤ 1.1x)",
      isMet: median(growths) <= 1.1,
    },
  ];
}

async function measure(...args: readonly string[]): Promise<readonly number[]> {
  const { stdout } = await run(process.execPath, ["--expose-gc", child, ...args], { maxBuffer: 2 ** 20 });
  return (stdout.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
}
