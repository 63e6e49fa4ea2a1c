import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { VendorConnection } from "#vendors/vendor.ts";
import { createTestServices, type TestServices } from "../services.ts";
import { connect, perform, quick } from "./account.ts";
import { refused, startCloud, type TestCloud } from "./cloud.ts";
import { cloudDevice, dimmer, gate, lock, radioShutter, shutter } from "./home.ts";

let cloud: TestCloud;
let services: TestServices;
let account: VendorConnection;
/** What the next fetch gives. */
let queue: object[];
let listeners: string[];

beforeEach(async () => {
  cloud = await startCloud();
  services = createTestServices();
  account = connect(cloud.baseUrl, services, { rhythm: quick });
  queue = [];
  listeners = [];
  const devices = [lock, gate, shutter, dimmer, radioShutter].map(cloudDevice);
  cloud.routes.set("GET /setup", () => ({ json: { devices } }));
  cloud.routes.set("GET /actionGroups", () => ({ json: [] }));
  cloud.routes.set("POST /exec/apply", () => ({ json: { execId: "e1" } }));
  cloud.routes.set("GET /exec/current/e1", () => ({ json: { id: "e1", state: "IN_PROGRESS" } }));
  cloud.routes.set("POST /events/register", () => {
    const id = `listener${listeners.length + 1}`;
    listeners.push(id);
    cloud.routes.set(`POST /events/${id}/fetch`, () =>
      id === listeners.at(-1) ? { json: queue.splice(0) } : refused.noListener,
    );
    return { json: { id } };
  });
  await account.things();
});
afterEach(async () => {
  await account.close();
  await cloud.close();
});

const changed = (execId: string, newState: string, more: object = {}) => ({
  name: "ExecutionStateChangedEvent",
  timestamp: 1,
  execId,
  newState,
  oldState: "IN_PROGRESS",
  timeToNextState: -1,
  ...more,
});

async function openAndFollow(url: string, capability: "door.open" | "shade.move" = "door.open") {
  const [result] = await perform(account, services, capability, [
    url,
    capability === "door.open" ? {} : { to: "open" },
  ]);
  return account.follow?.(result?.follow ?? {}, AbortSignal.timeout(3000));
}
const stateOf = async (url: string) => (await account.things()).find((thing) => thing.vendorId === url)?.state;

describe("an execution", () => {
  it("is done once an event says that it completed", async () => {
    queue.push(changed("other", "FAILED"), changed("e1", "IN_PROGRESS"), changed("e1", "COMPLETED"));
    expect(await openAndFollow(gate.url)).toEqual({ outcome: "done", reference: "e1", sends: 0 });
  });

  it("has failed once an event says so, with the reason but not the words", async () => {
    const failedCommands = [{ deviceURL: gate.url, failureType: "CMDCANCELLED" }];
    queue.push(changed("e1", "FAILED", { failureType: "CMDCANCELLED", failedCommands }));
    expect(await openAndFollow(gate.url)).toMatchObject({
      outcome: "failed",
      problem: { key: "errors:vendor-run-failed", values: { account: "home", reason: "CMDCANCELLED" } },
    });
  });

  it("is done for a device that is not among those that failed", async () => {
    queue.push(changed("e1", "FAILED", { failureType: "X", failedCommands: [{ deviceURL: shutter.url }] }));
    expect(await openAndFollow(gate.url)).toMatchObject({ outcome: "done" });
  });

  it("that ended unheard is looked up among what ran", async () => {
    cloud.routes.set("GET /exec/current/e1", () => ({
      status: 404,
      json: { errorCode: "NO_SUCH_EXEC", error: "gone" },
    }));
    cloud.routes.set("GET /history/executions/e1", () => ({ json: { execution: { id: "e1", state: "COMPLETED" } } }));
    expect(await openAndFollow(gate.url)).toMatchObject({ outcome: "done" });
  });

  it("of one-way radio is never more than sent, but can fail", async () => {
    queue.push(changed("e1", "COMPLETED"));
    expect(await openAndFollow(radioShutter.url, "shade.move")).toBeUndefined();
    cloud.routes.set("POST /exec/apply", () => ({ json: { execId: "e2" } }));
    queue.push(changed("e2", "FAILED", { failureType: "GATEWAY_DOWN" }));
    expect(await openAndFollow(radioShutter.url, "shade.move")).toMatchObject({ outcome: "failed" });
  });

  it("is waited for no longer than asked", async () => {
    const [result] = await perform(account, services, "door.open", [gate.url, {}]);
    expect(await account.follow?.(result?.follow ?? {}, AbortSignal.abort())).toBeUndefined();
  });

  it("is followed on although the listener and the session are lost meanwhile", async () => {
    cloud.routes.set("GET /setup/devices", () => ({ json: [] }));
    const following = openAndFollow(gate.url);
    await vi.waitFor(() => expect(cloud.asked("POST").filter((route) => route.endsWith("/fetch"))).not.toEqual([]));
    listeners.push("another program's");
    await vi.waitFor(() => expect(listeners).toHaveLength(3));
    cloud.endSessions();
    queue.push(changed("e1", "COMPLETED"));
    expect(await following).toMatchObject({ outcome: "done" });
  });
});

