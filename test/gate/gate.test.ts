import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { allow, deny, type House, openHouse, other, planFor, staff, yesOf } from "./harness.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.newDay());
afterAll(() => house.close());

const confirm = { kind: "confirm" } as const;
const results = async () => (await house.audit()).map(({ result, outcome }) => `${result}:${outcome ?? "-"}`);

describe("an end of what opens by itself", () => {
  const ending = (capability: "door.hold" | "door.schedule", off: true | string) => {
    const plan = planFor(capability, "front");
    return { ...plan, acts: plan.acts.map((act) => ({ ...act, input: { off } })) };
  };

  it("needs no question, however much the beginning takes, and also when that is not for now", async () => {
    house.rule("door.hold", () => allow({ kind: "pin" }));
    expect((await house.ask(ending("door.hold", true))).reply).toMatchObject({ status: "done", outcome: "accepted" });
    expect((await house.ask(ending("door.hold", true), "corrected")).reply.status).toBe("done");
    house.rule("door.schedule", () => ({ isAllowed: false, rules: [], reason: "not-now" }));
    expect((await house.ask(ending("door.schedule", "id-1"))).reply.status).toBe("done");
    expect(house.sent.map(({ input }) => input)).toEqual([{ off: true }, { off: true }, { off: "id-1" }]);
  });

  it("is refused to who may not begin it, and where a rule forbids it", async () => {
    expect((await house.ask(ending("door.hold", true))).reply.status).toBe("refused");
    house.rule("door.hold", () => ({ isAllowed: false, rules: ["never"], reason: "forbidden" }));
    expect((await house.ask(ending("door.hold", true))).reply.status).toBe("refused");
    expect(house.sent).toEqual([]);
  });

  it("uses up no quota, and what only looks like an end is judged as a beginning", async () => {
    house.rule("door.hold", () => ({ isAllowed: true, rules: [], obligations: [], limits: { perDay: 1 } }));
    for (const _ of [1, 2, 3]) expect((await house.ask(ending("door.hold", true))).reply.status).toBe("done");
    expect((await house.ask(ending("door.hold", "yes"))).reply.status).toBe("done");
    expect((await house.ask(ending("door.hold", "yes"))).reply.status).toBe("refused");
    expect((await house.ask(ending("door.hold", true))).reply.status).toBe("done");
  });
});

describe("an ask", () => {
  it("is refused and recorded when no rule speaks", async () => {
    const { reply } = await house.ask(planFor("door.open", "front"));
    expect(reply).toMatchObject({ status: "refused", outcome: null, visibility: "private" });
    expect(house.sent).toEqual([]);
    expect(await results()).toEqual(["refused:-"]);
  });

  it("acts at once when nothing more is needed", async () => {
    house.rule("light.set", () => allow());
    const { reply } = await house.ask(planFor("light.set", "lamp"));
    expect(reply).toMatchObject({ status: "done", outcome: "accepted" });
    expect(house.sent).toHaveLength(1);
    expect(await results()).toEqual(["acting:-", "acted:accepted"]);
  });

  it("waits for the button when a confirmation is needed", async () => {
    house.rule("door.open", () => allow(confirm));
    const { reply } = await house.ask(planFor("door.open", "front"));
    expect(reply.status).toBe("confirm");
    expect(yesOf(reply)).toMatch(/^[\w-]{22,}$/);
    expect(house.sent).toEqual([]);
  });

  it("takes a confirmation for a door that was read with a typing mistake, whatever the policy says", async () => {
    house.rule("door.open", () => allow());
    expect((await house.ask(planFor("door.open", "front"), "corrected")).reply.status).toBe("confirm");
    expect((await house.ask(planFor("door.open", "front"))).reply.status).toBe("done");
  });

  it("is refused as a whole when one of its things is not allowed", async () => {
    house.rule("light.set", (entity) => (entity === "acc:lamp" ? allow() : deny));
    const plan = planFor("light.set", "lamp", "front");
    expect((await house.ask(plan)).reply.status).toBe("refused");
    expect(house.sent).toEqual([]);
  });

  it("judges what an act also touches", async () => {
    house.rule("key.create", (entity) => (entity === "acc:front" ? allow() : deny));
    const plan = planFor("key.create", "front");
    const [act] = plan.acts;
    if (act === undefined) throw new Error("no act");
    const wide = { ...plan, acts: [{ ...act, alsoJudged: ["acc:garage"] }] };
    expect((await house.ask(wide)).reply.status).toBe("refused");
    expect((await house.ask(plan)).reply.status).toBe("done");
  });

  it("is refused when it takes the approval of more than there are", async () => {
    house.rule("door.open", () => allow({ kind: "approve", count: 2 }));
    expect((await house.ask(planFor("door.open", "front"))).reply.status).toBe("refused");
    expect(house.sent).toEqual([]);
  });
});

