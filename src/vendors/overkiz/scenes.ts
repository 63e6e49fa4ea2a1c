import type { SceneContent } from "#core/capabilities.ts";
import { VendorError } from "#core/errors.ts";
import { canonicalJson, type Json } from "#core/json.ts";
import type { Home } from "./home.ts";
import { type Description, describe } from "./kinds.ts";
import type { ActionGroup, Device } from "./schemas.ts";

/** Commands that move nothing. Whatever else a scene tells a door counts as opening it, but for the next two. */
const harmless: ReadonlySet<string> = new Set([
  "advancedRefresh",
  "delayedStopIdentify",
  "getName",
  "identify",
  "ping",
  "setName",
  "startIdentify",
  "stopIdentify",
  "wink",
]);
/** Commands that shut a door, where it takes them for what they say: a gate that only cycles may open. */
const shutting: ReadonlySet<string> = new Set(["close", "down", "lock", "stop"]);
const shuttingWith: ReadonlyMap<string, readonly unknown[]> = new Map(
  Object.entries({
    setLockedUnlocked: ["locked"],
    setOpenClosed: ["closed"],
    setClosure: [100, "100"],
    setPosition: [100, "100"],
  }),
);
/** What opens things, told by name alone, for devices that are not there any more. */
const opening = /^(open|unlock|cycle|up$|partialOpen|setPedestrian|setLockedUnlocked|setOpenClosed)/i;

export interface SceneCommand {
  readonly name?: string | null | undefined;
  readonly parameters?: readonly unknown[] | null | undefined;
}

/** Whether a door told this may be open afterwards. */
function mayOpen(command: SceneCommand, door: Description): boolean {
  const name = command.name ?? "";
  if (harmless.has(name) || name.startsWith("refresh")) return false;
  if (door.close === undefined) return true;
  return !shutting.has(name) && shuttingWith.get(name)?.includes(command.parameters?.[0]) !== true;
}

/** Whether the command is one of those that open this very device. */
export function isOpeningOf(device: Device, command: SceneCommand): boolean {
  const door = describe(device);
  const name = command.name ?? "";
  const isMeant = opening.test(name) || door.open?.some((choice) => choice.name === name) === true;
  return door.kind === "door" && isMeant && mayOpen(command, door);
}

/** The device's description; undefined when the vendor knows no such device. */
async function lookUp(home: Home, deviceURL: string, signal: AbortSignal): Promise<Description | undefined> {
  try {
    return describe(await home.device(deviceURL, signal));
  } catch (error) {
    if (error instanceof VendorError && error.details.kind === "not-found") return undefined;
    throw error;
  }
}

async function opensDoor(home: Home, deviceURL: string, commands: readonly SceneCommand[], signal: AbortSignal) {
  const description = await lookUp(home, deviceURL, signal);
  if (description === undefined) return commands.some((command) => opening.test(command.name ?? ""));
  return description.kind === "door" && commands.some((command) => mayOpen(command, description));
}

/** Reads what a scene does, just before it is judged: which doors it opens, and its whole content as stable text. */
export async function sceneContent(home: Home, oid: string, signal: AbortSignal): Promise<SceneContent> {
  const scene: ActionGroup = await home.scene(oid, signal);
  const actions = scene.actions ?? undefined;
  if (actions === undefined) return { isReadable: false, opens: [], fingerprint: "" };
  const opens = new Set<string>();
  for (const { deviceURL, commands } of actions) {
    if (typeof deviceURL !== "string") return { isReadable: false, opens: [], fingerprint: "" };
    if (await opensDoor(home, deviceURL, commands ?? [], signal)) opens.add(deviceURL);
  }
  return { isReadable: true, opens: [...opens], fingerprint: canonicalJson(actions as unknown as Json) };
}
