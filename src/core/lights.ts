import type { LightState } from "#core/capabilities.ts";
import { rgbOf } from "#core/colours.ts";
import type { Entity } from "#core/directory.ts";
import type { InputCode } from "#core/errors.ts";
import type { Json, JsonObject } from "#core/json.ts";
import type { Level } from "#core/slots.ts";

/** What one light is told, or why it cannot be told so. */
export type Fit =
  | { readonly input: JsonObject; readonly nearest?: Nearest }
  | { readonly cannot: Extract<InputCode, `light-${string}`> };

/** The white that comes nearest to one out of the light's range, in kelvin. */
export interface Nearest {
  readonly kelvin: number;
  readonly least: number;
  readonly most: number;
}

/** What people mean by a white lamp, where it has several whites. */
const plainWhite = 4000;

/** Makes a wish into what this light takes; what it does not say of itself, its state may show. */
export function fitOf(light: Pick<Entity, "traits">, wish: Level, before: LightState | undefined): Fit {
  const { dim } = light.traits ?? {};
  if ("state" in wish) return { input: { ...wish } };
  if ("level" in wish) {
    if (dim !== false) return { input: { ...wish } };
    if (wish.level === 0) return { input: { state: "off" } };
    return wish.level === 100 ? { input: { state: "on" } } : { cannot: "light-no-dim" };
  }
  if ("delta" in wish) return dim === false ? { cannot: "light-no-dim" } : { input: { ...wish } };
  const isOff: JsonObject = before?.isOn === false ? { state: "on" } : {};
  return "kelvin" in wish ? fitWhite(light, wish.kelvin, before, isOff) : fitColour(light, wish.colour, before, isOff);
}

function fitWhite(
  { traits }: Pick<Entity, "traits">,
  wanted: number,
  before: LightState | undefined,
  rest: JsonObject,
): Fit {
  const { kelvin } = traits ?? {};
  const [least, most] = Array.isArray(kelvin) ? (kelvin as readonly Json[]) : [];
  if (typeof least === "number" && typeof most === "number") {
    const near = Math.min(most, Math.max(least, wanted));
    const input = { kelvin: near, ...rest };
    return near === wanted ? { input } : { input, nearest: { kelvin: near, least, most } };
  }
  const takes = kelvin === true || (kelvin === undefined && before?.kelvin !== undefined);
  return takes ? { input: { kelvin: wanted, ...rest } } : { cannot: "light-no-white" };
}

function fitColour(
  light: Pick<Entity, "traits">,
  colour: string,
  before: LightState | undefined,
  rest: JsonObject,
): Fit {
  if (colour === "white") {
    const white = fitWhite(light, plainWhite, before, rest);
    // Nobody who says "white" has a temperature in mind that could be missed.
    if ("input" in white) return { input: white.input };
  }
  const rgb = rgbOf(colour);
  const says = light.traits?.colour;
  const takes = says === true || (says === undefined && before?.rgb !== undefined);
  return takes && rgb !== undefined ? { input: { rgb, ...rest } } : { cannot: "light-no-colour" };
}

/** What puts the light back as it was; undefined where that is not known, `isPart` where not all of it is. */
export function restoring(
  wish: Level,
  before: LightState | undefined,
): { readonly input: JsonObject; readonly isPart: boolean } | undefined {
  if (before === undefined) return undefined;
  if (before.isOn === false) return { input: { state: "off" }, isPart: false };
  const isColour = "kelvin" in wish || "colour" in wish;
  const { level, kelvin, rgb } = before;
  const bright: JsonObject =
    level !== undefined && level > 0 ? { level } : before.isOn === true && "state" in wish ? { state: "on" } : {};
  // A lamp that tells a white and a colour does not tell which of them it shows.
  const isTold = (kelvin === undefined) !== (rgb === undefined);
  const shown: JsonObject =
    isColour && isTold ? { ...(kelvin === undefined ? {} : { kelvin }), ...(rgb === undefined ? {} : { rgb }) } : {};
  const input: JsonObject = { ...bright, ...shown };
  return Object.keys(input).length === 0 ? undefined : { input, isPart: isColour && !isTold };
}

/** One request for each feature: some vendors take one at a time. Brightness comes first. */
export function requestsOf(input: JsonObject): readonly JsonObject[] {
  const tint = Object.entries(input).filter(([name]) => name === "kelvin" || name === "rgb");
  const rest = Object.entries(input).filter(([name]) => name !== "kelvin" && name !== "rgb");
  return [rest, tint].filter((part) => part.length > 0).map((part) => Object.fromEntries(part));
}