describe("a scene", () => {
  it("that opens a door takes the right and the confirmation of that door", async () => {
    house.rule("scene.run", () => allow());
    house.vendor.scene = { isReadable: true, opens: ["garage"], fingerprint: "opens" };
    expect((await house.ask(planFor("scene.run", "home"))).reply.status).toBe("refused");
    house.rule("door.open", () => allow(confirm));
    expect((await house.ask(planFor("scene.run", "home"))).reply.status).toBe("confirm");
  });

  it("that cannot be read is refused on an account with doors", async () => {
    house.rule("scene.run", () => allow());
    house.vendor.scene = { isReadable: false, opens: [], fingerprint: "" };
    expect((await house.ask(planFor("scene.run", "home"))).reply.status).toBe("refused");
  });

  it("that changed since it was confirmed is asked for again", async () => {
    house.rule("scene.run", () => allow());
    house.rule("door.open", () => allow(confirm));
    house.vendor.scene = { isReadable: true, opens: ["garage"], fingerprint: "first" };
    const { reply } = await house.ask(planFor("scene.run", "home"));
    house.vendor.scene = { isReadable: true, opens: ["garage", "front"], fingerprint: "second" };
    const again = await house.gate.press(house.turn(), staff, yesOf(reply));
    expect(again?.reply).toMatchObject({ status: "confirm", placement: "replace" });
    expect(house.sent).toEqual([]);
  });
});

describe("a press", () => {
  const asked = async () => {
    house.rule("door.open", () => allow(confirm));
    return yesOf((await house.ask(planFor("door.open", "front"))).reply);
  };

  it("opens once, however often it comes at once", async () => {
    const token = await asked();
    const presses = await Promise.all(Array.from({ length: 50 }, () => house.gate.press(house.turn(), staff, token)));
    expect(house.sent).toHaveLength(1);
    expect(presses.filter((one) => one?.reply.outcome === "accepted")).toHaveLength(1);
    expect(await results()).toEqual(["asked:-", "confirmed:-", "acting:-", "acted:accepted"]);
  });

  it("of another person is refused privately and leaves the question open", async () => {
    const token = await asked();
    const foreign = await house.gate.press(house.turn(), other, token);
    expect(foreign?.reply).toMatchObject({ status: "refused", visibility: "private", placement: "new" });
    expect(house.sent).toEqual([]);
    expect((await house.gate.press(house.turn(), staff, token))?.reply.outcome).toBe("accepted");
  });

  it("in another conversation is refused", async () => {
    const token = await asked();
    const elsewhere = await house.gate.press(house.turn({ kind: "press", token }, "test:elsewhere"), staff, token);
    expect(elsewhere?.reply.status).toBe("refused");
    expect(house.sent).toEqual([]);
  });

  it("after the time is up does nothing and says so on the card", async () => {
    const token = await asked();
    house.pass(60_001);
    const late = await house.gate.press(house.turn(), staff, token);
    expect(late?.reply).toMatchObject({
      status: "refused",
      placement: "replace",
      title: { key: "replies:confirm.expired" },
    });
    expect(house.sent).toEqual([]);
  });

  it("on a card that a newer ask for the same replaced does nothing", async () => {
    const first = await asked();
    const second = await asked();
    expect((await house.gate.press(house.turn(), staff, first))?.reply.title.key).toBe("replies:confirm.replaced");
    expect((await house.gate.press(house.turn(), staff, second))?.reply.outcome).toBe("accepted");
    expect(house.sent).toHaveLength(1);
  });

  it("leaves questions about different things side by side", async () => {
    house.rule("door.open", () => allow(confirm));
    const front = yesOf((await house.ask(planFor("door.open", "front"))).reply);
    const garage = yesOf((await house.ask(planFor("door.open", "garage"))).reply);
    await house.gate.press(house.turn(), staff, front);
    await house.gate.press(house.turn(), staff, garage);
    expect(house.sent.map(({ vendorId }) => vendorId)).toEqual(["front", "garage"]);
  });

  it("is judged again: a right that was taken away meanwhile does not open", async () => {
    const token = await asked();
    house.rule("door.open", () => deny);
    expect((await house.gate.press(house.turn(), staff, token))?.reply.status).toBe("refused");
    expect(house.sent).toEqual([]);
  });

  it("during a lockdown that came meanwhile does not open", async () => {
    const token = await asked();
    const [entry] = await house.audit();
    if (entry === undefined) throw new Error("no audit row");
    await house.store.setLockdown("hq", true, { ...entry, result: "acted", action: "access.lockdown" });
    expect((await house.gate.press(house.turn(), staff, token))?.reply.status).toBe("refused");
    expect(house.sent).toEqual([]);
  });

  it("of a token that is no confirmation is none of the gate's business", async () => {
    expect(await house.gate.press(house.turn(), staff, "A".repeat(22))).toBeUndefined();
  });
});

