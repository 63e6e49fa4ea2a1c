import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Card } from "#core/reply.ts";
import { openWholeHouse, type WholeHouse } from "../../whole/house.ts";

let house: WholeHouse;
beforeAll(async () => {
  house = await openWholeHouse();
});
beforeEach(async () => {
  for (const vendor of ["raixer", "akuvox", "overkiz", "avion", "rufus"] as const) await house.setFaults(vendor);
});
afterAll(() => house.close());

const fact = (card: Card, label: string) => card.facts.find((one) => one.label === label)?.value;

describe("status show", () => {
  it("tells what is on and open, and that every vendor answers", async () => {
    await house.say("staff", "/lights on kitchen");
    const card = await house.say("staff", "/status");
    expect(card).toMatchObject({ status: "done", tone: "neutral", visibility: "private" });
    expect(fact(card, "On")).toContain("Kitchen");
    expect(card.table?.rows).toHaveLength(5);
    for (const [, state] of card.table?.rows ?? []) expect(state).toBe("answers");
  });

  it("shows nothing to who may see nothing", async () => {
    const card = await house.say("guest", "/status");
    expect(card).toMatchObject({ title: "There is nothing here that you may see", facts: [] });
    expect(card.table).toBeUndefined();
  });
});

describe("lights show", () => {
  it("tells which lights are on, groups as their lamps", async () => {
    await house.say("staff", "/lights off hq");
    await house.say("staff", "/lights dim ceiling strip a 35%");
    const card = await house.say("staff", "/lights");
    expect(card.title).toBe("Lights on: 1 of 5");
    expect(card.table?.rows[0]).toEqual(["Ceiling strip A", "on, 35%"]);
    expect(card.table?.rows.map(([name]) => name)).not.toContain("Meeting room");
    expect((await house.say("staff", "is the kitchen on?")).title).toBe("Kitchen: off");
  });

  it("says of what a vendor does not tell that it is not known, instead of failing", async () => {
    await house.sayBriefly("staff", "/lights off wall washer");
    await house.setFaults("avion", { status: 503, match: "GET /devices" });
    const card = await house.say("staff", "/lights wall washer");
    expect(card).toMatchObject({ status: "done", title: "Wall washer: not known" });
  });
});

describe("energy show", () => {
  it("adds up a room over the last seven days, and draws it", async () => {
    const card = await house.say("staff", "/energy meeting room");
    expect(card.title).toBe("Energy used");
    expect(fact(card, "Total")).toMatch(/^\d/);
    expect(card.chart).toMatchObject({ kind: "bars", series: [{ name: "Meeting room" }] });
    expect(card.chart?.kind === "bars" ? card.chart.categories : []).toHaveLength(7);
    expect(card.text).toEqual(["For numbers without a unit, the vendor names none."]);
  });

  it("keeps what has no unit apart from kilowatt-hours", async () => {
    const card = await house.say("staff", "/energy");
    const used = Object.fromEntries((card.table?.rows ?? []).map(([name = "", amount = ""]) => [name, amount]));
    expect(used["Main meter"]).toMatch(/^[\d.]+\u00a0kWh$/);
    expect(used["Meeting room"]).toMatch(/^[\d.,]+$/);
    expect(card.facts.filter(({ label }) => label === "Total")).toHaveLength(2);
  });

  it("names what could not be read, and tells the rest", async () => {
    await house.setFaults("overkiz", { status: 503, match: "/history/" });
    const card = await house.say("staff", "/energy hq");
    expect(card.status).toBe("done");
    expect(fact(card, "Main meter")).toBeTruthy();
  });
});

describe("a vendor that does not answer", () => {
  it("stands in the status, with since when, and how old its data is", async () => {
    await house.setFaults("rufus", { status: 503 });
    const card = await house.say("owner", "/status");
    expect(card).toMatchObject({ status: "done", tone: "warning", title: "Not everything can be reached" });
    expect(card.text.join()).toContain("(rufus)");
    const row = card.table?.rows.find(([account]) => account === "rufus");
    expect(row?.[1]).toMatch(/^does not answer, noticed \d+ seconds? ago$/);
    expect(row?.[2]).toMatch(/ago$/);
  });
});
