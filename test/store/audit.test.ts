import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AuditQuery, Store } from "#core/store.ts";
import { confirmation, createPlace, engines, entry, intent, noon, type Place } from "./places.ts";

describe.each(engines)("on the %s engine", (engine) => {
  let place: Place;
  let store: Store;
  beforeAll(async () => {
    place = createPlace(engine);
    store = await place.open();
  });
  beforeEach(() => place.empty());
  afterAll(() => place.clear());

  describe("the audit", () => {
    it("gives back what was written", async () => {
      const full = entry({ intent: 7, detail: { sends: 1, kind: "timeout" }, outcome: "unknown", rules: ["a", "b"] });
      await store.appendAudit(full);
      await store.appendAudit(entry());
      const [first, second] = await store.auditRows({});
      expect(first).toEqual({ ...full, id: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(second).not.toHaveProperty("intent");
      expect(second).not.toHaveProperty("detail");
    });

    it("filters by moment and thing, and pages by id, oldest first", async () => {
      for (const [at, thing] of [
        [1, "a"],
        [2, "b"],
        [3, "a"],
        [4, "a"],
      ] as const) {
        await store.appendAudit(entry({ at, thing }));
      }
      const ids = async (filter: Parameters<Store["auditRows"]>[0]) =>
        (await store.auditRows(filter)).map((row) => row.id);
      expect(await ids({ since: 3 })).toEqual([3, 4]);
      expect(await ids({ thing: "a" })).toEqual([1, 3, 4]);
      expect(await ids({ thing: "a", since: 2, limit: 1 })).toEqual([3]);
      expect(await ids({ afterId: 1, limit: 2 })).toEqual([2, 3]);
    });

    it("gives the newest first, by person, thing, actions, results, time and page, and nobody's once forgotten", async () => {
      for (const [at, person, thing, action, result] of [
        [1, "ann", "a", "door.open", "acted"],
        [2, "bob", "a", "door.open", "acted"],
        [3, "ann", "b", "door.open_x", "acted"],
        [4, "ann", "a", "door.close", "acting"],
        [5, "ann", "a", "door.close", "acted"],
      ] as const) {
        await store.appendAudit(entry({ at, person, thing, action, result }));
      }
      const ids = async (query: Partial<AuditQuery>) =>
        (await store.auditNewest({ limit: 10, ...query })).map((row) => row.id);
      expect(await ids({})).toEqual([5, 4, 3, 2, 1]);
      expect(await ids({ limit: 2, before: 4 })).toEqual([3, 2]);
      expect(await ids({ person: "ann", thing: "a" })).toEqual([5, 4, 1]);
      expect(await ids({ thing: "a", actions: ["door.open", "door.close"], results: ["acted"] })).toEqual([5, 2, 1]);
      expect(await ids({ actions: ["door.ope"] })).toEqual([]);
      expect(await ids({ actions: [] })).toEqual([]);
      expect(await ids({ from: 2, until: 4 })).toEqual([4, 3, 2]);
      await store.forgetPerson(["bob"]);
      expect(await ids({ person: "bob" })).toEqual([]);
      expect((await store.auditNewest({ limit: 1, before: 3 }))[0]).toMatchObject({ id: 2, person: "" });
    });

    it("is one sound chain when several write at once", async () => {
      const other = await place.open();
      await Promise.all(
        Array.from({ length: 60 }, (_, turn) =>
          (turn % 2 === 0 ? store : other).appendAudit(entry({ turn: `t${turn}` })),
        ),
      );
      expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: 60 });
    });

    it("verifies when there is nothing in it", async () => {
      expect(await store.verifyAudit()).toEqual({ ok: true, rows: 0, head: "", notYetAnchored: 0 });
    });
  });

  describe("the anchor beside the database", () => {
    let own: Place;
    beforeEach(() => {
      own = createPlace(engine);
    });
    afterEach(() => own.clear());

    it("is written at the end, and newer rows count as not yet anchored", async () => {
      const before = await own.open();
      await Promise.all(Array.from({ length: 5 }, () => before.appendAudit(entry())));
      await before.close();
      const after = await own.open();
      expect(await after.verifyAudit()).toMatchObject({ ok: true, rows: 5, notYetAnchored: 0 });
      await after.appendAudit(entry());
      expect(await after.verifyAudit()).toMatchObject({ ok: true, rows: 6, notYetAnchored: 1 });
    });

    it("is written every 100 rows, and a chain of several pages verifies", async () => {
      const writer = await own.open();
      await Promise.all(Array.from({ length: 1_203 }, () => writer.appendAudit(entry())));
      await expect
        .poll(async () => {
          const verdict = await writer.verifyAudit();
          return verdict.ok ? verdict.notYetAnchored : -1;
        })
        .toBeLessThan(100);
      expect(own.log.events).toEqual([]);
    });
  });

  describe("forgetting a person", () => {
    it("removes every personal field, and the chain still verifies", async () => {
      await store.appendAudit(entry());
      await store.appendAudit(entry({ person: "bob", identity: "slack:T1/U2" }));
      await store.openConfirmation(confirmation(), entry());
      await store.setPreference("ann", "locale", "es");
      expect(await store.forgetPerson(["ann"])).toBe(2);
      expect((await store.auditRows({})).map((row) => [row.person, row.identity])).toEqual([
        ["", ""],
        ["bob", "slack:T1/U2"],
        ["", ""],
      ]);
      expect(await store.preference("ann", "locale")).toBeUndefined();
      expect(await store.readConfirmation("hash-1", noon)).toBeUndefined();
      expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: 3 });
      expect(await store.forgetPerson(["ann"])).toBe(0);
    });

    it.skipIf(engine === "postgres")("leaves nothing of them in the files", async () => {
      const identity = "slack:TFORGET/UFORGET";
      await store.appendAudit(entry({ person: "forgettable-person", identity }));
      await store.beginAct({
        now: noon,
        intents: [intent({ person: "forgettable-person", identity })],
        quotas: [],
        lockdownPlaces: [],
      });
      await store.forgetPerson(["forgettable-person"]);
      const bytes = ["", "-wal"].map((suffix) => readFileSync(`${place.file}${suffix}`, "latin1")).join("");
      expect(bytes).not.toContain("forgettable-person");
      expect(bytes).not.toContain(identity);
    });
  });
});
