import { hash } from "node:crypto";
import type { Picture } from "#core/capabilities.ts";
import type { HistoryEntry } from "../history.ts";
import { fetchPicture } from "../picture.ts";
import { operations } from "./operations.ts";
import { type AkuvoxContext, fromVendorTime, listDevices, toThings } from "./residence.ts";
import type { Device, Opening } from "./schemas.ts";

function doorsOf(device: Device | undefined): readonly string[] {
  return device === undefined ? [] : toThings([device]).map((thing) => thing.vendorId);
}

/** Names the picture of an opening without its address, which opens to whoever has it. */
function markOf({ open_door_time, device_name, capture_picture_url }: Opening): string | undefined {
  if (!capture_picture_url) return undefined;
  return hash("sha256", JSON.stringify([open_door_time, device_name, capture_picture_url]), "hex").slice(0, 24);
}

/** The picture that the door phone took, as long as the history still names it. */
export async function readPicture(context: AkuvoxContext, mark: string): Promise<Picture | undefined> {
  const { client, baseUrl } = context;
  const body = { residence_id: await context.residence() };
  const { result } = await client.call(operations.openHistory, { body });
  const address = result.find((row) => markOf(row) === mark)?.capture_picture_url;
  return address ? fetchPicture(address, { baseUrl, name: "door" }) : undefined;
}

/** Calls (somebody rang) and openings, newest first. Picture addresses stay here: they open to whoever has them. */
export async function readHistory(context: AkuvoxContext, signal?: AbortSignal): Promise<readonly HistoryEntry[]> {
  const { client } = context;
  const body = { residence_id: await context.residence() };
  const [devices, calls, openings] = await Promise.all([
    listDevices(context),
    client.call(operations.callHistory, { body }, { signal }),
    client.call(operations.openHistory, { body }, { signal }),
  ]);
  const rings = calls.result.map((row): HistoryEntry => {
    const device = devices.find(({ sip, device_name }) =>
      row.call_sip ? sip === row.call_sip : device_name === row.call_name,
    );
    return {
      id: `call/${row.call_time}/${row.call_sip}`,
      at: fromVendorTime(row.call_time),
      isVendorTime: true,
      what: "ring",
      vendorIds: doorsOf(device),
    };
  });
  const opened = openings.result.map((row): HistoryEntry => {
    const device = devices.find(({ device_name }) => device_name === row.device_name);
    const picture = markOf(row);
    return {
      id: `open/${row.open_door_time}/${row.device_name}/${row.account_name}`,
      at: fromVendorTime(row.open_door_time),
      isVendorTime: true,
      what: row.open_door === false ? "open-failed" : "opened",
      vendorIds: doorsOf(device),
      ...(row.account_name ? { who: row.account_name } : {}),
      ...(picture === undefined ? {} : { picture }),
    };
  });
  return [...rings, ...opened].filter((entry) => !Number.isNaN(entry.at)).sort((a, b) => b.at - a.at);
}
