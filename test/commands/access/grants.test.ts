import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openWholeHouse, type WholeHouse } from "../../whole/house.ts";
import { createListener } from "../../whole/listener.ts";

let house: WholeHouse;
const { told, listener } = createListener();
const maria = '  - { id: maria, name: "Maria", identities: [], roles: [manager] }';
const manager = "  manager: { allow: [access.grant, door.open], at: [hq], require: { access.grant: none } }";

beforeAll(async () => {
  house = await openWholeHouse((config) =>
    config.replace("people:\n", `people:\n${maria}\n`).replace("roles:\n", `roles:\n${manager}\n`),
  );
  house.usher.rights.notices.attach([listener]);
});
beforeEach(async () => {
  if (house.usher.rights.book.grants().length > 0)
    await house.press("owner", await house.say("owner", "/access revoke Gwen"));
  await house.usher.rights.notices.deliver();
  told.length = 0;
});
afterAll(() => house.close());

const give = async (words: string, by = "owner") => {
  const card = await house.say(by, `/access grant ${words}`);
  return card.status === "confirm" ? house.press(by, card) : card;
};

describe("a right given in chat", () => {
  it("holds at once, with the confirmation that the thing takes, and ends with a revocation", async () => {
    expect((await house.say("guest", "open the front door")).status).toBe("refused");
    expect((await give("Gwen front door for 2 hours")).status).toBe("done");
    const asked = await house.say("guest", "open the front door");
    expect(asked.status).toBe("confirm");
    expect((await house.say("guest", "open the garage")).status).toBe("choose");
    await house.press("owner", await house.say("owner", "/access revoke Gwen front door"));
    expect((await house.press("guest", asked)).status).toBe("refused");
    expect((await house.say("guest", "open the front door")).status).toBe("refused");
  });

  it("is told to whom it was given, and when it is taken back", async () => {
    await give("Gwen front door for 2 hours");
    await house.usher.rights.notices.deliver();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ identity: "terminal:guest", card: { title: "You were given a right" } });
    await house.press("owner", await house.say("owner", "/access revoke Gwen"));
    await house.usher.rights.notices.deliver();
    expect(told[1]).toMatchObject({ identity: "terminal:guest", card: { title: "A right was taken back from you" } });
  });

  it("is used up after as many uses as it has", async () => {
    await give("Gwen front door for 2 hours uses=2");
    const asked = [];
    for (let count = 0; count < 2; count += 1) {
      const card = await house.say("guest", "open the front door");
      asked.push((await house.press("guest", card)).status);
    }
    expect(asked).toEqual(["done", "done"]);
    expect((await house.say("guest", "open the front door")).status).toBe("refused");
  });

  it("never opens more often than it may, however many ask at once", async () => {
    await give("Gwen kitchen right=light.set for 2 hours uses=3");
    const cards = await Promise.all(Array.from({ length: 10 }, () => house.say("guest", "kitchen on")));
    expect(cards.filter(({ status }) => status === "done")).toHaveLength(3);
  });

  it("for a whole place holds for its things", async () => {
    await give("Gwen HQ right=light.set for 2 hours");
    expect((await house.say("guest", "kitchen off")).status).toBe("done");
    expect((await house.say("guest", "open the front door")).status).toBe("refused");
  });

  it("only within its hours", async () => {
    const day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const inThreeDays = day[(new Date(house.usher.clock.now()).getUTCDay() + 3) % 7];
    await give(`Gwen kitchen right=light.set for 2 days hours="${inThreeDays} 10:00-11:00"`);
    const refused = await house.say("guest", "kitchen on");
    expect(refused).toMatchObject({ status: "refused" });
    expect(refused.text.join()).toContain("not at this time");
  });

  it("is never more than the giver has, at the giving and ever after", async () => {
    expect((await give("Gwen kitchen right=light.set for 2 hours", "maria")).text.join()).toContain("do not have");
    expect((await give("Gwen front door for 2 hours", "maria")).status).toBe("done");
    expect((await house.say("guest", "open the front door")).status).toBe("confirm");
    const { config } = house.usher;
    house.usher.reload({ ...config, people: config.people.filter(({ id }) => id !== "maria") });
    expect((await house.say("guest", "open the front door")).status).toBe("refused");
    house.usher.reload(config);
  });

  it("cannot be passed on", async () => {
    await give("Gwen front door for 2 hours");
    expect((await give("Gwen front door for 3 hours", "guest")).status).toBe("refused");
  });

  it("asks for what is missing and refuses hours that nobody can read", async () => {
    expect((await house.say("owner", "/access grant Gwen front door")).status).toBe("ask");
    expect((await give('Gwen front door for 2 hours hours="whenever"')).text.join()).toContain("whenever");
  });

  it("stands in the list, and the reason in the answer to why", async () => {
    await give("Gwen front door for 2 hours uses=2");
    const list = await house.say("owner", "/access list");
    expect(list.table?.rows.map((row) => row.slice(0, 3))).toEqual([["Gwen", "door.open", "Front door"]]);
    const why = await house.say("owner", "/access why Gwen front door");
    const about = Object.fromEntries(why.facts.map(({ label, value }) => [label, value]));
    expect(about["door.open"]).toMatch(/^yes, takes a confirmation \(grant\..*\)$/);
    expect(about["door.view"]).toBe("no, no rule allows it");
    expect((await house.say("staff", "/access list")).status).toBe("refused");
  });
});
