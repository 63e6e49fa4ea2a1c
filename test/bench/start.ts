import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { root } from "../imports.ts";
import { median, type Row, spreadOf } from "./row.ts";

const rounds = 7;

/** The sandbox's start until it can be spoken to, and until its first answer; the floor is an empty Node. */
export async function benchStart(): Promise<readonly Row[]> {
  const ready: number[] = [];
  const floors: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const floor = await untilExit(["-e", ""]);
    const taken = await untilReady();
    if (round === 0) continue;
    floors.push(floor);
    ready.push(taken);
  }
  const measured = median(ready);
  return [
    {
      what: "sandbox start to ready",
      floor: `empty Node ${median(floors).toFixed(0)} ms`,
      measured: `${measured.toFixed(0)} ms`,
      spread: `${spreadOf(ready, 0)} ms`,
      goal: "≤ 1000 ms",
      isMet: measured <= 1000,
    },
  ];
}

async function untilExit(args: readonly string[]): Promise<number> {
  const begun = performance.now();
  await once(spawn(process.execPath, [...args], { stdio: "ignore" }), "exit");
  return performance.now() - begun;
}

async function untilReady(): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, [join(root, "src/cli/usher.ts"), "start"], {
    cwd: "/",
    stdio: ["pipe", "pipe", "inherit"],
  });
  const taken = await new Promise<number>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("exit")) resolve(performance.now() - begun);
    });
  });
  child.stdin.end();
  await once(child, "exit");
  return taken;
}
