import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "#core/errors.ts";
import { Secret } from "#core/secret.ts";
import { openEmbedded } from "#store/sqlite/engine.ts";
import { createPlace, entry, noon, type Place } from "./places.ts";

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.clear());

async function refusal(opening: Promise<unknown>): Promise<ConfigError> {
  const error = await opening.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return error as ConfigError;
}

describe("opening the store", () => {
  it("keeps what was written over a new start", async () => {
    const before = await place.open();
    await before.appendAudit(entry());
    await before.close();
    const after = await place.open();
    expect(await after.auditRows({})).toMatchObject([{ id: 1, person: "ann" }]);
  });

  it("makes a file that only its owner can read", async () => {
    await place.open();
    expect(statSync(place.file).mode & 0o077).toBe(0);
    expect(statSync(`${place.file}-wal`).mode & 0o077).toBe(0);
  });

  it("refuses a second start on the same file with the pid of the first", async () => {
    await place.open({ exclusive: true });
    const { faults } = await refusal(place.open({ exclusive: true }));
    expect(faults[0]?.problem).toContain(`in use by process ${process.pid}`);
    expect(faults[0]?.file).toBe(place.file);
  });

  it("lets a one-shot command work beside the process that stays", async () => {
    const staying = await place.open({ exclusive: true });
    const passing = await place.open();
    expect(await passing.appendAudit(entry())).toBe(1);
    expect(await staying.appendAudit(entry())).toBe(2);
    expect(await passing.verifyAudit()).toMatchObject({ ok: true, rows: 2 });
  });

  it("starts again once the first one has ended", async () => {
    await (await place.open({ exclusive: true })).close();
    await expect(place.open({ exclusive: true })).resolves.toBeDefined();
  });

  it("opens a fresh file from several sides at once", async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, () => place.open()));
    const ids = await Promise.all(stores.map((store) => store.appendAudit(entry())));
    expect([...ids].sort()).toEqual([1, 2, 3, 4]);
  });

  it("refuses a database made by a newer version", async () => {
    await (await place.open()).close();
    place.tamper("INSERT INTO migration (id, name, at) VALUES (999, 'later', 0)");
    const { faults } = await refusal(place.open());
    expect(faults[0]?.problem).toContain("schema 999");
  });

  it("refuses a file that is not a database and leaves it alone", async () => {
    writeFileSync(place.file, "these are not the bytes you are looking for".repeat(100));
    const { faults } = await refusal(place.open());
    expect(faults[0]?.problem).toBe("the file is not a database");
    expect(statSync(place.file).size).toBe(4300);
  });

  it("refuses a folder that is not there", async () => {
    const { faults } = await refusal(place.open({ url: "file:./nowhere/usher.db" }));
    expect(faults[0]?.problem).toBe("the database file cannot be opened");
  });

  it("refuses an address that it does not know", async () => {
    const { faults } = await refusal(place.open({ url: "mysql://localhost/usher" }));
    expect(faults[0]?.key).toBe("store.url");
  });

  it("refuses a key that is not 32 bytes in base64", async () => {
    const { faults } = await refusal(place.open({ key: new Secret("too short") }));
    expect(faults[0]).toMatchObject({ key: "store.key", problem: "this is not 32 bytes in base64" });
  });

  it("reports a database that another process keeps locked for too long, and goes on afterwards", async () => {
    const settings = { path: place.file, runs: `${place.file}.runs`, run: "a", isExclusive: false, now: noon };
    const engine = await openEmbedded({ ...settings, busyTimeoutMs: 20 });
    const other = new DatabaseSync(place.file);
    other.exec("BEGIN IMMEDIATE");
    const reading = engine.run("lockdowns");
    await expect(engine.run("seeTurn", "k", noon)).rejects.toMatchObject({ reason: "busy" });
    expect(await reading).toEqual([]);
    other.exec("ROLLBACK");
    other.close();
    expect(await engine.run("seeTurn", "k", noon)).toBe(true);
    await engine.close();
  });

  it("answers nothing after it was closed", async () => {
    const store = await place.open();
    const last = store.appendAudit(entry());
    await store.close();
    expect(await last).toBe(1);
    await expect(store.appendAudit(entry())).rejects.toMatchObject({ reason: "closed" });
    await expect(store.close()).resolves.toBeUndefined();
  });

  it("says that all is well after a real write", async () => {
    const store = await place.open();
    expect(await store.probe()).toEqual({ isWell: true });
  });

  it("stands where the address says, relative to the folder or not", async () => {
    const store = await place.open({ url: `file:${join(place.directory, "other.db")}` });
    await store.seeTurn("k", noon);
    expect(statSync(join(place.directory, "other.db")).size).toBeGreaterThan(0);
  });
});
