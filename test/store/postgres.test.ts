import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPlace, engines, entry, intent, noon, type Place } from "./places.ts";

const isOffered = engines.includes("postgres");

describe.skipIf(!isOffered)("a PostgreSQL server", () => {
  let place: Place;
  beforeEach(() => {
    place = createPlace("postgres");
  });
  afterEach(() => place.clear());

  /** Ends every connection of this test's stores, as a server does that is started again; waits until they are gone. */
  const cut = () =>
    place.rows(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
      WHERE application_name = current_setting('application_name') AND pid <> pg_backend_pid()`);

  it("may be shared by several processes that stay", async () => {
    const stores = await Promise.all(Array.from({ length: 3 }, () => place.open({ exclusive: true })));
    const ids = await Promise.all(stores.map((store) => store.appendAudit(entry())));
    expect([...ids].sort()).toEqual([1, 2, 3]);
  });

  it("is refused when it is not there", async () => {
    const opening = place.open({ url: "postgres://127.0.0.1:1/usher" });
    await expect(opening).rejects.toMatchObject({ faults: [{ problem: "the database server cannot be reached" }] });
  });

  it("is refused when a newer version made its tables", async () => {
    await (await place.open()).close();
    await place.tamper("INSERT INTO migration (id, name, at) VALUES (999, 'later', 0)");
    await expect(place.open()).rejects.toMatchObject({ cause: { reason: "newer-schema" } });
  });

  it("loses no acknowledged row while its connections are cut", async () => {
    const store = await place.open();
    const acknowledged: number[] = [];
    const writers = Array.from({ length: 8 }, async () => {
      for (let count = 0; count < 40; count += 1) {
        const id = await store.appendAudit(entry()).catch(() => undefined);
        if (id !== undefined) acknowledged.push(id);
        if (acknowledged.length % 60 === 30) await cut();
      }
    });
    await Promise.all(writers);
    const kept = new Set((await store.auditRows({})).map((row) => row.id));
    expect(acknowledged.length).toBeGreaterThan(200);
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: kept.size });
  });

  it("holds its proof of life again before the next act after its connections were cut", async () => {
    const store = await place.open();
    const other = await place.open();
    await cut();
    const request = { now: noon, intents: [intent()], quotas: [], lockdownPlaces: [] };
    await expect.poll(() => store.beginAct(request).catch(() => undefined)).toMatchObject({ ok: true });
    expect(await other.settleInterrupted(noon)).toEqual([]);
  });
});
