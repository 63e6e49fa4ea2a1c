/** Devices as the vendor reports them, put together for tests. */

export interface DeviceParts {
  readonly url: string;
  readonly label?: string;
  readonly uiClass?: string;
  readonly widget?: string;
  /** `name` or `name/number of parameters`. */
  readonly commands?: readonly string[];
  readonly states?: Readonly<Record<string, unknown>>;
  readonly place?: string;
  readonly available?: boolean;
}

const typeOf = (value: unknown): number => (typeof value === "string" ? 3 : typeof value === "number" ? 1 : 6);

function common({ url, label = "Thing", commands = [], states = {}, available = true }: DeviceParts) {
  return {
    deviceURL: url,
    label,
    available,
    enabled: true,
    type: 1,
    controllableName: "io:SomeComponent",
    states: Object.entries(states).map(([name, value]) => ({ name, type: typeOf(value), value })),
    attributes: [],
    definition: {
      commands: commands.map((command) => {
        const [commandName, nparams = "0"] = command.split("/");
        return { commandName, nparams: Number(nparams) };
      }),
      states: [],
      type: "ACTUATOR",
    },
  };
}

/** As the cloud reports it: class and widget on the device as well. */
export function cloudDevice(parts: DeviceParts) {
  const base = common(parts);
  const { uiClass, widget, place } = parts;
  return {
    ...base,
    ...(uiClass === undefined ? {} : { uiClass }),
    ...(widget === undefined ? {} : { widget }),
    ...(place === undefined ? {} : { placeOID: place }),
    definition: { ...base.definition, uiClass, widgetName: widget, uiProfiles: ["Specific"] },
  };
}

/** As a local gateway reports it: class and widget in the definition only, no place. */
export function localDevice(parts: DeviceParts) {
  const base = common(parts);
  const { uiClass, widget } = parts;
  return { ...base, synced: true, definition: { ...base.definition, uiClass, widgetName: widget } };
}

export const lock: DeviceParts = {
  url: "io://1111-2222-3333/100",
  label: "Side door",
  uiClass: "DoorLock",
  widget: "DoorLock",
  commands: ["lock", "unlock", "setLockedUnlocked/1", "wink/1"],
  states: { "core:LockedUnlockedState": "locked", "core:BatteryLevelState": 80 },
};
export const gate: DeviceParts = {
  url: "io://1111-2222-3333/101",
  label: "Drive",
  uiClass: "Gate",
  widget: "DiscreteGateWithPedestrianPosition",
  commands: ["open", "close", "stop", "setPedestrianPosition"],
  states: { "core:OpenClosedPedestrianState": "pedestrian" },
};
export const cyclicGate: DeviceParts = {
  url: "io://1111-2222-3333/102",
  label: "Back gate",
  uiClass: "Gate",
  widget: "CyclicSlidingGateOpener",
  commands: ["cycle", "identify"],
};
export const radioGate: DeviceParts = {
  url: "rts://1111-2222-3333/103",
  label: "Old gate",
  uiClass: "Gate",
  widget: "OpenCloseGate",
  commands: ["open/1", "close/1", "stop/1", "my/1"],
};
export const shutter: DeviceParts = {
  url: "io://1111-2222-3333/104#1",
  label: "Window",
  uiClass: "RollerShutter",
  widget: "PositionableRollerShutter",
  commands: ["open", "close", "stop", "my", "setClosure/1"],
  states: { "core:ClosureState": 100, "core:OpenClosedState": "closed" },
};
export const radioShutter: DeviceParts = {
  url: "rts://1111-2222-3333/105",
  label: "Attic",
  uiClass: "RollerShutter",
  widget: "UpDownRollerShutter",
  commands: ["open/1", "close/1", "my/1", "up/1", "down/1"],
};
export const awning: DeviceParts = {
  url: "io://1111-2222-3333/106",
  label: "Terrace",
  uiClass: "Awning",
  widget: "PositionableHorizontalAwning",
  commands: ["deploy", "undeploy", "stop", "my", "setDeployment/1", "setClosure/1"],
  states: { "core:DeploymentState": 30 },
};
export const pergola: DeviceParts = {
  url: "io://1111-2222-3333/107",
  label: "Pergola",
  uiClass: "Pergola",
  widget: "BioclimaticPergola",
  commands: ["openSlats", "closeSlats", "setOrientation/1", "stop", "my"],
  states: { "core:SlateOrientationState": 100, "core:SlatsOpenClosedState": "closed" },
};
export const dimmer: DeviceParts = {
  url: "io://1111-2222-3333/108",
  label: "Desk",
  uiClass: "Light",
  widget: "DimmerLight",
  commands: ["on", "off", "setIntensity/1"],
  states: { "core:OnOffState": "on", "core:LightIntensityState": 40 },
};
export const colourLight: DeviceParts = {
  url: "hue://1111-2222-3333/bridge/lights/1",
  label: "Lamp",
  uiClass: "Light",
  widget: "DimmerHueSatOrCTLight",
  commands: ["on", "off", "setIntensity/1", "setColorTemperature/1", "setHueAndSaturation/2", "setRGB/3"],
  states: { "core:OnOffState": "off", "core:LightIntensityState": 77, "core:ColorTemperatureState": 2700 },
};
export const plug: DeviceParts = {
  url: "zigbee://1111-2222-3333/109",
  label: "Fridge",
  uiClass: "OnOff",
  widget: "StatefulOnOff",
  commands: ["on", "off"],
  states: {
    "core:OnOffState": "on",
    "core:ElectricPowerConsumptionState": 60,
    "core:ElectricEnergyConsumptionState": 5000,
  },
};
export const smoke: DeviceParts = {
  url: "io://1111-2222-3333/110",
  label: "Smoke",
  uiClass: "SmokeSensor",
  widget: "SmokeSensor",
  commands: ["checkEventTrigger/1"],
  states: { "core:SmokeState": "detected" },
  available: false,
};
export const alarm: DeviceParts = {
  url: "internal://1111-2222-3333/alarm/0",
  label: "Alarm",
  uiClass: "Alarm",
  widget: "TSKAlarmController",
  commands: ["on", "off", "arm", "disarm", "open"],
  states: { "internal:CurrentAlarmModeState": "partial1", "internal:IntrusionDetectedState": "notDetected" },
};

export const everything = [
  lock,
  gate,
  cyclicGate,
  radioGate,
  shutter,
  radioShutter,
  awning,
  pergola,
  dimmer,
  colourLight,
  plug,
  smoke,
  alarm,
];
