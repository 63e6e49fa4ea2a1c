import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { VendorError } from "#core/errors.ts";
import { Secret } from "#core/secret.ts";
import type { VendorConnection } from "#vendors/vendor.ts";
import { createTestServices, type TestServices } from "../services.ts";
import { connect, perform } from "./account.ts";
import { startCloud, type TestCloud } from "./cloud.ts";
import { cloudDevice, dimmer, gate, shutter } from "./home.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

let cloud: TestCloud;
let services: TestServices;
let account: VendorConnection;

beforeEach(async () => {
  cloud = await startCloud();
  services = createTestServices();
  account = connect(cloud.baseUrl, services);
  cloud.routes.set("GET /setup", () => ({ json: { devices: [gate, shutter, dimmer].map(cloudDevice) } }));
  cloud.routes.set("GET /actionGroups", () => ({ json: [] }));
  cloud.routes.set("POST /exec/apply", () => ({ json: { execId: "e1" } }));
  cloud.routes.set("POST /exec/s1", () => ({ json: { execId: "e2" } }));
});
afterEach(async () => {
  await account.close();
  await cloud.close();
});

const times = (route: string) => cloud.asked().filter((asked) => asked === route).length;
const runScene = () => perform(account, services, "scene.run", ["s1", {}]);
async function refusal(work: Promise<unknown>): Promise<VendorError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new TypeError("was not refused");
  return error;
}

describe("the budget of executions", () => {
  beforeEach(async () => {
    await account.things();
    for (let runs = 0; runs < 50; runs += 1) await runScene();
  });

  it("refuses the 51st scene of a day, with the time when it is possible again", async () => {
    const [result] = await runScene();
    expect(result).toMatchObject({
      outcome: "failed",
      problem: { key: "errors:vendor-rate-limit", values: { wait: { kind: "duration", seconds: 1728 } } },
      sends: 0,
    });
    expect(times("POST /exec/s1")).toBe(50);
    services.time.now += 28 * minute + 48_000;
    expect(await runScene()).toMatchObject([{ outcome: "accepted" }]);
    expect(await runScene()).toMatchObject([{ outcome: "failed" }]);
  });

  it("refuses shades and lights like scenes, but never a door, a stop or a closing", async () => {
    const outcomes = await Promise.all([
      perform(account, services, "shade.move", [shutter.url, { to: "open" }]),
      perform(account, services, "light.set", [dimmer.url, { state: "on" }]),
      perform(account, services, "shade.move", [shutter.url, { to: "stop" }]),
      perform(account, services, "door.open", [gate.url, {}]),
      perform(account, services, "door.close", [gate.url, {}]),
    ]);
    expect(outcomes.flat().map((result) => result.outcome)).toEqual([
      "failed",
      "failed",
      "accepted",
      "accepted",
      "accepted",
    ]);
  });

  it("is told to the operator, and warned of when it runs low", async () => {
    expect(await account.budgets()).toContainEqual(expect.objectContaining({ limit: "exec", left: 0, capacity: 50 }));
    const warnings = services.lines.filter((line) => line.event === "budget-low");
    expect(warnings[0]?.fields).toEqual({ account: "home", limit: "exec", left: 9 });
  });

  it("survives a restart within the session and is full in a new one", async () => {
    await account.close();
    account = connect(cloud.baseUrl, services);
    expect(await runScene()).toMatchObject([{ outcome: "failed", sends: 0 }]);
    services.kept.clear();
    await account.close();
    account = connect(cloud.baseUrl, services);
    expect(await runScene()).toMatchObject([{ outcome: "accepted" }]);
  });
});

describe("the reading of the whole home", () => {
  it("happens once a day; in between, memory answers", async () => {
    const first = await account.things();
    expect(await account.things()).toEqual(first);
    expect(times("GET /setup")).toBe(1);
    services.time.now += day;
    await account.things();
    expect(times("GET /setup")).toBe(2);
    expect(times("GET /actionGroups")).toBe(2);
  });

  it("is refused within the same session after a restart, so that what is stored is used", async () => {
    await account.things();
    await account.close();
    account = connect(cloud.baseUrl, services);
    const error = await refusal(account.things());
    expect(error.details).toMatchObject({ kind: "rate-limit", outcome: "none", retryAfterMs: day });
    expect(times("GET /setup")).toBe(1);
    expect(await perform(account, services, "door.open", [gate.url, {}])).toMatchObject([{ outcome: "failed" }]);
    cloud.routes.set(`GET /setup/devices/${gate.url}`, () => ({ json: cloudDevice(gate) }));
    expect(await perform(account, services, "door.open", [gate.url, {}])).toMatchObject([{ outcome: "accepted" }]);
  });

  it("does not lose the day to a cloud in trouble", async () => {
    cloud.routes.set("GET /setup", () => ({ status: 503, text: "<html>is down for maintenance</html>" }));
    expect((await refusal(account.things())).details.kind).toBe("unavailable");
    cloud.routes.set("GET /setup", () => ({ json: { devices: [cloudDevice(gate)] } }));
    expect(await account.things()).toHaveLength(1);
  });

  it("keeps what it knows when the day's second reading fails", async () => {
    const first = await account.things();
    services.time.now += day;
    cloud.routes.set("GET /setup", () => ({ status: 400, json: { errorCode: "X", error: "Too many requests" } }));
    expect(await account.things()).toEqual(first);
  });
});

describe("a local gateway", () => {
  it("has no published limits, no scenes of its own, and takes a bearer token", async () => {
    const prefix = "/enduser-mobile-web/1/enduserAPI";
    const gateway = await startCloud(prefix);
    const identity = { way: "bearer", token: new Secret("right token") } as const;
    const local = connect(gateway.baseUrl, services, { identity });
    gateway.routes.set("GET /setup", () => ({ json: { gateways: [], devices: [cloudDevice(shutter)] } }));
    gateway.routes.set("POST /exec/apply", () => ({ json: { execId: "e1" } }));
    expect(await local.things()).toHaveLength(1);
    for (let runs = 0; runs < 60; runs += 1) {
      expect(await perform(local, services, "shade.move", [shutter.url, { to: "my" }])).toMatchObject([
        { outcome: "accepted" },
      ]);
    }
    expect(await local.budgets()).toEqual([]);
    expect(gateway.logins()).toBe(0);
    await local.close();
    await gateway.close();
  });
});
