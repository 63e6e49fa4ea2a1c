import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Card } from "#core/reply.ts";
import { openWholeHouse, type WholeHouse } from "../whole/house.ts";

let house: WholeHouse;
beforeAll(async () => {
  house = await openWholeHouse();
});
afterAll(() => house.close());

const labels = (card: Card) => card.facts.map(({ label }) => label);

describe("help", () => {
  it("shows what there is, area by area, with a button for each", async () => {
    const card = await house.say("owner", "/help");
    expect(labels(card)).toEqual(expect.arrayContaining(["/door", "/key", "/lights", "/race", "/scene", "/status"]));
    expect(card.facts.length).toBeLessThan(20);
    const doors = await house.choose("owner", card, "Doors");
    expect(labels(doors)).toEqual(expect.arrayContaining(["/door open", "/door list", "/door history"]));
    expect(labels(doors).every((label) => label.startsWith("/door"))).toBe(true);
  });

  it("shows only what this person may do", async () => {
    expect(labels(await house.say("guest", "/help"))).not.toContain("/door");
    const staff = await house.say("staff", "/help access");
    expect(labels(staff)).not.toContain("/access grant");
    expect((await house.say("guest", "/help key")).status).toBe("not-understood");
  });

  it("is searched in the reader's words", async () => {
    expect(labels(await house.say("owner", "/help Jalousien", "de"))).toContain("/shade open");
    expect(labels(await house.say("owner", "/help persianas", "es"))).toContain("/shade open");
    const unknown = await house.say("owner", "/help xyzzy");
    expect(unknown).toMatchObject({ status: "not-understood" });
    expect(unknown.text.join(" ")).toContain("xyzzy");
  });
});
