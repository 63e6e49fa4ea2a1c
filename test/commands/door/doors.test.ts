import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Card } from "#core/reply.ts";
import { openWholeHouse, type WholeHouse } from "../../whole/house.ts";

let house: WholeHouse;
beforeAll(async () => {
  house = await openWholeHouse();
});
afterAll(() => house.close());

const facts = (card: Card) => Object.fromEntries(card.facts.map(({ label, value }) => [label, value]));
const rows = (card: Card) => card.table?.rows ?? [];
const confirmed = async (text: string, by = "staff") => house.press(by, await house.say(by, text));

describe("the list of doors", () => {
  it("shows state, connection and age of the doors that one may see, also for the bare noun", async () => {
    const list = await house.say("staff", "/door");
    expect(list).toMatchObject({ status: "done", visibility: "private", title: "3 doors" });
    expect(facts(list)).toEqual({ HQ: "asked just now" });
    expect(rows(list)).toEqual([
      ["Front door", "not known", "online"],
      ["Garage", "closed", "online"],
      ["Lobby", "not known", "online"],
    ]);
    expect((await house.say("guest", "/door list")).status).toBe("refused");
  });

  it("shows one door with what may be asked next", async () => {
    const garage = await house.say("staff", "/door list garage");
    expect(garage.title).toBe("Garage");
    expect(facts(garage)).toMatchObject({ State: "closed", Connection: "online", Place: "HQ" });
    expect(garage.choices.map(({ label }) => label)).toEqual(["Open", "History"]);
    expect((await house.choose("staff", garage, "Open")).status).toBe("confirm");
  });

  it("says which vendor does not answer, and what was known before", async () => {
    await house.setFaults("overkiz", { status: 503, times: 20 });
    const list = await house.say("staff", "/door list");
    await house.setFaults("overkiz");
    expect(list.status).toBe("done");
    expect(list.text.join()).toContain("overkiz");
    expect(rows(list)[1]).toEqual(["Garage", "closed", "online"]);
    expect(facts(list).HQ).toMatch(/^heard .+ ago$/);
  });
});

describe("a door that closes by itself", () => {
  it("is closed without a question, whichever of the two words was said, and told as what it is", async () => {
    await confirmed("/door open garage");
    for (const word of ["close", "lock"]) {
      expect(await house.say("staff", `/door ${word} garage`)).toMatchObject({
        status: "done",
        outcome: "done",
        title: "Done: Garage is closed",
      });
    }
  });

  it("is the only kind that can be told to: others say so", async () => {
    const card = await house.say("staff", "/door close front door");
    expect(card.text).toEqual(["Front door cannot do that."]);
    expect(await house.carriedOut("raixer", "close")).toBe(0);
  });
});

describe("a door that opens at every ring", () => {
  it("takes a confirmation, shows how long it lasts and how often it opened, and ends without one", async () => {
    const asked = await house.say("staff", "/door hold front door 30 minutes");
    expect(asked).toMatchObject({ status: "confirm", title: "Let every ring open Front door?" });
    expect(facts(asked)).toMatchObject({ Lasts: "30 minutes", "Opens for": "everybody who rings" });
    const held = await house.press("staff", asked);
    expect(held.choices.map(({ label }) => label)).toEqual(["End for Front door"]);
    await house.control("raixer", "/_world", { ring: true });
    const door = await house.say("staff", "/door list front door");
    expect(facts(door).State).toContain("opens at every ring for 30 minutes more");
    expect(facts(door)["Opened meanwhile"]).toBe("1");
    const list = await house.say("staff", "/door");
    expect(list.text).toContain("Open: Front door");
    const ended = await house.choose("staff", list, "End for Front door");
    expect(ended).toMatchObject({ status: "done", title: "Front door no longer opens at rings" });
    expect(facts(await house.say("staff", "/door list front door")).State).not.toContain("ring");
  });

  it("is refused for more than a day, in words and with what was said kept in the form", async () => {
    const card = await house.say("staff", "/door hold front door 2 days");
    expect(card.text.join()).toContain("at most 24 hours");
    expect(card.form?.fields.map(({ known }) => known?.text)).toEqual(["Front door", "2 days"]);
  });

  it("is known from the records alone while the vendor does not answer", async () => {
    await confirmed("/door hold front door 2 hours");
    await house.setFaults("raixer", { status: 503, times: 50 });
    const list = await house.say("staff", "/door");
    await house.setFaults("raixer");
    expect(rows(list)[0]?.[1]).toContain("2 hours more");
    await house.say("staff", "/door unhold front door");
  });
});

