import { z } from "zod";
import type { DoorHold, DoorReads, DoorState } from "#core/capabilities.ts";
import type { DiscoveredThing } from "#core/directory.ts";
import { VendorError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import type { Act, ActResult } from "#core/plan.ts";
import type { PerformContext, VendorServices } from "#core/ports.ts";
import type { ReadCache } from "../cache.ts";
import type { Attempt, CallOptions, Client } from "../client.ts";
import { recordsOf } from "../history.ts";
import { failed } from "../vendor.ts";
import { readDevice } from "./history.ts";
import { operations } from "./operations.ts";
import type { PhoneIds } from "./phones.ts";
import { listSchedules } from "./schedules.ts";
import type { CommandEntry, Device, Door } from "./schemas.ts";

export interface RaixerContext {
  readonly account: string;
  readonly client: Client;
  readonly cache: ReadCache;
  readonly services: VendorServices;
  /** Doors of each device as they were last read. */
  readonly known: Map<string, readonly Door[]>;
  readonly phones: PhoneIds;
}

const devicesSeconds = 20;
const doorsSeconds = 300;

/** A door as the vendor is told about it: `<device>/<position>`. */
interface DoorId {
  readonly device: string;
  readonly position: string;
}

export function readDoorId(vendorId: string): DoorId {
  const cut = vendorId.lastIndexOf("/");
  return { device: vendorId.slice(0, cut), position: vendorId.slice(cut + 1) };
}

/**
 * How to say this door alone: its number when it is the only one, else its use when no other door has it. A number
 * among several doors counts ports, and which port is the first is not published.
 */
export function positionOf(doors: readonly Door[], index: number): string {
  const use = doors[index]?.use;
  const isTelling = use !== null && use !== undefined && use !== "unknown";
  const isAlone = doors.filter((door) => door.use === use).length === 1;
  return doors.length > 1 && isTelling && isAlone ? use : String(index + 1);
}

export function listDevices({ client, cache }: RaixerContext): Promise<readonly Device[]> {
  return cache.read("devices", devicesSeconds, () => client.call(operations.devices, {}));
}

export function listDoors({ client, cache, known }: RaixerContext, device: string): Promise<readonly Door[]> {
  return cache.read(`doors/${device}`, doorsSeconds, async () => {
    const doors = await client.call(operations.doors, { path: { id: device } });
    known.set(device, doors);
    return doors;
  });
}

function toThing(device: Device, doors: readonly Door[], index: number): DiscoveredThing {
  const at = Date.parse(device.updated ?? "");
  return {
    vendorId: `${device._id}/${positionOf(doors, index)}`,
    kind: "door",
    label: doors[index]?.name || device.name || device._id,
    capabilities: [
      "door.open",
      "door.hold",
      "door.schedule",
      "door.view",
      "door.history",
      "key.create",
      "key.view",
      "key.revoke",
    ],
    // Keys are guests' phones here, not digits.
    traits: { port: index + 1, key: "phone", ...(device.name ? { device: device.name } : {}) },
    state: {
      ...(typeof device.online === "boolean" ? { isOnline: device.online } : {}),
      ...(Number.isNaN(at) ? {} : { at }),
    },
  };
}

/** All doors of all devices. A device whose doors cannot be read now keeps those it had. */
export function createThings(context: RaixerContext): () => Promise<readonly DiscoveredThing[]> {
  const { known } = context;
  return async () => {
    const devices = await listDevices(context);
    let failure: unknown;
    let readable = 0;
    const found = await Promise.all(
      devices.map(async (device) => {
        try {
          await listDoors(context, device._id);
          readable += 1;
        } catch (error) {
          failure = error;
          context.services.log.warn("doors-unreadable", { account: context.account });
        }
        const doors = known.get(device._id) ?? [];
        return doors.map((_, index) => toThing(device, doors, index));
      }),
    );
    if (readable === 0 && failure !== undefined && known.size === 0) throw failure;
    return found.flat();
  };
}

/** Every entry must say success: one use may open several doors, and an empty list opened none. */
function judgeEntries(entries: readonly CommandEntry[]): boolean {
  return entries.length > 0 && entries.every((entry) => entry.status === "success");
}

function toResult(account: string, attempt: Attempt<readonly CommandEntry[]>): ActResult {
  if (!attempt.ok) return failed(attempt.error, attempt.sends);
  if (judgeEntries(attempt.data)) return { outcome: "accepted", sends: attempt.sends };
  // One use name may stand for several doors: where one of them said yes, it would be untrue that nothing happened.
  const isPartial = attempt.data.some((entry) => entry.status === "success");
  const problem = message(isPartial ? "errors:vendor-run-failed" : "errors:vendor-rejected", { account });
  return { outcome: "failed", problem, sends: attempt.sends };
}

function urgently({ permit, signal }: PerformContext): CallOptions {
  return { permit, signal, isUrgent: true };
}

export async function openDoor(context: RaixerContext, act: Act, perform: PerformContext): Promise<ActResult> {
  const { device: id, position } = readDoorId(act.vendorId);
  const at = context.services.clock.now();
  const attempt = await context.client.attempt(operations.openDoor, { path: { id, position } }, urgently(perform));
  const result = toResult(context.account, attempt);
  const doors = context.known.get(id) ?? [];
  const hasSensor = doors[indexOf(doors, position)]?.sensorMode === "openingSensor";
  if (!hasSensor || result.outcome === "failed") return result;
  return { ...result, follow: { what: "door", vendorId: act.vendorId, at } };
}

/** The number of the door's port, from 1. */
export function portOf(doors: readonly Door[], position: string): number | undefined {
  const index = indexOf(doors, position);
  return index < 0 ? undefined : index + 1;
}

export function indexOf(doors: readonly Door[], position: string): number {
  return doors.findIndex((_, index) => positionOf(doors, index) === position);
}

/** Listening for so many minutes (every ring opens), or the end of it. */
export async function holdDoor(context: RaixerContext, act: Act, perform: PerformContext): Promise<ActResult> {
  const { account, client } = context;
  const { device: id, position } = readDoorId(act.vendorId);
  const path = { id, position };
  const { minutes, off } = act.input;
  if (off === true) return toResult(account, await client.attempt(operations.stopJob, { path }, urgently(perform)));
  if (typeof minutes !== "number" || !(minutes > 0)) {
    throw new VendorError({ account, kind: "input", outcome: "none", parameter: "minutes" });
  }
  return toResult(account, await client.attempt(operations.startJob, { path, body: { minutes } }, urgently(perform)));
}

export function createDoorReads(context: RaixerContext): DoorReads {
  const { client, cache } = context;
  return {
    async state(vendorId): Promise<DoorState> {
      const { device: id, position } = readDoorId(vendorId);
      const device = await cache.read(`device/${id}`, 5, () => client.call(operations.device, { path: { id } }));
      const isOnline = typeof device.online === "boolean" ? { isOnline: device.online } : {};
      const doors = await listDoors(context, id);
      const index = indexOf(doors, position);
      if (device.online === false || doors[index]?.sensorMode !== "openingSensor") return isOnline;
      return { ...isOnline, ...(await readContact(context, id, index)) };
    },
    async history(vendorId) {
      const { device } = readDoorId(vendorId);
      // All doors of a device are asked for together, and have one history.
      return recordsOf(await cache.share(`history/${device}`, () => readDevice(context, device)), vendorId);
    },
    hold: (vendorId) => readHold(context, vendorId),
    schedules: (vendorId) => listSchedules(context, vendorId),
  };
}

const listening = z.tuple([z.literal("1"), z.string(), z.string()]).rest(z.string());

/**
 * The variable `status` (`status2` of the second port) holds comma parts: listening, by whom, since when in seconds,
 * boot time, whether an intercom, automatic openings. It does not tell until when.
 */
async function readHold(context: RaixerContext, vendorId: string): Promise<DoorHold | undefined> {
  const { client } = context;
  const { device: id, position } = readDoorId(vendorId);
  const port = portOf(await listDoors(context, id), position);
  if (port === undefined) return undefined;
  const variable = port === 1 ? "status" : `status${port}`;
  const { variables } = await readInformation(context, id);
  if (variables?.[variable] === undefined) return undefined;
  const { result } = await client.call(operations.variable, { path: { id, variable } });
  const status = listening.safeParse(String(result).split(","));
  if (!status.success) return undefined;
  const [since, openings] = [Number(status.data[2]) * 1000, Number(status.data[5] ?? Number.NaN)];
  return { ...(since > 0 ? { since } : {}), ...(Number.isInteger(openings) ? { openings } : {}) };
}

/** Which variables the device has does not change while it hangs on its wall. */
function readInformation({ client, cache }: RaixerContext, id: string) {
  return cache.read(`information/${id}`, 300, () => client.call(operations.information, { path: { id } }));
}

/** The raw contact may be inverted or mean nothing: only "open" is ever reported from it. */
async function readContact(context: RaixerContext, id: string, index: number): Promise<DoorState> {
  const { client } = context;
  const variable = index === 0 ? "doorIsOpen" : `doorIsOpen${index + 1}`;
  const { variables } = await readInformation(context, id);
  if (variables?.[variable] === undefined) return {};
  const { result } = await client.call(operations.variable, { path: { id, variable } });
  return Number(result) === 1 ? { isOpen: true } : {};
}