describe("events", () => {
  const states = (url: string, ...deviceStates: object[]) => ({
    name: "DeviceStateChangedEvent",
    deviceURL: url,
    deviceStates,
  });

  it("change what is known, read by the number of their type", async () => {
    queue.push(
      states(
        shutter.url,
        { name: "core:ClosureState", type: 1, value: "40" },
        { name: "core:OpenClosedState", type: 3, value: "open" },
      ),
      states(
        dimmer.url,
        { name: "core:OnOffState", type: 3, value: "off" },
        { name: "core:LightIntensityState", type: 0 },
      ),
      { name: "DeviceUnavailableEvent", deviceURL: lock.url },
    );
    await vi.waitFor(async () => {
      expect(await stateOf(shutter.url)).toMatchObject({ isOpen: true, closure: 40 });
      expect(await stateOf(dimmer.url)).toMatchObject({ isOn: false });
      expect((await stateOf(dimmer.url))?.level).toBeUndefined();
      expect(await stateOf(lock.url)).toMatchObject({ isOnline: false });
    });
    expect(cloud.asked("GET").filter((route) => route === "GET /setup")).toHaveLength(1);
  });

  it("of unknown names, shapes and devices do not stop the loop", async () => {
    queue.push(
      { name: "SomethingQuiteNewEvent", deviceURL: shutter.url, deviceStates: "none" },
      { nameless: true },
      states("io://0/0", { name: "core:ClosureState", type: 1, value: "1" }),
      states(shutter.url, { name: "core:ClosureState", type: 1, value: "70" }),
    );
    await vi.waitFor(async () => expect(await stateOf(shutter.url)).toMatchObject({ closure: 70 }));
    expect(services.lines.filter((line) => line.level === "error")).toEqual([]);
  });

  it("bring in new devices and scenes, and take away old ones", async () => {
    const added = { ...lock, url: "io://1111-2222-3333/777", label: "New door" };
    cloud.routes.set(`GET /setup/devices/${added.url}`, () => ({ json: cloudDevice(added) }));
    cloud.routes.set("GET /actionGroups/s5", () => ({ json: { oid: "s5", label: "Party", actions: [] } }));
    queue.push(
      { name: "DeviceCreatedEvent", deviceURL: added.url },
      { name: "DeviceRemovedEvent", deviceURL: dimmer.url },
      { name: "ActionGroupCreatedEvent", actionGroupOID: "s5" },
    );
    await vi.waitFor(async () => {
      const ids = (await account.things()).map((thing) => thing.vendorId);
      expect(ids).toEqual(expect.arrayContaining([added.url, "s5"]));
      expect(ids).not.toContain(dimmer.url);
    });
  });

  it("missed while nobody listened are made up for by reading states again", async () => {
    const reread = { ...shutter, states: { "core:ClosureState": 15 } };
    cloud.routes.set("GET /setup/devices", () => ({ json: [cloudDevice(reread)] }));
    await vi.waitFor(() => expect(listeners).toHaveLength(1));
    listeners.push("another program's");
    await vi.waitFor(async () => expect(await stateOf(shutter.url)).toMatchObject({ closure: 15 }));
    expect(listeners.at(-1)).toBe("listener3");
  });

  it("are read device by device where all at once is used up for the day", async () => {
    const { url } = lock;
    cloud.routes.set("GET /setup/devices", () => ({
      status: 400,
      json: { errorCode: "X", error: "Too many requests" },
    }));
    for (const parts of [lock, gate, shutter, dimmer]) {
      cloud.routes.set(`GET /setup/devices/${parts.url}`, () => ({ json: cloudDevice(parts) }));
    }
    const open = { ...lock, states: { "core:LockedUnlockedState": "unlocked" } };
    cloud.routes.set(`GET /setup/devices/${url}`, () => ({ json: cloudDevice(open) }));
    await vi.waitFor(() => expect(listeners).toHaveLength(1));
    listeners.push("another program's");
    await vi.waitFor(async () => expect(await stateOf(url)).toMatchObject({ isLocked: false }));
  });
});
