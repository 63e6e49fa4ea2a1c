/** The login that the ready configuration carries. */
export const avionLogin = { email: "lights@sandbox.invalid", password: "meeting-1234" };

export const avionIds = {
  location: "b1d07e5c93aa",
  bridge: "7a0c11e24f01",
  group: "c4417be09d10",
  secondGroup: "c4417be09d11",
  scene: "e90d53aa6c20",
} as const;

export interface Lamp {
  pid: string;
  avid: number;
  name: string;
  type: "device" | "controller" | "rab";
  product_id: number;
  friendly_mac_address: string;
  isOn: boolean;
  /** 0..255. */
  dim: number;
  /** Kelvin; null where the product has one white only. */
  white: number | null;
  rgb: [number, number, number] | null;
}

export interface LampGroup {
  pid: string;
  avid: number;
  name: string;
  devices: string[];
}

export interface LampScene {
  pid: string;
  name: string;
  isActive: boolean;
  /** What running it does: lamp, brightness 0..255. */
  levels: { pid: string; dim: number }[];
  runs: number;
}

export interface AvionState {
  version: 1;
  lamps: Lamp[];
  groups: LampGroup[];
  scenes: LampScene[];
  /** Tokens given out, with the moment they end. */
  tokens: Record<string, number>;
  refreshTokens: Record<string, number>;
  writes: number;
}

/** Dimmable products by the vendor's product number. */
export const products = [
  { id: 93, name: "Adjustable White Downlight", type: "device", color_temperature: { minimum: 2700, maximum: 5000 } },
  { id: 97, name: "Dimmer Switch", type: "device", color_temperature: null },
  { id: 134, name: "Colour Bulb", type: "device", color_temperature: { minimum: 2700, maximum: 5000 } },
  { id: 82, name: "Remote Access Bridge", type: "rab", color_temperature: null },
] as const;

function lamp(index: number, name: string, product: number, dim: number): Lamp {
  const hasWhite = product === 93 || product === 134;
  return {
    pid: `7a0c11e24f${(0x10 + index).toString(16)}`,
    avid: 1000 + index,
    name,
    type: "device",
    product_id: product,
    friendly_mac_address: `02:00:5E:10:00:${(0x10 + index).toString(16).toUpperCase()}`,
    isOn: dim > 0,
    dim,
    white: hasWhite ? 3500 : null,
    rgb: product === 134 ? [255, 255, 255] : null,
  };
}

/** A fresh floor: a meeting room of two downlights, a corridor, a colour bulb, the bridge. */
export function freshAvion(): AvionState {
  const lamps = [
    lamp(0, "Ceiling strip A", 93, 204),
    lamp(1, "Ceiling strip B", 93, 204),
    lamp(2, "Wall washer", 97, 128),
    lamp(3, "Accent bulb", 134, 0),
  ];
  const [a, b, washer] = lamps.map(({ pid }) => pid);
  const members = [a ?? "", b ?? ""];
  const bridge: Lamp = { ...lamp(0, "Bridge", 82, 0), pid: avionIds.bridge, avid: 900, type: "rab", isOn: true };
  return {
    version: 1,
    lamps: [...lamps, bridge],
    groups: [
      { pid: avionIds.group, avid: 2000, name: "Meeting room", devices: members },
      { pid: avionIds.secondGroup, avid: 2001, name: "Corridor", devices: [washer ?? ""] },
    ],
    scenes: [
      {
        pid: avionIds.scene,
        name: "Presentation",
        isActive: false,
        levels: members.map((pid) => ({ pid, dim: 51 })),
        runs: 0,
      },
    ],
    tokens: {},
    refreshTokens: {},
    writes: 0,
  };
}
