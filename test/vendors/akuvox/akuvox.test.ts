import { afterEach, describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { fromVendorTime, toVendorTime } from "#vendors/akuvox/residence.ts";
import { connect, perform } from "../accounts.ts";
import { json, type ScriptedCloud, startScriptedCloud } from "../scripted-cloud.ts";
import { createTestServices } from "../services.ts";

let cloud: ScriptedCloud | undefined;
afterEach(async () => {
  await cloud?.close();
});

const from = Date.UTC(2026, 6, 1, 22, 30, 0);
const until = Date.UTC(2026, 6, 2, 0, 30, 0);

const devices = [
  {
    mac: "0C11AA01BC02",
    device_name: "Panel",
    online: true,
    rtsp: "rtsp://canary:canary@192.0.2.7/live",
    ciphertext: "canary",
    relays: [
      { relay_id: "r1", relay_name: "Main gate" },
      { relay_id: "r2", relay_name: "" },
    ],
    security_relays: [{ relay_id: "r3", relay_name: "Vault" }],
  },
  { mac: "0C11AA01BC03", device_name: "Monitor", device_type: "Indoor Monitor", online: true, relays: [] },
];

async function residence(results: Readonly<Record<string, unknown>>) {
  cloud = await startScriptedCloud((request, response) => {
    const { command } = JSON.parse(request.body) as { command: string };
    const result = results[command];
    const failure = { success: false, timestamp: 1, message: "no such command" };
    json(result === undefined ? failure : { success: true, timestamp: 1, result })(request, response);
  });
  const services = createTestServices(from);
  return { services, connection: await connect("akuvox", cloud.url, services) };
}

const bodies = () =>
  (cloud?.received ?? []).map((request) => JSON.parse(request.body) as { command: string; param: unknown });

describe("the things", () => {
  it("are one door for each relay, without what only the vendor may know", async () => {
    const { connection } = await residence({ get_akuvox_device_list: devices });
    const things = await connection.things();
    expect(things.map(({ vendorId, label }) => [vendorId, label])).toEqual([
      ["0C11AA01BC02/r1", "Main gate"],
      ["0C11AA01BC02/r2", "Panel"],
      ["0C11AA01BC02/r3", "Vault"],
    ]);
    expect(JSON.stringify(things)).not.toContain("canary");
    expect(await connection.reads.keys?.opens("0C11AA01BC02/r1")).toEqual(things.map((thing) => thing.vendorId));
    await connection.close();
  });

  it("are found in the only residence of an account that names none", async () => {
    cloud = await startScriptedCloud((request, response) => {
      const { command } = JSON.parse(request.body) as { command: string };
      const result = command === "get_family_list" ? [{ residence_id: "found" }] : [];
      json({ success: true, timestamp: 1, result })(request, response);
    });
    const connection = await connect("akuvox", cloud.url, createTestServices(), { token: "t" });
    expect(await connection.things()).toEqual([]);
    expect(bodies()[1]).toMatchObject({ param: { residence_id: "found" } });
    await connection.close();
  });
});

describe("an opening", () => {
  const asked = { capability: "door.open", vendorId: "0C11AA01BC02/r1" } as const;

  it("is accepted, and done once the history shows it", async () => {
    const row = { open_door: true, device_name: "Panel", open_door_time: toVendorTime(from + 1000) };
    const { services, connection } = await residence({
      trigger_akuvox_remote_open_door: {},
      get_akuvox_device_list: devices,
      get_akuvox_open_door_history: [row],
    });
    const result = await perform({ connection, services, ...asked });
    expect(result).toMatchObject({ outcome: "accepted", sends: 1 });
    expect(bodies()).toEqual([
      expect.objectContaining({
        command: "trigger_akuvox_remote_open_door",
        param: { residence_id: "residence-1", mac: "0C11AA01BC02", relay_id: "r1" },
      }),
    ]);
    const { signal } = new AbortController();
    expect(await connection.follow?.(result.follow ?? {}, signal)).toEqual({ outcome: "done", sends: 0 });
    await connection.close();
  });

  it.each([
    ["of another device", { open_door: true, device_name: "Monitor", open_door_time: toVendorTime(from) }],
    ["that failed", { open_door: false, device_name: "Panel", open_door_time: toVendorTime(from) }],
    ["of an hour ago", { open_door: true, device_name: "Panel", open_door_time: toVendorTime(from - 3_600_000) }],
  ])("is not taken for done because of one %s", async (_name, row) => {
    const { services, connection } = await residence({
      trigger_akuvox_remote_open_door: {},
      get_akuvox_device_list: devices,
      get_akuvox_open_door_history: [row],
    });
    const { follow = {} } = await perform({ connection, services, ...asked });
    expect(await connection.follow?.(follow, AbortSignal.timeout(40))).toBeUndefined();
    await connection.close();
  });

  it("failed when the answer says so with status 200", async () => {
    const { services, connection } = await residence({});
    const result = await perform({ connection, services, ...asked });
    expect(result).toMatchObject({ outcome: "failed", problem: { key: "errors:vendor-rejected" }, sends: 1 });
    await connection.close();
  });
});

describe("a temporary key", () => {
  /** The cloud refuses to give this picture: it takes commands alone. */
  const created = { temp_key: "70412233", qr_code_url: "ftp://pictures.example/canary.png" };
  const input = { from, until, uses: 3 };

  it("is made in UTC text, whatever the zone of this machine", async () => {
    const { services, connection } = await residence({ create_akuvox_open_door_temp_key_config: created });
    const result = await perform({ connection, services, capability: "key.create", vendorId: "m/r", input });
    expect(bodies()[0]?.param).toEqual({
      residence_id: "residence-1",
      start_time: "2026-07-01 22:30:00",
      finish_time: "2026-07-02 00:30:00",
      count: 3,
    });
    expect(result).toMatchObject({ outcome: "accepted", sends: 1 });
    expect(result.shown).toEqual([
      { label: { key: "replies:key.digits" }, value: "70412233" },
      { label: { key: "replies:key.qr-link" }, value: created.qr_code_url },
    ]);
    await connection.close();
  });

  it("leaves its digits nowhere but on the card", async () => {
    const { services, connection } = await residence({ create_akuvox_open_door_temp_key_config: created });
    const result = await perform({ connection, services, capability: "key.create", vendorId: "m/r", input });
    const { shown, ...stored } = result;
    expect(shown).toBeDefined();
    const told = JSON.stringify([services.lines, stored, [...services.kept], [...services.buckets]]);
    expect(told).not.toContain("70412233");
    expect(told).not.toContain("canary");
    await connection.close();
  });

  it("is removed by its window, with the digits read just before", async () => {
    const key = { temp_key: "70412233", start_time: toVendorTime(from), finish_time: toVendorTime(until), count: 3 };
    const { services, connection } = await residence({
      get_akuvox_open_door_temp_key_config: [{ ...key, temp_key: "1", start_time: "2026-01-01 00:00:00" }, key],
      delete_akuvox_open_door_temp_key_config: {},
    });
    const asked = { connection, services, capability: "key.revoke" as const, vendorId: "m/r" };
    expect(await perform({ ...asked, input })).toEqual({ outcome: "accepted", sends: 1 });
    expect(bodies()[1]?.param).toEqual({ residence_id: "residence-1", temp_key: "70412233" });
    expect(bodies()).toHaveLength(2);
    const gone = await perform({ ...asked, input: { from: from + 1000, until } });
    expect(gone).toMatchObject({ outcome: "failed", problem: { key: "errors:vendor-not-found" }, sends: 0 });
    await connection.close();
  });

  it("is listed under a name that is not its digits, and removed by that name", async () => {
    const window = { start_time: toVendorTime(from), finish_time: toVendorTime(until) };
    const keys = ["70412233", "81523344"].map((temp_key) => ({ ...window, temp_key, count: 3 }));
    const { services, connection } = await residence({
      get_akuvox_open_door_temp_key_config: keys,
      create_akuvox_open_door_temp_key_config: created,
      delete_akuvox_open_door_temp_key_config: {},
    });
    const listed = (await connection.reads.keys?.list?.("m/r")) ?? [];
    expect(listed.map(({ from: start, until: end, uses }) => [start, end, uses])).toEqual([
      [from, until, 3],
      [from, until, 3],
    ]);
    expect(JSON.stringify(listed)).not.toMatch(/70412233|81523344/);
    expect(listed.map((key) => key.reveal?.reveal())).toEqual(["70412233", "81523344"]);
    const made = await perform({ connection, services, capability: "key.create", vendorId: "m/r", input });
    expect(made.reference).toBe(listed[0]?.id);
    const asked = { connection, services, capability: "key.revoke" as const, vendorId: "m/r" };
    expect(await perform({ ...asked, input: { key: listed[1]?.id ?? "" } })).toMatchObject({ outcome: "accepted" });
    expect(bodies().at(-1)?.param).toEqual({ residence_id: "residence-1", temp_key: "81523344" });
    expect(await perform({ ...asked, input: { key: "no-such-name" } })).toMatchObject({ outcome: "failed", sends: 0 });
    await connection.close();
  });

  it("goes with others in one request, and one that is not there stops none", async () => {
    const window = { start_time: toVendorTime(from), finish_time: toVendorTime(until) };
    const keys = ["70412233", "81523344", "92634455"].map((temp_key) => ({ ...window, temp_key, count: 3 }));
    const { services, connection } = await residence({
      get_akuvox_open_door_temp_key_config: keys,
      batch_delete_akuvox_open_door_temp_key_config: {},
    });
    const [first, , third] = (await connection.reads.keys?.list?.("m/r")) ?? [];
    const acts = [first?.id ?? "", "no-such-name", third?.id ?? ""].map((key) => ({
      ...({ capability: "key.revoke", entity: "acc:m/r", account: "acc", vendorId: "m/r" } as const),
      input: { key },
    }));
    const context = { permit: services.office.issue(3), turn: "t", signal: new AbortController().signal };
    const results = await connection.performers["key.revoke"]?.(acts, context);
    expect(results?.map(({ outcome, sends }) => [outcome, sends])).toEqual([
      ["accepted", 1],
      ["failed", 0],
      ["accepted", 0],
    ]);
    expect(bodies().at(-1)?.param).toEqual({ residence_id: "residence-1", temp_key: ["70412233", "92634455"] });
    expect(bodies()).toHaveLength(3);
    await connection.close();
  });

  it("keeps its name over a restart, and has another one in another house", async () => {
    const keys = [{ temp_key: "70412233", start_time: toVendorTime(from), finish_time: toVendorTime(until) }];
    const { services, connection } = await residence({ get_akuvox_open_door_temp_key_config: keys });
    const again = await connect("akuvox", cloud?.url ?? "", services);
    const elsewhere = await connect("akuvox", cloud?.url ?? "", {
      ...createTestServices(),
      random: { bytes: (count) => new Uint8Array(count).fill(7) },
    });
    const [first, second, third] = await Promise.all(
      [connection, again, elsewhere].map(async (one) => (await one.reads.keys?.list?.("m/r"))?.[0]?.id),
    );
    expect(first).toBe(second);
    expect(first).not.toBe(third);
    for (const one of [connection, again, elsewhere]) await one.close();
  });

  const halves: readonly JsonObject[] = [
    { until, uses: 1 },
    { from, uses: 1 },
    { from: until, until: from, uses: 1 },
    { from, until },
  ];

  it.each(halves)("is not asked for with half an input: %j", async (half) => {
    const { services, connection } = await residence({ create_akuvox_open_door_temp_key_config: created });
    const result = await perform({ connection, services, capability: "key.create", vendorId: "m/r", input: half });
    expect(result).toMatchObject({ outcome: "failed", problem: { key: "errors:vendor-input" }, sends: 0 });
    expect(cloud?.received).toHaveLength(0);
    await connection.close();
  });
});

it("tells a resident's own ways in without their codes", async () => {
  const { connection } = await residence({
    get_akuvox_open_door_private_key_config: { private_key: "402817" },
    get_akuvox_open_door_nfc_config: { nfc_code: "04A1B2", enable_nfc: true },
    get_akuvox_open_door_ble_config: { ble_code: "7F3E19" },
  });
  expect(await connection.reads.keys?.own?.("m/r")).toEqual({ hasPin: true, isNfcOn: true });
  await connection.close();
  await cloud?.close();
  const bare = await residence({
    get_akuvox_open_door_private_key_config: { private_key: "" },
    get_akuvox_open_door_nfc_config: {},
    get_akuvox_open_door_ble_config: { enable_ble: false },
  });
  expect(await bare.connection.reads.keys?.own?.("m/r")).toEqual({ hasPin: false, isBluetoothOn: false });
  await bare.connection.close();
});

it("reads the vendor's zone-less text as UTC", () => {
  expect(fromVendorTime("2026-07-01 22:30:00")).toBe(from);
  expect(Number.isNaN(fromVendorTime(undefined))).toBe(true);
});
