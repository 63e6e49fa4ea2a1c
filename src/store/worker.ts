import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { toFailure } from "./errors.ts";
import { type Call, runBatch } from "./sqlite/batch.ts";
import { type Database, openDatabase } from "./sqlite/database.ts";
import { storeError } from "./sqlite/faults.ts";
import { isRunLocked, type Lock, lockRun, lockStore, sweepRuns } from "./sqlite/locks.ts";
import type { FromWorker, ToWorker, WorkerSettings } from "./sqlite/messages.ts";
import { decode, encode } from "./sqlite/plain.ts";

interface Held {
  readonly settings: WorkerSettings;
  readonly db: Database;
  readonly store: Lock | undefined;
  run: Lock | undefined;
}

function open(settings: WorkerSettings): Held {
  const store = settings.isExclusive ? lockStore(`${settings.path}.lock`, process.pid) : undefined;
  try {
    if (settings.isExclusive) sweepRuns(settings.runs);
    return { settings, db: openDatabase(settings), store, run: undefined };
  } catch (error) {
    store?.release();
    throw error;
  }
}

/** Takes everything that waits at the port: what arrived while the last commit ran goes into one transaction. */
function drain(port: MessagePort, first: unknown): readonly ToWorker[] {
  const messages = [decode<ToWorker>(first)];
  for (;;) {
    const next = receiveMessageOnPort(port);
    if (next === undefined) return messages;
    messages.push(decode<ToWorker>(next.message));
  }
}

function say(port: MessagePort, message: FromWorker): void {
  port.postMessage(encode(message));
}

function serve(port: MessagePort, held: Held): void {
  function runCalls(calls: readonly Call[]): void {
    if (held.run === undefined && calls.some((call) => call.name === "beginAct")) {
      try {
        held.run = lockRun(held.settings.runs, held.settings.run);
      } catch (error) {
        const failure = toFailure(storeError(error));
        say(port, { kind: "answers", answers: calls.map(({ id }) => ({ id, failure })) });
        return;
      }
    }
    say(port, { kind: "answers", answers: runBatch(held.db, calls) });
  }

  function isAlive(run: string): boolean {
    return run === held.settings.run || isRunLocked(held.settings.runs, run);
  }

  port.on("message", (first) => {
    const messages = drain(port, first);
    const calls = messages.flatMap((message) => (message.kind === "calls" ? message.calls : []));
    if (calls.length > 0) runCalls(calls);
    for (const message of messages) {
      if (message.kind === "is-run-alive")
        say(
          port,
          answerAlive(message.id, () => isAlive(message.run)),
        );
      if (message.kind === "close") {
        held.db.close();
        held.run?.release();
        held.store?.release();
        say(port, { kind: "closed" });
        port.close();
      }
    }
  });
}

function answerAlive(id: number, look: () => boolean): FromWorker {
  try {
    return { kind: "answers", answers: [{ id, value: look() }] };
  } catch (error) {
    return { kind: "answers", answers: [{ id, failure: toFailure(storeError(error)) }] };
  }
}

function main(port: MessagePort, settings: WorkerSettings): void {
  try {
    const held = open(settings);
    say(port, { kind: "open" });
    serve(port, held);
  } catch (error) {
    say(port, { kind: "not-open", failure: toFailure(storeError(error)) });
    port.close();
  }
}

// The entry of a thread: elsewhere this file does nothing.
if (parentPort !== null && (workerData as Partial<WorkerSettings> | null)?.kind === "usher-store") {
  main(parentPort, workerData as WorkerSettings);
}
