import { isRecord } from "../cloud.ts";
import { describeProblem, shapeProblem } from "../shape.ts";
import { eventValue, publish } from "./events.ts";
import type { OverkizState } from "./state.ts";

/** Somebody uses a device by hand: states change and listeners hear of it. */
export function happen(state: OverkizState, event: Readonly<Record<string, unknown>>, at: number): string | undefined {
  const shape = { device: "string", "states?": "object", "available?": "boolean" } as const;
  const problem = describeProblem(shapeProblem(event, shape, "refuse"));
  if (problem !== undefined) return problem;
  const device = state.devices.find(({ deviceURL, label }) => deviceURL === event.device || label === event.device);
  if (device === undefined) return "device: unknown";
  const values = isRecord(event.states) ? event.states : {};
  const unknown = Object.keys(values).find((name) => !device.states.some((one) => one.name === name));
  if (unknown !== undefined) return `states.${unknown}: unknown`;
  const changed = device.states.filter((one) => values[one.name] !== undefined);
  for (const one of changed) Object.assign(one, { value: values[one.name], lastUpdateTime: at });
  const { deviceURL } = device;
  if (changed.length > 0)
    publish(state, at, "DeviceStateChangedEvent", { deviceURL, deviceStates: changed.map(eventValue) });
  if (typeof event.available === "boolean" && event.available !== device.available) {
    device.available = event.available;
    publish(state, at, event.available ? "DeviceAvailableEvent" : "DeviceUnavailableEvent", { deviceURL });
  }
  return undefined;
}
