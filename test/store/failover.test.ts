import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "#core/store.ts";
import { systemClock, systemRandom } from "#src/main.ts";
import { openStore } from "#store/open.ts";
import { createLog, entry } from "./places.ts";
import { canServe, startServer, type TestServer } from "./server.ts";

describe.skipIf(!canServe)("a database server that is started again under load", () => {
  let server: TestServer;
  let folder: string;
  let stores: readonly Store[];
  beforeAll(async () => {
    [server, folder] = await Promise.all([startServer(), mkdtemp(join(tmpdir(), "usher-failover-"))]);
    const open = () =>
      openStore({
        url: server.url,
        directory: folder,
        clock: systemClock,
        random: systemRandom,
        log: createLog(),
        exclusive: true,
      });
    stores = [await open(), await open()];
  });
  afterAll(async () => {
    await Promise.allSettled(stores.map((store) => store.close()));
    await server.close();
    await rm(folder, { recursive: true });
  });

  it.each(["fast", "immediate"] as const)("fails what it cannot keep and goes on by itself (%s)", async (how) => {
    const acknowledged: number[] = [];
    const refused: unknown[] = [];
    let isOver = false;
    const work = async (store: Store) => {
      while (!isOver) {
        try {
          acknowledged.push(await store.appendAudit(entry()));
        } catch (error) {
          refused.push(error);
          await pause(20);
        }
      }
    };
    const working = stores.flatMap((store) => [work(store), work(store), work(store)]);
    await pause(200);
    await server.stop(how);
    await expect.poll(() => refused.length, { timeout: 20_000 }).toBeGreaterThan(0);
    const [first] = stores;
    if (first === undefined) throw new Error("no store");
    expect((await first.probe()).isWell).toBe(false);
    await server.start();
    const before = acknowledged.length;
    await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(before + 20);
    isOver = true;
    await Promise.all(working);

    const kept = new Set((await first.auditRows({})).map(({ id }) => id));
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
    expect(refused.every((error) => error instanceof Error && /server|connection/.test(error.message))).toBe(true);
    expect(await first.verifyAudit()).toMatchObject({ ok: true, rows: kept.size });
  });

  it("hears again what others change, and what was changed meanwhile", async () => {
    const [hearing, changing] = stores;
    if (hearing === undefined || changing === undefined) throw new Error("no stores");
    let rights = 0;
    const leave = hearing.onChange(({ what }) => {
      if (what === "rights") rights += 1;
    });
    await server.stop("immediate");
    await server.start();
    // Having come back is a reason to read everything again.
    await expect.poll(() => rights, { timeout: 20_000 }).toBeGreaterThan(0);
    const before = rights;
    await expect
      .poll(() => changing.changeLockdown({ place: "hq", isOn: true, now: 1 }).catch(() => undefined), {
        timeout: 20_000,
      })
      .toBe(0);
    await expect.poll(() => rights, { timeout: 1_000 }).toBeGreaterThan(before);
    leave();
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
