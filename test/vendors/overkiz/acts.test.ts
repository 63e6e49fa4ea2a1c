import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Action } from "#core/actions.ts";
import type { JsonObject } from "#core/json.ts";
import type { VendorConnection } from "#vendors/vendor.ts";
import { createTestServices, type TestServices } from "../services.ts";
import { connect, perform } from "./account.ts";
import { startCloud, type TestCloud } from "./cloud.ts";
import * as home from "./home.ts";
import { cloudDevice, type DeviceParts, everything } from "./home.ts";

let cloud: TestCloud;
let services: TestServices;
let account: VendorConnection;

beforeEach(async () => {
  cloud = await startCloud();
  services = createTestServices();
  account = connect(cloud.baseUrl, services);
  cloud.routes.set("GET /setup", () => ({ json: { devices: everything.map(cloudDevice) } }));
  cloud.routes.set("GET /actionGroups", () => ({ json: [{ oid: "s1", label: "Good night", actions: [] }] }));
  cloud.routes.set("POST /exec/apply", () => ({ json: { execId: "e1" } }));
  for (const parts of everything) {
    const { states } = cloudDevice(parts);
    cloud.routes.set(`GET /setup/devices/${parts.url}/states`, () => ({ json: states }));
  }
  await account.things();
});
afterEach(async () => {
  await account.close();
  await cloud.close();
});

const applied = () =>
  cloud.received.filter((request) => request.path === "/exec/apply").map((request) => JSON.parse(request.body));
/** What one device was told, as `name(parameters)`. */
function told(url: string): string {
  const actions = applied().flatMap((body) => body.actions as { deviceURL: string; commands: JsonObject[] }[]);
  const commands = actions.filter((action) => action.deviceURL === url).flatMap((action) => action.commands);
  return commands.map(({ name, parameters }) => `${name}(${(parameters as unknown[]).join(",")})`).join(" ");
}

type Row = readonly [Action, DeviceParts, JsonObject, string];

/** The device's label in front, for the test's name. */
function labelled(rows: readonly Row[]) {
  return rows.map(([action, parts, input, wanted]) => [action, parts.label ?? "", input, parts, wanted] as const);
}

