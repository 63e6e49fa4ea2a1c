import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { confirmation, createPlace, engines, entry, noon, type Place } from "./places.ts";
import { type Child, startChild } from "./processes.ts";

describe.each(engines)("several processes on the %s engine", (engine) => {
  let place: Place;
  let children: Child[];
  beforeEach(() => {
    place = createPlace(engine);
    children = [];
  });
  afterEach(async () => {
    await Promise.all(children.map((child) => child.kill()));
    await place.clear();
  });

  function start(job: string): Child {
    const child = startChild(place, job);
    children.push(child);
    return child;
  }

  async function killAfter(child: Child, acknowledged: number): Promise<void> {
    while (child.told.length < acknowledged && (await child.next()) !== undefined);
    await child.kill();
  }

  it("lose no acknowledged row in ten kills, five of them writing at a time", async () => {
    const store = await place.open();
    const counts = Array.from({ length: 10 }, (_, index) => 3 + index * 7);
    const ids: unknown[] = [];
    for (const wave of [counts.slice(0, 5), counts.slice(5)]) {
      const killed = wave.map(async (count) => {
        const child = start("append");
        await killAfter(child, count);
        expect(child.told.length).toBeGreaterThanOrEqual(count);
        ids.push(...child.told);
      });
      await Promise.all(killed);
    }
    const kept = new Set((await store.auditRows({})).map((row) => row.id));
    expect(ids.filter((id) => !kept.has(id as number))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: kept.size });
  });

  it("leave an intent to be settled once, but not while its writer lives", async () => {
    const store = await place.open();
    const actor = start("begin");
    expect(await actor.next()).toEqual({ ok: true, intents: [1] });
    const other = await place.open();
    expect(await store.settleInterrupted(noon)).toEqual([]);
    await actor.kill();
    const settled = await Promise.all([store.settleInterrupted(noon), other.settleInterrupted(noon)]);
    expect(settled.flat()).toMatchObject([{ intent: 1, result: "unknown-after-crash", outcome: "unknown" }]);
    expect(await store.settleInterrupted(noon)).toEqual([]);
    expect((await store.auditRows({})).map((row) => row.result)).toEqual(["acting", "unknown-after-crash"]);
  });

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