describe("schedules", () => {
  it("are made after a confirmation, listed with a button each, and removed without a question", async () => {
    const asked = await house.say("staff", "/door schedule front door tomorrow from 9:00 to 18:00");
    expect(asked.status).toBe("confirm");
    const made = await house.press("staff", asked);
    expect(made.status).toBe("done");
    await confirmed("/door schedule front door tomorrow from 6:00 to 7:00");
    const list = await house.choose("staff", made, "Show schedules");
    expect(rows(list).map(([number, from]) => [number, from?.includes("6:00") || from?.includes("9:00")])).toEqual([
      ["1", true],
      ["2", true],
    ]);
    // Somebody removes the first one meanwhile: the button of the second still means the second.
    expect((await house.say("owner", "/door unschedule front door 1")).status).toBe("done");
    const removed = await house.choose("staff", list, "Remove 2");
    expect(removed).toMatchObject({ status: "done", title: "Front door: this schedule is gone" });
    expect(facts(removed).From).toContain("9:00");
    expect((await house.say("staff", "/door schedules")).title).toBe("There are no schedules");
    expect((await house.say("staff", "/door unschedule front door 1")).text.join()).toContain("no schedule with this");
  });

  it("that are over or end before they begin are refused in words", async () => {
    const now = house.usher.clock.now();
    const ask = async (from: number, until: number) => {
      const door = "Front door";
      const window = { from: now + from, until: now + until };
      const [card] = await house.turn("staff", { kind: "command", command: "door schedule", raw: { door, window } });
      return card?.text.join();
    };
    expect(await ask(-7_200_000, -3_600_000)).toContain("already over");
    expect(await ask(7_200_000, 3_600_000)).toContain("before the start");
  });

  it("are shown to nobody who may not make them", async () => {
    expect((await house.say("guest", "/door schedules")).status).toBe("refused");
  });
});

describe("a lockdown", () => {
  it("stops holds and schedules, and never their ends or a closing", async () => {
    await confirmed("/door hold front door 30 minutes");
    await confirmed("/door schedule front door tomorrow from 9:00 to 18:00");
    await house.say("owner", "/access lockdown on");
    for (const words of ["hold front door 10 minutes", "schedule front door tomorrow from 5:00 to 6:00"]) {
      expect((await house.say("staff", `/door ${words}`)).text.join()).toContain("locked down");
    }
    for (const words of ["unhold front door", "unschedule front door 1", "close garage"]) {
      expect((await house.say("staff", `/door ${words}`)).status).toBe("done");
    }
    const lift = await house.say("owner", "/access lockdown off");
    await house.press("owner", lift);
  });

  it("tells of what goes on opening, and ends all of it with one button", async () => {
    await confirmed("/door hold front door 30 minutes");
    await confirmed("/door schedule front door tomorrow from 9:00 to 18:00");
    const card = await house.say("owner", "/access lockdown on");
    expect(facts(card)["Front door"]).toMatch(/^3 keys, schedules or holds still open it$/);
    const ended = await house.choose("owner", card, "End all of it");
    expect(ended).toMatchObject({ status: "done" });
    expect(facts(ended)).toMatchObject({ Schedules: "1", Holds: "1" });
    expect(facts(await house.say("owner", "/door list front door")).State).not.toContain("ring");
    expect((await house.say("owner", "/door schedules")).title).toBe("There are no schedules");
    await house.press("owner", await house.say("owner", "/access lockdown off"));
  });
});
