import { describe, expect, it } from "vitest";
import type { Device } from "#vendors/overkiz/schemas.ts";
import { toVendorEvent } from "#vendors/overkiz/watch.ts";

const lamp = {
  deviceURL: "io://1/2",
  available: true,
  definition: { uiClass: "Light", commands: [{ commandName: "on" }] },
  states: [{ name: "core:OnOffState", type: 3, value: "on" }],
} as unknown as Device;
const home = { known: (deviceURL: string) => (deviceURL === lamp.deviceURL ? lamp : undefined) };

describe("an event of the vendor", () => {
  it("about a device tells the state as the home knows it by then", () => {
    const event = { name: "DeviceStateChangedEvent", deviceURL: lamp.deviceURL };
    expect(toVendorEvent("acc", event, home)).toMatchObject({
      kind: "state",
      vendorId: lamp.deviceURL,
      state: { isOn: true },
    });
    expect(toVendorEvent("acc", { ...event, deviceURL: "io://1/9" }, home)).toBeUndefined();
  });

  it("about an execution tells what became of it", () => {
    const event = { name: "ExecutionStateChangedEvent", execId: "e1" };
    const states = ["IN_PROGRESS", "COMPLETED", "FAILED", "NEVER_HEARD_OF"].map((newState) =>
      toVendorEvent("acc", { ...event, newState }, home),
    );
    expect(states.map((one) => (one?.kind === "execution" ? one.state : undefined))).toEqual([
      "running",
      "completed",
      "failed",
      undefined,
    ]);
  });

  it("of any other name is nobody's business", () => {
    expect(toVendorEvent("acc", { name: "RefreshAllDevicesStatesCompletedEvent" }, home)).toBeUndefined();
  });
});
