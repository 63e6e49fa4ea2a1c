import type { LightState } from "#core/capabilities.ts";
import type { Rgb } from "#core/colours.ts";
import type { EntityState } from "#core/directory.ts";
import { type Description, isOneWay } from "./kinds.ts";
import type { Device, DeviceState } from "./schemas.ts";
import { readValue } from "./values.ts";

/** A device's states by name, read by their type; later ones of the same name win. */
export function statesOf(device: Pick<Device, "states">): ReadonlyMap<string, unknown> {
  return new Map((device.states ?? []).map((state) => [state.name, readValue(state.type, state.value)]));
}

/** The device with these states in place of its own of the same names. */
export function withStates(device: Device, news: readonly DeviceState[]): Device {
  const merged = new Map((device.states ?? []).map((state) => [state.name, state]));
  for (const state of news) {
    const known = merged.get(state.name);
    merged.set(state.name, { ...known, ...state, type: state.type ?? known?.type });
  }
  return { ...device, states: [...merged.values()] };
}

/** 0..100, else unknown: devices report 105 for a remembered position and 124 for none. */
function percent(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 && value <= 100 ? Math.round(value) : undefined;
}

type Words = Readonly<Record<string, boolean>>;

function say(states: ReadonlyMap<string, unknown>, names: readonly string[], words: Words): boolean | undefined {
  for (const name of names) {
    const value = states.get(name);
    if (typeof value === "boolean") return value;
    if (typeof value === "string" && Object.hasOwn(words, value)) return words[value];
  }
  return undefined;
}

const openStates = [
  "core:OpenClosedPedestrianState",
  "core:OpenClosedPartialState",
  "core:OpenClosedUnknownState",
  "core:OpenClosedState",
  "core:SlatsOpenClosedState",
  "core:ContactState",
  "core:ThreeWayHandleDirectionState",
  "core:UpperOpenClosedState",
];
const openWords: Words = { open: true, opened: true, pedestrian: true, partial: true, tilt: true, closed: false };

/** The state by which the device says whether it is open; undefined where it has none. */
export function openStateOf(device: Pick<Device, "states">): string | undefined {
  const states = statesOf(device);
  return openStates.find((name) => states.has(name));
}

export function isOpenAs(value: unknown): boolean | undefined {
  return typeof value === "string" && Object.hasOwn(openWords, value) ? openWords[value] : undefined;
}

const lockStates = ["core:LockedUnlockedState"];
const lockWords: Words = { locked: true, unlocked: false };

const onStates = ["core:OnOffState"];
const onWords: Words = { on: true, off: false };

const alarmStates = ["internal:CurrentAlarmModeState", "myfox:AlarmStatusState", "core:AlarmStatusState"];
const alarmWords: Words = {
  off: false,
  disarmed: false,
  total: true,
  armed: true,
  partial: true,
  partial1: true,
  partial2: true,
  zone1: true,
  zone2: true,
};

/** What sensors notice: smoke, rain, people. */
const noticeWords: Words = {
  detected: true,
  personInside: true,
  notDetected: false,
  noPersonInside: false,
  undetected: false,
};

function isNoticed(states: ReadonlyMap<string, unknown>): boolean | undefined {
  const said = [...states.values()].flatMap((value) =>
    typeof value === "string" && Object.hasOwn(noticeWords, value) ? [noticeWords[value] === true] : [],
  );
  return said.length === 0 ? undefined : said.some(Boolean);
}

function isReachable(device: Device, states: ReadonlyMap<string, unknown>): boolean | undefined {
  const status = states.get("core:StatusState");
  if (device.available === false || status === "unavailable" || status === "dead") return false;
  return device.available === true && !isOneWay(device) ? true : undefined;
}

const closureStates = ["core:ClosureState", "core:ClosureOrRockerPositionState", "core:UpperClosureState"];
const slatStates = ["core:SlateOrientationState", "core:SlatsOrientationState", "core:SlatsOrientationAngleState"];
const shadeStates = [...openStates, ...closureStates, ...slatStates, "core:DeploymentState"];

