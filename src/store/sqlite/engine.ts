import { Worker } from "node:worker_threads";
import { fromFailure, StoreError } from "../errors.ts";
import type { Engine, OperationInput, OperationName, OperationResult } from "../operations.ts";
import type { Answer, Call } from "./batch.ts";
import { storeError } from "./faults.ts";
import type { FromWorker, ToWorker, WorkerSettings } from "./messages.ts";
import { assertPlain, decode, encode } from "./plain.ts";

interface Waiting {
  resolve(value: unknown): void;
  reject(error: StoreError): void;
}

/** The embedded database behind one thread. What is asked for in one tick travels in one message. */
export async function openEmbedded(settings: Omit<WorkerSettings, "kind">): Promise<Engine> {
  const workerData: WorkerSettings = { kind: "usher-store", ...settings };
  const worker = new Worker(new URL("../worker.ts", import.meta.url), { workerData, name: "usher-store" });
  await opened(worker);
  return createEngine(worker, settings.run);
}

function opened(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      reject(new StoreError("down", "the store's thread did not start", { cause }));
    };
    worker.once("error", fail);
    worker.once("message", (text) => {
      const message = decode<FromWorker>(text);
      worker.off("error", fail);
      if (message.kind === "not-open") reject(fromFailure(message.failure));
      else resolve();
    });
  });
}

function createEngine(worker: Worker, ownRun: string): Engine {
  const waiting = new Map<number, Waiting>();
  let outbox: Call[] = [];
  let lastId = 0;
  let end: StoreError | undefined;
  let closing: Promise<void> | undefined;

  worker.unref();

  /** The process stays up for what is under way, and only for that. */
  function wait(id: number, entry: Waiting): void {
    if (waiting.size === 0) worker.ref();
    waiting.set(id, entry);
  }

  function settle(answer: Answer): void {
    const entry = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ("failure" in answer) entry?.reject(fromFailure(answer.failure));
    else entry?.resolve(answer.value);
  }

  function fall(error: StoreError): void {
    end ??= error;
    for (const entry of waiting.values()) entry.reject(end);
    waiting.clear();
  }

  worker.on("message", (text) => {
    const message = decode<FromWorker>(text);
    if (message.kind !== "answers") return;
    for (const answer of message.answers) settle(answer);
    if (waiting.size === 0 && closing === undefined) worker.unref();
  });
  worker.on("error", (cause) => fall(new StoreError("down", "the store's thread failed", { cause })));
  worker.on("exit", () => fall(new StoreError("down", "the store's thread ended")));

  function post(message: ToWorker): void {
    worker.postMessage(encode(message));
  }

  function flush(): void {
    const calls = outbox;
    outbox = [];
    if (calls.length > 0) post({ kind: "calls", calls });
  }

  function ask(send: (id: number) => void): Promise<unknown> {
    if (end !== undefined) return Promise.reject(end);
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      wait(id, { resolve, reject });
      send(id);
    });
  }

  return {
    run<N extends OperationName>(name: N, ...input: OperationInput<N>): Promise<OperationResult<N>> {
      try {
        assertPlain(input);
      } catch (error) {
        return Promise.reject(storeError(error));
      }
      const answer = ask((id) => {
        if (outbox.length === 0) queueMicrotask(flush);
        outbox.push({ id, name, input });
      });
      return answer as Promise<OperationResult<N>>;
    },
    async isRunAlive(run) {
      return run === ownRun || (await ask((id) => post({ kind: "is-run-alive", id, run }))) === true;
    },
    close() {
      closing ??= new Promise((resolve) => {
        flush();
        end ??= new StoreError("closed", "the store is closed");
        worker.ref();
        worker.once("exit", () => resolve());
        post({ kind: "close" });
      });
      return closing;
    },
  };
}
