import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { root } from "../imports.ts";

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: Child;
  /** Everything printed so far, both ways. */
  text(): string;
  /** Resolves when the words were printed. */
  until(words: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

const patienceMs = 15_000;

/** Starts the real command line in a process of its own. */
export function launch(
  args: readonly string[],
  options: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Running {
  const child = spawn(process.execPath, [join(root, "src/cli/usher.ts"), ...args], {
    cwd: options.cwd ?? "/",
    env: { ...process.env, NO_COLOR: "1", ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    wake();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk.toString();
    wake();
  });
  child.stdin.on("error", () => {});
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code) => resolve({ code, out, err }));
  });
  return {
    child,
    ended,
    text: () => out + err,
    until: (words) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`never printed "${words}":\n${out}${err}`)), patienceMs);
        const look = () => {
          if (!(out + err).includes(words)) return;
          waiting.delete(look);
          clearTimeout(timer);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Runs a command to its end with the given standard input. */
export async function usher(
  args: readonly string[],
  options: { input?: string; cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  const running = launch(args, options);
  running.child.stdin.end(options.input ?? "");
  return running.ended;
}
