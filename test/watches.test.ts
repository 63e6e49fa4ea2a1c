import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Passing } from "#core/capabilities.ts";
import type { Card } from "#core/reply.ts";
import { createEvents, type Events } from "#src/events.ts";
import { tellFollowers, type Watcher } from "#src/watches.ts";
import { raceOf } from "./commands/race/house.ts";
import { openWholeHouse, silent, type WholeHouse } from "./whole/house.ts";

const channel = "slack:T01/C02";
const said: { readonly to: string; readonly card: Card }[] = [];
const platform = {
  name: "listener",
  isReady: () => true,
  async notify(to: string, card: Card) {
    said.push({ to, card });
    return true;
  },
  async announce(to: string, card: Card) {
    if (to !== channel) return false;
    said.push({ to, card });
    return true;
  },
  async stop() {},
};

let house: WholeHouse;
let race: ReturnType<typeof raceOf>;
let watchers: readonly { readonly events: Events; readonly watcher: Watcher }[];
let line: string;
let number = 50_000;

beforeAll(async () => {
  house = await openWholeHouse();
  race = raceOf(house);
  house.usher.rights.notices.attach([platform]);
  line = house.usher.directory.all().find(({ kind }) => kind === "timer")?.id ?? "";
  watchers = [newWatcher(), newWatcher()];
});
beforeEach(async () => {
  for (const person of ["owner", "staff"]) await house.say(person, "/race unfollow");
  said.length = 0;
});
afterAll(async () => {
  await Promise.all(watchers.map(({ watcher }) => watcher.stop()));
  await house.close();
});

/** One more process that hears of everything. */
function newWatcher() {
  const { usher } = house;
  const events = createEvents(silent);
  const watcher = tellFollowers({
    events,
    store: usher.store,
    directory: usher.directory,
    reads: usher.accounts.reads,
    gate: usher.gate,
    clock: usher.clock,
    log: silent,
    deliver: () => usher.rights.notices.deliver(),
  });
  return { events, watcher };
}

/** What was added while a delivery ran is delivered by the next. */
async function delivered(): Promise<void> {
  await house.usher.rights.notices.deliver();
  await house.usher.rights.notices.deliver();
}

/** What both processes hear at the same time. */
async function pass(bib: string, at: number, session: string): Promise<Passing> {
  number += 1;
  const passing = { bib, number, at, session };
  const account = line.split(":")[0] ?? "";
  for (const { events } of watchers) events.publish({ kind: "passing", account, entity: line, passing, at });
  await Promise.all(watchers.map(({ watcher }) => watcher.settle()));
  await delivered();
  return passing;
}

async function follow(person: string, text: string, kind: "channel" | "direct" = "channel"): Promise<Card> {
  const cards: Card[] = [];
  const turn = house.turnOf(person, { kind: "slash", text });
  const conversation = kind === "channel" ? { id: channel, kind } : turn.conversation;
  await house.usher.bot.handle({ ...turn, conversation }, { show: async (card) => void cards.push(card) });
  const card = cards.at(-1);
  if (card === undefined) throw new Error("no answer");
  return card;
}

const running = async () => (await race.sessions()).find(({ active }) => active)?.token_session ?? "";

