import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LinkRequest } from "#core/identities.ts";
import type { Store } from "#core/store.ts";
import { confirmation, createPlace, engines, entry, noon, type Place } from "./places.ts";

const minute = 60_000;
let count = 0;

const account = (name: string) => ({ identity: `slack:T1/${name}`, person: `slack:T1/${name}`, name, isKnown: true });
const offer = (by: string, more: Partial<LinkRequest> = {}): Omit<LinkRequest, "other"> => {
  count += 1;
  const number = String(100_000 + count);
  return { hash: `hash-${count}`, number, one: account(by), createdAt: noon, expiresAt: noon + 10 * minute, ...more };
};
const audit = (person: string, at = noon) => entry({ person, at, action: "access.link", result: "confirmed" });

describe.each(engines)("who is who on the %s engine", (engine) => {
  let place: Place;
  let store: Store;
  let other: Store;
  beforeAll(async () => {
    place = createPlace(engine);
    store = await place.open();
    other = await place.open();
  });
  beforeEach(() => {
    count += 100;
  });
  afterAll(() => place.clear());

  /** A code that was entered, and both accounts of it. */
  async function claimed(): Promise<{ request: LinkRequest; one: string; two: string }> {
    const one = `ann${count}`;
    const two = `bob${count}`;
    const made = offer(one);
    await store.offerLink(made, audit(one));
    const claim = await other.claimLink(made.hash, account(two), noon);
    if (claim.state !== "claimed") throw new Error(`the code was ${claim.state}`);
    return { request: claim.request, one: `slack:T1/${one}`, two: `slack:T1/${two}` };
  }
  const agree = (on: Store, { hash }: LinkRequest, side: "one" | "other", main: string, identity: string) =>
    on.agreeToLink(hash, side, { identity, from: identity, main }, audit(main));

  it("links two accounts after the yes of both sides, whichever comes first", async () => {
    const { request, one, two } = await claimed();
    const before = await other.rightsVersion();
    expect(await agree(store, request, "other", one, two)).toBe("agreed");
    expect(await agree(store, request, "other", one, two)).toBe("agreed");
    expect((await store.rightsSnapshot(noon)).links.map(({ identity }) => identity)).not.toContain(two);
    expect(await agree(other, request, "one", one, two)).toBe("linked");
    expect(await other.rightsVersion()).toBeGreaterThan(before);
    const { links } = await other.rightsSnapshot(noon);
    expect(links).toContainEqual({ identity: two, person: one, isSuspended: false });
    expect(await agree(store, request, "one", one, two)).toBe("gone");
    expect(await store.unlink({ identity: two }, audit(one))).toEqual([two]);
    expect(await other.unlink({ person: one }, audit(one))).toEqual([]);
    expect(await store.verifyAudit()).toMatchObject({ ok: true });
  });

  it("makes one link when both sides and both processes say yes at once", async () => {
    const { request, one, two } = await claimed();
    const said = await Promise.all([
      agree(store, request, "one", one, two),
      agree(other, request, "one", one, two),
      agree(store, request, "other", one, two),
      agree(other, request, "other", one, two),
    ]);
    expect(said.filter((state) => state === "linked")).toHaveLength(1);
    const { links } = await store.rightsSnapshot(noon);
    expect(links.filter(({ identity }) => identity === two)).toHaveLength(1);
  });

  it("takes a code once, however many enter it at once, and never from the account that asked for it", async () => {
    const made = offer(`ann${count}`);
    await store.offerLink(made, audit("ann"));
    expect((await store.claimLink(made.hash, made.one, noon)).state).toBe("wrong");
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        (index % 2 === 0 ? store : other).claimLink(made.hash, account(`guess${count}-${index}`), noon),
      ),
    );
    expect(claims.filter(({ state }) => state === "claimed")).toHaveLength(1);
    expect(claims.filter(({ state }) => state === "wrong")).toHaveLength(7);
  });

  it("takes no code that has run out, was replaced or was taken back", async () => {
    const name = `ann${count}`;
    const late = account(`late${count}`);
    const first = offer(name);
    await store.offerLink(first, audit(name));
    const second = offer(name);
    await store.offerLink(second, audit(name));
    expect((await store.claimLink(first.hash, late, noon)).state).toBe("wrong");
    expect((await store.claimLink(second.hash, late, second.expiresAt)).state).toBe("wrong");
    await other.voidLink(second.hash);
    expect((await store.claimLink(second.hash, late, noon)).state).toBe("wrong");
  });

  it("makes no link when the second yes comes too late", async () => {
    const { request, one, two } = await claimed();
    await agree(store, request, "one", one, two);
    const change = { identity: two, from: two, main: one };
    const late = audit(one, request.expiresAt);
    expect(await store.agreeToLink(request.hash, "other", change, late)).toBe("gone");
    expect(await store.findLink(request.number, noon)).toMatchObject({ number: request.number });
    expect(await store.findLink(request.number, request.expiresAt)).toBeUndefined();
  });

  it("lets nobody guess: five wrong codes an hour, those at once included", async () => {
    const guesser = account(`guesser${count}`);
    const tries = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        (index % 2 === 0 ? store : other).claimLink(`no-such-${index}`, guesser, noon),
      ),
    );
    expect(tries.filter(({ state }) => state === "wrong")).toHaveLength(5);
    expect(tries.filter(({ state }) => state === "wait")).toHaveLength(7);
    const made = offer(`ann${count}`);
    await store.offerLink(made, audit("ann"));
    expect(await store.claimLink(made.hash, guesser, noon)).toEqual({ state: "wait", until: noon + 60 * minute });
    expect((await store.claimLink("no-such", guesser, noon + 60 * minute)).state).toBe("wrong");
  });

  it("gives five codes an hour to an account", async () => {
    const name = `ann${count}`;
    const made = [];
    for (let at = noon; made.length < 6; at += minute) {
      made.push(await store.offerLink(offer(name, { createdAt: at, expiresAt: at + 10 * minute }), audit(name)));
    }
    expect(made.map(({ state }) => state)).toEqual([...Array(5).fill("offered"), "wait"]);
    expect(made.at(-1)).toEqual({ state: "wait", until: noon + 60 * minute });
  });

  it("makes no chain of links", async () => {
    const { request, one, two } = await claimed();
    const back = offer(`bob${count}`);
    await store.offerLink(back, audit("bob"));
    const third = account(`cid${count}`);
    const claim = await store.claimLink(back.hash, third, noon);
    if (claim.state !== "claimed") throw new Error("not claimed");
    for (const side of ["one", "other"] as const) await agree(store, claim.request, side, third.person, one);
    for (const side of ["one", "other"] as const) {
      const said = await agree(other, request, side, one, two);
      expect(said).toBe(side === "one" ? "agreed" : "gone");
    }
    const { links } = await store.rightsSnapshot(noon);
    expect(links.map(({ identity }) => identity)).not.toContain(two);
  });

  it("moves rights, uses and votes to the one person that is left, each vote once", async () => {
    const { request, one, two } = await claimed();
    const grant = { id: `grant-${count}`, action: "door.open", thing: "home:door-1", giver: "olga" } as const;
    const more = { giverRoles: [], from: noon, until: noon + 60 * minute, used: 0 };
    await store.addGrant({ ...grant, ...more, person: two });
    const asked = confirmation({ hash: `asked-${count}`, person: two, subject: `asked-${count}` });
    const third = confirmation({ hash: `third-${count}`, person: "olga", subject: `third-${count}` });
    for (const record of [asked, third]) await store.openConfirmation(record, entry());
    for (const person of [one, two]) {
      await store.vote(third.hash, { person, isFor: true, roles: [] }, entry({ person, result: "approved" }));
    }
    const act = { now: noon, intents: [entry({ person: two, result: "acting" })], lockdownPlaces: [], quotas: [] };
    await store.beginAct(act);
    for (const side of ["one", "other"] as const) await agree(store, request, side, one, two);
    expect((await store.rightsSnapshot(noon)).grants.find(({ id }) => id === grant.id)?.person).toBe(one);
    expect((await store.readConfirmation(asked.hash, noon))?.state).toBe("cancelled");
    const { votes } = await store.vote(
      third.hash,
      { person: "dora", isFor: true, roles: [] },
      entry({ result: "approved" }),
    );
    expect(votes.map(({ person }) => person).toSorted()).toEqual(["dora", one]);
    const quotas = [{ person: one, action: "door.open", since: noon - 1, max: 1 }];
    expect(await store.beginAct({ ...act, quotas })).toMatchObject({ ok: false, why: "quota" });
  });

  it("suspends a person's links once an account of theirs is gone, and not again after an owner restored them", async () => {
    const { request, one, two } = await claimed();
    for (const side of ["one", "other"] as const) await agree(store, request, side, one, two);
    const gone = () => entry({ person: one, action: "access.suspend", result: "acted" });
    const heard = await Promise.all([store.loseIdentity(one, one, gone()), other.loseIdentity(one, one, gone())]);
    expect(heard.filter((one) => one !== undefined)).toEqual([[two]]);
    const isSuspended = async () =>
      (await other.rightsSnapshot(noon)).links.find(({ identity }) => identity === two)?.isSuspended;
    expect(await isSuspended()).toBe(true);
    expect(await other.suspendLinks(one, false)).toEqual([two]);
    expect(await store.loseIdentity(one, one, gone())).toBeUndefined();
    expect(await isSuspended()).toBe(false);
    await store.regainIdentity(one);
    expect(await store.loseIdentity(one, one, gone())).toEqual([two]);
    expect(await isSuspended()).toBe(true);
  });

  it("keeps one open request of an account to be let in, and makes those who were declined wait", async () => {
    const person = `slack:T1/new${count}`;
    const ask = (on: Store, at = noon) =>
      on.askForAccess({ person, name: "New", number: String(count + 100_000), at }, entry({ person, at }));
    const asked = await Promise.all([ask(store), ask(other), ask(store)]);
    expect(asked.map(({ state }) => state).toSorted()).toEqual(["asked", "open", "open"]);
    expect(await other.findGuest(String(count + 100_000))).toMatchObject({ person, state: "asking" });
    expect((await other.rightsSnapshot(noon)).guests.map((one) => one.person)).toContain(person);
    const decided = await Promise.all([
      store.decideGuest(person, "declined", noon),
      other.decideGuest(person, "admitted", noon),
    ]);
    expect(decided.filter((isDone) => isDone)).toHaveLength(1);
    expect(await ask(store, noon + minute)).toMatchObject({ state: "wait" });
    expect(await ask(store, noon + 25 * 60 * minute)).toEqual({ state: "asked" });
  });

  it("does not let strangers bury the owners under requests", async () => {
    const at = noon + 1_000 * 60 * minute;
    const asked = await Promise.all(
      Array.from({ length: 25 }, (_, index) => {
        const person = `slack:T1/crowd${count}-${index}`;
        return store.askForAccess({ person, name: "Crowd", number: "1", at }, entry({ person }));
      }),
    );
    expect(asked.filter(({ state }) => state === "asked")).toHaveLength(20);
    expect(asked.filter(({ state }) => state === "wait")).toHaveLength(5);
  });
});
