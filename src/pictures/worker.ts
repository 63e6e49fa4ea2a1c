import { parentPort } from "node:worker_threads";
import type { CardChart } from "#core/chart.ts";
import type { PictureOptions } from "#core/ports.ts";
import { render } from "./render.ts";

/** What the thread is asked for. */
export interface Commission {
  readonly id: number;
  readonly chart: CardChart;
  readonly options: PictureOptions;
}

/** What it answers; a fault is told by its text, which holds nothing of the chart. */
export type Delivery =
  | { readonly id: number; readonly png: Uint8Array }
  | { readonly id: number; readonly fault: string };

parentPort?.on("message", ({ id, chart, options }: Commission) => {
  parentPort?.postMessage(deliver(id, chart, options));
});

function deliver(id: number, chart: CardChart, options: PictureOptions): Delivery {
  try {
    return { id, png: render(chart, options) };
  } catch (error) {
    return { id, fault: error instanceof Error ? error.name : "unknown" };
  }
}