describe("following a bib", () => {
  it("is answered with where and until when, and then each passing is told there, once, with its lap", async () => {
    const session = await running();
    const now = house.usher.clock.now();
    await race.insert(["F1", now - 120_000, 40_001], ["F1", now - 60_000, 40_002]);
    const answer = await follow("staff", "/race follow F1");
    expect(answer).toMatchObject({ status: "done", title: "I follow bib F1" });
    expect(answer.text[0]).toBe("Each time it passes, I say so here.");
    expect(answer.text[1]).toMatch(/^This ends when the session is closed, at the latest on /);
    await race.insert(["F1", now, 40_003]);
    await pass("F1", now, session);
    await pass("F2", now + 1_000, session);
    expect(said.map(({ to }) => to)).toEqual([channel]);
    expect(said[0]?.card).toMatchObject({ title: "Bib F1 has passed", visibility: "public" });
    const facts = Object.fromEntries(said[0]?.card.facts.map(({ label, value }) => [label, value]) ?? []);
    expect(facts).toMatchObject({ Lap: "2", "Lap time": "1:00.0", "Timing point": "Finish line" });
    expect(facts.Time).toMatch(/^\d\d:\d\d:\d\d\.\d$/);
    expect(Number(facts.Place)).toBeGreaterThan(0);
  });

  it("tells in private when asked to, and only there", async () => {
    await follow("staff", "/race follow F1 private");
    await pass("F1", house.usher.clock.now(), await running());
    const staff = house.usher.config.people.find(({ id }) => id === "staff");
    expect(said.map(({ to, card }) => [to, card.visibility])).toEqual(
      staff?.identities.map((identity) => [identity, "private"]),
    );
    expect(said.length).toBeGreaterThan(0);
  });

  it("tells the person where nobody can write into the conversation", async () => {
    await follow("staff", "/race follow F1", "direct");
    await pass("F1", house.usher.clock.now(), await running());
    expect(said.length).toBeGreaterThan(0);
    expect(said.every(({ to }) => to !== channel)).toBe(true);
  });

  it("tells every passing of a burst, and no second reading", async () => {
    await follow("staff", "/race follow F1");
    const session = await running();
    const now = house.usher.clock.now();
    const account = line.split(":")[0] ?? "";
    for (const offset of [0, 1_000, 60_000, 120_000, 121_000]) {
      number += 1;
      const passing = { bib: "F1", number, at: now + offset, session };
      for (const { events } of watchers) {
        events.publish({ kind: "passing", account, entity: line, passing, at: passing.at });
      }
    }
    await Promise.all(watchers.map(({ watcher }) => watcher.settle()));
    await delivered();
    expect(said).toHaveLength(3);
  });

  it("is taken back, one or all", async () => {
    for (const bib of ["F1", "F2", "F3"]) await follow("staff", `/race follow ${bib}`);
    const one = await house.say("staff", "/race unfollow F2");
    expect(one.title).toBe("I no longer follow F2");
    expect(one.facts).toEqual([{ label: "You still follow", value: "F1 and F3" }]);
    const wrong = await house.say("staff", "/race unfollow F9");
    expect(wrong.text.join()).toContain("You do not follow bib F9. You follow F1 and F3.");
    expect((await house.say("staff", "/race unfollow")).title).toBe("I no longer follow F1 and F3");
    expect((await house.say("staff", "/race unfollow")).title).toBe("You follow nobody");
    await pass("F1", house.usher.clock.now(), await running());
    expect(said).toEqual([]);
  });

  it("has an end to it: ten bibs a person", async () => {
    for (let bib = 1; bib <= 10; bib += 1) await follow("owner", `/race follow T${bib}`);
    const card = await follow("owner", "/race follow T11");
    expect(card.text.join()).toContain("You follow 10 bibs already.");
    expect((await follow("owner", "/race follow T3")).title).toBe("I follow bib T3");
  });

  it("is for those who may look", async () => {
    expect(await follow("guest", "/race follow F1")).toMatchObject({ status: "refused" });
    const { store } = house.usher;
    expect((await store.watches()).filter(({ person }) => person === "guest")).toEqual([]);
  });

  it("ends without a word for those who may look no longer", async () => {
    await follow("staff", "/race follow F1");
    const { usher } = house;
    const { config } = usher;
    const roles = config.roles.map((role) =>
      role.name === "staff" ? { ...role, allow: role.allow.filter((one) => one !== "race.view") } : role,
    );
    usher.reload({ ...config, roles });
    await pass("F1", usher.clock.now(), await running());
    usher.reload(config);
    expect(said).toEqual([]);
    expect((await usher.store.watches()).filter(({ person }) => person === "staff")).toEqual([]);
  });
});

describe("a watch", () => {
  it("tells after a restart what passed meanwhile, once", async () => {
    await follow("staff", "/race follow F5");
    const now = house.usher.clock.now();
    await race.insert(["F5", now + 50, 40_101], ["F5", now + 90_000, 40_102]);
    const [one, two] = [newWatcher().watcher, newWatcher().watcher];
    await Promise.all([one.look(), two.look()]);
    await one.look();
    await delivered();
    await Promise.all([one.stop(), two.stop()]);
    expect(said.map(({ card }) => card.title)).toEqual(["Bib F5 has passed", "Bib F5 has passed"]);
  });

  it("ends after a day, and says so once", async () => {
    await follow("staff", "/race follow F6");
    const { store, clock } = house.usher;
    const [watch] = (await store.watches()).filter(({ bib }) => bib === "F6");
    if (watch === undefined) throw new Error("nobody follows");
    expect(watch.until - watch.createdAt).toBe(24 * 3_600_000);
    await store.addWatches([{ ...watch, id: "over", until: clock.now() - 1 }], 10);
    await Promise.all(watchers.map(({ watcher }) => watcher.look()));
    await delivered();
    expect(said.map(({ card }) => card.title)).toEqual(["I no longer follow bib F6: a day has gone by"]);
  });

  it("ends with its session, and says so once", async () => {
    await follow("staff", "/race follow F7");
    await house.press("owner", await house.say("owner", "/race open Next"));
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    await Promise.all(watchers.map(({ watcher }) => watcher.look()));
    await delivered();
    expect(said.map(({ card }) => card.title)).toEqual(["I no longer follow bib F7: the session is closed"]);
    await pass("F7", house.usher.clock.now(), await running());
    expect(said).toHaveLength(1);
  });
});
