import { inflateSync } from "node:zlib";
import qrcode from "qrcode";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { akuvoxIds, akuvoxLogin } from "#sandbox/akuvox/state.ts";
import { commandAkuvox, openSandbox, type Reply, send, setFaults, stateOf } from "./clouds.ts";

const method = "/api/v1.0/invoke/open-ability/method";
const openDoor = "trigger_akuvox_remote_open_door";
const relay = { mac: akuvoxIds.mac, relay_id: akuvoxIds.relay };

/** The picture's pixels, one for each module of the code without its quiet zone. */
function readModules(file: Buffer): readonly number[] {
  const side = file.readUInt32BE(16);
  const begin = file.indexOf("IDAT");
  const rows = inflateSync(file.subarray(begin + 4, begin + 4 + file.readUInt32BE(begin - 4)));
  const size = side / 6 - 8;
  return Array.from({ length: size * size }, (_, index) => {
    const y = (Math.floor(index / size) + 4) * 6;
    const x = ((index % size) + 4) * 6;
    return rows[y * (side + 1) + x + 1] === 0 ? 1 : 0;
  });
}

function modulesOf(text: string): readonly number[] {
  return [...qrcode.create(text, { errorCorrectionLevel: "M" }).modules.data].map((bit) => bit & 1);
}

