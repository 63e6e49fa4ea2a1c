import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Card } from "#core/reply.ts";
import { openWholeHouse, type WholeHouse } from "../../whole/house.ts";

let house: WholeHouse;
const rows = (card: Card) => card.table?.rows ?? [];
/** Without the times. */
const lines = (card: Card) => rows(card).map((row) => row.slice(1));

beforeAll(async () => {
  house = await openWholeHouse((config) =>
    config
      .replace("roles:\n", "roles:\n  keeper: { allow: [door.history], at: [hq] }\n")
      .replace('identities: ["terminal:guest"], roles: []', 'identities: ["terminal:guest"], roles: [keeper]'),
  );
});
afterAll(() => house.close());

const open = async (by: string, door: string) => house.press(by, await house.say(by, `/door open ${door}`));

describe("the history of a door", () => {
  it("is empty in words before anything happened", async () => {
    const card = await house.say("staff", "/door history garage since 1:00");
    expect(card).toMatchObject({ status: "done", title: "Nobody opened Garage, as far as I know" });
    expect(card.table).toBeUndefined();
  });

  it("tells who opened it, from our records and the vendor's as one, newest first", async () => {
    await open("staff", "front door");
    await house.control("raixer", "/_world", { call: true });
    const card = await house.say("staff", "/door history front door");
    expect(card).toMatchObject({ visibility: "private", title: "The last 2 events at Front door" });
    expect(lines(card)).toEqual([
      ["opened by a call", "", "raixer"],
      ["opened", "Sam", "my log and raixer"],
    ]);
  });

  it("is filtered by person, and by how many", async () => {
    await open("owner", "front door");
    const sams = await house.say("staff", "/door history front door who=sam");
    expect(lines(sams)).toEqual([["opened", "Sam", "my log and raixer"]]);
    const last = await house.say("staff", "/door history last 1");
    expect(lines(last)).toEqual([["Front door", "opened", "Olivia", "my log and raixer"]]);
    const nobody = await house.say("staff", "/door history who=Zoe");
    expect(nobody.title).toBe("Nobody opened your doors, as far as I know");
  });

  it("of a week and more is seen at a glance as well, counted beyond the list", async () => {
    const week = await house.say("staff", '/door history front door last=1 window="last 10 days"');
    expect(lines(week)).toHaveLength(1);
    if (week.chart?.kind !== "heat") throw new Error("no heat map");
    expect(week.chart.week.flat().reduce((sum, count) => sum + count)).toBe(3);
    expect(week.chart.alt).toMatch(/^Openings by weekday and hour\. Busiest hour: .* Openings in all: 3\.$/);
    const day = await house.say("staff", "/door history front door window=yesterday");
    expect(day.chart).toBeUndefined();
  });

  it("is what remains when a vendor does not answer, and says so", async () => {
    await house.setFaults("raixer", { status: 503, times: 30 });
    const card = await house.say("guest", "/door history front door");
    await house.setFaults("raixer");
    expect(card.status).toBe("done");
    expect(card.text.join()).toContain("raixer");
    expect(lines(card).map(([what, who]) => [what, who])).toEqual([
      ["opened", "Olivia"],
      ["opened", "Sam"],
    ]);
    expect(rows(card).every((row) => row.at(-1) === "my log")).toBe(true);
  });

  it("tells what did not work, once, with what the vendor says of it", async () => {
    await house.setFaults("raixer", { refuse: true, match: "open-door", times: 1 });
    await open("staff", "front door");
    const card = await house.say("staff", "/door history front door last 1");
    expect(lines(card)).toEqual([["did not open", "Sam", "my log"]]);
  });

  it("shows the picture of the line it was asked for, though more has happened since", async () => {
    await open("staff", "lobby");
    await expect
      .poll(async () => lines(await house.say("staff", "/door history lobby last 1"))[0]?.at(-1))
      .toContain("akuvox");
    const card = await house.say("staff", "/door history lobby last 3");
    const [offer, ...more] = card.choices.map(({ label }) => label);
    expect(more).toEqual([]);
    expect(offer).toMatch(/^Picture /);
    await house.control("akuvox", "/_world", { ring: true });
    const shown = await house.choose("staff", card, offer ?? "");
    expect(shown).toMatchObject({ status: "done", visibility: "private" });
    expect(shown.picture).toMatchObject({ name: "door.png", alt: "Picture taken by the door phone of Lobby" });
    expect(JSON.stringify(card)).not.toContain("captures");
  });

  it("is shown only to who may see it, and looking is recorded", async () => {
    const before = (await house.usher.store.auditNewest({ limit: 1 }))[0]?.id ?? 0;
    await house.say("guest", "/door history");
    await house.say("guest", "/door history lobby");
    const since = await house.usher.store.auditNewest({ actions: ["door.history"], limit: 10 });
    expect(since.filter(({ id }) => id > before).map(({ person, thing, result }) => [person, thing, result])).toEqual([
      ["guest", expect.stringMatching(/^akuvox:/), "answered"],
      ["guest", "", "answered"],
    ]);
    expect((await house.say("guest", "/door list")).status).toBe("refused");
  });
});
