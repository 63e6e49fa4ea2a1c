import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openWholeHouse, type WholeHouse } from "../../whole/house.ts";
import { createListener } from "../../whole/listener.ts";

const guard = `@id("guards")
@breakglass("yes")
permit (principal in Role::"staff", action == Action::"door.open", resource);
`;

let house: WholeHouse;
const { told, listener } = createListener();

beforeAll(async () => {
  house = await openWholeHouse((config) => config, { "usher.cedar": guard });
  house.usher.rights.notices.attach([listener]);
});
beforeEach(async () => {
  const { status } = await house.say("owner", "/access list");
  expect(status).toBe("done");
  if (house.usher.rights.book.isLocked("hq")) await lift();
  await house.usher.rights.notices.deliver();
  told.length = 0;
});
afterAll(() => house.close());

const lock = (words = "break-in at night") => house.say("owner", `/access lockdown on ${words}`);
const lift = async () => house.press("owner", await house.say("owner", "/access lockdown off"));

describe("a lockdown", () => {
  it("is switched on without a question and lifted with one", async () => {
    expect(await lock()).toMatchObject({ status: "done", outcome: "done" });
    const asked = await house.say("owner", "/access lockdown off");
    expect(asked.status).toBe("confirm");
    expect((await house.say("owner", "open the front door")).status).toBe("refused");
    expect(await house.press("owner", asked)).toMatchObject({ status: "done", outcome: "done" });
    expect((await house.say("owner", "open the front door")).status).toBe("confirm");
  });

  it("stops openings, keys and scenes that open, and lets lights and harmless scenes be", async () => {
    await lock();
    for (const text of ["/door open garage", "/key create lobby for 2 hours", "/scene run coming home"])
      expect((await house.say("owner", text)).status, text).toBe("refused");
    for (const text of ["/lights dim kitchen 40%", "/scene run good night"])
      expect((await house.say("owner", text)).status, text).toBe("done");
  });

  it("takes back the questions that wait", async () => {
    const waiting = await house.say("staff", "open the garage");
    await lock();
    await lift();
    const pressed = await house.press("staff", waiting);
    expect(pressed.status).toBe("refused");
    expect(pressed.title).toContain("Cancelled");
  });

  it("is told to the owners with who and why", async () => {
    await lock();
    await house.usher.rights.notices.deliver();
    expect(told.map(({ identity }) => identity)).toEqual(["terminal:me"]);
    expect(told[0]?.card.facts.map(({ value }) => value)).toEqual(["HQ", "Olivia", "break-in at night"]);
  });

  it("lists what still opens without us and offers to end it", async () => {
    await house.press("owner", await house.say("owner", "/key create lobby for 2 hours"));
    const card = await lock();
    expect(card.facts.map(({ label }) => label)).toContain("Lobby");
    const [offer] = card.choices;
    expect(offer?.label).toBe("End all of it");
    const ended = await house.choose("owner", card, "End all of it");
    expect(ended).toMatchObject({ status: "done" });
    expect((await house.say("owner", "/access end hq")).text.join()).toContain("nothing");
  });

  it("is nothing for those without the right, at a place they may not lock either", async () => {
    expect((await house.say("staff", "/access lockdown on")).status).toBe("refused");
    expect(house.usher.rights.book.isLocked("hq")).toBe(false);
  });
});

describe("breaking the glass", () => {
  it("opens in a lockdown for those whose policy says so, with a reason, and tells every owner", async () => {
    await lock();
    expect((await house.say("staff", "open the garage")).status).toBe("refused");
    const asked = await house.say("staff", "/access emergency garage there is a fire");
    expect(asked.status).toBe("confirm");
    told.length = 0;
    expect((await house.press("staff", asked)).status).toBe("done");
    await house.usher.rights.notices.deliver();
    expect(told.map(({ card }) => card.title)).toEqual(["EMERGENCY: opened in spite of the lockdown"]);
    expect(told[0]?.card.facts.map(({ value }) => value)).toContain("there is a fire");
    const rows = await house.usher.store.auditRows({});
    const acts = rows.filter(({ result, rules }) => result === "acting" && rules.includes("gate.break-glass"));
    expect(acts.map(({ person, rules }) => [person, rules.includes("guards")])).toEqual([["staff", true]]);
  });

  it("is not for everybody", async () => {
    await lock();
    expect((await house.say("owner", "/access emergency garage fire")).status).toBe("refused");
    expect((await house.say("guest", "/access emergency garage fire")).status).toBe("refused");
  });
});