/** Whether the device has a state that says how far out or down it is, known at present or not. */
export function saysPosition(device: Pick<Device, "states">): boolean {
  const states = statesOf(device);
  return shadeStates.some((name) => states.has(name));
}

/** Whether the device has a state that says how it is lit. */
export function saysLight(device: Pick<Device, "states">): boolean {
  const states = statesOf(device);
  return [...onStates, "core:LightIntensityState"].some((name) => states.has(name));
}

function closureOf(description: Description, states: ReadonlyMap<string, unknown>): number | undefined {
  const deployment = percent(states.get("core:DeploymentState"));
  if (description.closure?.some((choice) => choice.isDeployment === true) === true) {
    return deployment === undefined ? undefined : 100 - deployment;
  }
  const names = closureStates;
  const slats = slatStates;
  const takesSlats = description.closure?.some((choice) => choice.name === "setOrientation") === true;
  for (const name of takesSlats ? [...names, ...slats] : names) {
    const value = percent(states.get(name));
    if (value !== undefined) return value;
  }
  return undefined;
}

function heardAt(device: Device): number | undefined {
  const times = (device.states ?? []).flatMap((state) => state.lastUpdateTime ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** What is known of the device's state, in our words; what is not known is absent. */
export function stateOf(device: Device, description: Description): EntityState {
  const states = statesOf(device);
  const { kind } = description;
  const closure = kind === "shade" || kind === "door" ? closureOf(description, states) : undefined;
  const isOpenSaid = kind === "light" ? undefined : say(states, openStates, openWords);
  const isLit = say(states, onStates, onWords);
  const found = {
    isOnline: isReachable(device, states),
    isOn:
      kind === "sensor"
        ? (say(states, alarmStates, alarmWords) ?? isNoticed(states) ?? isLit)
        : kind === "light"
          ? isLit
          : undefined,
    isOpen: isOpenSaid ?? (closure === undefined ? undefined : closure < 100),
    isLocked: say(states, lockStates, lockWords),
    level: kind === "light" ? percent(states.get("core:LightIntensityState")) : undefined,
    closure: kind === "shade" ? closure : undefined,
    battery: percent(states.get("core:BatteryLevelState")),
    at: heardAt(device),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** Modes in which a lamp shows a colour, and those in which it shows a white. */
const colourModes: ReadonlySet<unknown> = new Set(["xy", "hs"]);
const whiteModes: ReadonlySet<unknown> = new Set(["ct"]);

/** White temperature and colour, where the device reports them; the one that it does not show is left out if it says so. */
export function tintOf(device: Pick<Device, "states">): Pick<LightState, "kelvin" | "rgb"> {
  const states = statesOf(device);
  const mode = states.get("hue:HueColorModeState");
  const kelvin = colourModes.has(mode) ? undefined : numberIn(states.get("core:ColorTemperatureState"), 1000, 20_000);
  const hue = numberIn(states.get("core:ColorHueState"), 0, 360);
  const saturation = numberIn(states.get("core:ColorSaturationState"), 0, 100);
  const isColour = hue !== undefined && saturation !== undefined && !whiteModes.has(mode);
  return {
    ...(kelvin === undefined ? {} : { kelvin }),
    ...(isColour ? { rgb: rgbFrom(hue, saturation) } : {}),
  };
}

function numberIn(value: unknown, least: number, most: number): number | undefined {
  return typeof value === "number" && value >= least && value <= most ? value : undefined;
}

/** Hue 0..360 and saturation 0..100 at full brightness. */
function rgbFrom(hue: number, saturation: number): Rgb {
  const part = (offset: number): number => {
    const sector = (offset + hue / 60) % 6;
    return Math.round(255 * (1 - (saturation / 100) * Math.max(0, Math.min(sector, 4 - sector, 1))));
  };
  return [part(5), part(3), part(1)];
}
