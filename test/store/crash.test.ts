import { chmodSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "#core/errors.ts";
import { confirmation, createPlace, entry, noon, type Place } from "./places.ts";
import { type Child, startChild, startLimitedChild } from "./processes.ts";

let place: Place;
let children: Child[];
beforeEach(() => {
  place = createPlace();
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map((child) => child.kill()));
  await place.clear();
});

function start(job: string): Child {
  const child = startChild(place.directory, job);
  children.push(child);
  return child;
}

async function killAfter(child: Child, acknowledged: number): Promise<void> {
  while (child.told.length < acknowledged && (await child.next()) !== undefined);
  await child.kill();
}

describe("a killed process", () => {
  it("loses no acknowledged row in ten kills, five processes on one file", async () => {
    const writers = Array.from({ length: 10 }, (_, index) => ({ index, acknowledged: 3 + index * 7 }));
    const ids: unknown[] = [];
    for (const wave of [writers.slice(0, 5), writers.slice(5)]) {
      await Promise.all(
        wave.map(async ({ acknowledged }) => {
          const child = start("append");
          await killAfter(child, acknowledged);
          expect(child.told.length).toBeGreaterThanOrEqual(acknowledged);
          ids.push(...child.told);
        }),
      );
    }
    const store = await place.open();
    const kept = new Set((await store.auditRows({})).map((row) => row.id));
    expect(ids.filter((id) => !kept.has(id as number))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: kept.size });
  });

  it("gives up the store, while a living one is named with its pid", async () => {
    const holder = start("hold");
    const pid = await holder.next();
    const refused = await place.open({ exclusive: true }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigError);
    expect(refused).toMatchObject({ cause: { reason: "in-use", pid }, faults: [{ key: "store.url" }] });
    await (await place.open()).appendAudit(entry());
    await holder.kill();
    const store = await place.open({ exclusive: true });
    expect(await store.auditRows({})).toHaveLength(1);
  });

  it("leaves its intent to be settled once, but not while it lives", async () => {
    const actor = start("begin");
    expect(await actor.next()).toEqual({ ok: true, intents: [1] });
    const store = await place.open({ exclusive: true });
    const other = await place.open();
    expect(await store.settleInterrupted(noon)).toEqual([]);
    await actor.kill();
    const settled = await Promise.all([store.settleInterrupted(noon), other.settleInterrupted(noon)]);
    expect(settled.flat()).toMatchObject([{ intent: 1, result: "unknown-after-crash", outcome: "unknown" }]);
    expect(await store.settleInterrupted(noon)).toEqual([]);
    expect((await store.auditRows({})).map((row) => row.result)).toEqual(["acting", "unknown-after-crash"]);
  });
});

describe("two processes", () => {
  it("use one confirmation once in 50 parallel presses", async () => {
    const store = await place.open();
    await store.openConfirmation(confirmation(), entry());
    const pressing = [start("press"), start("press")];
    for (const child of pressing) expect(await child.next()).toBe("ready");
    for (const child of pressing) child.process.stdin?.write("go\n");
    const used = await Promise.all(pressing.map((child) => child.next()));
    expect([...used].sort()).toEqual([0, 1]);
    expect((await store.auditRows({})).filter((row) => row.result === "acting")).toHaveLength(1);
  });
});

describe("a disk that takes no more", () => {
  it.skipIf(process.platform === "win32")("is reported, and what was acknowledged stays whole", async () => {
    await (await place.open()).close();
    const child = startLimitedChild(place.directory, "fill", 1_000);
    children.push(child);
    const result = Object(await child.next());
    expect(["full", "io"]).toContain(result.failure.reason);
    expect(result.probe).toMatchObject({ isWell: false });
    expect(result.acknowledged).toBeGreaterThan(5);
    expect(await child.next()).toEqual({ rows: result.acknowledged });
    const store = await place.open();
    expect(await store.auditRows({})).toHaveLength(result.acknowledged);
    expect(await store.verifyAudit()).toMatchObject({ ok: true });
    expect(await store.appendAudit(entry())).toBe(result.acknowledged + 1);
  });
});

/** Root is never refused by file modes: the child then runs as nobody, if nobody may read this checkout. */
function canBeRefused(): boolean {
  if (process.platform === "win32") return false;
  if (process.getuid?.() !== 0) return true;
  let path = fileURLToPath(new URL("./child.ts", import.meta.url));
  for (; dirname(path) !== path; path = dirname(path)) {
    if ((statSync(path).mode & 0o004) === 0) return false;
  }
  return true;
}

describe.skipIf(!canBeRefused())("a store that may not be written", () => {
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534, env: {} } : {};

  async function look(): Promise<unknown> {
    const child = startChild(place.directory, "look", user);
    children.push(child);
    return await child.next();
  }

  beforeEach(async () => {
    const store = await place.open();
    await store.appendAudit(entry());
    await store.close();
  });

  it("can still be read, and says that it is read-only", async () => {
    chmodSync(place.file, 0o444);
    chmodSync(place.directory, 0o777);
    const append = { reason: "read-only" };
    expect(await look()).toEqual({ rows: 1, append, probe: { isWell: false, problem: "read-only" } });
  });

  it("is refused with the reason when its folder may not be written either", async () => {
    chmodSync(place.file, 0o444);
    chmodSync(place.directory, 0o555);
    expect(await look()).toEqual({ reason: "read-only" });
    chmodSync(place.directory, 0o755);
  });
});
