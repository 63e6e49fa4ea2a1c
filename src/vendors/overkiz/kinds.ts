import type { EntityKind } from "#core/directory.ts";
import type { Device } from "./schemas.ts";

/** A command by name, with what it is told where that is always the same. */
export interface CommandChoice {
  readonly name: string;
  readonly parameters?: readonly (string | number)[];
  /** The position the command takes is counted the other way round: 100 is out, that is open. */
  readonly isDeployment?: boolean;
}

/** What a kind of device can be told; of each list the first command is taken that the device itself has. */
export interface Description {
  readonly kind: EntityKind;
  /** Switched appliances: nobody means them by "the lights of the room". */
  readonly isAppliance?: boolean;
  readonly open?: readonly CommandChoice[];
  readonly close?: readonly CommandChoice[];
  readonly stop?: readonly CommandChoice[];
  readonly my?: readonly CommandChoice[];
  readonly on?: readonly CommandChoice[];
  readonly off?: readonly CommandChoice[];
  /** 0..100, 100 closed. */
  readonly closure?: readonly CommandChoice[];
  /** 0..100. */
  readonly level?: readonly CommandChoice[];
  readonly kelvin?: readonly CommandChoice[];
  readonly rgb?: readonly CommandChoice[];
  readonly hueSaturation?: readonly CommandChoice[];
}

const named = (...names: readonly string[]): readonly CommandChoice[] => names.map((name) => ({ name }));

const stop = named("stop");
const my = named("my");

const lock: Description = {
  kind: "door",
  open: [{ name: "unlock" }, { name: "setLockedUnlocked", parameters: ["unlocked"] }, { name: "open" }],
  close: [{ name: "lock" }, { name: "setLockedUnlocked", parameters: ["locked"] }],
};
const gate: Description = {
  kind: "door",
  open: [{ name: "open" }, { name: "up" }, { name: "setClosure", parameters: [0] }, { name: "cycle" }],
  close: [{ name: "close" }, { name: "down" }, { name: "setClosure", parameters: [100] }],
  stop,
};
/** Each press starts, stops or turns it: whether it opens or closes cannot be known beforehand. */
const cycled: Description = { kind: "door", open: named("cycle", "open", "up") };
const blind: Description = {
  kind: "shade",
  open: [...named("open", "up"), { name: "setClosure", parameters: [0] }],
  close: [...named("close", "down"), { name: "setClosure", parameters: [100] }],
  closure: named("setClosure", "setPosition"),
  stop,
  my,
};
const awning: Description = {
  kind: "shade",
  open: [...named("deploy", "open", "down"), { name: "setDeployment", parameters: [100] }],
  close: [...named("undeploy", "close", "up"), { name: "setDeployment", parameters: [0] }],
  closure: [{ name: "setDeployment", isDeployment: true }],
  stop,
  my,
};
const dual: Description = {
  ...blind,
  open: named("open", "up", "upperOpen"),
  close: named("close", "down", "upperClose"),
  closure: named("setClosure", "setUpperClosure"),
};
const slats: Description = {
  kind: "shade",
  open: [...named("openSlats", "open", "up"), { name: "setOrientation", parameters: [0] }],
  close: [...named("closeSlats", "close", "down"), { name: "setOrientation", parameters: [100] }],
  closure: named("setClosure", "setOrientation"),
  stop,
  my,
};
const tilted: Description = {
  kind: "shade",
  open: [{ name: "tiltPositive", parameters: [15, 1] }, { name: "open" }],
  close: [{ name: "tiltNegative", parameters: [15, 1] }, { name: "close" }],
  closure: named("setOrientation"),
  stop,
  my,
};
const light: Description = {
  kind: "light",
  on: [{ name: "on" }, { name: "setOnOff", parameters: ["on"] }, { name: "setIntensity", parameters: [100] }],
  off: [{ name: "off" }, { name: "setOnOff", parameters: ["off"] }, { name: "setIntensity", parameters: [0] }],
  level: named("setIntensity"),
  kelvin: named("setColorTemperature"),
  rgb: named("setRGB"),
  hueSaturation: named("setHueAndSaturation"),
};
const appliance: Description = { ...light, isAppliance: true };
/** Heaters, alarms, players, boxes: shown, never told anything. */
const watched: Description = { kind: "sensor" };

/** By widget, where it says more than the class does. */
const byWidget: ReadonlyMap<string, Description> = new Map(
  Object.entries({
    AwningValance: awning,
    BioclimaticPergola: slats,
    CarLock: lock,
    CyclicGarageDoor: cycled,
    CyclicGeneric: cycled,
    CyclicSlidingGateOpener: cycled,
    CyclicSwingingGateOpener: cycled,
    DynamicOutlet: appliance,
    OpenCloseGate4T: cycled,
    OpenCloseSlidingGarageDoor4T: cycled,
    OpenCloseSlidingGate4T: cycled,
    PergolaHorizontalAwning: awning,
    PergolaHorizontalAwningUno: awning,
    PositionableDualRollerShutter: dual,
    RTSGeneric: blind,
    RTSGeneric4T: cycled,
    SlatsOrientation: slats,
    StatefulVenetianSlats: slats,
    SwimmingPoolRollerShutter: blind,
    TiltOnlyVenetianBlind: tilted,
    UpDownBioclimaticPergola: slats,
    UpDownGarageDoor4T: cycled,
    VenetianSlats: slats,
    WindowLock: lock,
  }),
);

