import type { Lamp } from "./state.ts";

export const features = ["on_off", "dim", "white", "rgb"] as const;
type Feature = (typeof features)[number];

export interface StateEntry {
  readonly name: string;
  /** JSON inside a text. */
  readonly value: string;
  readonly humanized: string;
}

const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value));

/** `"80%"` and `"200"` are absolute, `"+10%"` and `"-25%"` changes; the range is the feature's own. */
function readLevel(text: string, now: number, min: number, max: number, allowsPercent: boolean): number | undefined {
  const change = /^([+-]\d{1,3})%$/.exec(text)?.[1];
  if (change !== undefined) {
    const points = Number(change);
    return Math.abs(points) > 100 ? undefined : Math.round(clamp(now + (points / 100) * (max - min), min, max));
  }
  const percent = allowsPercent ? /^(\d{1,3})%$/.exec(text)?.[1] : undefined;
  if (percent !== undefined) return Number(percent) > 100 ? undefined : Math.round((Number(percent) / 100) * max);
  const [, plain] = /^\[?(\d{1,4})\]?$/.exec(text) ?? [];
  const value = plain === undefined ? Number.NaN : Number(plain);
  return value >= min && value <= max ? value : undefined;
}

function readSwitch(text: string): boolean | undefined {
  if (["on", "1", "[1]"].includes(text)) return true;
  return ["off", "0", "[0]"].includes(text) ? false : undefined;
}

function readColour(text: string): [number, number, number] | undefined {
  const [, r, g, b] = /^\[(\d{1,3}),\s?(\d{1,3}),\s?(\d{1,3})\]$/.exec(text) ?? [];
  const parts = [r, g, b].map(Number);
  const [red = Number.NaN, green = Number.NaN, blue = Number.NaN] = parts;
  return parts.every((part) => part >= 0 && part <= 255) ? [red, green, blue] : undefined;
}

const setters: Readonly<Record<Feature, (lamp: Lamp, text: string) => boolean>> = {
  on_off(lamp, text) {
    const isOn = readSwitch(text);
    if (isOn !== undefined) lamp.isOn = isOn;
    return isOn !== undefined;
  },
  dim(lamp, text) {
    const level = readLevel(text, lamp.isOn ? lamp.dim : 0, 0, 255, true);
    if (level === undefined) return false;
    lamp.dim = level;
    lamp.isOn = level > 0;
    return true;
  },
  white(lamp, text) {
    const kelvin = lamp.white === null ? undefined : readLevel(text, lamp.white, 1500, 7000, false);
    if (kelvin === undefined) return false;
    lamp.white = kelvin;
    return true;
  },
  rgb(lamp, text) {
    const colour = lamp.rgb === null ? undefined : readColour(text);
    if (colour === undefined) return false;
    lamp.rgb = colour;
    return true;
  },
};

/** Sets one feature from the vendor's text form; false when the lamp or the text does not fit. */
export function setFeature(lamp: Lamp, name: string, text: string): boolean {
  return (features as readonly string[]).includes(name) ? setters[name as Feature](lamp, text) : false;
}

export function readSwitchText(text: string): boolean | undefined {
  return readSwitch(text);
}

/** What the cloud reports of a lamp, in its own double encoding. */
export function stateOf(lamp: Lamp): readonly StateEntry[] {
  const { isOn, dim, white, rgb } = lamp;
  return [
    { name: "on_off", value: `[${isOn ? 1 : 0}]`, humanized: isOn ? "on" : "off" },
    { name: "dim", value: `[${dim}]`, humanized: `${Math.round((dim / 255) * 100)}%` },
    ...(white === null ? [] : [{ name: "white", value: `[${white}]`, humanized: String(white) }]),
    ...(rgb === null ? [] : [{ name: "rgb", value: JSON.stringify(rgb), humanized: JSON.stringify(rgb) }]),
  ];
}
