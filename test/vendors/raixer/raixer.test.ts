import { afterEach, describe, expect, it } from "vitest";
import { positionOf } from "#vendors/raixer/doors.ts";
import { connect, perform } from "../accounts.ts";
import { json, type ScriptedCloud, startScriptedCloud } from "../scripted-cloud.ts";
import { createTestServices } from "../services.ts";

let cloud: ScriptedCloud;
afterEach(async () => {
  await cloud.close();
});

const success = { status: "success", msg: "done", deviceId: "d1", notifications: [] };

async function home(answers: Readonly<Record<string, unknown>>) {
  cloud = await startScriptedCloud((request, response) => {
    const answer = answers[`${request.method} ${request.target}`];
    json(answer ?? {}, answer === undefined ? 404 : 200)(request, response);
  });
  const services = createTestServices();
  return { services, connection: await connect("raixer", cloud.url, services) };
}

async function open(answer: unknown, vendorId = "d1/1") {
  const { services, connection } = await home({ [`POST /devices/d1/open-door/${vendorId.split("/")[1]}`]: answer });
  const result = await perform({ connection, services, capability: "door.open", vendorId });
  await connection.close();
  return result;
}

describe("an opening", () => {
  it("is accepted when every door that matched says success", async () => {
    expect(await open([success, success])).toEqual({ outcome: "accepted", sends: 1 });
    expect(cloud.received[0]).toMatchObject({ method: "POST", target: "/devices/d1/open-door/1", body: "" });
    expect(cloud.received[0]?.headers["content-type"]).toBe("application/json");
  });

  it.each([
    ["no door matched", []],
    ["the only one failed", [{ status: "failed" }]],
    ["an entry says nothing", [{}]],
    ["one object says that it failed", { status: "error", msg: "offline" }],
  ])("failed when %s", async (_name, answer) => {
    const problem = { key: "errors:vendor-rejected", values: { account: "acc" } };
    expect(await open(answer)).toEqual({ outcome: "failed", problem, sends: 1 });
  });

  it("failed when one of two failed, and does not say that nothing happened", async () => {
    const problem = { key: "errors:vendor-run-failed", values: { account: "acc" } };
    expect(await open([success, { ...success, status: "error" }])).toEqual({ outcome: "failed", problem, sends: 1 });
  });

  it("is unknown when the answer is no list of doors", async () => {
    expect(await open("done")).toMatchObject({ outcome: "unknown", problem: { key: "errors:vendor-shape" } });
  });

  it("of a device that is not yours is never sent a second time", async () => {
    cloud = await startScriptedCloud(json({}, 401));
    const services = createTestServices();
    const connection = await connect("raixer", cloud.url, services);
    const result = await perform({ connection, services, capability: "door.open", vendorId: "d1/1", permits: 5 });
    expect(result).toMatchObject({ outcome: "failed", sends: 1, problem: { key: "errors:vendor-sign-in" } });
    expect(cloud.received).toHaveLength(1);
    await connection.close();
  });
});

describe("an opening of a door with a sensor", () => {
  it("is done once the sensor has seen it move", async () => {
    const moved = { _id: "h1", action: "connections.detail.history.action.doorIsOpen", error: false };
    const { services, connection } = await home({
      "GET /devices": [{ _id: "d1", online: true }],
      "GET /devices/d1/doors": [{ name: "Street", sensorMode: "openingSensor" }],
      "POST /devices/d1/open-door/1": [success],
      "GET /connections": [{ _id: "c1", deviceId: "d1" }],
      "GET /connections/c1/history?page=0": [{ ...moved, created: new Date(1_700_000_002_000).toISOString() }],
    });
    await connection.things();
    const result = await perform({ connection, services, capability: "door.open", vendorId: "d1/1" });
    expect(result).toMatchObject({ outcome: "accepted", sends: 1 });
    const { signal } = new AbortController();
    expect(await connection.follow?.(result.follow ?? {}, signal)).toEqual({ outcome: "done", sends: 0 });
    await connection.close();
  });
});

