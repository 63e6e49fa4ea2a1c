import type { HistoryEntry } from "../history.ts";
import { operations } from "./operations.ts";
import { type AkuvoxContext, fromVendorTime, listDevices, toThings } from "./residence.ts";
import type { Device } from "./schemas.ts";

function doorsOf(device: Device | undefined): readonly string[] {
  return device === undefined ? [] : toThings([device]).map((thing) => thing.vendorId);
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
    return {
      id: `open/${row.open_door_time}/${row.device_name}/${row.account_name}`,
      at: fromVendorTime(row.open_door_time),
      isVendorTime: true,
      what: row.open_door === false ? "open-failed" : "opened",
      vendorIds: doorsOf(device),
      ...(row.account_name ? { who: row.account_name } : {}),
    };
  });
  return [...rings, ...opened].filter((entry) => !Number.isNaN(entry.at)).sort((a, b) => b.at - a.at);
}
