import { type OverkizDevice, valueTypes } from "./home.ts";
import type { Action, Command } from "./state.ts";

type Values = Readonly<Record<string, string | number | boolean>>;

interface CommandRule {
  readonly fits: (parameters: readonly unknown[]) => boolean;
  /** New state values; none for what leaves no trace. */
  readonly effect?: (parameters: readonly unknown[], device: OverkizDevice) => Values;
}

const isPercent = (value: unknown) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 100;
const none = (parameters: readonly unknown[]) => parameters.length === 0;
const percent = (parameters: readonly unknown[]) => parameters.length === 1 && isPercent(parameters[0]);

const closure = (value: number): Values => ({
  "core:ClosureState": value,
  "core:TargetClosureState": value,
  "core:OpenClosedState": value === 100 ? "closed" : "open",
});
const light = (isOn: boolean, level?: number): Values => ({
  "core:OnOffState": isOn ? "on" : "off",
  ...(level === undefined ? {} : { "core:LightIntensityState": level }),
});
const current = (device: OverkizDevice, name: string, fallback: number) =>
  Number(device.states.find((state) => state.name === name)?.value ?? fallback);

const opening: CommandRule = { fits: none, effect: () => closure(0) };
const closing: CommandRule = { fits: none, effect: () => closure(100) };
const positioning: CommandRule = { fits: percent, effect: ([value]) => closure(Number(value)) };
const dimming: CommandRule = { fits: percent, effect: ([value]) => light(Number(value) > 0, Number(value)) };

const rules: Readonly<Record<string, CommandRule>> = {
  open: opening,
  up: opening,
  close: closing,
  down: closing,
  setClosure: positioning,
  setPosition: positioning,
  setDeployment: { fits: percent, effect: ([value]) => closure(100 - Number(value)) },
  my: { fits: none, effect: (_, device) => closure(current(device, "core:Memorized1PositionState", 50)) },
  on: { fits: none, effect: (_, device) => light(true, current(device, "core:LightIntensityState", 0) || 100) },
  off: { fits: none, effect: () => light(false) },
  setOnOff: {
    fits: ([value, ...rest]) => rest.length === 0 && (value === "on" || value === "off"),
    effect: ([value]) => light(value === "on"),
  },
  setIntensity: dimming,
  setIntensityWithTimer: {
    fits: ([value, time, ...rest]) => rest.length === 0 && isPercent(value) && Number.isInteger(time),
    effect: ([value]) => light(Number(value) > 0, Number(value)),
  },
  setName: {
    fits: ([value, ...rest]) => rest.length === 0 && typeof value === "string",
    effect: ([value]) => ({ "core:NameState": String(value) }),
  },
};

/** One-way radio takes an optional run time and reports nothing. */
const oneWay: CommandRule = {
  fits: ([seconds, ...rest]) =>
    rest.length === 0 && (seconds === undefined || (Number.isInteger(seconds) && Number(seconds) <= 30)),
};

function ruleOf(device: OverkizDevice, command: Command): CommandRule {
  if (device.deviceURL.startsWith("rts://")) return oneWay;
  const nparams = device.definition.commands.find(({ commandName }) => commandName === command.name)?.nparams ?? 0;
  return rules[command.name] ?? { fits: (parameters) => parameters.length === nparams };
}

export function knowsCommand(device: OverkizDevice, name: string): boolean {
  return device.definition.commands.some(({ commandName }) => commandName === name);
}

export function fitsCommand(device: OverkizDevice, command: Command): boolean {
  return ruleOf(device, command).fits(command.parameters);
}

/** Applies an action to its device; the states that changed. */
export function applyAction(
  device: OverkizDevice,
  action: Action,
  at: number,
): readonly OverkizDevice["states"][number][] {
  const changed = new Set<string>();
  for (const command of action.commands) {
    const values = ruleOf(device, command).effect?.(command.parameters, device) ?? {};
    for (const state of device.states) {
      const value = values[state.name];
      if (value === undefined || (state.type === valueTypes.text) !== (typeof value === "string")) continue;
      state.value = value;
      state.lastUpdateTime = at;
      changed.add(state.name);
    }
  }
  if (changed.size > 0) device.lastUpdateTime = at;
  return device.states.filter((state) => changed.has(state.name));
}

const openers = new Set(["open", "up", "unlock", "cycle", "setPedestrianPosition"]);

/** Whether the action opens a garage, gate or lock: counted for people and tests. */
export function opensDoor(device: OverkizDevice, action: Action): boolean {
  if (!["GarageDoor", "Gate", "DoorLock"].includes(device.uiClass)) return false;
  return action.commands.some(
    ({ name, parameters }) =>
      openers.has(name) ||
      (name === "setClosure" && Number(parameters[0]) < 100) ||
      (name === "setLockedUnlocked" && parameters[0] === "unlocked"),
  );
}
