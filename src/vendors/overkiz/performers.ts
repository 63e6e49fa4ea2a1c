import type { Action } from "#core/actions.ts";
import { InputError } from "#core/errors.ts";
import type { Act, ActResult } from "#core/plan.ts";
import type { PerformContext, Performer } from "#core/ports.ts";
import type { CallOptions, Client } from "#vendors/client.ts";
import type { Input } from "#vendors/operation.ts";
import { failed, performEach } from "#vendors/vendor.ts";
import {
  closeDoor,
  type DeviceCommand,
  LightInput,
  moveShade,
  openDoor,
  setLight,
  type Translated,
} from "./commands.ts";
import type { FollowedAct } from "./executions.ts";
import type { Home } from "./home.ts";
import { describe, isOneWay } from "./kinds.ts";
import { executionOperations } from "./operations/executions.ts";
import type { Device } from "./schemas.ts";
import { stateOf } from "./states.ts";

/** Stands in the vendor's history beside what was done. */
const runLabel = "Usher";

interface Prepared {
  readonly device: Device;
  readonly commands: NonNullable<Translated>;
}

/** What one act takes of its device; throws `InputError("not-offered")` where it cannot do it. */
type Translate = (act: Act, device: Device, signal: AbortSignal) => Promise<Translated> | Translated;

interface Tools {
  readonly client: Client;
  readonly home: Home;
  /** A run of ours begins: its events are wanted. */
  onStarted(): void;
}

function cannot(act: Act): InputError {
  return new InputError("not-offered", { thing: { kind: "entity", id: act.entity } });
}

/** Several acts on one device become one action: the vendor refuses a second one for the same device. */
function actionsOf(prepared: readonly Prepared[]): { deviceURL: string; commands: DeviceCommand[] }[] {
  const byDevice = Map.groupBy(prepared, (one) => one.device.deviceURL);
  return [...byDevice].map(([deviceURL, acts]) => ({ deviceURL, commands: acts.flatMap((act) => act.commands) }));
}

function started(device: Device, execId: string, sends: number): ActResult {
  const follow: FollowedAct = { execId, device: device.deviceURL, isOneWay: isOneWay(device) };
  return { outcome: isOneWay(device) ? "sent" : "accepted", follow, reference: execId, sends };
}

/** Also what is refused before anything leaves is a result. */
async function attempt(client: Client, body: Input<typeof executionOperations.apply>["body"], how: CallOptions) {
  try {
    return await client.attempt(executionOperations.apply, { body }, how);
  } catch (error) {
    return { ok: false, error, sends: 0 } as const;
  }
}

/** One run for all acts given together, one action per device. */
function performTogether(translate: Translate, tools: Tools, isUrgent: (acts: readonly Act[]) => boolean): Performer {
  const prepare = async (act: Act, { signal }: PerformContext): Promise<Prepared | ActResult> => {
    try {
      const device = await tools.home.device(act.vendorId, signal);
      const commands = await translate(act, device, signal);
      if (commands === undefined || commands.length === 0) throw cannot(act);
      return { device, commands };
    } catch (error) {
      return { ...failed(error, 0), outcome: "failed" };
    }
  };
  return async (acts, context) => {
    const prepared = await Promise.all(acts.map((act) => prepare(act, context)));
    const ready = prepared.filter((one): one is Prepared => "device" in one);
    if (ready.length === 0) return prepared.filter((one): one is ActResult => "outcome" in one);
    const body = { label: runLabel, actions: actionsOf(ready) };
    const how = { permit: context.permit, signal: context.signal, isUrgent: isUrgent(acts) };
    const result = await attempt(tools.client, body, how);
    if (result.ok) tools.onStarted();
    return prepared.map((one) => {
      if ("outcome" in one) return one;
      return result.ok ? started(one.device, result.data.execId, result.sends) : failed(result.error, result.sends);
    });
  };
}

async function currentLevel(home: Home, act: Act, signal: AbortSignal): Promise<number | undefined> {
  const device = await home.freshDevice(act.vendorId, signal);
  const state = stateOf(device, describe(device));
  return state.isOn === false ? 0 : state.level;
}

function lightTranslation(home: Home): Translate {
  return async (act, device, signal) => {
    const wanted = LightInput.safeParse(act.input);
    if (!wanted.success) return undefined;
    const current = wanted.data.delta === undefined ? undefined : await currentLevel(home, act, signal);
    return setLight(device, wanted.data, current);
  };
}

function runScene({ client, onStarted }: Tools) {
  return async (act: Act, { permit, signal }: PerformContext): Promise<ActResult> => {
    const path = { actionGroupOID: act.vendorId };
    const result = await client.attempt(executionOperations.runScene, { path }, { permit, signal });
    if (!result.ok) return failed(result.error, result.sends);
    onStarted();
    const { execId } = result.data;
    const follow: FollowedAct = { execId, device: "", isOneWay: false };
    return { outcome: "accepted", follow, reference: execId, sends: result.sends };
  };
}

/** Cancels what runs of a scene; a scene that does not run is already stopped. */
function stopScene({ client }: Tools) {
  return async (act: Act, { permit, signal }: PerformContext): Promise<ActResult> => {
    const given = act.input.execId;
    let execId = typeof given === "string" ? given : undefined;
    if (execId === undefined) {
      const running = await client.call(executionOperations.executions, {}, { signal });
      execId = running.find((one) => one.actionGroup?.oid === act.vendorId)?.id ?? undefined;
    }
    if (execId === undefined) return { outcome: "done", sends: 0 };
    const how = { permit, signal, isUrgent: true };
    const result = await client.attempt(executionOperations.cancelExecution, { path: { execId } }, how);
    if (result.ok) return { outcome: "accepted", reference: execId, sends: result.sends };
    return failed(result.error, result.sends);
  };
}

function isStop(act: Act): boolean {
  return act.input.to === "stop";
}

/** Doors, stops and closings are never refused by our own budget; scenes, lights and shades wait for it. */
export function overkizPerformers(tools: Tools): Readonly<Partial<Record<Action, Performer>>> {
  return {
    "door.open": performTogether(
      (_, device) => openDoor(device),
      tools,
      () => true,
    ),
    "door.close": performTogether(
      (_, device) => closeDoor(device),
      tools,
      () => true,
    ),
    "light.set": performTogether(lightTranslation(tools.home), tools, () => false),
    "shade.move": performTogether(
      (act, device) => moveShade(device, act.input),
      tools,
      (acts) => acts.every(isStop),
    ),
    "scene.run": performEach(runScene(tools)),
    "scene.stop": performEach(stopScene(tools)),
  };
}
