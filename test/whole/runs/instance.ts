import type { Worker } from "node:worker_threads";
import type { Card } from "#core/reply.ts";
import type { TurnInput } from "#core/turn.ts";
import { createUsher, type Usher, type UsherConfig } from "#src/main.ts";
import { silent } from "../house.ts";
import { startProxy } from "./proxy.ts";

/** One process's worth of Usher whose clock can be set and which can be killed. */
export interface Instance {
  readonly usher: Usher;
  /** How far its clock is ahead of the platforms', ms. */
  offset: number;
  isDead: boolean;
  /** Resolves when it is killed: nobody waits for the words of the dead. */
  readonly killed: Promise<void>;
  /** The store ends in the middle of whatever it does, as with SIGKILL. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** What one turn came to; nothing when the instance was killed meanwhile. */
export interface Said {
  readonly id: string;
  readonly card: Card | undefined;
}

export async function startInstance(config: UsherConfig): Promise<Instance> {
  const clock = { offset: 0 };
  const workers: Worker[] = [];
  const note = (worker: Worker) => workers.push(worker);
  const isServer = config.store.url.startsWith("postgres");
  const { url, cut } = isServer ? await throughProxy(config.store.url) : { url: config.store.url, cut: async () => {} };
  process.on("worker", note);
  const usher = await createUsher({
    config: { ...config, store: { ...config.store, url } },
    log: silent,
    isExclusive: false,
    patienceMs: 10_000,
    freshForMs: 3_600_000,
    clock: { now: () => Date.now() + clock.offset, elapsed: () => performance.now() },
  });
  process.off("worker", note);
  const { promise: killed, resolve } = Promise.withResolvers<void>();
  const instance: Instance = {
    usher,
    get offset() {
      return clock.offset;
    },
    set offset(ms) {
      clock.offset = ms;
    },
    isDead: false,
    killed,
    async kill() {
      instance.isDead = true;
      await Promise.all([cut(), ...workers.map((worker) => worker.terminate())]);
      usher.stopFollowing();
      resolve();
    },
    async close() {
      await usher.close();
      await cut();
    },
  };
  return instance;
}

/** A server is left without a word: its connections break and none comes back. */
async function throughProxy(url: string): Promise<{ url: string; cut(): Promise<void> }> {
  const way = new URL(url);
  const proxy = await startProxy(way.hostname, Number(way.port === "" ? 5432 : way.port));
  way.hostname = "127.0.0.1";
  way.port = String(proxy.port);
  return { url: way.href, cut: () => proxy.cut() };
}

export interface Spoken {
  readonly id: string;
  readonly key: string;
}

/** One turn, stamped by the platform's clock, until its first card; `as` repeats a delivery. */
export async function speak(
  instance: Instance,
  person: string,
  input: TurnInput,
  as: Spoken = newSpoken(instance),
): Promise<Said> {
  const { promise: isAnswered, resolve: answered } = Promise.withResolvers<void>();
  let card: Card | undefined;
  const turn = {
    ...as,
    at: Date.now(),
    platform: "cli",
    identity: { id: `cli:${person}`, platform: "cli", standing: "member", groups: [] },
    conversation: { id: `cli:${person}`, kind: "direct" },
    operator: "tester",
    input,
  } as const;
  const whole = instance.usher.bot.handle(turn, {
    show: async (shown) => {
      card ??= shown;
      answered();
    },
  });
  await Promise.race([isAnswered, whole, instance.killed]);
  return { id: as.id, card };
}

export function newSpoken({ usher }: Instance): Spoken {
  const id = usher.newTurnId();
  return { id, key: `cli:${id}` };
}

export function yesOf(card: Card | undefined): string | undefined {
  return card?.buttons.find(({ role }) => role === "yes")?.token;
}
