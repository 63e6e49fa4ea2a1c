import { z } from "zod";
import type { JsonObject } from "#core/json.ts";
import { type CommandChoice, canClose, commandsOf, type Description, describe, pick } from "./kinds.ts";
import type { Device } from "./schemas.ts";

/** One command of one device, as the vendor takes it. */
export type DeviceCommand = {
  readonly name: string;
  readonly parameters: (string | number)[];
};

/** The commands for one act, in order; undefined when this device cannot do it. */
export type Translated = readonly DeviceCommand[] | undefined;

const byte = z.int().min(0).max(255);
const Rgb = z.union([z.string().regex(/^#?[\da-f]{6}$/i), z.tuple([byte, byte, byte])]);

/** One of level, change and switch, or none of them with a colour. */
export const LightInput = z
  .object({
    level: z.number().min(0).max(100).optional(),
    delta: z.number().min(-100).max(100).optional(),
    state: z.enum(["on", "off"]).optional(),
    kelvin: z.number().min(1000).max(20_000).optional(),
    rgb: Rgb.optional(),
  })
  .refine(({ level, delta, state, kelvin, rgb }) => {
    const brightness = [level, delta, state].filter((part) => part !== undefined).length;
    return brightness === 1 || (brightness === 0 && (kelvin !== undefined || rgb !== undefined));
  });
export type LightInput = z.output<typeof LightInput>;

const ShadeInput = z.union([
  z.object({ to: z.enum(["open", "close", "stop", "my"]) }),
  z.object({ closure: z.number().min(0).max(100) }),
]);

function fixed(choice: CommandChoice | undefined): Translated {
  return choice === undefined ? undefined : [{ name: choice.name, parameters: [...(choice.parameters ?? [])] }];
}

function valued(choice: CommandChoice | undefined, value: number): Translated {
  if (choice === undefined) return undefined;
  const rounded = Math.round(value);
  return [{ name: choice.name, parameters: [choice.isDeployment === true ? 100 - rounded : rounded] }];
}

/** Commands with extra parameters they do not take are refused by the vendor: keep to what the device says. */
function trim(device: Device, commands: Translated): Translated {
  const taken = new Map((device.definition?.commands ?? []).map((command) => [command.commandName, command.nparams]));
  return commands?.map((command) => {
    const most = taken.get(command.name);
    return typeof most === "number" ? { ...command, parameters: command.parameters.slice(0, most) } : command;
  });
}

export function openDoor(device: Device): Translated {
  const description = describe(device);
  return description.kind === "door" ? trim(device, fixed(pick(description.open, commandsOf(device)))) : undefined;
}

export function closeDoor(device: Device): Translated {
  const description = describe(device);
  const commands = commandsOf(device);
  if (description.kind !== "door") return undefined;
  return canClose(device, description, commands) ? trim(device, fixed(pick(description.close, commands))) : undefined;
}

export function moveShade(device: Device, input: JsonObject): Translated {
  const wanted = ShadeInput.safeParse(input);
  const description = describe(device);
  if (!wanted.success || description.kind !== "shade") return undefined;
  const commands = commandsOf(device);
  if ("to" in wanted.data) {
    const { to } = wanted.data;
    // Where there is no stop, the favourite button stops what moves.
    return trim(
      device,
      fixed(pick(description[to], commands) ?? (to === "stop" ? pick(description.my, commands) : undefined)),
    );
  }
  const { closure } = wanted.data;
  const positioned = valued(pick(description.closure, commands), closure);
  if (positioned !== undefined) return trim(device, positioned);
  if (closure === 0) return trim(device, fixed(pick(description.open, commands)));
  return closure === 100 ? trim(device, fixed(pick(description.close, commands))) : undefined;
}

function bytesOf(rgb: z.output<typeof Rgb>): readonly [number, number, number] {
  if (typeof rgb !== "string") return rgb;
  const value = Number.parseInt(rgb.replace("#", ""), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Hue 0..360 and saturation 0..100. */
function hueSaturation([red, green, blue]: readonly [number, number, number]): readonly [number, number] {
  const max = Math.max(red, green, blue);
  const range = max - Math.min(red, green, blue);
  if (range === 0) return [0, 0];
  const sector =
    max === red
      ? ((green - blue) / range + 6) % 6
      : max === green
        ? (blue - red) / range + 2
        : (red - green) / range + 4;
  return [Math.round(sector * 60), Math.round((range / max) * 100)];
}

function colourCommands(
  input: LightInput,
  description: Description,
  commands: ReadonlySet<string>,
): readonly DeviceCommand[] | "cannot" {
  const wanted: DeviceCommand[] = [];
  if (input.kelvin !== undefined) {
    const white = valued(pick(description.kelvin, commands), input.kelvin);
    if (white === undefined) return "cannot";
    wanted.push(...white);
  }
  if (input.rgb !== undefined) {
    const bytes = bytesOf(input.rgb);
    const rgb = pick(description.rgb, commands);
    const hue = pick(description.hueSaturation, commands);
    if (rgb !== undefined) wanted.push({ name: rgb.name, parameters: [...bytes] });
    else if (hue !== undefined) wanted.push({ name: hue.name, parameters: [...hueSaturation(bytes)] });
    else return "cannot";
  }
  return wanted;
}

function levelCommands(level: number, description: Description, commands: ReadonlySet<string>): Translated {
  if (level <= 0) return fixed(pick(description.off, commands));
  const dimmed = valued(pick(description.level, commands), Math.max(1, level));
  if (dimmed !== undefined) return dimmed;
  return level >= 100 ? fixed(pick(description.on, commands)) : undefined;
}

function brightnessCommands(
  input: LightInput,
  current: number | undefined,
  description: Description,
  commands: ReadonlySet<string>,
): Translated {
  if (input.level !== undefined) return levelCommands(input.level, description, commands);
  if (input.state !== undefined) return fixed(pick(description[input.state], commands));
  if (input.delta === undefined) return [];
  if (current === undefined) return undefined;
  return levelCommands(Math.min(100, current + input.delta), description, commands);
}

/** `current` is the light's level now, for changes by an amount. */
export function setLight(device: Device, input: LightInput, current: number | undefined): Translated {
  const description = describe(device);
  if (description.kind !== "light") return undefined;
  const commands = commandsOf(device);
  const coloured = colourCommands(input, description, commands);
  if (coloured === "cannot") return undefined;
  const brightness = brightnessCommands(input, current, description, commands);
  return brightness === undefined ? undefined : trim(device, [...brightness, ...coloured]);
}
