import { afterEach, describe, expect, it } from "vitest";
import type { VendorEvent } from "#vendors/history.ts";
import { hookRoutes } from "#vendors/hooks.ts";
import { connect } from "./accounts.ts";
import { json, type ScriptedCloud, startScriptedCloud } from "./scripted-cloud.ts";
import { createTestServices } from "./services.ts";

const secret = "a-long-secret-of-the-vendor";
let cloud: ScriptedCloud;
afterEach(() => cloud.close());

const oneBox = {
  "/devices": [{ _id: "d1", name: "box", online: true }],
  "/devices/d1/doors": [
    { name: "Street", use: "street", sensorMode: "openingSensor" },
    { name: "Home", use: "home", sensorMode: "bell" },
  ],
};
const twoBoxes = {
  ...oneBox,
  "/devices": [...oneBox["/devices"], { _id: "d2", name: "shed", online: true }],
  "/devices/d2/doors": [{ name: "Shed", use: "other" }],
};

async function house(answers: Readonly<Record<string, unknown>> = oneBox) {
  cloud = await startScriptedCloud((request, response) => json(answers[request.target] ?? [])(request, response));
  const services = createTestServices();
  const settings = { username: "resident", password: "pass word", webhookSecret: secret };
  const connection = await connect("raixer", cloud.url, services, settings);
  await connection.things();
  const heard: VendorEvent[] = [];
  const stop = connection.watch?.((event) => heard.push(event));
  const [route] = hookRoutes([connection], services.log);
  const call = (payload: string, path = `/hooks/raixer/${secret}`, type = "application/json") =>
    route?.handle({ method: "POST", path, headers: { "content-type": type }, body: Buffer.from(payload) });
  const close = async () => {
    stop?.();
    await connection.close();
  };
  return { call, close, heard, route, services };
}

const doorsOf = (events: readonly VendorEvent[]) =>
  events.flatMap((event) => (event.kind === "door" ? [[event.entry.what, event.source, event.entry.vendorIds]] : []));

describe("the address at which Raixer calls", () => {
  it("takes the secret alone, and answers anything else as if it were not there", async () => {
    const { call, close, route } = await house();
    expect(route).toMatchObject({ method: "POST", path: "/hooks/raixer/*" });
    expect(await call("{}")).toEqual({ status: 204 });
    for (const wrong of ["", "x", `${secret}x`, secret.slice(1), "*"]) {
      expect(await call("{}", `/hooks/raixer/${wrong}`)).toEqual({ status: 404 });
    }
    await close();
  });

  it("is not there without a secret in the configuration", async () => {
    cloud = await startScriptedCloud();
    const connection = await connect("raixer", cloud.url);
    expect(hookRoutes([connection], createTestServices().log)).toEqual([]);
    await connection.close();
  });

  it.each([
    ["an event by name", { event: "door-open", deviceId: "d1" }],
    ["another shape", { data: { notification: { type: "door-open" }, device: { _id: "d1", name: "box" } } }],
    ["no device where there is one only", ["door-open"]],
  ])("understands %s", async (_name, payload) => {
    const { call, close, heard } = await house();
    await call(JSON.stringify(payload));
    expect(doorsOf(heard)).toEqual([["moved-open", "hook", ["d1/street"]]]);
    await close();
  });

  it("reads a form, and the long names of the history", async () => {
    const { call, close, heard } = await house();
    const form = "application/x-www-form-urlencoded";
    await call("event=connections.detail.history.action.doorOpened2&deviceId=d1", undefined, form);
    expect(doorsOf(heard)).toEqual([["opened", "hook", ["d1/home"]]]);
    await close();
  });

  it("tells that a device lost its network", async () => {
    const { call, close, heard } = await house();
    await call('{"event":"offline","deviceId":"d1"}');
    expect(heard.filter((event) => event.kind === "state" && event.state.isOnline === false)).toHaveLength(2);
    await close();
  });

  it.each(["", "null", "[]", "{}", '{"event":"teleported"}', '{"event":"__proto__"}', "<xml/>", "[".repeat(9999)])(
    "takes %j for nothing",
    async (payload) => {
      const { call, close, heard, services } = await house(twoBoxes);
      expect(await call(payload)).toEqual({ status: 204 });
      expect(doorsOf(heard)).toEqual([]);
      expect(services.lines.map(({ event }) => event)).toContain("hook-not-understood");
      await close();
    },
  );

  it("does not guess the device among several, nor the door among several", async () => {
    const { call, close, heard } = await house(twoBoxes);
    await call('{"event":"door-open"}');
    expect(doorsOf(heard)).toEqual([]);
    await close();
  });
});
