import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Place } from "./places.ts";

const stdio: SpawnOptions["stdio"] = ["pipe", "pipe", "inherit"];
const script = fileURLToPath(new URL("./child.ts", import.meta.url));

/** A child process of the crash tests and the values it has told. */
export interface Child {
  readonly process: ChildProcess;
  readonly told: readonly unknown[];
  /** The next value that has not been asked for yet; undefined when the child has ended. */
  next(): Promise<unknown>;
  /** Resolves once it is gone. */
  kill(): Promise<void>;
}

export function startChild(place: Place, job: string, options: SpawnOptions = {}): Child {
  return follow(spawn(process.execPath, [script, job, place.directory, place.url], { stdio, ...options }));
}

/** The same in a shell that lets no file grow beyond so many blocks of 512 or 1024 bytes. */
export function startLimitedChild(place: Place, job: string, blocks: number): Child {
  const line = `ulimit -f ${blocks}; exec "$@"`;
  return follow(spawn("sh", ["-c", line, "sh", process.execPath, script, job, place.directory, place.url], { stdio }));
}

function follow(child: ChildProcess): Child {
  const told: unknown[] = [];
  let asked = 0;
  let wake: () => void = () => {};
  let isGone = false;
  const gone = new Promise<void>((resolve) => {
    child.once("close", () => {
      isGone = true;
      wake();
      resolve();
    });
  });
  if (child.stdout === null) throw new Error("the child has no output");
  createInterface({ input: child.stdout }).on("line", (line) => {
    told.push(JSON.parse(line));
    wake();
  });
  return {
    process: child,
    told,
    async next() {
      while (asked >= told.length && !isGone) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      asked += 1;
      return told[asked - 1];
    },
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}
