import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Card } from "#core/reply.ts";
import { openWholeHouse, type WholeHouse } from "../../whole/house.ts";

let house: WholeHouse;
beforeAll(async () => {
  house = await openWholeHouse((config) =>
    config.replace("    at: [hq]\n", '    at: [hq]\n    require: { key.create: "approve:1 from owner" }\n'),
  );
});
afterAll(() => house.close());

const linesOf = (card: Card, title: string) => card.panel?.find((one) => one.title === title)?.lines ?? [];
const factOf = (card: Card, label: string) => card.facts.find((one) => one.label === label)?.value;

describe("the panel", () => {
  it("shows what waits for this person's word, with the buttons to give it", async () => {
    expect(factOf(await house.say("owner", "/home"), "Waiting for your word")).toBeUndefined();
    const ask = house.turnOf("staff", { kind: "slash", text: "/key create lobby for 2 hours" });
    const shown = Promise.withResolvers<void>();
    const whole = house.usher.bot.handle(ask, { show: async () => shown.resolve() });
    await shown.promise;
    const panel = await house.say("owner", "/home");
    expect(factOf(panel, "Waiting for your word")).toBe("1");
    const [line] = linesOf(panel, "Waiting for your word");
    expect(line).toMatchObject({ detail: "Sam", choices: [{ label: "Approve" }, { label: "Decline" }] });
    expect(factOf(await house.say("staff", "/home"), "Waiting for your word")).toBeUndefined();
    const [card] = await house.turn("owner", { kind: "press", token: line?.choices[0]?.token ?? "" });
    expect(card?.title).toBe("Approved");
    await whole;
    expect(factOf(await house.say("owner", "/home"), "Waiting for your word")).toBeUndefined();
  });

  it("tells those who look after others what was opened and what is locked down", async () => {
    await house.press("staff", await house.say("staff", "open the front door"));
    const before = await house.say("owner", "/home");
    const [opening] = linesOf(before, "Latest openings");
    expect(opening?.label).toBe("Front door");
    expect(opening?.detail).toMatch(/^Sam, /);
    expect(factOf(before, "Locked down")).toBeUndefined();
    await house.say("owner", "/access lockdown on");
    expect(factOf(await house.say("owner", "/home"), "Locked down")).toBe("HQ");
    const staff = await house.say("staff", "/home");
    expect(factOf(staff, "Locked down")).toBeUndefined();
    expect(linesOf(staff, "Latest openings")).toEqual([]);
  });

  it("names the accounts of a person to them", async () => {
    expect(factOf(await house.say("owner", "/me"), "Accounts")).toBe("terminal:me");
  });

  it("tells those who look after others which vendors answer, and since when one does not", async () => {
    const detailOf = (card: Card, account: string) =>
      linesOf(card, "Vendors").find(({ label }) => label === account)?.detail;
    expect(detailOf(await house.say("owner", "/home"), "avion")).toBe("answers");
    await house.setFaults("rufus", { status: 503 });
    await new Promise((resolve) => setTimeout(resolve, 3_200));
    const panel = await house.say("owner", "/home");
    expect(detailOf(panel, "rufus")).toMatch(/^does not answer, noticed /);
    expect(detailOf(panel, "avion")).toBe("answers");
    expect(linesOf(await house.say("staff", "/home"), "Vendors")).toEqual([]);
    await house.setFaults("rufus");
  });
});
