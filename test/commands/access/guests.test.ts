import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Card } from "#core/reply.ts";
import type { TurnInput } from "#core/turn.ts";
import { openWholeHouse, type WholeHouse } from "../../whole/house.ts";
import { createListener } from "../../whole/listener.ts";

let house: WholeHouse;
const { told, listener } = createListener();

beforeAll(async () => {
  house = await openWholeHouse();
  house.usher.rights.notices.attach([listener]);
});
beforeEach(() => {
  told.length = 0;
});
afterAll(() => house.close());

async function from(id: string, input: TurnInput, name = "Nora"): Promise<Card> {
  const { usher } = house;
  const cards: Card[] = [];
  const turn = usher.newTurnId();
  const identity = { id, platform: "slack", standing: "member", groups: [], displayName: name } as const;
  const conversation = { id: `slack:${id}`, kind: "direct" } as const;
  await usher.bot.handle(
    { id: turn, key: turn, at: usher.clock.now(), platform: "slack", identity, conversation, input },
    { show: async (card) => void cards.push(card) },
  );
  const last = cards.at(-1);
  if (last === undefined) throw new Error("no card was shown");
  return last;
}
const slash = (id: string, text: string, name?: string) => from(id, { kind: "slash", text: text.slice(1) }, name);
async function toldTo(identity: string): Promise<Card | undefined> {
  await house.usher.rights.notices.deliver();
  return told.findLast((one) => one.identity === identity)?.card;
}
const factOf = (card: Card | undefined, label: string) => card?.facts.find((one) => one.label === label)?.value;

describe("somebody whom nobody knows", () => {
  it("is told their id and asks for access with a button, once", async () => {
    const refused = await slash("slack:T1/NEW1", "/door open front door");
    expect(refused.status).toBe("refused");
    expect(refused.text.join()).toContain("slack:T1/NEW1");
    const ask = refused.choices.find(({ label }) => label === "Ask for access");
    expect((await from("slack:T1/NEW1", { kind: "press", token: ask?.token ?? "" })).title).toBe(
      "The owners know that you ask",
    );
    const notice = await toldTo("terminal:me");
    expect(notice?.title).toBe("Somebody asks for access");
    expect(factOf(notice, "Account")).toBe("Nora · slack:T1/NEW1");
    expect((await slash("slack:T1/NEW1", "/access ask please")).text.join()).toContain("waits for their answer");
    expect((await slash("slack:T1/NEW1", "/door open front door")).status).toBe("refused");
    expect(told.filter(({ identity }) => identity === "terminal:me")).toHaveLength(1);
  });

  it("gets what an owner chose and confirmed, and nothing by the first button alone", async () => {
    await slash("slack:T1/NEW2", "/access ask I bring the parcels", "Piet");
    const notice = await toldTo("terminal:me");
    expect(factOf(notice, "Reason")).toBe("I bring the parcels");
    const which = await house.press("owner", notice ?? ({} as Card));
    expect(which.status).toBe("choose");
    expect((await slash("slack:T1/NEW2", "/door open front door")).status).toBe("refused");
    const whenUntil = await house.choose("owner", which, "Front door");
    expect(whenUntil.status).toBe("ask");
    const question = await house.say("owner", "for 2 hours");
    expect(question).toMatchObject({ status: "confirm" });
    expect(factOf(question, "Person")).toBe("Piet · slack:T1/NEW2");
    expect((await slash("slack:T1/NEW2", "/door open front door")).status).toBe("refused");
    expect((await house.press("owner", question)).status).toBe("done");
    expect((await toldTo("slack:T1/NEW2"))?.title).toBe("You were given a right");
    expect((await slash("slack:T1/NEW2", "/door open front door", "Other")).status).toBe("confirm");
    expect((await slash("slack:T1/NEW2", "/me", "Other")).title).toBe("You are Piet");
    expect((await slash("slack:T1/NEW2", "/door open garage")).status).not.toBe("confirm");
    const list = await house.say("owner", "/access list Piet");
    expect(list.table?.rows.map((row) => row[0])).toEqual(["Piet · slack:T1/NEW2"]);
    expect((await house.press("owner", await house.say("owner", "/access revoke Piet"))).status).toBe("done");
    expect((await slash("slack:T1/NEW2", "/door open front door")).status).toBe("refused");
  });

  it("is told when an owner says no, and waits a day to ask again", async () => {
    await slash("slack:T1/NEW3", "/access ask");
    const request = factOf(await toldTo("terminal:me"), "Request");
    expect((await house.say("staff", `/access decline ${request}`)).text.join()).toContain("no longer open");
    expect((await slash("slack:T1/NEW3", `/access approve ${request}`)).text.join()).toContain("no longer open");
    const declined = await house.say("owner", `/access decline ${request} I do not know you`);
    expect(declined.title).toBe("Declined: no right was given");
    const answer = await toldTo("slack:T1/NEW3");
    expect(answer).toMatchObject({ title: "Your request for access was declined" });
    expect(factOf(answer, "Reason")).toBe("I do not know you");
    expect((await slash("slack:T1/NEW3", "/access ask")).text.join()).toMatch(/once more in/);
    expect((await house.say("owner", `/access decline ${request}`)).text.join()).toContain("no longer open");
  });

  it("is never taken for somebody else by the name they chose", async () => {
    await slash("slack:T1/NEW4", "/access ask", "Sam");
    const question = await house.say("owner", "/access grant Sam front door for 2 hours");
    expect(question.status).toBe("confirm");
    expect(factOf(question, "Person")).toBe("Sam");
    await house.press("owner", question, "plain");
  });

  it("is nobody of the configuration and nobody who was given rights", async () => {
    expect((await house.say("staff", "/access ask")).text.join()).toContain("know you already");
  });
});
