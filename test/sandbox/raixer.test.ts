import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { raixerIds } from "#sandbox/raixer/state.ts";
import { type Ask, askRaixer, basic, openSandbox, send, setFaults, stateOf } from "./clouds.ts";

const doorId = `${raixerIds.device}/1`;

describe("the simulated Raixer cloud", () => {
  let sandbox: Awaited<ReturnType<typeof openSandbox>>;
  let ask: Ask;
  beforeAll(async () => {
    sandbox = await openSandbox();
    ask = askRaixer(sandbox);
  });
  afterAll(() => sandbox.close());

  const openings = async () => {
    const { doors } = (await stateOf(sandbox, "raixer")) as { doors: Record<string, { opened: number }> };
    return doors[doorId]?.opened;
  };

  it("refuses wrong and missing credentials", async () => {
    const url = `${sandbox.clouds.raixer.baseUrl}/devices`;
    expect((await send("GET", url)).status).toBe(401);
    expect((await send("GET", url, { headers: { authorization: basic("usher-sandbox", "wrong") } })).status).toBe(401);
  });

  it("opens a door by position and by use, one entry for each", async () => {
    const before = (await openings()) ?? 0;
    const byPosition = await ask(`POST /devices/${raixerIds.device}/open-door/1`);
    expect(byPosition.body).toEqual([
      {
        status: "success",
        msg: "The action openDoor was executed successfully",
        deviceId: raixerIds.device,
        notifications: [],
      },
    ]);
    expect((await ask(`POST /devices/${raixerIds.device}/open-door/street`)).body).toHaveLength(1);
    expect(await openings()).toBe(before + 2);
  });

  it("answers an empty list for a use that no door has, and opens nothing", async () => {
    const before = await openings();
    const reply = await ask(`POST /devices/${raixerIds.device}/open-door/home`);
    expect(reply).toMatchObject({ status: 200, body: [] });
    expect(await openings()).toBe(before);
  });

  it("says 403 for an unknown device, 404 for an unknown function and 400 for a wrong position", async () => {
    expect((await ask("POST /devices/65d2a1673c9b7e0012aa9999/open-door/1")).status).toBe(403);
    expect((await ask(`POST /devices/${raixerIds.device}/function/fly`)).status).toBe(404);
    expect((await ask(`POST /devices/${raixerIds.device}/open-door/0`)).status).toBe(400);
    expect((await ask("PUT /devices")).status).toBe(404);
  });

  it("demands JSON and the required fields on writes", async () => {
    const untyped = await ask(`POST /devices/${raixerIds.device}/open-door/1`, undefined, { "content-type": "" });
    expect(untyped.status).toBe(400);
    const phone = { deviceId: raixerIds.device, phoneNumber: 34_611_222_333 };
    const asText = await ask("POST /authorized-phones", JSON.stringify(phone), { "content-type": "text/plain" });
    expect(asText.status).toBe(400);
    expect((await ask("POST /authorized-phones", { deviceId: raixerIds.device })).status).toBe(400);
    expect((await ask("POST /authorized-phones", { ...phone, phoneNumber: "34611222333" })).status).toBe(400);
    const added = await ask("POST /authorized-phones", phone);
    expect(added).toMatchObject({ status: 200, body: { result: { n: 1, ok: 1 } } });
    const numbers = await ask(`GET /authorized-phones/device/${raixerIds.device}`);
    expect(numbers.body).toContain(phone.phoneNumber);
    const { insertedId } = added.body as { insertedId: string };
    expect((await ask(`DELETE /authorized-phones/${insertedId}`)).body).toEqual({ n: 1, ok: 1 });
  });

  it("holds a door for some minutes and ends the hold by itself", async () => {
    const path = `/devices/${raixerIds.device}`;
    expect((await ask(`POST ${path}/start-job/1`, {})).status).toBe(400);
    await ask(`POST ${path}/start-job/1`, { minutes: 3 });
    expect((await ask(`GET ${path}/variable/status`)).body).toMatchObject({ result: expect.stringMatching(/^1,/) });
    sandbox.clock.advance(3 * 60_000);
    expect((await ask(`GET ${path}/variable/status`)).body).toMatchObject({ result: expect.stringMatching(/^0,,0,/) });
  });

  it("writes openings into the history, ten rows a page from page 0", async () => {
    for (let times = 0; times < 6; times += 1) await ask(`POST /devices/${raixerIds.device}/open-door/1`);
    sandbox.clock.advance(2000);
    const first = await ask(`GET /connections/${raixerIds.connection}/history`);
    expect(first.body).toHaveLength(10);
    expect(first.body).toContainEqual(
      expect.objectContaining({ action: "connections.detail.history.action.openDoor", error: false }),
    );
    const same = await ask(`GET /connections/${raixerIds.connection}/history?page=0`);
    const second = await ask(`GET /connections/${raixerIds.connection}/history?page=1`);
    expect(same.body).toEqual(first.body);
    expect(second.body).not.toEqual(first.body);
  });

  it("replaces a schedule under a new id", async () => {
    const body = { campaignId: raixerIds.campaign, time: 10, schedule: sandbox.clock.now() + 3_600_000 };
    const { insertedId } = (await ask("POST /schedules", body)).body as { insertedId: string };
    const replaced = (await ask(`PUT /schedules/${insertedId}`, { ...body, time: 20 })).body as { insertedId: string };
    expect(replaced.insertedId).not.toBe(insertedId);
    expect((await ask(`GET /schedules/${insertedId}`)).status).toBe(404);
    expect((await ask(`GET /schedules/${replaced.insertedId}`)).body).toMatchObject({ time: 20, doorPort: "1" });
    expect((await ask(`DELETE /schedules/${replaced.insertedId}`)).body).toMatchObject({ result: true });
  });

  it("listens by itself while a schedule runs", async () => {
    const schedule = sandbox.clock.now() + 3_600_000;
    await ask("POST /schedules", { campaignId: raixerIds.campaign, time: 10, schedule });
    const held = async () => (await stateOf(sandbox, "raixer")) as { doors: Record<string, { heldUntil: unknown }> };
    const door = `${raixerIds.device}/1`;
    expect((await held()).doors[door]?.heldUntil).toBeNull();
    sandbox.clock.advance(3_600_000);
    expect((await held()).doors[door]?.heldUntil).toBe(schedule + 600_000);
    sandbox.clock.advance(600_001);
    expect((await held()).doors[door]?.heldUntil).toBeNull();
  });

  it("can refuse an opening entry by entry on demand", async () => {
    const before = await openings();
    await setFaults(sandbox, "raixer", { refuse: true, match: "open-door", times: 1 });
    const refused = await ask(`POST /devices/${raixerIds.device}/open-door/1`);
    expect(refused).toMatchObject({ status: 200, body: [{ status: "error" }] });
    expect(await openings()).toBe(before);
  });
});
