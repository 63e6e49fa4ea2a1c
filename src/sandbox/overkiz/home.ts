export const gatewayId = "2104-6612-0951";

export const placeIds = {
  house: "0e7c3f5a-82d4-4c19-b6a8-1f2d93c0ab01",
  inside: "0e7c3f5a-82d4-4c19-b6a8-1f2d93c0ab02",
  outside: "0e7c3f5a-82d4-4c19-b6a8-1f2d93c0ab03",
} as const;

/** Numbers that the vendor gives to value types. */
export const valueTypes = { integer: 1, float: 2, text: 3, boolean: 6 } as const;

export interface DeviceState {
  name: string;
  type: number;
  value: unknown;
  lastUpdateTime: number;
}

export interface OverkizDevice {
  deviceURL: string;
  oid: string;
  label: string;
  creationTime: number;
  lastUpdateTime: number;
  shortcut: boolean;
  controllableName: string;
  metadata: string;
  definition: {
    commands: { commandName: string; nparams: number }[];
    states: { type: string; qualifiedName: string; values?: string[] }[];
    dataProperties: { value: string; qualifiedName: string }[];
    widgetName: string;
    uiProfiles: string[];
    uiClass: string;
    uiClassifiers: string[];
    qualifiedName: string;
    type: string;
  };
  states: DeviceState[];
  attributes: { name: string; type: number; value: unknown }[];
  available: boolean;
  enabled: boolean;
  placeOID: string;
  widget: string;
  type: number;
  uiClass: string;
}

interface Blueprint {
  readonly address: string;
  readonly label: string;
  readonly controllable: string;
  readonly uiClass: string;
  readonly widget: string;
  readonly place: string;
  readonly profiles?: readonly string[];
  readonly sensor?: true;
  /** Command name to number of parameters. */
  readonly commands: Readonly<Record<string, number>>;
  /** State name to its value; numbers are whole unless the name is in `floats`. */
  readonly states: Readonly<Record<string, string | number | boolean>>;
}

const common = { identify: 0, wink: 1, setName: 1, getName: 0, advancedRefresh: 2 } as const;
const cover = { open: 0, close: 0, up: 0, down: 0, stop: 0, my: 0, setClosure: 1, setPosition: 1 } as const;
const radio = {
  "core:StatusState": "available",
  "core:DiscreteRSSILevelState": "good",
  "core:RSSILevelState": 82,
} as const;
const floats = new Set(["core:TemperatureState"]);

