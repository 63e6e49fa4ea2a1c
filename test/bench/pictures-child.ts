import { enableCompileCache } from "node:module";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { Worker } from "node:worker_threads";

/** One process' first and next pictures, as `usher` starts it; prints the figures as JSON. */
const { directory } = enableCompileCache();
if (directory !== undefined) process.env.NODE_COMPILE_CACHE ??= directory;
const { createPictures } = await import("#src/pictures/pictures.ts");
const { doorUse, energyByDay, inWords, lapTimes, temperature, twelve } = await import("../pictures/samples.ts");

const options = { theme: "light", width: 800 } as const;
const bars = inWords(energyByDay(7, ["Kitchen"]), "en");
const many = inWords(temperature(100_000), "en");
const usual = [bars, inWords(lapTimes(twelve, 20), "en"), inWords(doorUse(400, "ja"), "ja")];

async function took(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** A thread that loads the library that draws, and does nothing with it. */
const bareThread = () =>
  new Promise((resolve, reject) => {
    const code = `require("@resvg/resvg-js"); require("node:worker_threads").parentPort.postMessage(1)`;
    const worker = new Worker(code, { eval: true });
    worker.once("error", reject);
    worker.once("message", () => resolve(worker.terminate()));
  });

const floor = await took(bareThread);
const pictures = createPictures();
const first = await took(() => pictures.draw(bars, options));
const next: number[] = [];
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
for (let round = 0; round < 4; round += 1) {
  for (const chart of usual) next.push(await took(() => pictures.draw(chart, options)));
}
delay.disable();
const large = [];
for (let round = 0; round < 4; round += 1) large.push(await took(() => pictures.draw(many, options)));
const stallMs = delay.max / 1e6 - 1;
process.stdout.write(JSON.stringify({ floor, first, next: next.slice(3), large: large.slice(1), stallMs }));
