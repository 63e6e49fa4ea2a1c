import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "#core/store.ts";
import { continuation, createPlace, engines, noon, type Place } from "./places.ts";

const dayMs = 86_400_000;
describe.each(engines)("on the %s engine", (engine) => {
  let place: Place;
  let store: Store;
  beforeAll(async () => {
    place = createPlace(engine);
    store = await place.open();
  });
  beforeEach(() => place.empty());
  afterAll(() => place.clear());

  describe("turns", () => {
    it("sees a turn once, however many ask at the same time", async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => store.seeTurn("slack:1", noon)));
      expect(answers.filter((isFirst) => isFirst)).toHaveLength(1);
    });

    it("knows a turn for a week and no longer", async () => {
      await store.seeTurn("old", noon);
      place.clock.set(noon + 6 * dayMs);
      expect(await store.seeTurn("old", noon)).toBe(false);
      place.clock.set(noon + 8 * dayMs);
      await store.seeTurn("another", noon + 8 * dayMs);
      // The server engine tidies up in a transaction of its own.
      await expect.poll(() => store.seeTurn("old", noon)).toBe(true);
    });
  });

  describe("continuations", () => {
    it("is read without being used up", async () => {
      await store.keepContinuations([continuation()]);
      expect(await store.readContinuation("choice-1")).toEqual(continuation());
      expect(await store.readContinuation("choice-1")).toEqual(continuation());
      expect(await store.readContinuation("choice-9")).toBeUndefined();
    });

    it("is taken once, and takes the other choices of its card with it", async () => {
      await store.keepContinuations([
        continuation(),
        continuation({ hash: "choice-2" }),
        continuation({ hash: "elsewhere", group: "card-2" }),
      ]);
      expect(await store.takeContinuation("choice-2", "ann", noon)).toMatchObject({ hash: "choice-2" });
      expect(await store.takeContinuation("choice-2", "ann", noon)).toBeUndefined();
      expect(await store.takeContinuation("choice-1", "ann", noon)).toBeUndefined();
      expect(await store.takeContinuation("elsewhere", "ann", noon)).toMatchObject({ group: "card-2" });
    });

    it("is not taken by another person, nor late", async () => {
      await store.keepContinuations([continuation()]);
      expect(await store.takeContinuation("choice-1", "bob", noon)).toBeUndefined();
      expect(await store.takeContinuation("choice-1", "ann", noon + 60_000)).toBeUndefined();
      expect(await store.takeContinuation("choice-1", "ann", noon + 59_999)).toBeDefined();
    });

    it("is removed a week after its end", async () => {
      await store.keepContinuations([continuation()]);
      place.clock.set(noon + 9 * dayMs);
      await store.seeTurn("any", noon);
      await expect.poll(() => store.readContinuation("choice-1")).toBeUndefined();
    });
  });

  describe("small things kept", () => {
    it("keeps a preference and replaces it", async () => {
      expect(await store.preference("ann", "locale")).toBeUndefined();
      await store.setPreference("ann", "locale", "en");
      await store.setPreference("ann", "locale", "es");
      expect(await store.preference("ann", "locale")).toBe("es");
      expect(await store.preference("bob", "locale")).toBeUndefined();
    });

    it("keeps the fraction in a bucket", async () => {
      expect(await store.loadBucket("home")).toBeUndefined();
      await store.saveBucket("home", { tokens: 3, at: noon });
      await store.saveBucket("home", { tokens: 2.25, at: noon + 1 });
      expect(await store.loadBucket("home")).toEqual({ tokens: 2.25, at: noon + 1 });
    });

    it("keeps the things of an account", async () => {
      expect(await store.loadThings("home")).toBeUndefined();
      await store.saveThings("home", "[]", noon);
      await store.saveThings("home", '[{"vendorId":"1"}]', noon + 5);
      expect(await store.loadThings("home")).toEqual({ things: '[{"vendorId":"1"}]', at: noon + 5 });
    });
  });
});
