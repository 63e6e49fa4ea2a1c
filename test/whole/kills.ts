import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import type { AuditRow, Store } from "#core/store.ts";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";
import { systemClock, systemRandom } from "#src/main.ts";
import { openStore } from "#store/open.ts";
import { root } from "../imports.ts";
import { silent } from "./house.ts";

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

export interface KillReport {
  readonly rounds: number;
  /** Rounds in which the process died with the vendor's answer still out. */
  readonly interrupted: number;
  /** Interrupted openings that the next start told the owner of. */
  readonly told: number;
  /** Rounds in which the door opened more than once. */
  readonly openedTwice: number;
  /** Rounds in which the door opened though nothing was recorded before. */
  readonly openedUnrecorded: number;
  /** Openings shown as accepted whose outcome the audit no longer had. */
  readonly acknowledgedLost: number;
  readonly isChainWhole: boolean;
}

/**
 * Kills the bot (SIGKILL) at random moments between the press of the button and the outcome, again and again on
 * one store, and holds what the vendor saw against what the audit says.
 */
export async function killRounds(rounds: number): Promise<KillReport> {
  const folder = await mkdtemp(join(tmpdir(), "usher-kill-"));
  const sandbox = await startSandbox({ clock: systemClock, random: systemRandom });
  const file = join(folder, "usher.yaml");
  await writeFile(file, `${sandbox.config}\nhttp: { host: 127.0.0.1, port: 0 }\n`);
  await fetch(`${sandbox.clouds.raixer.url}/_faults`, {
    method: "POST",
    body: JSON.stringify([{ latencyMs: 40, match: "open-door" }]),
  });
  const tally = { interrupted: 0, told: 0, openedTwice: 0, openedUnrecorded: 0, acknowledgedLost: 0 };
  let expectedTold = 0;
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const opened = await openings(sandbox);
      const acknowledged = (await audit(folder)).filter(isOutcome).length;
      const child = start(file);
      const heard = listen(child);
      await heard.until("exit");
      if (expectedTold > 0) {
        await heard.until("I was interrupted: outcome unknown");
        tally.told += expectedTold;
        expectedTold = 0;
      }
      if (round === rounds) {
        child.kill("SIGTERM");
        await once(child, "exit");
        break;
      }
      child.stdin.write("open the front door\n");
      await heard.until("[1] Open");
      child.stdin.write("1\n");
      await pause(Math.random() * 90);
      child.kill("SIGKILL");
      await once(child, "exit");
      await pause(60);
      const rows = await audit(folder);
      const intents = rows.filter(({ result }) => result === "acting").length;
      const outcomes = rows.filter(isOutcome).length;
      const sinceOpened = (await openings(sandbox)) - opened;
      if (sinceOpened > 1) tally.openedTwice += 1;
      if (sinceOpened > intents - acknowledged) tally.openedUnrecorded += 1;
      if (heard.text().includes("Front door is opening") && outcomes === acknowledged) tally.acknowledgedLost += 1;
      if (intents > outcomes) {
        tally.interrupted += 1;
        expectedTold = intents - outcomes;
      }
    }
    return { rounds, ...tally, isChainWhole: await withStore(folder, async (store) => (await store.verifyAudit()).ok) };
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Before the first start there is no store, and nothing in it. */
const audit = (folder: string) => withStore(folder, (store) => store.auditRows({}));

function isOutcome({ result }: AuditRow): boolean {
  return result === "acted" || result === "unknown-after-crash";
}

async function openings(sandbox: Sandbox): Promise<number> {
  const log = (await (await fetch(`${sandbox.clouds.raixer.url}/_log`)).json()) as {
    path: string;
    hasActed: boolean;
  }[];
  return log.filter(({ path, hasActed }) => hasActed && path.includes("/open-door/")).length;
}

const usher = join(root, "src/cli/usher.ts");

function start(file: string): Child {
  return spawn(process.execPath, [usher, "start", "--config", file], { stdio: ["pipe", "pipe", "pipe"] });
}

/** Looks at the store beside the running process, as one-shot commands do. */
async function withStore<T>(folder: string, look: (store: Store) => Promise<T>): Promise<T> {
  const options = { clock: systemClock, random: systemRandom, log: silent, exclusive: false } as const;
  const store = await openStore({ url: "file:./usher.db", directory: folder, ...options });
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

function listen(child: Child) {
  let text = "";
  const waiting = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    text += chunk.toString();
    for (const wake of waiting) wake();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  child.stdin.on("error", () => {});
  return {
    text: () => text,
    until: (words: string) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (!text.includes(words)) return;
          waiting.delete(look);
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => reject(new Error(`never heard "${words}" in:\n${text}`)), 15_000);
        waiting.add(look);
        look();
      }),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
