import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AuditEntry, BeginAct, Store } from "#core/store.ts";
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

  function begin(more: Partial<BeginAct> = {}) {
    return store.beginAct({ now: noon, intents: [intent()], quotas: [], lockdownPlaces: [], ...more });
  }

  const keyQuota = { person: "ann", action: "key.create", since: noon - 1_000, max: 2 };

  describe("beginning an act", () => {
    it("writes one intent per act and returns their ids", async () => {
      await store.appendAudit(entry());
      expect(await begin({ intents: [intent(), intent({ thing: "home:door-2" })] })).toEqual({
        ok: true,
        intents: [2, 3],
      });
      expect((await store.auditRows({ afterId: 1 })).map((row) => row.thing)).toEqual(["home:door-1", "home:door-2"]);
    });

    it("refuses in lockdown and leaves the confirmation open", async () => {
      await store.openConfirmation(confirmation(), entry());
      await store.setLockdown("hq", true, entry({ action: "access.lockdown" }));
      const request = { confirmation: { hash: "hash-1", person: "ann" }, lockdownPlaces: ["yard", "hq"] };
      expect(await begin(request)).toEqual({ ok: false, why: "lockdown" });
      expect(await store.readConfirmation("hash-1", noon)).toMatchObject({ state: "open" });
      expect((await store.auditRows({})).filter((row) => row.result === "acting")).toEqual([]);
      await store.setLockdown("hq", false, entry({ action: "access.unlock" }));
      expect(await begin(request)).toMatchObject({ ok: true });
    });

    it("lets through what no lockdown stops, and other places", async () => {
      await store.setLockdown("hq", true, entry());
      expect(await begin({ lockdownPlaces: [] })).toMatchObject({ ok: true });
      expect(await begin({ lockdownPlaces: ["yard"] })).toMatchObject({ ok: true });
      expect(await store.lockdowns()).toEqual(["hq"]);
    });

    it("switches a lockdown on twice without complaint", async () => {
      await store.setLockdown("hq", true, entry());
      await store.setLockdown("hq", true, entry());
      await store.setLockdown("hq", false, entry());
      expect(await store.lockdowns()).toEqual([]);
      expect(await store.auditRows({})).toHaveLength(3);
    });

    it("counts uses per person and action since a moment", async () => {
      const one = { intents: [intent({ action: "key.create" })], quotas: [keyQuota] };
      expect(await begin({ intents: [intent({ action: "key.create", at: noon - 2_000 })] })).toMatchObject({
        ok: true,
      });
      expect(await begin({ intents: [intent({ action: "key.create", person: "bob" })] })).toMatchObject({ ok: true });
      expect(await begin(one)).toMatchObject({ ok: true });
      expect(await begin(one)).toMatchObject({ ok: true });
      expect(await begin(one)).toMatchObject({ ok: false, why: "quota" });
      expect(await begin({ ...one, quotas: [{ ...keyQuota, max: 3 }] })).toMatchObject({ ok: true });
    });

    it("never goes over a quota when many ask at once", async () => {
      const other = await place.open();
      const request = {
        now: noon,
        intents: [intent({ action: "key.create" })],
        quotas: [keyQuota],
        lockdownPlaces: [],
      };
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? store : other).beginAct(request)),
      );
      expect(results.filter((result) => result.ok)).toHaveLength(2);
    });

    it("takes nothing back of others when one operation of the same moment fails", async () => {
      const broken = { ...entry(), at: Number.NaN };
      const results = await Promise.allSettled([
        store.appendAudit(entry()),
        store.appendAudit(broken),
        begin(),
        store.appendAudit(entry()),
      ]);
      expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
      expect((await store.auditRows({})).map((row) => row.id)).toEqual([1, 2, 3]);
      expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: 3 });
    });
  });

  describe("interrupted acts", () => {
    const outcome = (id: number) => entry({ result: "acted", outcome: "done", intent: id });

    /** Begins these acts in a process that then goes away. */
    async function interrupted(intents: readonly AuditEntry[], ended: readonly AuditEntry[] = []): Promise<void> {
      const other = await place.open();
      await other.beginAct({ now: noon, intents, quotas: [], lockdownPlaces: [] });
      await other.endAct(ended);
      await other.close();
    }

    it("leaves alone what has its outcome", async () => {
      await interrupted([intent()], [outcome(1)]);
      expect(await store.settleInterrupted(noon)).toEqual([]);
    });

    it("writes one row for each intent of a process that is gone, once", async () => {
      const two = [intent({ detail: { account: "home" } }), intent({ thing: "home:door-2" })];
      await interrupted(two, [outcome(2)]);
      const other = await place.open();
      const settled = await Promise.all([store.settleInterrupted(noon + 9), other.settleInterrupted(noon + 9)]);
      expect(settled.flat()).toEqual([
        expect.objectContaining({
          id: 4,
          at: noon + 9,
          person: "ann",
          thing: "home:door-1",
          result: "unknown-after-crash",
          outcome: "unknown",
          intent: 1,
          detail: { account: "home" },
        }),
      ]);
      expect(await store.settleInterrupted(noon + 10)).toEqual([]);
      expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: 4 });
    });

    it("does not take what another living process is doing", async () => {
      await begin();
      const staying = await place.open({ exclusive: true });
      expect(await staying.settleInterrupted(noon)).toEqual([]);
      expect(await store.settleInterrupted(noon)).toEqual([]);
      await store.endAct([outcome(1)]);
      expect((await staying.auditRows({})).map((row) => row.result)).toEqual(["acting", "acted"]);
    });

    it("still writes an outcome that arrives after all", async () => {
      await interrupted([intent()]);
      await store.settleInterrupted(noon);
      await store.endAct([outcome(1)]);
      expect((await store.auditRows({})).map((row) => row.result)).toEqual(["acting", "unknown-after-crash", "acted"]);
    });
  });
});