const blueprints: readonly Blueprint[] = [
  {
    address: "io://2104-6612-0951/9031174",
    label: "Garage",
    controllable: "io:GarageOpenerIOComponent",
    uiClass: "GarageDoor",
    widget: "PositionableGarageDoor",
    place: placeIds.outside,
    profiles: ["StatefulCloseableGarageOpener", "StatefulCloseable", "Closeable", "OpenClose"],
    commands: { ...common, open: 0, close: 0, up: 0, down: 0, stop: 0, setClosure: 1 },
    states: {
      "core:NameState": "Garage",
      "core:ClosureState": 100,
      "core:TargetClosureState": 100,
      "core:OpenClosedState": "closed",
      ...radio,
    },
  },
  {
    address: "io://2104-6612-0951/4718820",
    label: "Kitchen",
    controllable: "io:DimmableLightIOComponent",
    uiClass: "Light",
    widget: "DimmerLight",
    place: placeIds.inside,
    profiles: ["StatefulDimmableLight", "StatefulDimmable", "Switchable"],
    commands: {
      ...common,
      on: 0,
      off: 0,
      setIntensity: 1,
      setOnOff: 1,
      onWithTimer: 1,
      setIntensityWithTimer: 2,
      my: 0,
    },
    states: { "core:NameState": "Kitchen", "core:OnOffState": "on", "core:LightIntensityState": 60, ...radio },
  },
  {
    address: "io://2104-6612-0951/11508263",
    label: "Office shutter",
    controllable: "io:RollerShutterGenericIOComponent",
    uiClass: "RollerShutter",
    widget: "PositionableRollerShutter",
    place: placeIds.inside,
    profiles: ["StatefulCloseableShutter", "StatefulCloseable", "Closeable", "OpenClose"],
    commands: { ...common, ...cover, setDeployment: 1, setMemorized1Position: 1 },
    states: {
      "core:NameState": "Office shutter",
      "core:ClosureState": 0,
      "core:TargetClosureState": 0,
      "core:OpenClosedState": "open",
      "core:MovingState": false,
      "core:Memorized1PositionState": 45,
      ...radio,
    },
  },
  {
    address: "rts://2104-6612-0951/16751003",
    label: "Terrace awning",
    controllable: "rts:HorizontalAwningRTSComponent",
    uiClass: "Awning",
    widget: "UpDownHorizontalAwning",
    place: placeIds.outside,
    profiles: ["DeployUndeployAwning", "OpenClose"],
    commands: {
      deploy: 1,
      undeploy: 1,
      open: 1,
      close: 1,
      up: 1,
      down: 1,
      stop: 1,
      my: 1,
      rest: 1,
      test: 0,
      identify: 0,
    },
    states: {},
  },
  {
    address: "io://2104-6612-0951/13302210#2",
    label: "Hall temperature",
    controllable: "io:TemperatureInCelciusIOSystemDeviceSensor",
    uiClass: "TemperatureSensor",
    widget: "TemperatureSensor",
    place: placeIds.inside,
    profiles: ["Temperature"],
    sensor: true,
    commands: {},
    states: { "core:TemperatureState": 21.4, "core:NameState": "Hall temperature", ...radio },
  },
  {
    address: "io://2104-6612-0951/13302477#3",
    label: "Main meter",
    controllable: "io:TotalElectricalEnergyConsumptionIOSystemDeviceSensor",
    uiClass: "ElectricitySensor",
    widget: "CumulativeElectricPowerConsumptionSensor",
    place: placeIds.house,
    profiles: ["ElectricEnergyConsumption"],
    sensor: true,
    commands: {},
    states: { "core:ElectricEnergyConsumptionState": 18_442_310, "core:NameState": "Main meter" },
  },
  {
    address: "internal://2104-6612-0951/pod/0",
    label: "Gateway",
    controllable: "internal:PodV2Component",
    uiClass: "Pod",
    widget: "Pod",
    place: placeIds.house,
    commands: { getName: 0, update: 0, setPodLedOn: 0, setPodLedOff: 0, setLightingLedPodMode: 1, refreshPodMode: 0 },
    states: { "core:NameState": "Gateway", "core:ConnectivityState": "online", "core:CountryCodeState": "ES" },
  },
];

function typeOf(name: string, value: unknown): number {
  if (typeof value === "boolean") return valueTypes.boolean;
  if (typeof value === "string") return valueTypes.text;
  return floats.has(name) ? valueTypes.float : valueTypes.integer;
}

function build(blueprint: Blueprint, index: number, at: number): OverkizDevice {
  const names = Object.keys(blueprint.states);
  return {
    deviceURL: blueprint.address,
    oid: `d4a8c2e6-0f3b-4b57-9c1d-7e5f2a9b0c${(0x10 + index).toString(16)}`,
    label: blueprint.label,
    creationTime: at,
    lastUpdateTime: at,
    shortcut: false,
    controllableName: blueprint.controllable,
    metadata: "",
    definition: {
      commands: Object.entries(blueprint.commands).map(([commandName, nparams]) => ({ commandName, nparams })),
      states: names.map((qualifiedName) => ({
        type: typeof blueprint.states[qualifiedName] === "string" ? "DiscreteState" : "ContinuousState",
        qualifiedName,
      })),
      dataProperties: [],
      widgetName: blueprint.widget,
      uiProfiles: [...(blueprint.profiles ?? []), "Specific"],
      uiClass: blueprint.uiClass,
      uiClassifiers: [],
      qualifiedName: blueprint.controllable,
      type: blueprint.sensor === true ? "SENSOR" : "ACTUATOR",
    },
    states: names.map((name) => {
      const value = blueprint.states[name];
      return { name, type: typeOf(name, value), value, lastUpdateTime: at };
    }),
    attributes: [{ name: "core:Manufacturer", type: valueTypes.text, value: "Sandbox Works" }],
    available: true,
    enabled: true,
    placeOID: blueprint.place,
    widget: blueprint.widget,
    type: blueprint.sensor === true ? 2 : 1,
    uiClass: blueprint.uiClass,
  };
}

/** The devices of the simulated house. */
export function freshDevices(at: number): OverkizDevice[] {
  return blueprints.map((blueprint, index) => build(blueprint, index, at));
}