describe("the simulated Akuvox cloud", () => {
  let sandbox: Awaited<ReturnType<typeof openSandbox>>;
  let command: ReturnType<typeof commandAkuvox>;
  beforeAll(async () => {
    sandbox = await openSandbox();
    command = commandAkuvox(sandbox);
  });
  afterAll(() => sandbox.close());

  const post = (body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
    send("POST", `${sandbox.clouds.akuvox.baseUrl}${method}/user-commands`, {
      headers: { authorization: `Bearer ${akuvoxLogin.token}`, ...headers },
      body,
    });
  const token = (form: Readonly<Record<string, string>>): Promise<Reply> =>
    send("POST", `${sandbox.clouds.akuvox.baseUrl}${method}/oauth2/token`, {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(form).toString(),
    });

  it("refuses wrong and missing tokens", async () => {
    expect((await post({}, { authorization: "" })).status).toBe(401);
    expect((await post({}, { authorization: "Bearer nonsense" })).body).toMatchObject({ success: false });
  });

  it("gives a token for the refresh token and lets it end", async () => {
    const { clientId: client_id, clientSecret: client_secret, refreshToken: refresh_token } = akuvoxLogin;
    const form = { grant_type: "refresh_token", client_id, client_secret, refresh_token, expires_in: "60" };
    expect((await token({ ...form, refresh_token: "wrong" })).status).toBe(401);
    const given = await token(form);
    expect(given.body).toMatchObject({ success: true, result: { token_type: "Bearer", expires_in: 60 } });
    const { access_token } = (given.body as { result: { access_token: string } }).result;
    const body = { command: "get_family_list", id: "1", param: {} };
    expect((await post(body, { authorization: `Bearer ${access_token}` })).status).toBe(200);
    sandbox.clock.advance(61_000);
    expect((await post(body, { authorization: `Bearer ${access_token}` })).status).toBe(401);
  });

  it("wants JSON, an Accept header for it, and the whole envelope", async () => {
    const body = { command: "get_akuvox_device_list", id: "1", param: { residence_id: akuvoxLogin.residenceId } };
    expect((await post(JSON.stringify(body), { "content-type": "text/plain" })).status).toBe(415);
    expect((await post(body, { accept: "text/html" })).status).toBe(406);
    expect((await post({ command: body.command, param: body.param })).status).toBe(400);
    expect((await post(body)).body).toMatchObject({
      success: true,
      timestamp: sandbox.clock.now(),
      result: [{ device_name: "Lobby", relays: [{ relay_id: akuvoxIds.relay }], security_relays: [] }],
    });
  });

  it("says no with status 200 to what makes no sense", async () => {
    const noes = [
      await command("fly_akuvox"),
      await command(openDoor, { mac: akuvoxIds.mac }),
      await command(openDoor, { ...relay, mac: "0C1105000000" }),
      await command(openDoor, { ...relay, relay_id: "r0" }),
      await command("get_akuvox_device_list", { residence_id: "r0" }),
    ];
    for (const no of noes) expect(no).toMatchObject({ status: 200, body: { success: false } });
  });

  it("opens the door and shows it in the history about a second later", async () => {
    const opened = await command(openDoor, relay);
    expect(opened).toMatchObject({ status: 200, body: { success: true, result: {} } });
    expect((await command("get_akuvox_open_door_history")).body).toMatchObject({ result: [] });
    sandbox.clock.advance(1000);
    expect((await command("get_akuvox_open_door_history")).body).toMatchObject({
      result: [{ open_door: true, device_name: "Lobby", open_door_time: "2026-01-15 09:01:01" }],
    });
    expect(await stateOf(sandbox, "akuvox")).toMatchObject({
      doors: { [`${akuvoxIds.mac}/${akuvoxIds.relay}`]: { opened: 1 } },
    });
  });

  const create = (param: object) => command("create_akuvox_open_door_temp_key_config", param);
  const window = { start_time: "2026-01-15 10:00:00", finish_time: "2026-01-15 12:00:00" };

  it("makes a key whose digits are its id, and deletes it by them", async () => {
    const made = (await create({ ...window, count: 2 })).body as { result: { temp_key: string } };
    const { temp_key } = made.result;
    expect(temp_key).toMatch(/^9\d{7}$/);
    expect((await command("get_akuvox_open_door_temp_key_config")).body).toMatchObject({
      result: [{ temp_key, ...window, count: 2 }],
    });
    const gone = await command("delete_akuvox_open_door_temp_key_config", { temp_key });
    expect(gone.body).toMatchObject({ success: true, result: {} });
    const again = await command("delete_akuvox_open_door_temp_key_config", { temp_key });
    expect(again.body).toMatchObject({ success: false });
  });

  it.each([
    ["a zone mark", { ...window, start_time: "2026-01-15T10:00:00Z", count: 1 }],
    ["a day that does not exist", { ...window, finish_time: "2026-02-30 10:00:00", count: 1 }],
    ["an end before the start", { start_time: window.finish_time, finish_time: window.start_time, count: 1 }],
    ["an end in the past", { start_time: "2026-01-14 10:00:00", finish_time: "2026-01-14 11:00:00", count: 1 }],
    ["no count", window],
    ["a count of zero", { ...window, count: 0 }],
    ["a count as text", { ...window, count: "1" }],
  ])("refuses a key with %s", async (_, param) => {
    expect(await create(param)).toMatchObject({ status: 200, body: { success: false } });
  });

  it("gives each key's picture, a QR code of its digits, to whoever has the address", async () => {
    const made = (await create({ ...window, count: 1 })).body as { result: { temp_key: string; qr_code_url: string } };
    const { temp_key, qr_code_url } = made.result;
    expect((await command("get_akuvox_open_door_temp_key_config")).body).toMatchObject({ result: [{ qr_code_url }] });
    const response = await fetch(qr_code_url);
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(readModules(Buffer.from(await response.arrayBuffer()))).toEqual(modulesOf(temp_key));
    await command("delete_akuvox_open_door_temp_key_config", { temp_key });
    expect((await fetch(qr_code_url)).status).toBe(404);
  });

  it("forgets keys that have ended", async () => {
    await create({ start_time: "2026-01-15 09:00:00", finish_time: "2026-01-15 10:00:00", count: 1 });
    sandbox.clock.advance(3_600_000);
    expect((await command("get_akuvox_open_door_temp_key_config")).body).toMatchObject({ result: [] });
  });

  it("can refuse an opening with success false on demand", async () => {
    await setFaults(sandbox, "akuvox", { refuse: true, match: openDoor, times: 1 });
    expect(await command(openDoor, relay)).toMatchObject({ status: 200, body: { success: false } });
    expect(await command(openDoor, relay)).toMatchObject({ status: 200, body: { success: true } });
  });
});