describe("an outcome", () => {
  beforeEach(() => house.rule("door.open", () => allow()));

  it("that nobody knows is called unknown and says what to do", async () => {
    house.vendor.answer = async () => ({ outcome: "unknown", sends: 1 });
    const { reply } = await house.ask(planFor("door.open", "front"));
    expect(reply).toMatchObject({ status: "unknown", outcome: "unknown" });
    expect(reply.text?.map(({ key }) => key)).toContain("replies:outcome.unknown-how");
  });

  it("of a performer that throws is unknown, and the process lives on", async () => {
    house.vendor.answer = async () => {
      throw new Error("defect");
    };
    expect((await house.ask(planFor("door.open", "front"))).reply.outcome).toBe("unknown");
    expect(await results()).toEqual(["acting:-", "acted:unknown"]);
  });

  it("of several things is the gravest, and names those that failed", async () => {
    house.rule("light.set", () => allow());
    house.vendor.answer = async ({ vendorId }) => ({ outcome: vendorId === "lamp" ? "failed" : "done", sends: 1 });
    const { reply } = await house.ask(planFor("light.set", "lamp", "front", "garage"));
    expect(reply).toMatchObject({ status: "failed", outcome: "failed" });
    expect(reply.facts).toHaveLength(1);
  });

  it("is recorded with limits kept: the fourth key of the day is refused", async () => {
    house.rule("key.create", () => ({ isAllowed: true, rules: ["r"], obligations: [], limits: { perDay: 3 } }));
    const statuses: string[] = [];
    const begun = house.now();
    for (let count = 0; count < 4; count += 1) {
      const { reply } = await house.ask(planFor("key.create", "front"));
      statuses.push(reply.status);
      if (reply.status === "refused") {
        // Possible again when the first of the three is a day old, in the time of the place.
        const at = { kind: "instant", at: begun + 24 * 3_600_000 + 1, zone: "Europe/Madrid" };
        expect(reply.text).toEqual([{ key: "errors:quota", values: { at } }]);
      }
      house.pass(60_000);
    }
    expect(statuses).toEqual(["done", "done", "done", "refused"]);
    expect(house.sent).toHaveLength(3);
  });
});

describe("a permit", () => {
  it("is worth nothing once the act is over", async () => {
    const permit = house.permits.issue(2);
    expect(house.permits.redeem(permit)).toBe(true);
    house.permits.withdraw(permit);
    expect(house.permits.redeem(permit)).toBe(false);
  });

  it("cannot be forged", () => {
    expect(house.permits.redeem(undefined)).toBe(false);
    expect(house.permits.redeem({} as Parameters<typeof house.permits.redeem>[0])).toBe(false);
  });
});

describe("a turn", () => {
  it("is fresh once and seen ever after", async () => {
    const turn = house.turn();
    expect(await house.gate.admit(turn)).toBe("fresh");
    expect(await house.gate.admit(turn)).toBe("seen");
  });

  it("that is older than a minute came late", async () => {
    const turn = house.turn();
    house.pass(61_000);
    expect(await house.gate.admit(turn)).toBe("late");
  });
});

describe("what has expired", () => {
  const removal = (capability: "key.revoke" | "door.open") => ({
    ...{ capability, entity: "acc:front", account: "acc", vendorId: "front" },
    input: { key: "k1" },
  });

  it("is removed in a lockdown and by nobody's right, as the house itself, and is audited", async () => {
    const entry = (await house.audit())[0] ?? (await house.store.auditRows({ limit: 1 }))[0];
    if (entry === undefined) throw new Error("there is no row to copy");
    await house.store.setLockdown("hq", true, { ...entry, result: "acted", action: "access.lockdown" });
    expect(await house.gate.removeExpired(removal("key.revoke"), "turn-1")).toMatchObject({ outcome: "accepted" });
    expect(house.sent).toEqual([removal("key.revoke")]);
    const rows = (await house.audit()).filter(({ rules }) => rules.includes("gate.expired"));
    expect(rows.map(({ person, action, result, outcome }) => [person, action, result, outcome])).toEqual([
      ["~usher", "key.revoke", "acting", null],
      ["~usher", "key.revoke", "acted", "accepted"],
    ]);
  });

  it("is never an opening, whoever calls it that", async () => {
    house.rule("door.open", () => allow());
    await expect(house.gate.removeExpired(removal("door.open"), "turn-1")).rejects.toThrow(TypeError);
    expect(house.sent).toEqual([]);
  });
});
