import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Card } from "#core/reply.ts";
import { openWholeHouse, type WholeHouse } from "../../whole/house.ts";

let house: WholeHouse;
beforeAll(async () => {
  house = await openWholeHouse();
});
afterAll(() => house.close());

const fact = (card: Card, label: string) => card.facts.find((one) => one.label === label)?.value;

describe("a shade", () => {
  it("is closed so far in percent, and the card says which way the number is meant", async () => {
    const card = await house.say("staff", "/shade set office shutter 30%");
    expect(card).toMatchObject({ status: "done", outcome: "done" });
    expect(fact(card, "Position")).toBe("30% closed");
    expect((await house.say("staff", "/shade office shutter")).title).toBe("Office shutter: 30% closed");
    expect((await house.say("staff", "/shade set office shutter 0%")).status).toBe("done");
    expect((await house.say("staff", "/shade office shutter")).title).toBe("Office shutter: open");
  });

  it("opens, closes, stops and goes to its favourite position", async () => {
    for (const [text, position] of [
      ["/shade close office shutter", "closed"],
      ["/shade open office shutter", "open"],
      ["/shade my office shutter", "favourite position"],
      ["/shade stop office shutter", "stop"],
    ] as const) {
      const card = await house.say("staff", text);
      expect([card.status, fact(card, "Position")]).toEqual(["done", position]);
    }
  });

  it("that never answers is told to be sent, not to be done", async () => {
    const card = await house.say("staff", "/shade close terrace awning");
    expect(card).toMatchObject({ status: "done", outcome: "sent", title: "Terrace awning: sent" });
  });

  it("says what it cannot do, and is told nothing", async () => {
    const before = await house.carriedOut("overkiz", "exec/apply");
    const card = await house.say("staff", "/shade set terrace awning 30%");
    expect(card.text.join()).toBe("Terrace awning takes no position in between, only open and closed.");
    const coloured = await house.say("staff", "/shade set office shutter blue");
    expect(coloured.text.join()).toContain("0 is open, 100 is closed");
    expect(coloured.form?.command).toBe("shade set");
    expect(await house.carriedOut("overkiz", "exec/apply")).toBe(before);
  });

  it("of a room that cannot be set so far is left out and named", async () => {
    const card = await house.say("staff", "/shade set hq 50%");
    expect(card.status).toBe("done");
    expect(fact(card, "Cannot do that")).toBe("Terrace awning");
  });

  it("is moved and seen by those alone who may", async () => {
    expect((await house.say("guest", "/shade open office shutter")).status).toBe("refused");
    expect((await house.say("guest", "/shade")).status).toBe("refused");
  });
});
