import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { avionIds, avionLogin } from "#sandbox/avion/state.ts";
import { type Ask, askAvion, asker, openSandbox, send } from "./clouds.ts";

const lamp = "7a0c11e24f10";
const washer = "7a0c11e24f12";

describe("the simulated Avi-on cloud", () => {
  let sandbox: Awaited<ReturnType<typeof openSandbox>>;
  let ask: Ask;
  beforeAll(async () => {
    sandbox = await openSandbox();
  });
  beforeEach(async () => {
    ask = await askAvion(sandbox);
  });
  afterAll(() => sandbox.close());

  const set = (operable: string, name: string, value: unknown) =>
    ask(`POST /${operable}/state`, { state: { name, value } });
  const readValue = async (operable: string, name: string) => {
    const { state } = (await ask(`GET /${operable}/state`)).body as { state: { name: string; value: string }[] };
    return JSON.parse(state.find((entry) => entry.name === name)?.value ?? "null");
  };
  const topic = (name: string, text: string) => ({ error: { [name]: [text] } });

  it("signs in with 201 and refuses in its topics", async () => {
    const url = `${sandbox.clouds.avion.baseUrl}/sessions`;
    const good = await send("POST", url, { body: avionLogin });
    expect(good).toMatchObject({ status: 201, body: { credentials: { expiration_date: "2026-01-22T09:00:00.000Z" } } });
    const wrong = await send("POST", url, { body: { ...avionLogin, password: "wrong" } });
    expect(wrong).toMatchObject({ status: 401, body: topic("auth", "Incorrect Email or Password.") });
    const form = await send("POST", url, { body: "email=a&password=b", headers: { "content-type": "text/plain" } });
    expect(form).toMatchObject({ status: 401, body: topic("credentials", "Missing credentials") });
  });

  it("refuses missing, unknown and outlived tokens", async () => {
    const bare = asker(sandbox.clouds.avion.baseUrl, { "content-type": "application/json" });
    expect((await bare("GET /user/devices")).body).toEqual(topic("credentials", "Missing credentials"));
    const unknown = await bare("GET /user/devices", undefined, { authorization: "Token nonsense" });
    expect(unknown.body).toEqual(topic("auth_token", "Invalid Token"));
    expect((await ask("GET /user/devices")).status).toBe(200);
    sandbox.clock.advance(7 * 86_400_000);
    expect((await ask("GET /user/devices")).body).toEqual(topic("auth_token", "Invalid Token"));
  });

  it("trades a refresh token for a new pair, once", async () => {
    const url = `${sandbox.clouds.avion.baseUrl}/sessions`;
    const { credentials } = (await send("POST", url, { body: avionLogin })).body as {
      credentials: { refresh_token: string };
    };
    const headers = { authorization: `RefreshToken ${credentials.refresh_token}`, "content-type": "application/json" };
    expect((await send("PUT", url, { headers })).status).toBe(201);
    expect((await send("PUT", url, { headers })).body).toEqual(topic("refresh_token", "Invalid Refresh Token"));
  });

  it.each([
    ["100%", 255],
    ["100", 100],
    ["30%", 77],
    ["[12]", 12],
    ["0", 0],
  ])("dims to %s as %i of 255", async (value, dim) => {
    const reply = await set(`devices/${lamp}`, "dim", value);
    expect(reply).toMatchObject({ status: 200, body: { states: expect.any(Array) } });
    expect(await readValue(`devices/${lamp}`, "dim")).toEqual([dim]);
    expect(await readValue(`devices/${lamp}`, "on_off")).toEqual([dim > 0 ? 1 : 0]);
  });

  it("dims by a change with sign and percent", async () => {
    await set(`devices/${lamp}`, "dim", "50%");
    await set(`devices/${lamp}`, "dim", "-25%");
    expect(await readValue(`devices/${lamp}`, "dim")).toEqual([64]);
    await set(`devices/${lamp}`, "dim", "+100%");
    expect(await readValue(`devices/${lamp}`, "dim")).toEqual([255]);
  });

  it.each([
    ["a number in place of text", "dim", 80],
    ["more than 100 percent", "dim", "120%"],
    ["more than 255", "dim", "256"],
    ["upper case", "on_off", "ON"],
    ["too cold a white", "white", "7001"],
    ["a colour the lamp does not have", "rgb", "[255,0,0]"],
    ["an unknown feature", "volume", "11"],
  ])("refuses %s", async (_, name, value) => {
    expect((await set(`devices/${lamp}`, name, value)).status).toBe(400);
  });

  it("sets all lamps of a group and takes its state from them", async () => {
    await set(`groups/${avionIds.group}`, "dim", "40%");
    expect(await readValue(`devices/${lamp}`, "dim")).toEqual([102]);
    expect(await readValue(`groups/${avionIds.group}`, "dim")).toEqual([102]);
    await set(`devices/${washer}`, "dim", "10%");
    expect(await readValue(`groups/${avionIds.group}`, "dim")).toEqual([102]);
  });

  it("runs a scene by its action", async () => {
    expect((await set(`scenes/${avionIds.scene}`, "dim", "10%")).status).toBe(400);
    expect((await set(`scenes/${avionIds.scene}`, "action", "on")).status).toBe(200);
    expect(await readValue(`devices/${lamp}`, "dim")).toEqual([51]);
  });

  it("answers 404 for what it does not know", async () => {
    expect((await ask("GET /devices/000000000000/state")).status).toBe(404);
    expect((await ask("GET /rooms/1/state")).status).toBe(404);
  });

  it("lists what a place holds", async () => {
    const place = `/locations/${avionIds.location}`;
    expect((await ask("GET /user/locations")).body).toMatchObject({ locations: [{ pid: avionIds.location }] });
    expect((await ask(`GET ${place}/abstract_devices?page=2&pagesize=3`)).body).toMatchObject({
      abstract_devices: [{ name: "Accent bulb" }, { type: "rab" }],
    });
    expect((await ask(`GET ${place}/groups`)).body).toMatchObject({ groups: [{ name: "Meeting room" }, {}] });
    expect((await ask(`GET /groups/${avionIds.group}`)).body).toMatchObject({
      group: { devices: [lamp, "7a0c11e24f11"] },
    });
  });

  it("reports energy for days, both ends included, and one group at most", async () => {
    const path = `GET /locations/${avionIds.location}/energy`;
    const days = "from=2026-01-01&to=2026-01-07";
    const report = (await ask(`${path}?pids=${lamp}&type=device&${days}`)).body as { energy: { energy: unknown[] }[] };
    expect(report.energy[0]?.energy).toHaveLength(7);
    expect((await ask(`${path}?type=device&${days}`)).status).toBe(400);
    const groups = `${avionIds.group},${avionIds.secondGroup}`;
    expect((await ask(`${path}?pids=${groups}&type=group&${days}`)).status).toBe(400);
    expect((await ask(`${path}?pids=${lamp}&type=device&from=2026-01-07&to=2026-01-01`)).status).toBe(400);
  });
});
