import type { DoorHappening } from "#core/capabilities.ts";
import type { VendorServices } from "#core/ports.ts";
import type { HistoryEntry, VendorEvent } from "../history.ts";
import { positionOf, type RaixerContext } from "./doors.ts";
import { readAction } from "./history.ts";
import type { Door } from "./schemas.ts";

/** What is sent to webhooks; of the payload nothing more is published than these words. */
const happenings: Readonly<Record<string, DoorHappening>> = {
  "door-open": "moved-open",
  "door-closed": "moved-closed",
  "movement-1": "movement",
  "movement-0": "other",
  "power-in": "power-in",
  "power-out": "power-out",
  "mainButton-press": "other",
};
const reachability: Readonly<Record<string, boolean>> = { online: true, offline: false };

const deepest = 6;
const mostTexts = 500;

/** Every text in a payload, whatever its shape. */
function* textsIn(value: unknown, depth = 0): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null && depth < deepest) {
    for (const inner of Object.values(value)) yield* textsIn(inner, depth + 1);
  }
}

interface Told {
  readonly event: string;
  readonly device: string;
  readonly doors: readonly Door[];
}

/** The event and the device that a payload names; the device is no question where there is one only. */
function understand(payload: unknown, known: RaixerContext["known"]): Told | undefined {
  const texts = textsIn(payload).take(mostTexts).toArray();
  const isEvent = (text: string) =>
    Object.hasOwn(happenings, text) || Object.hasOwn(reachability, text) || readAction(text).isKnown;
  const event = texts.find(isEvent);
  const named = texts.find((text) => known.has(text));
  const device = named ?? (known.size === 1 ? known.keys().next().value : undefined);
  if (event === undefined || device === undefined) return undefined;
  return { event, device, doors: known.get(device) ?? [] };
}

/** The one door that a sensor's word can be about. */
function sensed({ device, doors }: Told): readonly string[] {
  const candidates = doors.flatMap((door, index) => (door.sensorMode === "openingSensor" ? [index] : []));
  const indexes = candidates.length > 0 ? candidates : doors.map((_, index) => index);
  const [only, ...others] = indexes;
  return only === undefined || others.length > 0 ? [] : [`${device}/${positionOf(doors, only)}`];
}

const allDoors = ({ device, doors }: Told): readonly string[] =>
  doors.map((_, index) => `${device}/${positionOf(doors, index)}`);

function toEntry(told: Told, at: number): HistoryEntry {
  const { event, device, doors } = told;
  const id = `hook/${device}/${event}/${at}`;
  const what = happenings[event];
  if (what === undefined) {
    const { what: meant, by, port } = readAction(event);
    const vendorIds = port <= doors.length ? [`${device}/${positionOf(doors, port - 1)}`] : [];
    return { id, at, what: meant, ...(by === undefined ? {} : { by }), vendorIds };
  }
  const isMove = what === "moved-open" || what === "moved-closed";
  const by = event === "mainButton-press" ? { by: "button" as const } : {};
  return { id, at, what, ...by, vendorIds: isMove ? sensed(told) : allDoors(told) };
}

/** What a call of the vendor means; times are our own, because a payload proves none. */
export function readCall(
  payload: unknown,
  { account, known }: RaixerContext,
  { clock, log }: VendorServices,
): readonly VendorEvent[] {
  const told = understand(payload, known);
  if (told === undefined) {
    log.info("hook-not-understood", { account });
    return [];
  }
  const isOnline = reachability[told.event];
  const at = clock.now();
  if (isOnline === undefined) return [{ kind: "door", account, entry: toEntry(told, at), source: "hook" }];
  return allDoors(told).map((vendorId) => ({ kind: "state", account, vendorId, state: { isOnline, at } }));
}
