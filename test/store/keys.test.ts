import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MadeKey } from "#core/keys.ts";
import type { Store } from "#core/store.ts";
import { createPlace, engines, noon, type Place } from "./places.ts";

const hour = 3_600_000;
let count = 0;
const key = (more: Partial<MadeKey> = {}): MadeKey => ({
  id: `key-${++count}`,
  maker: "ann",
  name: "Gwen",
  thing: "home:door-1",
  opens: ["home:door-1", "home:door-2"],
  account: "home",
  vendorId: "door-1",
  from: noon,
  until: noon + hour,
  isEndedByUs: true,
  state: "making",
  ...more,
});

describe.each(engines)("keys made through us on the %s engine", (engine) => {
  let place: Place;
  let store: Store;
  let other: Store;
  beforeAll(async () => {
    place = createPlace(engine);
    store = await place.open();
    other = await place.open();
  });
  beforeEach(() => place.tamper('DELETE FROM "made_key"'));
  afterAll(() => place.clear());

  it("come back as they were kept, with the vendor's name once it is known", async () => {
    const made = key({ uses: 3, isEndedByUs: false });
    await store.addKey(made);
    expect(await other.madeKeys(noon)).toEqual([{ ...made, tries: 0 }]);
    await store.settleKey(made.id, "running", "p1");
    expect(await other.madeKeys(noon)).toEqual([{ ...made, state: "running", vendorKey: "p1", tries: 0 }]);
  });

  it("hold no digits and no phone number in any column", async () => {
    await store.addKey(key());
    const [row = {}] = await place.rows('SELECT * FROM "made_key"');
    expect(Object.keys(row).toSorted()).toEqual(
      (
        "account from_at id is_ended_by_us maker max_uses name next_at opens state thing tries until_at vendor_id " +
        "vendor_key"
      ).split(" "),
    );
  });

  it("that their vendor ends are over with their end; the others stay until they are taken away", async () => {
    const theirs = key({ isEndedByUs: false });
    const ours = key();
    await store.addKey(theirs);
    await store.addKey(ours);
    expect((await store.madeKeys(noon)).map(({ id }) => id)).toEqual([theirs.id, ours.id].toSorted());
    expect((await store.madeKeys(noon + 2 * hour)).map(({ id }) => id)).toEqual([ours.id]);
    await store.endKey(ours.id);
    expect(await store.madeKeys(noon + 2 * hour)).toEqual([]);
  });

  it("are each taken by exactly one of several who look at once, and are free again after the lease", async () => {
    for (let index = 0; index < 30; index += 1) await store.addKey(key());
    const late = noon + hour;
    const claim = () => Promise.all([store, other, store, other].map((one) => one.claimOverdueKeys(late, 60_000, 20)));
    // Several servers' clients may all look at the same twenty: the others are taken at the next look.
    const ids = [...(await claim()), ...(await claim())].flat().map(({ id }) => id);
    expect(ids).toHaveLength(30);
    expect(new Set(ids).size).toBe(30);
    expect(await other.claimOverdueKeys(late + 59_999, 60_000, 100)).toEqual([]);
    expect(await other.claimOverdueKeys(late + 60_000, 60_000, 100)).toHaveLength(30);
  });

  it("are not taken before their end, nor those that their vendor ends, nor before the next try", async () => {
    const failing = key();
    await store.addKey(failing);
    await store.addKey(key({ isEndedByUs: false }));
    expect(await store.claimOverdueKeys(noon + hour - 1, 60_000, 20)).toEqual([]);
    expect(await store.claimOverdueKeys(noon + hour, 60_000, 20)).toMatchObject([{ id: failing.id, tries: 0 }]);
    await store.retryKey(failing.id, noon + 2 * hour);
    expect(await store.claimOverdueKeys(noon + 2 * hour - 1, 60_000, 20)).toEqual([]);
    expect(await store.claimOverdueKeys(noon + 2 * hour, 60_000, 20)).toMatchObject([{ id: failing.id, tries: 1 }]);
  });

  it("run longer only before their end, and only where the end is ours", async () => {
    const ours = key();
    const theirs = key({ isEndedByUs: false });
    await store.addKey(ours);
    await store.addKey(theirs);
    expect(await store.extendKey(ours.id, noon + 2 * hour, noon)).toMatchObject({ until: noon + 2 * hour });
    expect(await store.extendKey(theirs.id, noon + 2 * hour, noon)).toBeUndefined();
    expect(await store.extendKey(ours.id, noon + 3 * hour, noon + 2 * hour)).toBeUndefined();
    expect(await store.extendKey("unknown", noon + 3 * hour, noon)).toBeUndefined();
  });

  it("stay when their maker is forgotten, without the maker", async () => {
    const ours = key({ maker: "ben" });
    await store.addKey(ours);
    await store.forgetPerson(["ben"]);
    expect(await store.madeKeys(noon)).toMatchObject([{ id: ours.id, maker: "" }]);
  });
});
