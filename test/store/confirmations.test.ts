import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "#core/store.ts";
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

  const begin = { now: noon + 1, intents: [intent()], quotas: [], lockdownPlaces: [] };

  function use(person = "ann", hash = "hash-1", now = noon + 1) {
    return store.beginAct({ ...begin, now, confirmation: { hash, person } });
  }

  describe("confirmations", () => {
    it("comes back as it was kept, together with its audit row", async () => {
      await store.openConfirmation(confirmation(), entry());
      expect(await store.readConfirmation("hash-1", noon)).toEqual({ record: confirmation(), state: "open" });
      expect(await store.readConfirmation("other", noon)).toBeUndefined();
      expect(await store.auditRows({})).toHaveLength(1);
    });

    it("replaces the older card of the same person for the same thing", async () => {
      await store.openConfirmation(confirmation(), entry());
      await store.openConfirmation(confirmation({ hash: "of-bob", person: "bob" }), entry());
      await store.openConfirmation(confirmation({ hash: "other-door", subject: "door.open home:door-2" }), entry());
      expect(await store.openConfirmation(confirmation({ hash: "hash-2", createdAt: noon + 5 }), entry())).toEqual([
        "hash-1",
      ]);
      expect(await store.readConfirmation("hash-1", noon)).toMatchObject({ state: "replaced" });
      expect(await store.readConfirmation("of-bob", noon)).toMatchObject({ state: "open" });
      expect(await store.readConfirmation("other-door", noon)).toMatchObject({ state: "open" });
      expect(await use()).toEqual({ ok: false, why: "replaced" });
    });

    it("lists the open ones of a person in a conversation, newest first", async () => {
      await store.openConfirmation(confirmation({ subject: "a" }), entry());
      await store.openConfirmation(confirmation({ hash: "hash-2", subject: "b", createdAt: noon + 5 }), entry());
      await store.openConfirmation(confirmation({ hash: "hash-3", subject: "c", conversation: "elsewhere" }), entry());
      const open = await store.openConfirmations("ann", "slack:T1/C1", noon + 10);
      expect(open.map((record) => record.hash)).toEqual(["hash-2", "hash-1"]);
      expect(await store.openConfirmations("ann", "slack:T1/C1", noon + 60_000)).toEqual([]);
    });

    it("is cancelled once, by its asker, while it is open", async () => {
      await store.openConfirmation(confirmation(), entry());
      const cancelled = entry({ result: "cancelled" });
      expect(await store.cancelConfirmation("hash-1", "bob", cancelled)).toBe(false);
      expect(await store.cancelConfirmation("hash-1", "ann", cancelled)).toBe(true);
      expect(await store.cancelConfirmation("hash-1", "ann", cancelled)).toBe(false);
      expect(await use()).toEqual({ ok: false, why: "cancelled" });
      expect((await store.auditRows({})).map((row) => row.result)).toEqual(["asked", "cancelled"]);
    });

    it("expires at its end to the millisecond", async () => {
      await store.openConfirmation(confirmation(), entry());
      expect(await store.readConfirmation("hash-1", noon + 59_999)).toMatchObject({ state: "open" });
      expect(await store.readConfirmation("hash-1", noon + 60_000)).toMatchObject({ state: "expired" });
      expect(await use("ann", "hash-1", noon + 60_000)).toEqual({ ok: false, why: "expired" });
      expect(await store.cancelConfirmation("hash-1", "ann", entry({ at: noon + 60_000 }))).toBe(false);
    });

    it("opens nothing for another person, nor for a token that was never given", async () => {
      await store.openConfirmation(confirmation(), entry());
      expect(await use("bob")).toEqual({ ok: false, why: "not-yours" });
      expect(await use("ann", "made-up")).toEqual({ ok: false, why: "missing" });
      expect(await store.readConfirmation("hash-1", noon)).toMatchObject({ state: "open" });
    });

    it("is used once by 50 parallel presses over two connections", async () => {
      await store.openConfirmation(confirmation(), entry());
      const other = await place.open();
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, press) =>
          (press % 2 === 0 ? store : other).beginAct({ ...begin, confirmation: { hash: "hash-1", person: "ann" } }),
        ),
      );
      expect(results.filter((result) => result.ok)).toHaveLength(1);
      expect(results.filter((result) => !result.ok && result.why === "used")).toHaveLength(49);
      expect((await store.auditRows({})).filter((row) => row.result === "acting")).toHaveLength(1);
    });

    it("can still say what became of it after a restart", async () => {
      await store.openConfirmation(confirmation(), entry());
      await use();
      const later = await place.open();
      expect(await later.readConfirmation("hash-1", noon)).toEqual({ record: confirmation(), state: "used" });
    });
  });
});
