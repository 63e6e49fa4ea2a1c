import type { DoorReads } from "#core/capabilities.ts";
import type { JsonObject } from "#core/json.ts";
import type { Act, ActResult } from "#core/plan.ts";
import type { PerformContext } from "#core/ports.ts";
import { recordsOf } from "../history.ts";
import { failed } from "../vendor.ts";
import { readHistory, readPicture } from "./history.ts";
import { operations } from "./operations.ts";
import { type AkuvoxContext, fromVendorTime, listDevices, readRelayId } from "./residence.ts";
import type { Opening } from "./schemas.ts";

/** Clocks of vendor and host may differ by so much. */
const skewMs = 30_000;

/** Success means accepted: the answer holds no state. The history tells later whether the door moved. */
export async function openDoor(context: AkuvoxContext, act: Act, perform: PerformContext): Promise<ActResult> {
  const { client, residence, services } = context;
  const { mac, relay_id } = readRelayId(act.vendorId);
  const follow = { what: "door", mac, at: services.clock.now() };
  const body = { residence_id: await residence(), mac, relay_id };
  const { permit, signal } = perform;
  const attempt = await client.attempt(operations.openDoor, { body }, { permit, signal, isUrgent: true });
  if (attempt.ok) return { outcome: "accepted", follow, sends: attempt.sends };
  const result = failed(attempt.error, attempt.sends);
  return result.outcome === "unknown" ? { ...result, follow } : result;
}

/** Whether the history shows an opening of this device since; its times carry no zone and are read as UTC. */
function isOurs(row: Opening, device: string | undefined, since: number, now: number): boolean {
  if (row.open_door !== true || row.device_name !== device) return false;
  const at = fromVendorTime(row.open_door_time);
  return at >= since - skewMs && at <= now + skewMs;
}

export async function hasOpened(context: AkuvoxContext, follow: JsonObject, signal: AbortSignal): Promise<boolean> {
  const { mac, at } = follow;
  if (typeof at !== "number") return false;
  const device = (await listDevices(context)).find((candidate) => candidate.mac === mac);
  const body = { residence_id: await context.residence() };
  const { result } = await context.client.call(operations.openHistory, { body }, { signal });
  const now = context.services.clock.now();
  return result.some((row) => isOurs(row, device?.device_name ?? undefined, at, now));
}

export function createDoorReads(context: AkuvoxContext): DoorReads {
  const { cache } = context;
  return {
    async state(vendorId) {
      const { mac } = readRelayId(vendorId);
      const device = (await listDevices(context)).find((candidate) => candidate.mac === mac);
      return typeof device?.online === "boolean" ? { isOnline: device.online } : {};
    },
    // The residence has one history for all its doors.
    history: async (vendorId) => recordsOf(await cache.share("history", () => readHistory(context)), vendorId),
    picture: (_vendorId, mark) => readPicture(context, mark),
  };
}
