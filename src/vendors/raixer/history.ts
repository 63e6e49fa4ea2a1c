import type { DoorHappening } from "#core/capabilities.ts";
import type { JsonObject } from "#core/json.ts";
import type { HistoryEntry } from "../history.ts";
import { indexOf, listDevices, positionOf, type RaixerContext } from "./doors.ts";
import { operations } from "./operations.ts";
import type { Door, HistoryEntry as Row } from "./schemas.ts";

/** What an action means, by the last word of its long key without the number of its port. */
const meanings: Readonly<Record<string, { readonly what: DoorHappening; readonly by?: HistoryEntry["by"] }>> = {
  openDoor: { what: "opened", by: "command" },
  /** While listening, a ring at the bell opened. */
  doorOpened: { what: "opened", by: "ring" },
  /** A call by an allowed phone opened. */
  phoneCall: { what: "opened", by: "phone" },
  doorIsOpen: { what: "moved-open" },
  doorIsClosed: { what: "moved-closed" },
  startJob: { what: "held", by: "command" },
  startJobAutoAccess: { what: "held" },
  stopJob: { what: "released" },
  movementDetected: { what: "movement" },
  physicalButton: { what: "other", by: "button" },
  powerIn: { what: "power-in" },
  powerOut: { what: "power-out" },
};

/** Pages of ten rows; the first is 0. */
const pages = [0, 1] as const;
const skewMs = 10_000;

interface Action {
  readonly what: DoorHappening;
  readonly by?: HistoryEntry["by"];
  readonly port: number;
  readonly isKnown: boolean;
}

/** What a long dotted key means; what is not known is `other`. */
export function readAction(action: string | null | undefined): Action {
  const last = (action ?? "").split(".").at(-1) ?? "";
  const [, word = "", port = ""] = /^(.*?)(\d?)$/.exec(last) ?? [];
  const isKnown = Object.hasOwn(meanings, word);
  return { ...(meanings[word] ?? { what: "other" }), isKnown, port: port === "" ? 1 : Number(port) };
}

function toEntry(row: Row, device: string, doors: readonly Door[]): HistoryEntry | undefined {
  const at = Date.parse(row.created ?? "");
  if (Number.isNaN(at)) return undefined;
  const { what, by, port } = readAction(row.action);
  return {
    id: row._id ?? `${device}/${row.created}/${row.action}`,
    at,
    what: row.error === true && what === "opened" ? "open-failed" : what,
    ...(by === undefined ? {} : { by }),
    vendorIds: port <= doors.length ? [`${device}/${positionOf(doors, port - 1)}`] : [],
    ...(row.details ? { who: row.details } : {}),
  };
}

/** The links through which a device's history is read: one for each device is enough. */
function listLinks({ client, cache }: RaixerContext): Promise<ReadonlyMap<string, string>> {
  return cache.read("links", 300, async () => {
    const links = await client.call(operations.connections, {});
    return new Map(links.flatMap(({ _id, deviceId }) => (_id && deviceId ? [[deviceId, _id] as const] : [])));
  });
}

/** The last twenty lines of one device. */
export async function readDevice(
  context: RaixerContext,
  device: string,
  signal?: AbortSignal,
): Promise<readonly HistoryEntry[]> {
  const id = (await listLinks(context)).get(device);
  if (id === undefined) return [];
  const doors = context.known.get(device) ?? [];
  const rows: Row[] = [];
  for (const page of pages) {
    const found = await context.client.call(operations.history, { path: { id }, query: { page } }, { signal });
    rows.push(...found);
    if (found.length < 10) break;
  }
  return rows.map((row) => toEntry(row, device, doors)).filter((entry) => entry !== undefined);
}

/** The last twenty lines of each device, newest first. */
export async function readHistory(context: RaixerContext, signal?: AbortSignal): Promise<readonly HistoryEntry[]> {
  const devices = await listDevices(context);
  const parts = await Promise.all(devices.map((device) => readDevice(context, device._id, signal)));
  return parts.flat().sort((a, b) => b.at - a.at);
}

/** Whether the door's own sensor saw it move since. */
export async function hasMoved(context: RaixerContext, follow: JsonObject, signal: AbortSignal): Promise<boolean> {
  const { vendorId, at } = follow;
  if (typeof vendorId !== "string" || typeof at !== "number") return false;
  const cut = vendorId.lastIndexOf("/");
  const device = vendorId.slice(0, cut);
  if (indexOf(context.known.get(device) ?? [], vendorId.slice(cut + 1)) < 0) return false;
  const entries = await readDevice(context, device, signal);
  return entries.some(
    (entry) => entry.what === "moved-open" && entry.at >= at - skewMs && entry.vendorIds.includes(vendorId),
  );
}
