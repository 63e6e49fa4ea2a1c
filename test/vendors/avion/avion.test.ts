import { afterEach, describe, expect, it } from "vitest";
import { numberIn, toLightState, toWrites } from "#vendors/avion/lights.ts";
import { connect, perform } from "../accounts.ts";
import { json, type ScriptedCloud, startScriptedCloud } from "../scripted-cloud.ts";
import { createTestServices } from "../services.ts";

let cloud: ScriptedCloud | undefined;
afterEach(async () => {
  await cloud?.close();
});

const session = { credentials: { auth_token: "week", refresh_token: "month" } };

async function site(answers: Readonly<Record<string, unknown>>) {
  cloud = await startScriptedCloud((request, response) => {
    const key = `${request.method} ${request.target}`;
    const answer = key === "POST /sessions" ? session : answers[key];
    json(answer ?? { error: { operable: ["none"] } }, answer === undefined ? 404 : 200)(request, response);
  });
  const services = createTestServices();
  return { services, connection: await connect("avion", cloud.url, services) };
}

describe("what is written to a light", () => {
  it.each([
    [{ level: 100 }, "dim", "100%"],
    [{ level: 0 }, "dim", "0%"],
    [{ level: 39.6 }, "dim", "40%"],
    [{ delta: 10 }, "dim", "+10%"],
    [{ delta: -25 }, "dim", "-25%"],
    [{ state: "on" }, "on_off", "on"],
    [{ state: "off" }, "on_off", "off"],
    [{ kelvin: 900 }, "white", "1500"],
    [{ kelvin: 2700 }, "white", "2700"],
    [{ rgb: [255, 0, 10] }, "rgb", "[255,0,10]"],
  ])("%j is %s %s", (input, name, value) => {
    expect(toWrites(input)[0]).toMatchObject({ name, value });
  });

  it("is nothing for an input that says nothing", () => {
    expect(toWrites({})).toEqual([]);
    expect(toWrites({ delta: 0 })).toEqual([]);
  });
});

describe("the state of a light", () => {
  it("is read from JSON inside text", () => {
    expect(["[255]", "255", 255, "60%", "nonsense", null].map(numberIn)).toEqual([
      255,
      255,
      255,
      60,
      undefined,
      undefined,
    ]);
  });

  it("is off although a level is reported, and on by on_off alone", () => {
    const entries = [
      { name: "dim", value: "[128]", humanized: "50%" },
      { name: "on_off", value: "[0]", humanized: "off" },
      { name: "white", value: "[1,2]", humanized: "3000" },
    ] as const;
    expect(toLightState([...entries])).toEqual({ isOn: false, level: 50, kelvin: 3000 });
    expect(toLightState([{ name: "dim", value: "[128]", humanized: "50%" }])).toEqual({ level: 50 });
  });
});

describe("a light", () => {
  const path = "/devices/6a01/state";
  const asked = { capability: "light.set", vendorId: "devices/6a01" } as const;

  it("is sent its level, and done when a read shows it", async () => {
    const { services, connection } = await site({
      [`POST ${path}`]: { states: [{ name: "dim", value: "[102]" }] },
      [`GET ${path}`]: { state: [{ name: "dim", value: "[102]", humanized: "40%" }] },
    });
    const result = await perform({ connection, services, ...asked, input: { level: 40 } });
    expect(result).toMatchObject({ outcome: "sent", sends: 1 });
    expect(JSON.parse(cloud?.received.at(-1)?.body ?? "")).toEqual({ state: { name: "dim", value: "40%" } });
    const { signal } = new AbortController();
    expect(await connection.follow?.(result.follow ?? {}, signal)).toEqual({ outcome: "done", sends: 0 });
    await connection.close();
  });

  it("stays sent while reads show something else", async () => {
    const { services, connection } = await site({
      [`POST ${path}`]: { states: [] },
      [`GET ${path}`]: { state: [{ name: "on_off", value: "[0]" }] },
    });
    const { follow = {} } = await perform({ connection, services, ...asked, input: { state: "on" } });
    expect(await connection.follow?.(follow, AbortSignal.timeout(40))).toBeUndefined();
    await connection.close();
  });

  it("that cannot be reached failed, and an id of nothing is refused before anything leaves", async () => {
    const { services, connection } = await site({});
    const missing = await perform({ connection, services, ...asked, input: { level: 1 } });
    expect(missing).toMatchObject({ outcome: "failed", problem: { key: "errors:vendor-not-found" }, sends: 1 });
    const odd = await perform({ connection, services, ...asked, vendorId: "6a01", input: { level: 1 } });
    expect(odd).toMatchObject({ outcome: "failed", problem: { key: "errors:vendor-input" }, sends: 0 });
    await connection.close();
  });

  it("takes level and white from one act when its permit covers both", async () => {
    const { services, connection } = await site({ [`POST ${path}`]: { states: [] } });
    const input = { level: 50, kelvin: 3000 };
    expect(await perform({ connection, services, ...asked, input, permits: 2 })).toMatchObject({ sends: 2 });
    await connection.close();
  });
});

describe("a scene", () => {
  it("is run by its action", async () => {
    const { services, connection } = await site({ "POST /scenes/5c01/state": { states: [] } });
    const result = await perform({ connection, services, capability: "scene.run", vendorId: "scenes/5c01" });
    expect(result).toEqual({ outcome: "sent", sends: 1 });
    expect(JSON.parse(cloud?.received.at(-1)?.body ?? "")).toEqual({ state: { name: "action", value: "on" } });
    await connection.close();
  });
});

describe("the things", () => {
  const devices = "GET /locations/l1/abstract_devices?page=1&pagesize=100";

  it("are lights, groups with members and scenes, without bridges, wall switches and the mesh key", async () => {
    const { connection } = await site({
      "GET /user/locations": { locations: [{ pid: "l1", name: "HQ", passphrase: "canary" }] },
      [devices]: {
        abstract_devices: [
          { pid: "6a01", name: "Lamp", type: "device", product_id: 93 },
          { pid: "6a02", name: "Switch", type: "device", product_id: 167 },
          { pid: "6a03", name: "Bridge", type: "rab", product_id: 82 },
          { pid: "6a04", name: "Pad", type: "controller", product_id: 127 },
          { pid: "6a05", name: "New", type: "device", product_id: 9999 },
        ],
      },
      "GET /locations/l1/groups": { groups: [{ pid: "g1", name: "Office" }] },
      "GET /groups/g1": { group: { devices: ["6a01", "6a02"] } },
      "GET /locations/l1/scenes": { scenes: [{ pid: "s1", name: "Evening" }] },
    });
    const things = await connection.things();
    expect(things.map(({ vendorId, kind, traits }) => [vendorId, kind, traits?.dim === true])).toEqual([
      ["devices/6a01", "light", true],
      ["devices/6a02", "light", false],
      ["devices/6a05", "light", true],
      ["groups/g1", "light", true],
      ["scenes/s1", "scene", false],
    ]);
    expect(things[3]?.members).toEqual(["devices/6a01", "devices/6a02"]);
    expect(JSON.stringify(things)).not.toContain("canary");
    await connection.close();
  });

  it("are the user's devices where the further addresses are closed", async () => {
    const { connection } = await site({ "GET /user/devices": { devices: [{ id: 7, name: "Lamp" }] } });
    expect((await connection.things()).map((thing) => thing.vendorId)).toEqual(["devices/7"]);
    await connection.close();
  });
});
