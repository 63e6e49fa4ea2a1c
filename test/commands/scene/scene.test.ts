import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import list from "#commands/scene/list.ts";
import stop from "#commands/scene/stop.ts";
import type { CommandContext } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
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

  it("that does not run is nothing to stop", async () => {
    expect((await house.say("owner", "/scene stop good night")).title).toBe("Done: Good night is not running");
    expect((await house.say("owner", "/scene stop")).text.join()).toBe("No scene is running that you may stop.");
  });

  it("is listed for those alone who may see scenes", async () => {
    const card = await house.say("staff", "/scene list");
    expect(card).toMatchObject({ status: "done", title: "3 scenes" });
    expect(card.table?.rows.map(([name]) => name)).toEqual(["Coming home", "Good night", "Presentation"]);
    expect((await house.say("guest", "/scene list")).status).toBe("refused");
  });
});

describe("what runs", () => {
  const scene = (id: string, account: string): Entity => ({
    id: `${account}:${id}`,
    account,
    vendorId: id,
    vendor: "test",
    kind: "scene",
    label: id,
    name: id,
    capabilities: ["scene.run", "scene.view", "scene.stop"],
    aliases: {},
    place: "hq",
    require: {},
    isHidden: false,
  });
  const scenes = [scene("a", "one"), scene("b", "one"), scene("c", "two"), scene("d", "three")];
  const context = {
    allowed: () => scenes.filter(({ id }) => id !== "one:b"),
    allowedNow: (all: readonly Entity[]) => all,
    reads: {
      scenes: ({ account }: Entity) =>
        account === "one"
          ? { content: () => Promise.reject(), running: async () => ["a", "b"] }
          : { running: () => Promise.reject(new Error("down")) },
    },
  } as unknown as CommandContext;

  it("is stopped without its name, but for what is another's, though one vendor does not tell", async () => {
    const plan = await stop.plan?.(context, {});
    expect(plan?.acts).toEqual([
      { capability: "scene.stop", entity: "one:a", account: "one", vendorId: "a", input: {} },
    ]);
  });

  it("stands first in the list", async () => {
    const reply = await list.answer?.(context, {});
    expect(reply?.table?.columns).toHaveLength(3);
    expect(reply?.table?.rows.map((row) => JSON.stringify(row[2]).includes("running"))).toEqual([true, false, false]);
  });
});
