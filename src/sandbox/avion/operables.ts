import { type Answer, type Call, isRecord, json, parseJson } from "../cloud.ts";
import type { Handler } from "../router.ts";
import { refusal } from "./answers.ts";
import { features, readSwitchText, type StateEntry, setFeature, stateOf } from "./features.ts";
import type { AvionState, Lamp, LampGroup, LampScene } from "./state.ts";

function readChange(call: Call): { readonly name: string; readonly value: string } | undefined {
  const body = parseJson(call.body);
  const state = isRecord(body) ? body.state : undefined;
  if (!isRecord(state) || typeof state.name !== "string" || typeof state.value !== "string") return undefined;
  return { name: state.name, value: state.value };
}

function sceneState(scene: LampScene): readonly StateEntry[] {
  const isActive = scene.isActive;
  return [{ name: "action", value: `[${isActive ? 1 : 0}]`, humanized: isActive ? "on" : "off" }];
}

function lampOf(state: AvionState, pid: string): Lamp | undefined {
  return state.lamps.find((item) => item.pid === pid && item.type === "device");
}

function runScene(state: AvionState, call: Call, scene: LampScene): Answer {
  const change = readChange(call);
  const isOn = change?.name === "action" ? readSwitchText(change.value) : undefined;
  if (isOn === undefined) return refusal.invalid("state", "Invalid value");
  if (call.isRefused) return refusal.forbidden();
  scene.isActive = isOn;
  scene.runs += 1;
  state.writes += 1;
  for (const { pid, dim } of isOn ? scene.levels : []) {
    Object.assign(lampOf(state, pid) ?? {}, { dim, isOn: dim > 0 });
  }
  return json(200, { states: sceneState(scene) });
}

/** Reading and writing the state of devices, groups and scenes. */
export function operableRoutes(state: AvionState): Readonly<Record<string, Handler>> {
  const lamp = (pid: string) => lampOf(state, pid);
  const members = (group: LampGroup) => group.devices.map(lamp).filter((item) => item !== undefined);
  const groupState = (group: LampGroup): readonly StateEntry[] => {
    const lamps = members(group);
    const shown = lamps.find((item) => item.isOn) ?? lamps[0];
    return shown === undefined ? [] : stateOf(shown);
  };

  const write = (call: Call, lamps: readonly Lamp[], result: () => readonly StateEntry[]): Answer => {
    const change = readChange(call);
    if (change === undefined) return refusal.invalid("state", "name and value must be texts");
    if (!(features as readonly string[]).includes(change.name)) return refusal.invalid("state", "Unknown feature");
    if (call.isRefused) return refusal.forbidden();
    const fitting = lamps
      .map((item) => structuredClone(item))
      .filter((item) => setFeature(item, change.name, change.value));
    if (fitting.length === 0) return refusal.invalid("state", "Invalid value");
    for (const changed of fitting) Object.assign(lamp(changed.pid) ?? {}, changed);
    state.writes += 1;
    return json(200, { states: result() });
  };

  const group = (pid: string) => state.groups.find((item) => item.pid === pid);
  const scene = (pid: string) => state.scenes.find((item) => item.pid === pid);
  return {
    "GET /devices/{pid}/state": (call) => {
      const found = lamp(call.param("pid"));
      return found === undefined ? refusal.notFound("device") : json(200, { state: stateOf(found) });
    },
    "POST /devices/{pid}/state": (call) => {
      const found = lamp(call.param("pid"));
      if (found === undefined) return refusal.notFound("device");
      return write(call, [found], () => stateOf(lamp(found.pid) ?? found));
    },
    "GET /groups/{pid}/state": (call) => {
      const found = group(call.param("pid"));
      return found === undefined ? refusal.notFound("group") : json(200, { state: groupState(found) });
    },
    "POST /groups/{pid}/state": (call) => {
      const found = group(call.param("pid"));
      return found === undefined ? refusal.notFound("group") : write(call, members(found), () => groupState(found));
    },
    "GET /scenes/{pid}/state": (call) => {
      const found = scene(call.param("pid"));
      return found === undefined ? refusal.notFound("scene") : json(200, { state: sceneState(found) });
    },
    "POST /scenes/{pid}/state": (call) => {
      const found = scene(call.param("pid"));
      return found === undefined ? refusal.notFound("scene") : runScene(state, call, found);
    },
  };
}
