import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWholeHouse, type WholeHouse } from "../whole/house.ts";

let house: WholeHouse;
beforeAll(async () => {
  house = await openWholeHouse();
});
afterAll(() => house.close());

describe("why a sentence is understood so", () => {
  it("shows words, what was found in them, and the template that matched", async () => {
    const card = await house.say("owner", "/audit explain please open the garage");
    expect(card).toMatchObject({ status: "done", visibility: "private", outcome: null });
    const facts = card.facts.map(({ value }) => value);
    expect(facts).toContain("please · open · the · garage");
    expect(facts.some((value) => value.startsWith("garage → "))).toBe(true);
    expect(card.table?.rows[0]?.[0]).toContain("chosen: en/door open/");
    expect(card.table?.rows[0]?.[1]).toContain("{door}");
  });

  it("says so when nothing fits, and reads in the reader's language", async () => {
    expect((await house.say("owner", "/audit explain what is for lunch")).title).toBe("I make nothing of it");
    const german = await house.say("owner", "/protokoll erklären öffne die Garage", "de");
    expect(german.table?.rows[0]?.[0]).toContain("de/door open/");
  });

  it("is for owners, and does nothing but explain", async () => {
    expect((await house.say("staff", "/audit explain open the garage")).status).toBe("refused");
    expect(await house.carriedOut("overkiz", "exec/apply")).toBe(0);
  });
});
