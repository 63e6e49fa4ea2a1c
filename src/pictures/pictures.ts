import { Worker } from "node:worker_threads";
import type { Pictures } from "#core/ports.ts";
import { thinned } from "./thin.ts";
import type { Commission, Delivery } from "./worker.ts";

/** Nobody waits longer for a picture; a thread that takes this long is ended. */
const longestMs = 10_000;
/** A thread without work gives its memory back. */
const idleMs = 60_000;

interface Waiting {
  resolve(png: Uint8Array): void;
  reject(error: Error): void;
}

/** Draws in a thread of its own, which starts with the first picture: a bot that never draws loads nothing for it. */
export function createPictures(): Pictures {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let rest: NodeJS.Timeout | undefined;
  let lastId = 0;

  function start(): Worker {
    const started = new Worker(new URL("./worker.ts", import.meta.url), { name: "usher-pictures" });
    started.on("message", settle);
    const fall = (cause?: unknown) => end(started, new Error("the thread that draws ended", { cause }));
    started.on("error", fall);
    started.on("exit", () => fall());
    return started;
  }

  function settle(delivery: Delivery): void {
    const one = waiting.get(delivery.id);
    waiting.delete(delivery.id);
    if (waiting.size === 0) relax();
    if ("png" in delivery) one?.resolve(delivery.png);
    else one?.reject(new Error(`a chart could not be drawn: ${delivery.fault}`));
  }

  /** Without work the thread keeps no process alive, and after a while it goes. */
  function relax(): void {
    worker?.unref();
    clearTimeout(rest);
    rest = setTimeout(() => {
      if (waiting.size === 0) void worker?.terminate();
    }, idleMs).unref();
  }

  function end(ended: Worker, reason: Error): void {
    if (ended !== worker) return;
    worker = undefined;
    for (const one of waiting.values()) one.reject(reason);
    waiting.clear();
    void ended.terminate();
  }

  return {
    draw(chart, options) {
      const commission: Commission = { id: ++lastId, chart: thinned(chart), options };
      const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
      worker ??= start();
      worker.ref();
      waiting.set(commission.id, { resolve, reject });
      worker.postMessage(commission);
      const current = worker;
      const deadline = setTimeout(() => end(current, new Error("a chart took too long to draw")), longestMs);
      return promise.finally(() => clearTimeout(deadline));
    },
  };
}
