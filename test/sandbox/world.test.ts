import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { akuvoxIds } from "#sandbox/akuvox/state.ts";
import { raixerIds } from "#sandbox/raixer/state.ts";
import { rufusIds } from "#sandbox/rufus/state.ts";
import { askAvion, askOverkiz, askRaixer, askRufus, commandAkuvox, openSandbox, send } from "./clouds.ts";

describe("what happens in the world without a call", () => {
  let sandbox: Awaited<ReturnType<typeof openSandbox>>;
  beforeAll(async () => {
    sandbox = await openSandbox();
  });
  afterAll(() => sandbox.close());

  const happen = (name: keyof typeof sandbox.clouds, event: unknown) =>
    send("POST", `${sandbox.clouds[name].url}/_world`, { body: event });

  it("is a ring, heard in the histories", async () => {
    sandbox.clock.advance(60_000);
    await happen("akuvox", { ring: true });
    expect((await commandAkuvox(sandbox)("get_akuvox_call_history")).body).toMatchObject({
      result: [{ call_name: "Lobby", call_time: "2026-01-15 09:01:00" }, {}],
    });
    const ask = askRaixer(sandbox);
    await happen("raixer", { ring: true });
    expect((await ask(`GET /connections/${raixerIds.connection}/history`)).body).toEqual([]);
    await ask(`POST /devices/${raixerIds.device}/start-job/1`, { minutes: 5 });
    sandbox.clock.advance(1000);
    await happen("raixer", { ring: true });
    sandbox.clock.advance(1000);
    await happen("raixer", { call: true });
    const actions = (await ask(`GET /connections/${raixerIds.connection}/history`)).body as { action: string }[];
    expect(actions.map(({ action }) => action.split(".").at(-1))).toEqual(["phoneCall", "doorOpened", "startJob"]);
  });

  it("is a door that loses its network and cannot be opened", async () => {
    await happen("raixer", { online: false });
    await happen("akuvox", { online: false });
    const opened = await askRaixer(sandbox)(`POST /devices/${raixerIds.device}/open-door/1`);
    expect(opened.body).toMatchObject([{ status: "error" }]);
    const relay = { mac: akuvoxIds.mac, relay_id: akuvoxIds.relay };
    const triggered = await commandAkuvox(sandbox)("trigger_akuvox_remote_open_door", relay);
    expect(triggered).toMatchObject({ status: 200, body: { success: false } });
  });

  it("is a device used by hand, told to listeners", async () => {
    const ask = await askOverkiz(sandbox);
    const { id } = (await ask("POST /events/register")).body as { id: string };
    await happen("overkiz", { device: "Kitchen", states: { "core:OnOffState": "off" }, available: false });
    expect((await ask(`POST /events/${id}/fetch`)).body).toMatchObject([
      { name: "DeviceStateChangedEvent", deviceStates: [{ name: "core:OnOffState", type: 3, value: "off" }] },
      { name: "DeviceUnavailableEvent" },
    ]);
    await happen("avion", { device: "Accent bulb", isOn: true, dim: 9 });
    expect((await (await askAvion(sandbox))("GET /devices/7a0c11e24f13/state")).body).toMatchObject({
      state: [{ value: "[1]" }, { value: "[9]" }, {}, {}],
    });
  });

  it("is one more runner", async () => {
    await happen("rufus", { bib: "0042" });
    const live = (await askRufus(sandbox)(`GET /passings/device2/${rufusIds.device}`)).body as { passings: unknown[] };
    expect(live.passings.at(-1)).toMatchObject({ bib: "0042", timestamp: "2026-01-15T09:01:02.000Z" });
  });

  it.each([
    ["raixer", { rings: true }],
    ["akuvox", { online: "no" }],
    ["overkiz", { device: "Moon" }],
    ["overkiz", { device: "Kitchen", states: { "core:Moon": 1 } }],
    ["avion", { isOn: true }],
    ["rufus", { bib: 42 }],
    ["rufus", []],
  ] as const)("is refused at %s when it makes no sense: %j", async (name, event) => {
    expect((await happen(name, event)).status).toBe(400);
  });
});
