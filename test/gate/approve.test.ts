import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Who } from "#core/person.ts";
import type { Obligation } from "#core/policy.ts";
import { allow, deny, type House, openHouse, other, planFor, staff, yesOf } from "./harness.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
const person = (id: string, ...roles: string[]): Who => ({
  person: { id, name: id, roles, identities: [`test:${id}`], isKnown: true },
  roles,
  viewRoles: [],
});
const carla = person("carla", "staff");
const boss = person("boss", "owner");
beforeEach(async () => {
  await house.newDay();
  house.people.push(carla.person, boss.person);
});
afterAll(() => house.close());

const approve = (count: number, from?: string): Obligation =>
  from === undefined ? { kind: "approve", count } : { kind: "approve", count, from };

/** Asks for the front door; what the request is called. */
async function asked(...obligations: Obligation[]): Promise<string> {
  house.rule("door.open", () => allow(...obligations));
  const { reply } = await house.ask(planFor("door.open", "front"));
  expect(reply.status).toBe("approve");
  return requestOf();
}

function requestOf(): string {
  const [first] = house.notices;
  const next = first?.buttons[0]?.next;
  if (next?.kind !== "command" || typeof next.raw.request !== "string") throw new Error("nobody was asked");
  return next.raw.request;
}

const vote = (who: Who, request: string, isFor = true, reason?: string) =>
  house.gate.vote(house.turn(), who, request, isFor, reason);
const results = async () => (await house.audit()).map(({ person: by, result }) => `${by}:${result}`);