describe("acts on devices", () => {
  it.each<readonly [Action, string, JsonObject, DeviceParts, string]>(
    labelled([
      ["door.open", home.lock, {}, "unlock()"],
      ["door.close", home.lock, {}, "lock()"],
      ["door.open", home.gate, {}, "open()"],
      ["door.close", home.gate, {}, "close()"],
      ["door.open", home.cyclicGate, {}, "cycle()"],
      ["door.open", home.radioGate, {}, "open()"],
      ["light.set", home.dimmer, { level: 30 }, "setIntensity(30)"],
      ["light.set", home.dimmer, { level: 0 }, "off()"],
      ["light.set", home.dimmer, { state: "on" }, "on()"],
      ["light.set", home.dimmer, { delta: 25 }, "setIntensity(65)"],
      ["light.set", home.dimmer, { delta: 90 }, "setIntensity(100)"],
      ["light.set", home.dimmer, { delta: -50 }, "off()"],
      ["light.set", home.colourLight, { delta: 10 }, "setIntensity(10)"],
      ["light.set", home.colourLight, { level: 50, kelvin: 3000 }, "setIntensity(50) setColorTemperature(3000)"],
      ["light.set", home.colourLight, { rgb: "#ff8000" }, "setRGB(255,128,0)"],
      ["light.set", home.plug, { level: 100 }, "on()"],
      ["shade.move", home.shutter, { to: "close" }, "close()"],
      ["shade.move", home.shutter, { to: "my" }, "my()"],
      ["shade.move", home.shutter, { closure: 40 }, "setClosure(40)"],
      ["shade.move", home.radioShutter, { to: "stop" }, "my()"],
      ["shade.move", home.radioShutter, { closure: 100 }, "close()"],
      ["shade.move", home.awning, { to: "open" }, "deploy()"],
      ["shade.move", home.awning, { closure: 20 }, "setDeployment(80)"],
      ["shade.move", home.pergola, { to: "open" }, "openSlats()"],
      ["shade.move", home.pergola, { closure: 60 }, "setOrientation(60)"],
    ]),
  )("%s on %s with %j sends the device's own command", async (capability, _, input, parts, commands) => {
    const [result] = await perform(account, services, capability, [parts.url, input]);
    expect(told(parts.url)).toBe(commands);
    expect(result).toMatchObject({
      outcome: parts.url.startsWith("rts:") ? "sent" : "accepted",
      sends: 1,
      reference: "e1",
    });
  });

  it.each<readonly [Action, string, JsonObject, DeviceParts, string]>(
    labelled([
      ["door.close", home.cyclicGate, {}, ""],
      ["door.close", home.radioGate, {}, ""],
      ["light.set", home.dimmer, { kelvin: 3000 }, ""],
      ["light.set", home.plug, { level: 30 }, ""],
      ["light.set", home.dimmer, { level: 30, state: "on" }, ""],
      ["light.set", home.dimmer, { level: 300 }, ""],
      ["light.set", home.shutter, { level: 30 }, ""],
      ["shade.move", home.radioShutter, { closure: 40 }, ""],
      ["shade.move", home.gate, { to: "open" }, ""],
      ["shade.move", home.shutter, {}, ""],
      ["door.open", home.shutter, {}, ""],
      ["door.open", home.alarm, {}, ""],
    ]),
  )("%s on %s with %j is refused and nothing is sent", async (capability, _, input, parts) => {
    const [result] = await perform(account, services, capability, [parts.url, input]);
    expect(result).toMatchObject({ outcome: "failed", problem: { key: "errors:not-offered" }, sends: 0 });
    expect(applied()).toEqual([]);
  });

  it("go out together in one run, one action per device, and one that cannot does not stop the others", async () => {
    const results = await perform(
      account,
      services,
      "light.set",
      [home.dimmer.url, { level: 20 }],
      [home.plug.url, { level: 20 }],
      [home.colourLight.url, { level: 20 }],
      [home.colourLight.url, { kelvin: 2700 }],
    );
    expect(results.map((result) => result.outcome)).toEqual(["accepted", "failed", "accepted", "accepted"]);
    expect(applied()).toHaveLength(1);
    expect(applied()[0].actions.map((action: { deviceURL: string }) => action.deviceURL)).toEqual([
      home.dimmer.url,
      home.colourLight.url,
    ]);
    expect(told(home.colourLight.url)).toBe("setIntensity(20) setColorTemperature(2700)");
  });

  it("on a device not heard of before read it by itself first", async () => {
    const late = { ...home.lock, url: "io://1111-2222-3333/900#3" };
    cloud.routes.set(`GET /setup/devices/${late.url}`, () => ({ json: cloudDevice(late) }));
    const [result] = await perform(account, services, "door.open", [late.url, {}]);
    expect(result).toMatchObject({ outcome: "accepted" });
    expect(cloud.received.some((request) => request.path.endsWith(encodeURIComponent(late.url)))).toBe(true);
  });

  it.each([
    [
      { status: 400, json: { errorCode: "EXEC_QUEUE_FULL", error: "queue is full (soft limit: 10)" } },
      "failed",
      "rate-limit",
    ],
    [
      { status: 400, json: { errorCode: "UNSUPPORTED_OPERATION", error: "No such command: open" } },
      "failed",
      "rejected",
    ],
    [{ status: 503, text: "<html>is down for maintenance</html>" }, "failed", "unavailable"],
    [{ status: 500, json: { errorCode: "UNSPECIFIED_ERROR", error: null } }, "unknown", "unavailable"],
    [{ status: 200, text: "<html>hello</html>" }, "unknown", "shape"],
    [{ status: 200, json: { done: true } }, "unknown", "shape"],
  ])("answered with %j end as %s and are never sent twice", async (answer, outcome, kind) => {
    cloud.routes.set("POST /exec/apply", () => answer);
    const [result] = await perform(account, services, "door.open", [home.gate.url, {}]);
    expect(result).toMatchObject({ outcome, problem: { key: `errors:vendor-${kind}` }, sends: 1 });
    expect(applied()).toHaveLength(1);
  });

  it("need a permit", async () => {
    const performer = account.performers["door.open"];
    const act = { capability: "door.open", entity: "x", account: "home", vendorId: home.gate.url, input: {} } as const;
    const permit = services.office.issue(0);
    const results = await performer?.([act], { permit, turn: "t", signal: AbortSignal.timeout(1000) });
    expect(results).toMatchObject([{ outcome: "failed", problem: { key: "errors:needs-yes" }, sends: 0 }]);
    expect(applied()).toEqual([]);
  });
});

