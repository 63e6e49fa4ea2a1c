import { chmodSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "#core/errors.ts";
import { createPlace, entry, type Place } from "./places.ts";
import { type Child, startChild, startLimitedChild } from "./processes.ts";

const isWindows = process.platform === "win32";
let place: Place;
let child: Child | undefined;
beforeEach(() => {
  place = createPlace();
});
afterEach(async () => {
  await child?.kill();
  await place.clear();
});

/** Root is never refused by file modes: the child then runs as nobody, if nobody may read this checkout. */
function canBeRefused(): boolean {
  if (isWindows) return false;
  if (process.getuid?.() !== 0) return true;
  let path = fileURLToPath(new URL("./child.ts", import.meta.url));
  for (; dirname(path) !== path; path = dirname(path)) {
    if ((statSync(path).mode & 0o004) === 0) return false;
  }
  return true;
}

/** What a process sees that may not write the file, and its folder only if that is given. */
async function look(folderMode: number): Promise<unknown> {
  const store = await place.open();
  await store.appendAudit(entry());
  await store.close();
  chmodSync(place.file, 0o444);
  chmodSync(place.directory, folderMode);
  child = startChild(place, "look", process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534, env: {} } : {});
  const seen = await child.next();
  chmodSync(place.directory, 0o755);
  return seen;
}

describe("trouble with the embedded store", () => {
  it("refuses a second start with the pid of the first, and takes over when that was killed", async () => {
    child = startChild(place, "hold");
    const pid = await child.next();
    const refused = await place.open({ exclusive: true }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigError);
    expect(refused).toMatchObject({ cause: { reason: "in-use", pid }, faults: [{ key: "store.url" }] });
    await (await place.open()).appendAudit(entry());
    await child.kill();
    const store = await place.open({ exclusive: true });
    expect(await store.auditRows({})).toHaveLength(1);
  });

  it.skipIf(isWindows)("reports a disk that takes no more, and what was acknowledged stays whole", async () => {
    await (await place.open()).close();
    child = startLimitedChild(place, "fill", 1_000);
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

  it.skipIf(!canBeRefused())("reads a read-only file and says why it does not write", async () => {
    const append = { reason: "read-only" };
    expect(await look(0o777)).toEqual({ rows: 1, append, probe: { isWell: false, problem: "read-only" } });
  });

  it.skipIf(!canBeRefused())("refuses a read-only file in a read-only folder with the reason", async () => {
    expect(await look(0o555)).toEqual({ reason: "read-only" });
  });
});
