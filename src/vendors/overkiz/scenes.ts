import type { SceneContent } from "#core/capabilities.ts";
import { VendorError } from "#core/errors.ts";
import { canonicalJson, type Json } from "#core/json.ts";
import type { Home } from "./home.ts";
import { describe } from "./kinds.ts";
import type { ActionGroup } from "./schemas.ts";

/** Commands that leave a door as shut as it was. Whatever else a scene tells a door counts as opening it. */
const harmless: ReadonlySet<string> = new Set([
  "advancedRefresh",
  "close",
  "delayedStopIdentify",
  "down",
  "getName",
  "identify",
  "lock",
  "ping",
  "setName",
  "startIdentify",
  "stop",
  "stopIdentify",
  "wink",
]);
const shutting: Readonly<Record<string, readonly unknown[]>> = {
  setLockedUnlocked: ["locked"],
  setOpenClosed: ["closed"],
  setClosure: [100, "100"],
  setPosition: [100, "100"],
};
/** What opens things, told by name alone, for devices that are not there any more. */
const opening = /^(open|unlock|cycle|up$|partialOpen|setPedestrian|setLockedUnlocked|setOpenClosed)/i;

function leavesShut(name: string, parameters: readonly unknown[]): boolean {
  if (harmless.has(name) || name.startsWith("refresh")) return true;
  return shutting[name]?.includes(parameters[0]) === true;
}

async function isDoor(home: Home, deviceURL: string, signal: AbortSignal): Promise<boolean | undefined> {
  try {
    return describe(await home.device(deviceURL, signal)).kind === "door";
  } catch (error) {
    if (error instanceof VendorError && error.details.kind === "not-found") return undefined;
    throw error;
  }
}

/** Reads what a scene does, just before it is judged: which doors it opens, and its whole content as stable text. */
export async function sceneContent(home: Home, oid: string, signal: AbortSignal): Promise<SceneContent> {
  const scene: ActionGroup = await home.scene(oid, signal);
  const actions = scene.actions ?? undefined;
  if (actions === undefined) return { isReadable: false, opens: [], fingerprint: "" };
  const opens = new Set<string>();
  for (const action of actions) {
    const { deviceURL } = action;
    if (typeof deviceURL !== "string") return { isReadable: false, opens: [], fingerprint: "" };
    const commands = action.commands ?? [];
    const risky = commands.filter((command) => !leavesShut(command.name ?? "", command.parameters ?? []));
    if (risky.length === 0) continue;
    const known = await isDoor(home, deviceURL, signal);
    if (known ?? risky.some((command) => opening.test(command.name ?? ""))) opens.add(deviceURL);
  }
  return { isReadable: true, opens: [...opens], fingerprint: canonicalJson(actions as unknown as Json) };
}
