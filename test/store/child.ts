/** A process of its own for the crash tests: `node child.ts <job> <directory> <url>`; one JSON value per line. */
import { randomBytes } from "node:crypto";
import { writeSync } from "node:fs";
import type { Store } from "#core/store.ts";
import { openStore } from "#store/open.ts";
import { createLog, entry, intent, noon } from "./places.ts";

function say(value: unknown): void {
  writeSync(1, `${JSON.stringify(value)}\n`);
}

function forever(): void {
  setInterval(() => {}, 60_000);
}

async function told(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    return { reason: Object(error).reason ?? Object(error).cause?.reason ?? String(error) };
  }
}

const jobs: Readonly<Record<string, (store: Store) => Promise<void>>> = {
  /** Tells of each row once it was acknowledged, until it is killed. */
  async append(store) {
    const writer = async (): Promise<void> => {
      for (;;) say(await store.appendAudit(entry()));
    };
    await Promise.all(Array.from({ length: 4 }, writer));
  },
  async hold() {
    say(process.pid);
    forever();
  },
  async begin(store) {
    say(await store.beginAct({ now: noon, intents: [intent()], quotas: [], lockdownPlaces: [] }));
    forever();
  },
  async press(store) {
    say("ready");
    await new Promise((resolve) => process.stdin.once("data", resolve));
    const press = () =>
      store.beginAct({
        now: noon,
        confirmation: { hash: "hash-1", person: "ann" },
        intents: [intent()],
        quotas: [],
        lockdownPlaces: [],
      });
    const results = await Promise.all(Array.from({ length: 25 }, press));
    say(results.filter((result) => result.ok).length);
    await store.close();
    process.exit(0);
  },
  /** Writes until that fails, then tells why, what still works, and how many were acknowledged. */
  async fill(store) {
    const acknowledged: number[] = [];
    const long = "x".repeat(20_000);
    let failure: unknown;
    while (failure === undefined && acknowledged.length < 500) {
      const answer = await told(store.appendAudit(entry({ turn: long })));
      if (typeof answer === "number") acknowledged.push(answer);
      else failure = answer;
    }
    let probe = await store.probe();
    for (let tries = 0; probe.isWell && tries < 500; tries += 1) probe = await store.probe();
    say({ failure, probe, acknowledged: acknowledged.length });
    say({ rows: (await store.auditRows({})).length });
    process.exit(0);
  },
  async look(store) {
    say({
      rows: (await store.auditRows({})).length,
      append: await told(store.appendAudit(entry())),
      probe: await store.probe(),
    });
    process.exit(0);
  },
};

async function main(job: string, directory: string, url: string): Promise<void> {
  const random = { bytes: (count: number) => randomBytes(count) };
  const clock = { now: () => noon };
  const isExclusive = job === "hold";
  const opening = openStore({
    url,
    directory,
    clock,
    random,
    log: createLog(),
    exclusive: isExclusive,
  });
  const store = await opening.catch(async (error: unknown) => {
    say(await told(Promise.reject(error)));
    process.exit(1);
  });
  await jobs[job]?.(store);
}

if (import.meta.main) await main(process.argv[2] ?? "", process.argv[3] ?? "", process.argv[4] ?? "");