describe("holding a door", () => {
  it("starts listening for minutes and leaves the calibration alone", async () => {
    const { services, connection } = await home({ "POST /devices/d1/start-job/home": [success] });
    const asked = { connection, services, capability: "door.hold" as const, vendorId: "d1/home" };
    expect(await perform({ ...asked, input: { minutes: 15 } })).toEqual({ outcome: "accepted", sends: 1 });
    expect(JSON.parse(cloud.received[0]?.body ?? "")).toEqual({ minutes: 15 });
    expect(await perform({ ...asked, input: {} })).toMatchObject({ outcome: "failed", sends: 0 });
    await connection.close();
  });

  it("ends with a stop", async () => {
    const { services, connection } = await home({ "POST /devices/d1/stop-job/home": [success] });
    const asked = { connection, services, capability: "door.hold" as const, vendorId: "d1/home" };
    expect(await perform({ ...asked, input: { off: true } })).toEqual({ outcome: "accepted", sends: 1 });
    await connection.close();
  });
});

describe("the things", () => {
  const device = (id: string, online = true) => ({
    _id: id,
    name: `box ${id}`,
    online,
    updated: "2026-03-04T05:06:07Z",
  });

  it("are one door for each door of each device", async () => {
    const { connection } = await home({
      "GET /devices": [device("d1"), device("d2", false)],
      "GET /devices/d1/doors": [
        { name: "Street", use: "street" },
        { name: "Gate", use: "garage" },
      ],
      "GET /devices/d2/doors": [{ name: "", use: "street" }],
    });
    const things = await connection.things();
    expect(things.map(({ vendorId, label, state }) => [vendorId, label, state?.isOnline])).toEqual([
      ["d1/street", "Street", true],
      ["d1/garage", "Gate", true],
      ["d2/1", "box d2", false],
    ]);
    await connection.close();
  });

  it("leave out a device whose doors cannot be read, and keep the others", async () => {
    const { connection } = await home({
      "GET /devices": [device("d1"), device("d2")],
      "GET /devices/d2/doors": [{ name: "Side", use: null }],
    });
    expect((await connection.things()).map((thing) => thing.vendorId)).toEqual(["d2/1"]);
    await connection.close();
  });

  it("are read once for a thousand that ask at the same time", async () => {
    const { connection } = await home({ "GET /devices": [device("d1")], "GET /devices/d1/doors": [{ name: "A" }] });
    await Promise.all(Array.from({ length: 1000 }, () => connection.things()));
    expect(cloud.received).toHaveLength(2);
    await connection.close();
  });

  it("say a door by its use only where the use tells it from the others", () => {
    const doors = [{ use: "street" }, { use: "home" }, { use: "street" }] as const;
    expect(doors.map((_, index) => positionOf([...doors], index))).toEqual(["1", "home", "3"]);
  });
});

describe("the state of a door", () => {
  const answers = {
    "GET /devices/d1": { _id: "d1", online: true },
    "GET /devices/d1/doors": [{ name: "Street", sensorMode: "openingSensor" }],
    "GET /devices/d1/information": { variables: { doorIsOpen: "int32" }, functions: [] },
  };

  it("is open when its sensor says so, and never closed on the word of a raw contact", async () => {
    const opened = await home({ ...answers, "GET /devices/d1/variable/doorIsOpen": { name: "doorIsOpen", result: 1 } });
    expect(await opened.connection.reads.doors?.state("d1/1")).toEqual({ isOnline: true, isOpen: true });
    await opened.connection.close();
    await cloud.close();
    const closed = await home({ ...answers, "GET /devices/d1/variable/doorIsOpen": { name: "doorIsOpen", result: 0 } });
    expect(await closed.connection.reads.doors?.state("d1/1")).toEqual({ isOnline: true });
    await closed.connection.close();
  });
});
