import { afterEach, describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { connect, perform } from "../accounts.ts";
import { json, type ScriptedCloud, startScriptedCloud } from "../scripted-cloud.ts";
import { createTestServices } from "../services.ts";

let cloud: ScriptedCloud;
afterEach(() => cloud.close());

const now = Date.UTC(2026, 6, 1, 8);
const hour = 3_600_000;
const box = {
  "GET /devices": [{ _id: "d1", name: "box", online: true, campaignId: "c1" }],
  "GET /devices/d1/doors": [
    { name: "Street", use: "street" },
    { name: "Garage", use: "garage" },
  ],
};

async function home(answers: Readonly<Record<string, unknown>>) {
  const all: Readonly<Record<string, unknown>> = { ...box, ...answers };
  cloud = await startScriptedCloud((request, response) => {
    const answer = all[`${request.method} ${request.target}`];
    json(answer ?? {}, answer === undefined ? 403 : 200)(request, response);
  });
  const services = createTestServices(now);
  return { services, connection: await connect("raixer", cloud.url, services) };
}

const bodyOf = (method: string) => {
  const sent = cloud.received.find((request) => request.method === method);
  return sent === undefined ? undefined : JSON.parse(sent.body);
};

describe("a guest's phone", () => {
  const made = { insertedId: "p1", result: { n: 1, ok: 1 } };
  const key = { from: now, until: now + hour, phone: "+34 600 000 077" };
  const asked = { capability: "key.create", vendorId: "d1/street" } as const;

  it("is allowed on the device, and its id kept", async () => {
    const { services, connection } = await home({ "POST /authorized-phones": made });
    const result = await perform({ connection, services, ...asked, input: key });
    expect(result).toEqual({ outcome: "accepted", reference: "p1", sends: 1 });
    expect(bodyOf("POST")).toEqual({ deviceId: "d1", phoneNumber: 34600000077, authorized: true });
    expect(JSON.stringify([services.lines, [...services.kept.keys()]])).not.toContain("600000077");
    await connection.close();
  });

  const wrong: readonly [string, JsonObject][] = [
    ["phone", { ...key, phone: "0600000077" }],
    ["phone", { ...key, phone: "12" }],
    ["phone", { ...key, phone: "call me" }],
    ["phone", { from: now, until: now + hour }],
    ["from", { ...key, from: now + hour, until: now + 2 * hour }],
    ["until", { ...key, until: now - 1 }],
  ];
  it.each(wrong)("is not asked for with a wrong %s", async (parameter, input) => {
    const { services, connection } = await home({ "POST /authorized-phones": made });
    const result = await perform({ connection, services, ...asked, input });
    expect(result).toMatchObject({ outcome: "failed", sends: 0, problem: { values: { parameter } } });
    expect(cloud.received).toHaveLength(0);
    await connection.close();
  });

  it("is listed without its number in sight, and taken away by its id or its name", async () => {
    const { services, connection } = await home({
      "POST /authorized-phones": made,
      "GET /authorized-phones/device/d1": [34600000077, { _id: "p9", phoneNumber: "34600000099", authorized: true }],
      "DELETE /authorized-phones/p1": { n: 1, ok: 1 },
      "DELETE /authorized-phones/p9": { n: 1, ok: 1 },
    });
    await perform({ connection, services, ...asked, input: key });
    const listed = (await connection.reads.keys?.list?.("d1/street")) ?? [];
    expect(JSON.stringify(listed)).not.toContain("600000");
    expect(listed.map(({ reveal }) => reveal?.reveal())).toEqual(["+34600000077", "+34600000099"]);
    for (const { id } of listed) {
      const revoke = { connection, services, capability: "key.revoke" as const, vendorId: "d1/street" };
      expect(await perform({ ...revoke, input: { key: id } })).toEqual({ outcome: "accepted", sends: 1 });
    }
    const deleted = cloud.received.filter(({ method }) => method === "DELETE").map(({ target }) => target);
    expect(deleted).toEqual(["/authorized-phones/p1", "/authorized-phones/p9"]);
    await connection.close();
  });

  it("that is listed after a restart can still be taken away", async () => {
    const { services, connection } = await home({
      "POST /authorized-phones": made,
      "GET /authorized-phones/device/d1": [34600000077],
      "DELETE /authorized-phones/p1": { n: 1, ok: 1 },
    });
    await perform({ connection, services, ...asked, input: key });
    await connection.close();
    const again = await connect("raixer", cloud.url, services);
    const [listed] = (await again.reads.keys?.list?.("d1/street")) ?? [];
    const revoke = { connection: again, services, capability: "key.revoke" as const, vendorId: "d1/street" };
    expect(await perform({ ...revoke, input: { key: listed?.id ?? "" } })).toMatchObject({ outcome: "accepted" });
    await again.close();
  });

  it("whose creation was never answered is taken away by its number, where the device tells its id", async () => {
    const listed = "GET /authorized-phones/device/d1";
    const revoke = { capability: "key.revoke" as const, vendorId: "d1/street", input: { phone: key.phone } };
    const told = await home({
      [listed]: [{ _id: "p7", phoneNumber: "34600000077", authorized: true }, 34600000099],
      "DELETE /authorized-phones/p7": { n: 1, ok: 1 },
    });
    expect(await perform({ ...told, ...revoke })).toEqual({ outcome: "accepted", sends: 1 });
    await told.connection.close();
    await cloud.close();
    const bare = await home({ [listed]: [34600000077] });
    expect(await perform({ ...bare, ...revoke })).toMatchObject({ outcome: "failed", sends: 0 });
    await bare.connection.close();
    await cloud.close();
    const never = await home({ [listed]: [34600000099] });
    expect(await perform({ ...never, ...revoke })).toEqual({ outcome: "done", sends: 0 });
    expect(cloud.received.map(({ method }) => method)).not.toContain("DELETE");
    await never.connection.close();
  });

  it("is listed under the id that its creation gave", async () => {
    const { services, connection } = await home({
      "POST /authorized-phones": made,
      "GET /authorized-phones/device/d1": [34600000077],
    });
    const { reference } = await perform({ connection, services, ...asked, input: key });
    expect((await connection.reads.keys?.list?.("d1/street"))?.map(({ id }) => id)).toEqual([reference]);
    await connection.close();
  });

  it("that is gone already, or was never ours to name, fails", async () => {
    const { services, connection } = await home({ "DELETE /authorized-phones/p1": { n: 0, ok: 1 } });
    const revoke = { connection, services, capability: "key.revoke" as const, vendorId: "d1/street" };
    expect(await perform({ ...revoke, input: { key: "p1" } })).toMatchObject({ outcome: "failed", sends: 1 });
    expect(await perform({ ...revoke, input: { key: "unknown" } })).toMatchObject({ outcome: "failed" });
    expect(await perform({ ...revoke, input: {} })).toMatchObject({ outcome: "failed", sends: 0 });
    await connection.close();
  });

  it("opens every door of its device", async () => {
    const { connection } = await home({});
    expect(await connection.reads.keys?.opens("d1/street")).toEqual(["d1/street", "d1/garage"]);
    await connection.close();
  });
});

describe("a schedule", () => {
  const asked = { capability: "door.schedule", vendorId: "d1/garage" } as const;

  it("hangs on the device's campaign and the door's port, in whole minutes", async () => {
    const { services, connection } = await home({ "POST /schedules": { insertedId: "s1" } });
    const result = await perform({ connection, services, ...asked, input: { from: now, until: now + 90_500 } });
    expect(result).toEqual({ outcome: "accepted", reference: "s1", sends: 1 });
    expect(bodyOf("POST")).toEqual({ campaignId: "c1", doorPort: "2", schedule: now, time: 2 });
    await connection.close();
  });

  it("is listed for its own door, without what is over", async () => {
    const schedule = (_id: string, from: number, doorPort: unknown) => ({ _id, schedule: from, time: 30, doorPort });
    const { connection } = await home({
      "GET /schedules?campaignId=c1": [
        schedule("late", now + 2 * hour, "2"),
        schedule("soon", now + hour, 2),
        schedule("other", now + hour, "1"),
        schedule("over", now - hour, "2"),
      ],
    });
    expect(await connection.reads.doors?.schedules?.("d1/garage")).toEqual([
      { id: "soon", from: now + hour, until: now + hour + 1_800_000 },
      { id: "late", from: now + 2 * hour, until: now + 2 * hour + 1_800_000 },
    ]);
    await connection.close();
  });

  it("is taken away by its id, and the vendor's word counts", async () => {
    const { services, connection } = await home({
      "DELETE /schedules/s1": { result: true, msg: "gone" },
      "DELETE /schedules/s2": { result: false, msg: "not gone" },
    });
    expect(await perform({ connection, services, ...asked, input: { off: "s1" } })).toMatchObject({
      outcome: "accepted",
    });
    expect(await perform({ connection, services, ...asked, input: { off: "s2" } })).toMatchObject({
      outcome: "failed",
      sends: 1,
    });
    await connection.close();
  });

  it("without a window, or on a device without a campaign, is not asked for", async () => {
    const { services, connection } = await home({ "GET /devices": [{ _id: "d1", name: "box" }] });
    const window = { from: now, until: now + hour };
    expect(await perform({ connection, services, ...asked, input: { from: now } })).toMatchObject({ sends: 0 });
    expect(await perform({ connection, services, ...asked, input: window })).toMatchObject({
      outcome: "failed",
      sends: 0,
    });
    expect(bodyOf("POST")).toBeUndefined();
    await connection.close();
  });
});

it("reads the history of one door alone", async () => {
  const row = (id: string, word: string) => ({
    _id: id,
    action: `connections.detail.history.action.${word}`,
    created: `2026-07-01T07:00:0${id}.000Z`,
    error: false,
  });
  const { connection } = await home({
    "GET /connections": [{ _id: "l1", deviceId: "d1" }],
    "GET /connections/l1/history?page=0": [row("1", "openDoor"), row("2", "openDoor2"), row("3", "powerOut")],
  });
  await connection.things();
  const found = await connection.reads.doors?.history?.("d1/garage");
  expect(found?.map(({ what, by }) => [what, by])).toEqual([["opened", "command"]]);
  await connection.close();
});
