import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Card } from "#core/reply.ts";
import { createUsher } from "#src/main.ts";
import { openWholeHouse, silent, type WholeHouse } from "../../whole/house.ts";
import { createListener } from "../../whole/listener.ts";

let house: WholeHouse;
const { told, listener } = createListener();

beforeAll(async () => {
  house = await openWholeHouse((config) =>
    config.replace("    at: [hq]\n", '    at: [hq]\n    require: { key.create: "approve:1 from owner" }\n'),
  );
  house.usher.rights.notices.attach([listener]);
});
beforeEach(() => {
  told.length = 0;
});
afterAll(() => house.close());

/** The asker's turn goes on until the others have decided; its cards so far can be looked at. */
async function ask() {
  const cards: Card[] = [];
  const shown = Promise.withResolvers<void>();
  const turn = house.turnOf("staff", { kind: "slash", text: "/key create lobby for 2 hours" });
  const whole = house.usher.bot.handle(turn, {
    show: async (card) => {
      cards.push(card);
      shown.resolve();
    },
  });
  await shown.promise;
  await house.usher.rights.notices.deliver();
  return { cards, whole };
}

describe("a key that an owner must approve", () => {
  it("is made once the owner presses the button in their own message, and shown to the asker alone", async () => {
    const { cards, whole } = await ask();
    expect(cards[0]).toMatchObject({ status: "approve", visibility: "private" });
    const [notice] = told;
    expect(notice).toMatchObject({ identity: "terminal:me", card: { title: "Sam asks for your approval" } });
    expect(notice?.card.facts.map(({ label }) => label)).toContain("Until");
    if (notice === undefined) throw new Error("nobody was asked");
    const approved = await house.press("owner", notice.card);
    expect(approved).toMatchObject({ status: "done", title: "Approved" });
    await whole;
    const last = cards.at(-1);
    expect(last).toMatchObject({ status: "done", outcome: "accepted" });
    const digits = last?.facts.find(({ label }) => label === "Code")?.value ?? "";
    expect(digits).not.toBe("");
    expect(JSON.stringify(approved)).not.toContain(digits);
    expect((await house.press("owner", notice.card)).status).toBe("not-understood");
  });

  it("is not made when the owner declines in their own words", async () => {
    const before = await house.carriedOut("akuvox", "add_temp_key");
    const { cards, whole } = await ask();
    const request = told
      .find(({ identity }) => identity === "terminal:me")
      ?.card.facts.find(({ label }) => label === "Request")?.value;
    expect((await house.say("staff", `/access approve ${request}`)).status).toBe("refused");
    expect((await house.say("guest", `/access approve ${request}`)).status).toBe("refused");
    expect((await house.say("owner", `/access decline ${request} not today`)).status).toBe("done");
    await whole;
    expect(cards.at(-1)).toMatchObject({ status: "refused", title: "Declined. Nothing happened" });
    expect(cards.at(-1)?.facts.map(({ value }) => value)).toEqual(["Olivia", "not today"]);
    expect(await house.carriedOut("akuvox", "add_temp_key")).toBe(before);
  });

  it("waits through a restart, and the asker hears of it in a message of their own", async () => {
    const { cards } = await ask();
    const request = told
      .find(({ identity }) => identity === "terminal:me")
      ?.card.facts.find(({ label }) => label === "Request")?.value;
    told.length = 0;
    const { config } = house.usher;
    const next = await createUsher({ config, log: silent, isExclusive: false, patienceMs: 10_000, freshForMs: 0 });
    try {
      next.rights.notices.attach([listener]);
      const approved: Card[] = [];
      const input = { kind: "slash", text: `/access approve ${request}` } as const;
      await next.bot.handle(house.turnOf("owner", input), { show: async (card) => void approved.push(card) });
      expect(approved.at(-1)?.title).toBe("Approved");
      const key = told.find(({ identity }) => identity === "terminal:staff")?.card;
      expect(key).toMatchObject({ outcome: "accepted", visibility: "private" });
      expect(key?.facts.map(({ label }) => label)).toContain("Code");
      expect(cards).toHaveLength(1);
    } finally {
      await next.close();
    }
  });
});
