import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { overkizIds, overkizLogin } from "#sandbox/overkiz/state.ts";
import { type Ask, asker, askOverkiz, openSandbox, send, setFaults, stateOf } from "./clouds.ts";

const garage = "io://2104-6612-0951/9031174";
const kitchen = "io://2104-6612-0951/4718820";
const meter = "io://2104-6612-0951/13302477#3";
const form = { "content-type": "application/x-www-form-urlencoded" };

const action = (deviceURL: string, name: string, ...parameters: unknown[]) => ({
  deviceURL,
  commands: [{ name, parameters }],
});
const error = (errorCode: string, words: string) => ({ errorCode, error: expect.stringContaining(words) });

describe("the simulated Overkiz cloud", () => {
  let sandbox: Awaited<ReturnType<typeof openSandbox>>;
  let ask: Ask;
  beforeAll(async () => {
    sandbox = await openSandbox();
  });
  beforeEach(async () => {
    sandbox.clock.advance(3_600_000);
    ask = await askOverkiz(sandbox);
  });
  afterAll(() => sandbox.close());

  const apply = (...actions: unknown[]) => ask("POST /exec/apply", { label: "test", actions });
  const stateValue = async (deviceURL: string, name: string) =>
    ((await ask(`GET /setup/devices/${encodeURIComponent(deviceURL)}/states/${name}`)).body as { value: unknown })
      .value;
  const logIn = (userPassword: string, more: object = {}) =>
    send("POST", `${sandbox.clouds.overkiz.baseUrl}/login`, {
      headers: form,
      body: new URLSearchParams({ userId: overkizLogin.userId, userPassword, ...more }).toString(),
    });

  describe("sign-in", () => {
    it("takes a form only, and answers a session cookie", async () => {
      const { userId, userPassword } = overkizLogin;
      const asJson = await send("POST", `${sandbox.clouds.overkiz.baseUrl}/login`, { body: { userId, userPassword } });
      expect(asJson.status).toBe(415);
      const good = await logIn(userPassword);
      expect(good.body).toMatchObject({ success: true });
      expect(good.headers.get("set-cookie")).toMatch(/^JSESSIONID=[0-9A-F]{32}; Path=\/enduser-mobile-web; HttpOnly$/);
    });

    it("refuses calls without a session, and cookie and bearer together", async () => {
      const bare = asker(sandbox.clouds.overkiz.baseUrl, {});
      expect(await bare("GET /setup")).toMatchObject({
        status: 401,
        body: error("RESOURCE_ACCESS_DENIED", "Not authenticated"),
      });
      expect((await bare("GET /authenticated")).body).toEqual({ authenticated: false });
      const authorization = `Bearer ${overkizLogin.token}`;
      expect((await bare("GET /currentUserId", undefined, { authorization })).status).toBe(200);
      const both = await ask("GET /currentUserId", undefined, { authorization });
      expect(both).toMatchObject({ status: 400, body: error("UNSPECIFIED_ERROR", "same request") });
    });

    it("locks the login after five wrong passwords, for a minute", async () => {
      for (let times = 0; times < 5; times += 1) {
        expect((await logIn("wrong")).body).toMatchObject(error("AUTHENTICATION_ERROR", "Bad credentials"));
      }
      expect((await logIn(overkizLogin.userPassword)).body).toMatchObject(
        error("AUTHENTICATION_ERROR", "Too many requests"),
      );
      sandbox.clock.advance(60_000);
      expect((await logIn(overkizLogin.userPassword)).status).toBe(200);
    });

    it("ends a session by logging out", async () => {
      await ask("POST /logout");
      expect((await ask("GET /exec/current")).status).toBe(401);
    });
  });

  describe("executions", () => {
    it("run from INITIALIZED to COMPLETED, change the device and fill the event buffer with texts", async () => {
      const { id } = (await ask("POST /events/register")).body as { id: string };
      const { execId } = (await apply(action(kitchen, "setIntensity", 35))).body as { execId: string };
      expect((await ask("GET /exec/current")).body).toMatchObject([{ id: execId, state: "INITIALIZED" }]);
      sandbox.clock.advance(250);
      expect((await ask(`GET /exec/current/${execId}`)).body).toMatchObject({ state: "IN_PROGRESS" });
      sandbox.clock.advance(600);
      expect((await ask("GET /exec/current")).body).toEqual([]);
      expect(await stateValue(kitchen, "core:LightIntensityState")).toBe(35);

      const events = (await ask(`POST /events/${id}/fetch`)).body as readonly Record<string, unknown>[];
      const changes = events.filter(({ name }) => name === "ExecutionStateChangedEvent");
      expect(changes.map(({ oldState, newState }) => [oldState, newState])).toEqual([
        ["INITIALIZED", "IN_PROGRESS"],
        ["IN_PROGRESS", "COMPLETED"],
      ]);
      expect(changes.at(-1)).toMatchObject({ execId, timeToNextState: -1 });
      expect(events.find(({ name }) => name === "DeviceStateChangedEvent")).toMatchObject({
        deviceURL: kitchen,
        deviceStates: expect.arrayContaining([{ name: "core:LightIntensityState", type: 1, value: "35" }]),
      });
      expect((await ask("GET /history/lastExecutions")).body).toContainEqual(
        expect.objectContaining({ id: execId, state: "COMPLETED" }),
      );
    });

    it("count the openings of the garage and open it", async () => {
      const before = await openings();
      await apply(action(garage, "open"));
      sandbox.clock.advance(1000);
      expect(await stateValue(garage, "core:OpenClosedState")).toBe("open");
      await apply(action(garage, "close"));
      sandbox.clock.advance(1000);
      expect(await stateValue(garage, "core:ClosureState")).toBe(100);
      expect(await openings()).toBe(before + 1);
    });

    it.each([
      ["two actions for one device", [action(garage, "open"), action(garage, "stop")], "DUPLICATE_FIELD_OR_VALUE"],
      ["an unknown device", [action("io://2104-6612-0951/1", "open")], "NO_SUCH_DEVICE"],
      ["an unknown command", [action(garage, "unlock")], "UNSUPPORTED_OPERATION"],
      ["a value out of range", [action(kitchen, "setIntensity", 101)], "INVALID_FIELD_VALUE"],
      ["a number as text", [action(kitchen, "setIntensity", "40")], "INVALID_FIELD_VALUE"],
      ["no action", [], "INVALID_FIELD_VALUE"],
    ])("are refused for %s", async (_, actions, errorCode) => {
      expect(await apply(...actions)).toMatchObject({ status: 400, body: { errorCode } });
    });

    it("queue at most ten on a gateway", async () => {
      for (let times = 0; times < 10; times += 1) expect((await apply(action(kitchen, "on"))).status).toBe(200);
      expect((await apply(action(kitchen, "on"))).body).toMatchObject(error("EXEC_QUEUE_FULL", "soft limit: 10"));
      sandbox.clock.advance(1000);
      expect((await apply(action(kitchen, "on"))).status).toBe(200);
    });

    it("are cancelled before they have an effect", async () => {
      await apply(action(kitchen, "setIntensity", 5));
      expect((await ask("DELETE /exec/current/setup")).status).toBe(204);
      expect(await stateValue(kitchen, "core:LightIntensityState")).not.toBe(5);
      const [latest] = (await ask("GET /history/lastExecutions")).body as readonly unknown[];
      expect(latest).toMatchObject({ state: "FAILED", failureType: "CMDCANCELLED" });
    });

    it("fail on demand without moving anything", async () => {
      const before = await openings();
      await setFaults(sandbox, "overkiz", { refuse: true, match: "POST /exec/apply", times: 1 });
      const { id } = (await ask("POST /events/register")).body as { id: string };
      await apply(action(garage, "open"));
      sandbox.clock.advance(1000);
      expect((await ask(`POST /events/${id}/fetch`)).body).toContainEqual(
        expect.objectContaining({ newState: "FAILED", failureType: "NON_EXECUTING" }),
      );
      expect(await openings()).toBe(before);
    });
  });

  const openings = async () => {
    const { doors } = (await stateOf(sandbox, "overkiz")) as { doors: Record<string, { opened: number }> };
    return doors[garage]?.opened ?? 0;
  };

  it("runs scenes, tells what they hold, and schedules them", async () => {
    const scene = (await ask(`GET /actionGroups/${overkizIds.comingHome}`)).body;
    expect(scene).toMatchObject({
      label: "Coming home",
      actions: [{ deviceURL: garage, commands: [{ name: "open" }] }, {}],
    });
    const before = await openings();
    expect((await ask(`POST /exec/${overkizIds.comingHome}`)).body).toMatchObject({ execId: expect.any(String) });
    expect((await ask("POST /exec/5b0d7d51-0000-4f5e-9a60-6d1d6f0f2c10")).status).toBe(404);
    const at = sandbox.clock.now() + 60_000;
    expect((await ask(`POST /exec/schedule/${overkizIds.comingHome}/${at}`)).body).toMatchObject({
      triggerId: expect.any(String),
    });
    sandbox.clock.advance(61_000);
    expect(await openings()).toBe(before + 2);
  });

  it("keeps one listener per session and loses what was fetched", async () => {
    const first = (await ask("POST /events/register")).body as { id: string };
    const second = (await ask("POST /events/register")).body as { id: string };
    expect((await ask(`POST /events/${first.id}/fetch`)).body).toMatchObject(
      error("UNSPECIFIED_ERROR", "Invalid event listener id"),
    );
    await ask(`PUT /setup/devices/${encodeURIComponent(kitchen)}/Kitchen`);
    sandbox.clock.advance(1);
    expect((await ask(`POST /events/${second.id}/fetch`)).body).toMatchObject([{ name: "DeviceUpdatedEvent" }]);
    sandbox.clock.advance(1);
    expect((await ask(`POST /events/${second.id}/fetch`)).body).toEqual([]);
    expect((await ask("POST /events/nobody/unregister")).status).toBe(200);
    await ask(`POST /events/${second.id}/unregister`);
    sandbox.clock.advance(1);
    expect((await ask(`POST /events/${second.id}/fetch`)).body).toMatchObject(
      error("UNSPECIFIED_ERROR", "No registered event listener"),
    );
  });

  it("finds a device by its whole encoded address alone", async () => {
    expect((await ask(`GET /setup/devices/${encodeURIComponent(meter)}`)).body).toMatchObject({ label: "Main meter" });
    expect((await ask(`GET /setup/devices/${encodeURIComponent(meter.replace("#3", ""))}`)).status).toBe(400);
    expect((await ask(`GET /setup/devices/${meter.replace("#", "%23")}`)).body).toMatchObject(
      error("INVALID_API_CALL", "No such resource"),
    );
  });

  it("keeps the published limits, as much faster as the settings say", async () => {
    expect((await ask("GET /setup")).status).toBe(200);
    expect((await ask("GET /setup")).body).toMatchObject(error("RESOURCE_ACCESS_DENIED", "too many"));
    sandbox.clock.advance(87_000);
    expect((await ask("GET /setup")).status).toBe(200);
    const settings = `${sandbox.clouds.overkiz.url}/_settings`;
    expect((await send("POST", settings, { body: { limitsDividedBy: null } })).status).toBe(200);
    expect((await ask("GET /setup")).status).toBe(200);
    expect((await send("POST", settings, { body: { limitsDividedBy: 0 } })).status).toBe(400);
    await send("POST", settings, { body: { limitsDividedBy: 1000 } });
  });

  it("judges routes without state by their rows", async () => {
    expect((await ask("GET /config/2104-6612-0951/rts/channel")).status).toBe(200);
    expect((await ask("GET /config/0000-0000-0000/rts/channel")).status).toBe(400);
    expect((await ask("POST /config/somfyprotect/discoverGateway")).body).toMatchObject(
      error("INVALID_FIELD_VALUE", "siteId"),
    );
    expect((await ask("PUT /setup/calendar/status", { enabled: "yes" })).status).toBe(400);
    expect((await ask("GET /setup/flights")).body).toMatchObject(error("INVALID_API_CALL", "No such resource"));
  });
});
