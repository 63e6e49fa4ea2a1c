import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { VendorConnection } from "#vendors/vendor.ts";
import { createTestServices, type TestServices } from "../services.ts";
import { connect } from "./account.ts";
import { startCloud, type TestCloud } from "./cloud.ts";
import { cloudDevice, gate, lock, plug } from "./home.ts";

const now = Date.UTC(2026, 5, 10, 12);
const hour = 3_600_000;
const day = 24 * hour;

let cloud: TestCloud;
let services: TestServices;
let account: VendorConnection;
const answer = (route: string, json: unknown) => cloud.routes.set(route, () => ({ json }));

beforeEach(async () => {
  cloud = await startCloud();
  services = createTestServices(now);
  account = connect(cloud.baseUrl, services);
  const location = { timezone: "Europe/Madrid" };
  answer("GET /setup", { location, devices: [lock, gate, plug].map(cloudDevice), rootPlace: null });
  answer("GET /actionGroups", []);
  await account.things();
});
afterEach(async () => {
  await account.close();
  await cloud.close();
});

describe("what a plug used", () => {
  const meter = "core:ElectricEnergyConsumptionState";
  const midnight = Temporal.ZonedDateTime.from("2026-06-01T00:00[Europe/Madrid]").epochMilliseconds;
  const prefix = `GET /setup/devices/${plug.url}/states/${meter}/history/daily`;
  const whole = `${prefix}/${midnight - day}/${midnight + 2 * day - 1}`;
  const june = { vendorId: plug.url, from: "2026-06-01", until: "2026-06-02" };

  it("is the difference of its meter to the day before, in the days of the home", async () => {
    const historyValues = [
      { value: "1700", when: midnight + day },
      { value: "1000", when: midnight - day },
      { value: "1250.5", when: midnight },
      { value: "nothing", when: midnight },
    ];
    answer(whole, { historyValues, deviceUnit: "core:ElectricalEnergyInWh" });
    expect(await account.reads.energy?.report(june)).toEqual({
      unit: "Wh",
      readings: [
        { at: midnight, value: 250.5 },
        { at: midnight + day, value: 449.5 },
      ],
    });
  });

  it("begins again with a new meter, and with the first day that is kept", async () => {
    const historyValues = [
      { value: "1300", min: 1200, max: 1300, when: midnight },
      { value: "40", min: 10, max: 40, when: midnight + day },
    ];
    answer(whole, { historyValues });
    expect(await account.reads.energy?.report(june)).toEqual({
      readings: [
        { at: midnight, value: 100 },
        { at: midnight + day, value: 30 },
      ],
    });
  });

  it("is not offered for things without a meter", async () => {
    const asked = account.reads.energy?.report({ ...june, vendorId: lock.url });
    await expect(asked).rejects.toMatchObject({ code: "not-offered" });
  });
});

describe("the past of a door", () => {
  const run = (at: number, state: string, command: string, deviceURL = gate.url, parameters: unknown[] = []) => ({
    id: `e${at}`,
    endTime: at,
    state,
    owner: "me@home.invalid",
    commands: [{ deviceURL, command, parameters }],
  });
  const moves = `GET /setup/devices/${gate.url}/states/core:OpenClosedPedestrianState/history/${now - 30 * day}/${now}`;

  it("tells what it was told and what its sensor saw, newest first", async () => {
    answer("GET /history/lastExecutions", [
      run(now - 2 * hour, "COMPLETED", "open"),
      run(now - 3 * hour, "FAILED", "open"),
      run(now - 4 * hour, "COMPLETED", "close"),
      run(now - 5 * hour, "COMPLETED", "unlock", lock.url),
      run(now - 6 * hour, "IN_PROGRESS", "open"),
    ]);
    const historyValues = [
      { value: "open", when: now - 2 * hour - 1000 },
      { value: "closed", when: now - hour },
      { value: "closed", when: now - hour + 5 },
    ];
    answer(moves, { historyValues });
    expect(await account.reads.doors?.history?.(gate.url)).toEqual([
      { at: now - hour, what: "moved-closed" },
      { at: now - 2 * hour, what: "opened", by: "command" },
      { at: now - 2 * hour - 1000, what: "moved-open" },
      { at: now - 3 * hour, what: "open-failed", by: "command" },
    ]);
    expect(await account.reads.doors?.history?.(lock.url)).toEqual([
      { at: now - 5 * hour, what: "opened", by: "command" },
    ]);
  });

  it("is read once in half an hour, as the vendor allows, and kept in between", async () => {
    answer("GET /history/lastExecutions", [run(now - hour, "COMPLETED", "unlock", lock.url)]);
    const first = await account.reads.doors?.history?.(lock.url);
    expect(await account.reads.doors?.history?.(lock.url)).toEqual(first);
    expect(cloud.asked("GET").filter((route) => route === "GET /history/lastExecutions")).toHaveLength(1);
  });

  it("is what the sensor saw where the executions cannot be read, and a failure where nothing can", async () => {
    answer(moves, { historyValues: [{ value: "open", when: now - hour }] });
    expect(await account.reads.doors?.history?.(gate.url)).toEqual([{ at: now - hour, what: "moved-open" }]);
    await expect(account.reads.doors?.history?.(lock.url)).rejects.toMatchObject({ code: expect.any(String) });
  });
});