/** By class, for every widget not named above. */
const byClass: ReadonlyMap<string, Description> = new Map(
  Object.entries({
    AdjustableSlatsRollerShutter: blind,
    Awning: awning,
    Curtain: blind,
    DoorLock: lock,
    ExteriorScreen: blind,
    ExteriorVenetianBlind: blind,
    GarageDoor: gate,
    Gate: gate,
    Light: light,
    OnOff: appliance,
    Pergola: slats,
    RollerShutter: blind,
    Screen: blind,
    Shutter: blind,
    SwingingShutter: blind,
    Switch: appliance,
    VenetianBlind: blind,
    Window: blind,
  }),
);

/** Classes that are never told anything, though some have commands named like those of a shade or a light. */
const watchedClasses: ReadonlySet<string> = new Set([
  "Alarm",
  "Camera",
  "CircuitBreaker",
  "ConfigurationComponent",
  "Dock",
  "EvoHome",
  "ExteriorHeatingSystem",
  "GroupConfiguration",
  "HeatPumpSystem",
  "HeatingSystem",
  "HitachiHeatingSystem",
  "IRBlasterController",
  "MusicPlayer",
  "NetworkComponent",
  "Oven",
  "Pod",
  "ProtocolGateway",
  "RemoteController",
  "Scene",
  "SceneLauncherController",
  "Siren",
  "SwimmingPool",
  "ThirdPartyGateway",
  "VentilationSystem",
  "WashingMachine",
  "WaterHeatingSystem",
  "Wifi",
  "WindowHandle",
]);

/** What moves and is not known to be a mere shade is judged as a door. */
function guess(device: Device, commands: ReadonlySet<string>): Description {
  if (commands.has("unlock") || commands.has("setLockedUnlocked")) return lock;
  if (commands.has("cycle")) return cycled;
  const hints = `${classOf(device) ?? ""} ${widgetOf(device) ?? ""} ${device.controllableName ?? ""}`;
  const moves = commands.has("setClosure") || commands.has("open") || commands.has("deploy");
  if (moves && /shutter|blind|curtain|screen|shade|window/i.test(hints)) return blind;
  if (moves && /awning|pergola/i.test(hints)) return commands.has("openSlats") ? slats : awning;
  if (moves && !/valve|vent|heat|damper/i.test(hints)) return gate;
  if (commands.has("setIntensity") || (/light|lamp/i.test(hints) && commands.has("on"))) return light;
  return watched;
}

/** The class, from the device or (local gateways) from its definition. */
export function classOf(device: Device): string | undefined {
  return device.uiClass ?? device.definition?.uiClass ?? undefined;
}

export function widgetOf(device: Device): string | undefined {
  return device.widget ?? device.definition?.widgetName ?? undefined;
}

/** Names of the commands the device itself has. */
export function commandsOf(device: Device): ReadonlySet<string> {
  return new Set((device.definition?.commands ?? []).map((command) => command.commandName));
}

export function protocolOf(device: Pick<Device, "deviceURL">): string {
  return device.deviceURL.slice(0, Math.max(0, device.deviceURL.indexOf("://")));
}

/** RTS radio goes one way: such devices never say what became of a command. */
export function isOneWay(device: Pick<Device, "deviceURL">): boolean {
  return protocolOf(device) === "rts";
}

function known(device: Device): Description | undefined {
  const widget = widgetOf(device);
  const uiClass = classOf(device);
  const specific = widget === undefined ? undefined : byWidget.get(widget);
  if (specific !== undefined || uiClass === undefined) return specific;
  const isWatched = watchedClasses.has(uiClass) || uiClass.endsWith("Sensor");
  return byClass.get(uiClass) ?? (isWatched ? watched : undefined);
}

/** What the device is: by its widget, else its class, else what its commands suggest. */
export function describe(device: Device): Description {
  const commands = commandsOf(device);
  const found = known(device) ?? guess(device, commands);
  // A switch that cannot be switched is a remote control or a meter.
  const isDead = found.kind === "light" && pick([...(found.on ?? []), ...(found.off ?? [])], commands) === undefined;
  return isDead && found.isAppliance === true ? watched : found;
}

/** The first of the choices that the device has. */
export function pick(
  choices: readonly CommandChoice[] | undefined,
  commands: ReadonlySet<string>,
): CommandChoice | undefined {
  return choices?.find((choice) => commands.has(choice.name));
}

/** Whether the device can be told to close and will: never where a command only cycles, nor where nobody could tell. */
export function canClose(device: Device, description: Description, commands: ReadonlySet<string>): boolean {
  return !isOneWay(device) && pick(description.close, commands) !== undefined;
}
