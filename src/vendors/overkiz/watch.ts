import type { ExecutionState, VendorEvent } from "#vendors/history.ts";
import type { Home } from "./home.ts";
import { describe } from "./kinds.ts";
import type { Event } from "./schemas.ts";
import { stateOf } from "./states.ts";

const deviceEvents: ReadonlySet<string> = new Set([
  "DeviceStateChangedEvent",
  "DeviceAvailableEvent",
  "DeviceUnavailableEvent",
  "DeviceDisabledEvent",
]);

const executionStates: Readonly<Record<string, ExecutionState>> = {
  IN_PROGRESS: "running",
  COMPLETED: "completed",
  FAILED: "failed",
};

/** An event in our own words, once the home has heard it; undefined for what nobody asks about. */
export function toVendorEvent(account: string, event: Event, home: Pick<Home, "known">): VendorEvent | undefined {
  const { name, deviceURL, execId, newState } = event;
  if (deviceEvents.has(name) && typeof deviceURL === "string") {
    const device = home.known(deviceURL);
    if (device === undefined) return undefined;
    return { kind: "state", account, vendorId: deviceURL, state: stateOf(device, describe(device)) };
  }
  const state = typeof newState === "string" ? executionStates[newState] : undefined;
  if (name !== "ExecutionStateChangedEvent" || typeof execId !== "string" || state === undefined) return undefined;
  return { kind: "execution", account, execution: execId, state };
}
