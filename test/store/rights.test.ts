import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Grant } from "#core/grants.ts";
import type { Notice } from "#core/notice.ts";
import type { ConfirmationRecord, Store } from "#core/store.ts";
import { createPlace, engines, entry, noon, type Place } from "./places.ts";

let count = 0;
const grant = (more: Partial<Grant> = {}): Grant => ({
  id: `grant-${++count}`,
  person: "gwen",
  action: "door.open",
  thing: "home:door-1",
  giver: "olga",
  giverRoles: [],
  from: noon,
  until: noon + 3_600_000,
  used: 0,
  ...more,
});
const notice = (more: Partial<Notice> = {}): Notice => ({
  id: `notice-${++count}`,
  person: "gwen",
  due: noon,
  subject: "one",
  reply: { status: "done", outcome: null, visibility: "private", title: { key: "replies:refused" } },
  buttons: [],
  ...more,
});
const request = (hash: string): ConfirmationRecord => ({
  hash,
  person: "ann",
  identity: "slack:T1/U1",
  platform: "slack",
  conversation: "slack:T1/C1",
  turn: "turn-1",
  command: "door open",
  action: "door.open",
  plan: { acts: [], question: { key: "replies:refused" }, resultKey: "replies:door.open", facts: [] },
  planHash: "",
  fingerprints: {},
  subject: hash,
  locale: "en",
  places: ["hq"],
  createdAt: noon,
  expiresAt: noon + 60_000,
});

describe.each(engines)("rights on the %s engine", (engine) => {
  let place: Place;
  let store: Store;
  let other: Store;
  beforeAll(async () => {
    place = createPlace(engine);
    store = await place.open();
    other = await place.open();
  });
  afterAll(() => place.clear());

  const begin = (more: object) =>
    store.beginAct({ now: noon, intents: [entry({ result: "acting" })], quotas: [], lockdownPlaces: [], ...more });

  it("are seen by every process once its version has moved", async () => {
    const before = await other.rightsVersion();
    const one = grant({ hours: "Mon 08:00-10:00", uses: 3, giverRoles: ["staff"] });
    await store.addGrant(one);
    expect(await other.rightsVersion()).toBeGreaterThan(before);
    const { grants, version } = await other.rightsSnapshot(noon);
    expect(grants).toContainEqual(one);
    expect(version).toBe(await other.rightsVersion());
    expect((await other.rightsSnapshot(one.until)).grants).not.toContainEqual(one);
  });

  it("end at once with a revocation, wherever it came from", async () => {
    const one = grant();
    await store.addGrant(one);
    expect(await begin({ grants: [one.id] })).toMatchObject({ ok: true });
    expect(await other.revokeGrant(one.id, noon)).toEqual(one);
    expect(await other.revokeGrant(one.id, noon)).toBeUndefined();
    expect(await begin({ grants: [one.id] })).toEqual({ ok: false, why: "grant" });
    expect(await store.extendGrant(one.id, noon + 7_200_000)).toBeUndefined();
  });

  it("hold until another end when that was given", async () => {
    const one = grant();
    await store.addGrant(one);
    expect(await other.extendGrant(one.id, noon + 7_200_000)).toMatchObject({ until: noon + 7_200_000 });
    expect(await begin({ now: noon + 5_400_000, grants: [one.id] })).toMatchObject({ ok: true });
    expect(await begin({ now: noon + 7_200_000, grants: [one.id] })).toEqual({ ok: false, why: "grant" });
    expect(await begin({ now: noon - 1, grants: [one.id] })).toEqual({ ok: false, why: "grant" });
  });

  it("are used no more often than they may, however many use them at once", async () => {
    const one = grant({ uses: 3 });
    await store.addGrant(one);
    const begun = await Promise.all(Array.from({ length: 10 }, () => begin({ grants: [one.id] })));
    expect(begun.filter(({ ok }) => ok)).toHaveLength(3);
    expect((await other.rightsSnapshot(noon)).grants.find(({ id }) => id === one.id)?.used).toBe(3);
    const two = grant({ uses: 3 });
    await store.addGrant(two);
    expect(await begin({ grants: [two.id, two.id, two.id, two.id] })).toEqual({ ok: false, why: "grant" });
  });

  it("are stopped by a lockdown, which takes the questions of its place back", async () => {
    await store.openConfirmation(request("waits"), entry());
    expect(await other.changeLockdown({ place: "hq", isOn: true, now: noon, person: "olga", reason: "alarm" })).toBe(1);
    expect((await store.readConfirmation("waits", noon))?.state).toBe("cancelled");
    expect(await begin({ lockdownPlaces: ["hq"] })).toEqual({ ok: false, why: "lockdown" });
    const { lockdowns } = await store.rightsSnapshot(noon);
    expect(lockdowns).toEqual([{ place: "hq", since: noon, person: "olga", reason: "alarm" }]);
    await store.changeLockdown({ place: "hq", isOn: false, now: noon });
    expect(await begin({ lockdownPlaces: ["hq"] })).toMatchObject({ ok: true });
  });

  it("give each due notice to one process, and again after the lease of one that died", async () => {
    const later = notice({ due: noon + 1 });
    await store.addNotices([notice(), notice(), later]);
    const claimed = await Promise.all([store.claimNotices(noon, 1_000, 10), other.claimNotices(noon, 1_000, 10)]);
    expect(claimed.flat()).toHaveLength(2);
    const [first] = claimed.flat();
    await store.endNotice(first?.id ?? "");
    expect(await other.claimNotices(noon + 1_000, 1_000, 10)).toHaveLength(2);
    await store.dropNotices("one");
    expect(await other.claimNotices(noon + 9_000, 1_000, 10)).toEqual([]);
  });

  it("count one word of each person, and close a request with a no", async () => {
    await store.openConfirmation(request("123456aa"), entry());
    expect((await other.findRequest("123456", noon))?.hash).toBe("123456aa");
    const say = (on: Store, person: string, isFor: boolean) =>
      on.vote("123456aa", { person, isFor, roles: [] }, entry({ person, result: isFor ? "approved" : "declined" }));
    await Promise.all([say(store, "ben", true), say(other, "ben", true)]);
    await say(store, "ben", false);
    const { state, votes } = await say(other, "carla", false);
    expect(state).toBe("open");
    expect(votes.map(({ person, isFor }) => [person, isFor])).toContainEqual(["carla", false]);
    expect(votes).toHaveLength(2);
    expect((await say(store, "dora", true)).state).toBe("cancelled");
    expect(await store.findRequest("123456", noon)).toBeUndefined();
    expect(await store.verifyAudit()).toMatchObject({ ok: true });
  });

  it("count every try of a PIN before it is judged", async () => {
    await store.setCredential({ person: "ann", kind: "pin", salt: "s", hash: "h" });
    const tries = await Promise.all(Array.from({ length: 9 }, () => store.beginTry("ann", "pin", noon)));
    expect(tries.map(({ state }) => state).toSorted()).toEqual(["go", ...Array.from({ length: 8 }, () => "wait")]);
    for (let failed = 1; failed < 5; failed += 1)
      expect(await other.beginTry("ann", "pin", noon + failed * 60_000)).toEqual({ state: "go", salt: "s", hash: "h" });
    expect(await store.beginTry("ann", "pin", noon + 600_000)).toEqual({ state: "locked" });
    await store.dropCredentials("ann");
    expect(await store.beginTry("ann", "pin", noon)).toEqual({ state: "none" });
  });
});