describe("approval by others", () => {
  it("asks everybody who could, never the asker, and opens once the last word is there", async () => {
    const request = await asked(approve(2));
    expect(house.notices.map(({ person: to }) => to)).toEqual(["ben", "carla", "boss"]);
    expect((await vote(other, request)).title.key).toBe("replies:approve.noted");
    expect(house.sent).toEqual([]);
    expect((await vote(carla, request)).outcome).toBe("accepted");
    expect(house.sent).toHaveLength(1);
    expect(house.notices.at(-1)).toMatchObject({ person: "ana", reply: { outcome: "accepted" } });
    expect(await results()).toEqual(["ana:asked", "ben:approved", "carla:approved", "ana:acting", "ana:acted"]);
  });

  it("counts one human once, and the asker never", async () => {
    const request = await asked(approve(2));
    await expect(vote(staff, request)).rejects.toMatchObject({ code: "own-request" });
    await vote(other, request);
    expect((await vote(other, request)).title.key).toBe("replies:approve.noted");
    expect(house.sent).toEqual([]);
  });

  it("by a role counts nobody else", async () => {
    const request = await asked(approve(1, "owner"));
    expect(house.notices.map(({ person: to }) => to)).toEqual(["boss"]);
    expect((await vote(other, request)).status).toBe("refused");
    expect((await vote(boss, request)).outcome).toBe("accepted");
  });

  it("of two kinds takes two humans, though one of them could give either", async () => {
    const request = await asked(approve(1), approve(1, "owner"));
    await vote(boss, request);
    expect(house.sent).toEqual([]);
    await vote(carla, request);
    expect(house.sent).toHaveLength(1);
  });

  it("ends with the first no, whose reason the asker hears", async () => {
    const request = await asked(approve(2));
    await vote(other, request);
    await vote(carla, request, false, "not today");
    expect(house.notices.at(-1)).toMatchObject({
      person: "ana",
      reply: { title: { key: "replies:approve.declined" } },
    });
    expect(house.notices.at(-1)?.reply.facts?.map(({ value }) => value)).toEqual(["carla", "not today"]);
    await expect(vote(boss, request)).rejects.toMatchObject({ code: "request-gone" });
    expect(house.sent).toEqual([]);
  });

  it("opens once, however many last words come at once", async () => {
    const request = await asked(approve(1));
    await Promise.allSettled([other, carla, boss].flatMap((who) => [vote(who, request), vote(who, request)]));
    expect(house.sent).toHaveLength(1);
  });

  it("runs out", async () => {
    const request = await asked(approve(1));
    house.pass(15 * 60_000 + 1);
    await expect(vote(other, request)).rejects.toMatchObject({ code: "request-gone" });
    expect(house.sent).toEqual([]);
  });

  it("tells the asker when it runs out, on their card or, after a restart, in a message", async () => {
    house.rule("door.open", () => allow(approve(1)));
    const { later } = await house.ask(planFor("door.open", "front"));
    expect(house.later).toMatchObject([
      { person: "ana", due: house.now() + 15 * 60_000 + 3_000, reply: { title: { key: "replies:approve.overdue" } } },
    ]);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const ended = later?.();
      vi.advanceTimersByTime(15 * 60_000);
      expect(await ended).toMatchObject({ title: { key: "replies:approve.overdue" }, placement: "replace" });
    } finally {
      vi.useRealTimers();
    }
    expect(house.later).toEqual([]);
  });

  it("tells nobody that it ran out once it is decided, taken back or asked anew", async () => {
    for (const isFor of [true, false]) {
      const request = await asked(approve(1));
      expect(house.later).toHaveLength(1);
      await vote(other, request, isFor);
      expect(house.later).toEqual([]);
      house.notices.length = 0;
    }
    for (let count = 0; count < 2; count += 1) await asked(approve(1));
    expect(house.later).toHaveLength(1);
  });

  it("is judged again for the asker when the last word arrives", async () => {
    const request = await asked(approve(1, "owner"));
    house.rule("door.open", () => deny);
    expect((await vote(boss, request)).status).toBe("refused");
    expect(house.notices.at(-1)).toMatchObject({ person: "ana", reply: { status: "refused" } });
    expect(house.sent).toEqual([]);
  });

  it("is judged again for those who approved before", async () => {
    house.people.push(person("second", "owner").person);
    const again = await asked(approve(2, "owner"));
    await vote(boss, again);
    house.people.splice(
      house.people.findIndex(({ id }) => id === "boss"),
      1,
    );
    expect((await vote(person("second", "owner"), again)).title.key).toBe("replies:approve.noted");
    expect(house.sent).toEqual([]);
  });

  it("comes after the asker's own confirmation where both are needed", async () => {
    house.rule("door.open", () => allow({ kind: "confirm" }, approve(1)));
    const { reply } = await house.ask(planFor("door.open", "front"));
    expect(reply.status).toBe("confirm");
    expect(house.notices).toEqual([]);
    const pressed = await house.gate.press(house.turn(), staff, yesOf(reply));
    expect(pressed?.reply.status).toBe("approve");
    expect(house.sent).toEqual([]);
    await vote(other, requestOf());
    expect(house.sent).toHaveLength(1);
    await house.gate.press(house.turn(), staff, yesOf(reply));
    expect(house.sent).toHaveLength(1);
  });

  it("is not given by the asker's own typed word", async () => {
    await asked(approve(1));
    const [record] = await house.gate.waiting(house.turn(), staff);
    if (record === undefined) throw new Error("nothing waits");
    expect((await house.gate.pressRecord(house.turn(), staff, record)).reply.status).toBe("approve");
    expect(house.sent).toEqual([]);
  });

  it("is taken back by the asker", async () => {
    const request = await asked(approve(1));
    const [record] = await house.gate.waiting(house.turn(), staff);
    expect((await house.gate.cancel(house.turn(), staff, record?.hash ?? "")).status).toBe("done");
    await expect(vote(other, request)).rejects.toMatchObject({ code: "request-gone" });
  });

  it("shows the approver nothing that only the asker may see", async () => {
    house.rule("light.set", () => allow(approve(1)));
    const digits = { label: { key: "replies:key.digits" }, value: "4711" };
    house.vendor.answer = async () => ({ outcome: "accepted", sends: 1, shown: [digits], qr: "4711" });
    await house.ask({ ...planFor("light.set", "lamp"), isPrivate: true });
    expect(JSON.stringify(await vote(other, requestOf()))).not.toContain("4711");
    expect(JSON.stringify(house.notices.at(-1))).toContain("4711");
  });
});
