import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClockWatch } from "#gate/clock.ts";
import { allow, type House, openHouse, planFor, staff as who } from "./harness.ts";

/** A clock that can be set, beside time that only passes. */
function createWatch() {
  let passed = 0;
  let off = 0;
  const skews = new Map<string, number>();
  const truth = () => Date.UTC(2026, 0, 15, 12) + passed;
  const watch = createClockWatch({ now: () => truth() + off, elapsed: () => passed }, () => skews);
  return {
    watch,
    skews,
    truth,
    set: (ms: number) => {
      off = ms;
    },
    pass: (ms: number) => {
      passed += ms;
    },
    /** Payloads that were on their way for so long. */
    hear(count: number, delayMs = 200) {
      for (let index = 0; index < count; index += 1) {
        passed += 1_000;
        watch.heard(truth() - delayMs);
      }
    },
  };
}

describe("the watch over the clock", () => {
  it.each([
    ["an hour ahead", 3_600_000, 3_600_200],
    ["61 s ahead", 61_000, 61_200],
    ["61 s behind", -61_000, -60_800],
    ["a day behind", -86_400_000, -86_399_800],
  ])("notices that it is %s from three payloads", (_name, off, found) => {
    const { watch, set, hear, truth } = createWatch();
    set(off);
    hear(2);
    expect(watch.offBy(truth())).toBeUndefined();
    hear(1);
    expect(watch.offBy(truth())).toBe(found);
  });

  it("lets a minute pass", () => {
    const { watch, set, hear, truth } = createWatch();
    set(59_000);
    hear(20);
    expect(watch.offBy(truth())).toBeUndefined();
  });

  it("takes a backlog of late payloads for no fault of the clock once one comes in time", () => {
    const { watch, hear, truth } = createWatch();
    hear(19, 240_000);
    expect(watch.offBy(truth() - 240_000)).toBe(240_000);
    expect(watch.offBy(truth() - 300)).toBeUndefined();
  });

  it("is not misled by a few strange stamps", () => {
    const { watch, hear, truth } = createWatch();
    hear(12);
    hear(8, -500_000);
    expect(watch.offBy(truth())).toBeUndefined();
    hear(4, -500_000);
    expect(watch.offBy(truth())).toBe(-500_000);
  });

  it("forgets what it heard when the clock is set right", () => {
    const { watch, set, hear, truth } = createWatch();
    set(-120_000);
    hear(20);
    expect(watch.offBy(truth())).toBeLessThan(-60_000);
    set(0);
    expect(watch.offBy(truth())).toBeUndefined();
  });

  it("believes most vendors, and one vendor for its own doors", () => {
    const { watch, skews, truth } = createWatch();
    for (const account of ["a", "b", "c"]) skews.set(account, 1_000);
    skews.set("b", 90_000);
    expect(watch.offBy(truth(), ["a"])).toBeUndefined();
    expect(watch.offBy(truth(), ["b"])).toBe(-90_000);
    skews.set("c", 90_000);
    expect(watch.offBy(truth(), ["a"])).toBe(-90_000);
  });
});

describe("with a clock that cannot be trusted", () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  beforeEach(() => house.newDay());
  afterAll(() => house.close());

  it("nothing opens, and the card says why", async () => {
    house.rule("door.open", () => allow());
    house.vendor.skews = new Map([["acc", 75_000]]);
    const { reply } = await house.ask(planFor("door.open", "front"));
    expect(reply).toMatchObject({
      status: "refused",
      visibility: "private",
      text: [{ key: "errors:clock-off", values: { off: { kind: "duration", seconds: 75 } } }],
    });
    expect(house.sent).toEqual([]);
    expect(await house.audit()).toMatchObject([
      { result: "refused", action: "door.open", rules: ["gate.clock"], detail: { code: "clock-off" } },
    ]);
  });

  it("a scene that opens a door does not run, a light is set", async () => {
    house.rule("door.open", () => allow());
    house.rule("scene.run", () => allow());
    house.rule("light.set", () => allow());
    house.vendor.scene = { isReadable: true, opens: ["garage"], fingerprint: "home" };
    house.vendor.skews = new Map([["acc", -75_000]]);
    expect((await house.ask(planFor("scene.run", "home"))).reply.status).toBe("refused");
    expect((await house.ask(planFor("light.set", "lamp"))).reply.status).toBe("done");
    expect(house.sent.map(({ capability }) => capability)).toEqual(["light.set"]);
  });

  it("what was asked before is refused at the click, and opens once the clock is right", async () => {
    house.rule("door.open", () => allow({ kind: "confirm" }));
    const { reply } = await house.ask(planFor("door.open", "front"));
    const yes = reply.buttons?.find(({ role }) => role === "yes")?.token ?? "";
    const press = () => house.gate.press(house.turn({ kind: "press", token: yes }), who, yes);
    house.vendor.skews = new Map([["acc", 75_000]]);
    expect((await press())?.reply.status).toBe("refused");
    expect(house.sent).toEqual([]);
    house.vendor.skews = new Map();
    expect((await press())?.reply.outcome).toBe("accepted");
  });
});
