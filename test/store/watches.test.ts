import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Notice } from "#core/notice.ts";
import type { Store } from "#core/store.ts";
import type { Watch, WatchNews } from "#core/watch.ts";
import { createPlace, engines, noon, type Place } from "./places.ts";

let count = 0;
const watch = (more: Partial<Watch> = {}): Watch => ({
  id: `watch-${++count}`,
  person: "wes",
  timer: "race:line",
  bib: "007",
  session: "s1",
  asker: {
    platform: "slack",
    identity: { id: "slack:T1/U1", platform: "slack", standing: "member", groups: [] },
    conversation: { id: "slack:T1/C1", kind: "channel" },
  },
  locale: "en",
  isPrivate: false,
  createdAt: noon,
  until: noon + 86_400_000,
  ...more,
});
const notice = (id: string): Notice => ({
  id,
  person: "wes",
  due: noon,
  subject: "watch",
  reply: { status: "done", outcome: null, visibility: "public", title: { key: "replies:refused" } },
  buttons: [],
});
const news = (of: Watch, mark: string, at = noon, session = "s1"): WatchNews => ({
  watch: of.id,
  mark,
  at,
  nearMs: 5_000,
  session,
  notice: notice(`${of.id}/${mark}`),
});

describe.each(engines)("watches on the %s engine", (engine) => {
  let place: Place;
  let store: Store;
  let other: Store;
  beforeAll(async () => {
    place = createPlace(engine);
    store = await place.open();
    other = await place.open();
  });
  beforeEach(async () => {
    for (const { id } of await store.watches()) await store.endWatch(id);
    for (const { id } of await store.claimNotices(noon, 0, 1_000)) await store.endNotice(id);
  });
  afterAll(() => place.clear());

  const due = async () => (await store.claimNotices(noon, 0, 1_000)).map(({ id }) => id);

  it("are kept as they were asked for, whichever process asks", async () => {
    const first = watch();
    const { session: _, ...later } = watch({ bib: "8", isPrivate: true, createdAt: noon + 1 });
    expect(await store.addWatches([first], 10)).toBe(true);
    expect(await other.addWatches([later], 10)).toBe(true);
    expect(await store.watches()).toEqual([first, later]);
  });

  it("are replaced when the same is asked for again, and counted by bib", async () => {
    const first = watch();
    const again = watch({ until: noon + 90_000_000 });
    await store.addWatches([first], 2);
    await store.addWatches([again], 2);
    expect(await store.watches()).toEqual([again]);
    expect(await store.addWatches([watch({ timer: "race:start" }), watch({ timer: "race:split" })], 2)).toBe(true);
    expect(await store.addWatches([watch({ bib: "8" })], 2)).toBe(true);
    expect(await store.addWatches([watch({ bib: "9" })], 2)).toBe(false);
    expect(await store.addWatches([watch({ bib: "9", person: "ann" })], 2)).toBe(true);
    expect(await store.addWatches([watch({ bib: "8", timer: "race:start" })], 2)).toBe(true);
    expect(await store.watches()).toHaveLength(6);
  });

  it("tell each passing once, however many processes hear of it at the same time", async () => {
    const own = watch();
    await store.addWatches([own], 10);
    const passings = Array.from({ length: 8 }, (_, index) => news(own, `s1/${index}`, noon + index * 60_000));
    const told = await Promise.all(
      passings.flatMap((one) => [store, other, store, other].map((each) => each.tellWatch(one))),
    );
    expect(told.filter(Boolean)).toHaveLength(8);
    expect((await due()).toSorted()).toEqual(passings.map(({ notice: { id } }) => id).toSorted());
  });

  it("take a second reading of the same crossing for told", async () => {
    const own = watch();
    await store.addWatches([own], 10);
    const [first, second, next] = [0, 4_999, 5_000].map((ms) => news(own, `s1/${ms}`, noon + ms));
    if (first === undefined || second === undefined || next === undefined) throw new Error("three passings");
    expect(await store.tellWatch(first)).toBe(true);
    expect(await other.tellWatch(second)).toBe(false);
    expect(await store.tellWatch(next)).toBe(true);
  });

  it("that began before any session belong to the first that they hear of", async () => {
    const { session: _, ...early } = watch();
    await store.addWatches([early], 10);
    expect(await store.tellWatch(news(early, "s2/1", noon, "s2"))).toBe(true);
    expect((await other.watches())[0]?.session).toBe("s2");
    expect(await other.tellWatch(news(early, "s3/1", noon + 60_000, "s3"))).toBe(false);
  });

  it("end for one caller alone, with one notice, and tell nothing any more", async () => {
    const own = watch();
    await store.addWatches([own], 10);
    const ended = await Promise.all([store, other, store].map((each) => each.endWatch(own.id, notice("end"))));
    expect(ended.filter(Boolean)).toHaveLength(1);
    expect(await due()).toEqual(["end"]);
    expect(await store.tellWatch(news(own, "s1/1"))).toBe(false);
    expect(await place.rows("select * from watch_mark")).toEqual([]);
  });
});
