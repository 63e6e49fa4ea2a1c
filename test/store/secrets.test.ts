import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Secret } from "#core/secret.ts";
import { createPlace, engines, entry, noon, type Place } from "./places.ts";

const key = new Secret(Buffer.alloc(32, 7).toString("base64"));
const otherKey = new Secret(Buffer.alloc(32, 8).toString("base64"));
describe.each(engines)("on the %s engine", (engine) => {
  let place: Place;
  beforeEach(() => {
    place = createPlace(engine);
  });
  afterEach(() => place.clear());

  describe("secrets", () => {
    it("come back after a restart with the same key", async () => {
      const before = await place.open({ key });
      await before.saveSecret("home", "first");
      await before.saveSecret("home", "second-token");
      await before.close();
      const after = await place.open({ key });
      expect(await after.loadSecret("home")).toBe("second-token");
      expect(await after.loadSecret("elsewhere")).toBeUndefined();
    });

    it.skipIf(engine === "postgres")("stand in no file as they are", async () => {
      const store = await place.open({ key });
      await store.saveSecret("home", "canary-token-value");
      const bytes = ["", "-wal"].map((suffix) => readFileSync(`${place.file}${suffix}`, "latin1")).join("");
      expect(bytes).not.toContain("canary-token-value");
      expect(bytes).not.toContain(key.reveal());
    });

    it("are not kept without a key", async () => {
      const store = await place.open();
      await store.saveSecret("home", "token");
      expect(await store.loadSecret("home")).toBeUndefined();
      await store.close();
      await place.tamper("DELETE FROM preference");
      const withKey = await place.open({ key });
      expect(await withKey.loadSecret("home")).toBeUndefined();
    });

    it("are gone after their end and after being dropped", async () => {
      const store = await place.open({ key });
      await store.saveSecret("short", "token", noon + 10);
      await store.saveSecret("long", "token");
      place.clock.set(noon + 10);
      expect(await store.loadSecret("short")).toBeUndefined();
      await store.dropSecret("long");
      expect(await store.loadSecret("long")).toBeUndefined();
    });

    it("cannot be moved to another name", async () => {
      const store = await place.open({ key });
      await store.saveSecret("home", "token");
      await place.tamper("UPDATE secret SET name = 'elsewhere'");
      expect(await store.loadSecret("elsewhere")).toBeUndefined();
      expect(place.log.events).toEqual(["store-secret-unreadable"]);
    });

    it("are not opened by another key, which is reported and does no harm", async () => {
      const before = await place.open({ key });
      await before.saveSecret("home", "token");
      await before.appendAudit(entry());
      await before.close();
      const wrong = await place.open({ key: otherKey });
      expect(place.log.events).toContain("store-key-differs");
      expect(await wrong.loadSecret("home")).toBeUndefined();
      expect(await wrong.probe()).toEqual({ isWell: true, problem: "secrets-of-another-key" });
      expect(await wrong.verifyAudit()).toMatchObject({ ok: false, problem: "anchor-key-differs" });
      await wrong.close();
      const right = await place.open({ key });
      expect(await right.loadSecret("home")).toBe("token");
      expect(await right.verifyAudit()).toMatchObject({ ok: true });
    });
  });
});