describe("scenes", () => {
  const running = (oid: string) => [{ id: "e7", state: "IN_PROGRESS", actionGroup: { oid } }];

  it("run by their id", async () => {
    cloud.routes.set("POST /exec/s1", () => ({ json: { execId: "e2" } }));
    const [result] = await perform(account, services, "scene.run", ["s1", {}]);
    expect(result).toMatchObject({ outcome: "accepted", reference: "e2", sends: 1 });
  });

  it("stop by cancelling what runs of them", async () => {
    cloud.routes.set("GET /exec/current", () => ({ json: running("s1") }));
    cloud.routes.set("DELETE /exec/current/setup/e7", () => ({ status: 204 }));
    const [result] = await perform(account, services, "scene.stop", ["s1", {}]);
    expect(result).toMatchObject({ outcome: "accepted", sends: 1 });
    expect(cloud.asked("DELETE")).toEqual(["DELETE /exec/current/setup/e7"]);
  });

  it.each([[[]], [{}], [running("another")]])("that do not run (%j) are stopped already", async (answer) => {
    cloud.routes.set("GET /exec/current", () => ({ json: answer }));
    const [result] = await perform(account, services, "scene.stop", ["s1", {}]);
    expect(result).toEqual({ outcome: "done", sends: 0 });
    expect(cloud.asked("DELETE")).toEqual([]);
  });

  const action = (parts: DeviceParts, name: string, ...parameters: unknown[]) => ({
    deviceURL: parts.url,
    commands: [{ type: 1, name, parameters }],
  });

  it.each([
    ["unlocks a door", [action(home.lock, "unlock")], [home.lock.url]],
    ["unlocks it another way", [action(home.lock, "setLockedUnlocked", "unlocked")], [home.lock.url]],
    ["locks it", [action(home.lock, "setLockedUnlocked", "locked"), action(home.gate, "close")], []],
    ["opens a gate a little", [action(home.gate, "setPedestrianPosition")], [home.gate.url]],
    ["tells a door something new", [action(home.gate, "ventilate")], [home.gate.url]],
    ["closes a gate that only cycles", [action(home.cyclicGate, "close")], [home.cyclicGate.url]],
    ["opens shutters", [action(home.shutter, "open"), action(home.dimmer, "on")], []],
    ["opens something gone", [action({ url: "io://0/0" }, "open")], ["io://0/0"]],
    ["dims something gone", [action({ url: "io://0/0" }, "setIntensity", 5)], []],
  ])("are known for what they do to doors: one that %s", async (_, actions, opens) => {
    cloud.routes.set("GET /actionGroups/s1", () => ({ json: { oid: "s1", actions } }));
    cloud.routes.set("GET /setup/devices/io://0/0", () => ({
      status: 400,
      json: { errorCode: "NO_SUCH_DEVICE", error: "No such device" },
    }));
    expect(await account.reads.scenes?.content("s1")).toMatchObject({ isReadable: true, opens });
  });

  it("have a fingerprint that changes with their content alone", async () => {
    const contentOf = async (scene: object) => {
      cloud.routes.set("GET /actionGroups/s1", () => ({ json: scene }));
      return await account.reads.scenes?.content("s1");
    };
    const one = await contentOf({ oid: "s1", label: "A", actions: [action(home.dimmer, "setIntensity", 5)] });
    const renamed = await contentOf({ actions: [action(home.dimmer, "setIntensity", 5)], oid: "s1", label: "B" });
    const changed = await contentOf({ oid: "s1", label: "A", actions: [action(home.dimmer, "setIntensity", 6)] });
    expect(renamed?.fingerprint).toBe(one?.fingerprint);
    expect(changed?.fingerprint).not.toBe(one?.fingerprint);
    expect(await contentOf({ oid: "s1" })).toEqual({ isReadable: false, opens: [], fingerprint: "" });
  });
});

describe("reads", () => {
  it("tell which scenes run now, also of a gateway that is idle", async () => {
    cloud.routes.set("GET /exec/current", () => ({ json: [{ id: "e1", actionGroup: { oid: "s1" } }, { id: "e2" }] }));
    expect(await account.reads.scenes?.running?.()).toEqual(["s1"]);
    cloud.routes.set("GET /exec/current", () => ({ json: {} }));
    expect(await account.reads.scenes?.running?.()).toEqual([]);
  });

  it("tell where a shade stands", async () => {
    const states = [{ name: "core:ClosureState", type: 1, value: 30 }];
    cloud.routes.set(`GET /setup/devices/${home.shutter.url}/states`, () => ({ json: states }));
    expect(await account.reads.shades?.state(home.shutter.url)).toMatchObject({ isOnline: true, closure: 30 });
  });

  it("tell a door's and a light's state as it is now", async () => {
    const states = [{ name: "core:LockedUnlockedState", type: 3, value: "unlocked" }];
    cloud.routes.set(`GET /setup/devices/${home.lock.url}/states`, () => ({ json: states }));
    expect(await account.reads.doors?.state(home.lock.url)).toEqual({ isOnline: true, isLocked: false });
    expect(await account.reads.lights?.state(home.colourLight.url)).toEqual({
      isOnline: true,
      isOn: false,
      level: 77,
      kelvin: 2700,
    });
  });
});
