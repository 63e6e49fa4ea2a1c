import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Card } from "#core/reply.ts";
import { openWholeHouse, type WholeHouse } from "../../whole/house.ts";

let house: WholeHouse;
beforeAll(async () => {
  house = await openWholeHouse();
});
beforeEach(async () => {
  for (const vendor of ["overkiz", "avion"] as const) await house.setFaults(vendor);
});
afterAll(() => house.close());

const stateOf = (name: string) => {
  const light = house.usher.directory.all().find((one) => one.name === name);
  if (light === undefined) throw new Error(`no light "${name}"`);
  return house.usher.accounts.reads.lights(light).state(light.vendorId);
};
const fact = (card: Card, label: string) => card.facts.find((one) => one.label === label)?.value;

describe("a light", () => {
  it("is given a colour in the person's own words", async () => {
    const card = await house.say("staff", "pon la Accent bulb azul", "es");
    expect(card).toMatchObject({ status: "done", outcome: "sent" });
    expect(fact(card, "Nivel")).toBe("azul");
    expect(await stateOf("Accent bulb")).toMatchObject({ isOn: true, rgb: [0, 0, 255] });
  });

  it("says that it cannot show colours, or has one white only, and is told nothing", async () => {
    const before = await house.carriedOut("overkiz", "exec/apply");
    const card = await house.say("staff", "make the kitchen blue");
    expect([card.title, ...card.text]).toEqual(["I cannot do that", "Kitchen cannot show colours."]);
    expect((await house.say("staff", "kitchen to 2700 K")).text.join()).toContain("only one white");
    expect(await house.carriedOut("overkiz", "exec/apply")).toBe(before);
  });

  it("takes the nearest white that it has, and says so", async () => {
    const card = await house.say("staff", "/lights white ceiling strip a 6500 K");
    expect(fact(card, "Ceiling strip A")).toMatch(/^5,000 K.*2,700 to 5,000 K/);
    expect(await stateOf("Ceiling strip A")).toMatchObject({ kelvin: 5000 });
  });

  it("is switched by name, group, room and place", async () => {
    for (const name of ["kitchen", "meeting room", "inside", "hq"]) {
      expect(await house.say("staff", `/lights off ${name}`)).toMatchObject({ status: "done", outcome: "done" });
    }
    expect(await stateOf("Kitchen")).toMatchObject({ isOn: false });
    expect(await stateOf("Ceiling strip A")).toMatchObject({ isOn: false });
    await house.say("staff", "/lights on hq");
    expect(await stateOf("Wall washer")).toMatchObject({ isOn: true });
  });
});

describe("a whole place", () => {
  it("tells light by light what failed at one vendor, and what worked at the other stays", async () => {
    await house.say("staff", "/lights on hq");
    await house.setFaults("avion", { status: 400, times: 1, match: "POST /groups" });
    const card = await house.say("staff", "/lights off hq");
    expect(card).toMatchObject({ status: "failed", outcome: "failed", tone: "warning" });
    expect(card.title).toBe("HQ: part of it failed");
    expect(card.text.join()).toMatch(/^1 of 4 did not work/);
    expect(await stateOf("Kitchen")).toMatchObject({ isOn: false });
    const button = card.buttons.map(({ label }) => label);
    expect(button).toEqual(["Undo"]);
  });
});

describe("undo", () => {
  it("puts back what was before, over both vendors, once", async () => {
    await house.say("staff", "/lights dim kitchen 40%");
    await house.say("staff", "/lights dim ceiling strip a 70%");
    await house.say("staff", "/lights off ceiling strip b");
    const changed = await house.say("staff", "/lights dim hq 5%");
    expect(await stateOf("Ceiling strip B")).toMatchObject({ isOn: true, level: 5 });
    const undone = await house.press("staff", changed, "plain");
    expect(undone).toMatchObject({ title: "Done: the lights are as they were", outcome: "done", placement: "replace" });
    expect(undone.buttons).toEqual([]);
    expect(await stateOf("Kitchen")).toMatchObject({ level: 40 });
    expect(await stateOf("Ceiling strip A")).toMatchObject({ isOn: true, level: 70 });
    expect(await stateOf("Ceiling strip B")).toMatchObject({ isOn: false });
    expect((await house.press("staff", changed, "plain")).status).not.toBe("done");
  });

  it("takes back the last change when it is typed, for who made it alone", async () => {
    await house.say("staff", "/lights dim kitchen 80%");
    await house.say("staff", "/lights dim kitchen 20%");
    expect((await house.say("owner", "/lights undo")).text.join()).toContain("nothing to take back");
    expect((await house.say("staff", "/lights undo")).title).toBe("Done: the lights are as they were");
    expect(await stateOf("Kitchen")).toMatchObject({ level: 80 });
  });

  it("is not offered where nothing is known of what was before", async () => {
    await house.setFaults("avion", { status: 500, match: "GET /devices" });
    const card = await house.sayBriefly("staff", "/lights dim wall washer 30%");
    expect(card.buttons).toEqual([]);
  });
});
