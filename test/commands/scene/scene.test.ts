import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openWholeHouse, type WholeHouse } from "../../whole/house.ts";

let house: WholeHouse;
beforeAll(async () => {
  house = await openWholeHouse();
});
beforeEach(() => house.setFaults("overkiz"));
afterAll(() => house.close());

describe("a scene", () => {
  it("is followed to its end, and says which device failed", async () => {
    await house.setFaults("overkiz", { refuse: true, times: 1, match: "POST /exec" });
    const cards = await house.turn("staff", { kind: "utterance", text: "run good night" });
    expect(cards.map(({ outcome }) => outcome)).toEqual(["accepted", "failed"]);
    expect(cards[1]?.title).toBe("Good night failed");
    expect(cards[1]?.text.join()).toMatch(/^It was started, but this failed: .*(Kitchen|Office shutter|Garage)/);
  });

  it("is stopped while it runs, by name or as whatever runs", async () => {
    await house.sayBriefly("staff", "run good night");
    const listed = await house.say("staff", "/scene list");
    expect(listed.table?.rows).toContainEqual(["Good night", "HQ", "running now"]);
    const card = await house.say("owner", "/scene stop");
    expect(card.title).toMatch(/^Good night is being stopped|^Done: Good night/);
    expect((await house.say("owner", "/scene stop")).text.join()).toBe("No scene is running that you may stop.");
  });

  it("is listed for those alone who may see scenes", async () => {
    const card = await house.say("staff", "/scene list");
    expect(card).toMatchObject({ status: "done", title: "3 scenes" });
    expect(card.table?.rows.map(([name]) => name)).toEqual(["Coming home", "Good night", "Presentation"]);
    expect((await house.say("guest", "/scene list")).status).toBe("refused");
  });
});
