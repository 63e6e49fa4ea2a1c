import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { raixerIds, raixerLogin } from "#sandbox/raixer/state.ts";
import { type Ask, askOverkiz, askRaixer, basic, openSandbox, send, setFaults, stateOf } from "./clouds.ts";

const doorId = `${raixerIds.device}/1`;
const opening = `POST /devices/${raixerIds.device}/open-door/1`;

describe("faults on demand", () => {
  let sandbox: Awaited<ReturnType<typeof openSandbox>>;
  let ask: Ask;
  beforeAll(async () => {
    sandbox = await openSandbox();
    ask = askRaixer(sandbox);
  });
  afterEach(() => setFaults(sandbox, "raixer", []));
  afterAll(() => sandbox.close());

  const openings = async () => {
    const { doors } = (await stateOf(sandbox, "raixer")) as { doors: Record<string, { opened: number }> };
    return doors[doorId]?.opened ?? 0;
  };

  it("answer with a status before acting, or after it", async () => {
    const before = await openings();
    await setFaults(sandbox, "raixer", { status: 503 });
    expect((await ask(opening)).status).toBe(503);
    expect(await openings()).toBe(before);
    await setFaults(sandbox, "raixer", { status: 500, after: true });
    expect((await ask(opening)).status).toBe(500);
    expect(await openings()).toBe(before + 1);
  });

  it("act and never answer", async () => {
    const before = await openings();
    await setFaults(sandbox, "raixer", { hangAfterAccepting: true, match: "open-door" });
    const given = new AbortController();
    const request = fetch(`${sandbox.clouds.raixer.baseUrl}/devices/${raixerIds.device}/open-door/1`, {
      method: "POST",
      headers: { authorization: basic(raixerLogin.username, raixerLogin.password), "content-type": "application/json" },
      signal: given.signal,
    });
    const refused = expect(request).rejects.toThrow();
    await expect.poll(openings).toBe(before + 1);
    given.abort();
    await refused;
  });

  it("cut the connection, with or without acting", async () => {
    const before = await openings();
    await setFaults(sandbox, "raixer", { reset: true, times: 1 });
    await expect(ask(opening)).rejects.toThrow();
    expect(await openings()).toBe(before);
    await setFaults(sandbox, "raixer", { reset: true, after: true, times: 1 });
    await expect(ask(opening)).rejects.toThrow();
    expect(await openings()).toBe(before + 1);
  });

  it("refuse in the vendor's own words", async () => {
    await setFaults(sandbox, "raixer", { unauthorized: true });
    expect((await ask("GET /devices")).status).toBe(401);
    await setFaults(sandbox, "raixer", { rateLimit: { retryAfterS: 7 } });
    const limited = await ask("GET /devices");
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "7"]);
  });

  it.each([
    ["truncated", (text: string) => text.length > 0],
    ["html", (text: string) => text.startsWith("<!doctype html>")],
    ["empty", (text: string) => text === ""],
    ["wrong-type", (text: string) => text === '"fine"'],
  ])("answer %s after acting", async (malformed, fits) => {
    const before = await openings();
    await setFaults(sandbox, "raixer", { malformed });
    const reply = await ask(opening);
    expect(reply.status).toBe(200);
    expect(fits(reply.text)).toBe(true);
    expect(reply.body === undefined || reply.body === "fine").toBe(true);
    expect(await openings()).toBe(before + 1);
  });

  it.each(["huge", "trickle"])("answer %s until the other side has had enough", async (malformed) => {
    await setFaults(sandbox, "raixer", { malformed });
    const given = new AbortController();
    const response = await fetch(`${sandbox.clouds.raixer.baseUrl}/devices`, {
      headers: { authorization: basic(raixerLogin.username, raixerLogin.password) },
      signal: given.signal,
    });
    const first = await response.body?.getReader().read();
    expect(first?.done).toBe(false);
    given.abort();
  });

  it("answer with a redirect, or with a flood of cookies", async () => {
    await setFaults(sandbox, "raixer", { malformed: "redirect" });
    const moved = await ask("GET /devices");
    expect([moved.status, moved.headers.get("location")]).toEqual([302, "http://elsewhere.invalid/"]);
    await setFaults(sandbox, "raixer", { malformed: "cookies" });
    await expect(ask("GET /devices")).rejects.toThrow();
  });

  it("hit only what they match, and only so often", async () => {
    await setFaults(sandbox, "raixer", [
      { status: 500, match: "POST /devices", times: 1 },
      { status: 404, match: "GET /devices/{id}/doors" },
    ]);
    expect((await ask("GET /devices")).status).toBe(200);
    expect((await ask(`GET /devices/${raixerIds.device}/doors`)).status).toBe(404);
    expect((await ask(opening)).status).toBe(500);
    expect((await ask(opening)).status).toBe(200);
    expect((await send("GET", `${sandbox.clouds.raixer.url}/_faults`)).body).toEqual([
      { status: 404, match: "GET /devices/{id}/doors" },
    ]);
  });

  it("wait first where latency goes with an effect", async () => {
    await setFaults(sandbox, "raixer", [{ latencyMs: 1 }, { status: 502, match: "devices" }]);
    expect((await ask("GET /devices")).status).toBe(502);
  });

  it("are cleared by an empty list or object", async () => {
    for (const nothing of [[], {}]) {
      await setFaults(sandbox, "raixer", { status: 500 });
      expect((await setFaults(sandbox, "raixer", nothing)).body).toEqual([]);
      expect((await ask("GET /devices")).status).toBe(200);
    }
  });

  it.each([
    ["an unknown key", { statuss: 500 }, "statuss"],
    ["a status that is no failure", { status: 200 }, "status"],
    ["two effects", { status: 500, reset: true }, "choose one"],
    ["no effect", { match: "GET" }, "no effect"],
    ["after with nothing to fail", { unauthorized: true, after: true }, "after"],
    ["a rate limit without a time", { rateLimit: {} }, "rateLimit"],
    ["an unknown malformation", { malformed: "purple" }, "truncated"],
    ["something else than an object", [3], "object"],
    ["a match that is empty", { status: 500, match: "" }, "match"],
  ])("are refused for %s, saying what is wrong", async (_, faults, words) => {
    const reply = await setFaults(sandbox, "raixer", faults);
    expect(reply.status).toBe(400);
    expect((reply.body as { problems: string[] }).problems.join()).toContain(words);
    expect((await ask("GET /devices")).status).toBe(200);
  });

  it("refuses faults that are not JSON", async () => {
    expect((await send("POST", `${sandbox.clouds.raixer.url}/_faults`, { body: "{" })).status).toBe(400);
  });
});

describe("the control routes", () => {
  it("log every call with method, path, query, masked body, time and status", async () => {
    const sandbox = await openSandbox();
    const log = `${sandbox.clouds.avion.url}/_log`;
    await send("POST", `${sandbox.clouds.avion.baseUrl}/sessions?trace=1`, {
      body: { email: "a@b.invalid", password: "canary" },
    });
    await setFaults(sandbox, "avion", { status: 500 });
    await send("GET", `${sandbox.clouds.avion.baseUrl}/user/devices`);
    const { body, text } = await send("GET", log);
    expect(body).toEqual([
      {
        at: sandbox.clock.now(),
        method: "POST",
        path: "/sessions",
        query: { trace: "1" },
        body: { email: "***", password: "***" },
        operation: "POST /sessions",
        hasActed: true,
        status: 401,
      },
      expect.objectContaining({ path: "/user/devices", hasActed: false, status: 500 }),
    ]);
    expect(text).not.toContain("canary");
    expect((await send("DELETE", log)).body).toEqual([]);
    await sandbox.close();
  });

  it("hide secrets that stand in a path", async () => {
    const sandbox = await openSandbox();
    const ask = await askOverkiz(sandbox);
    await ask("POST /config/2104-6612-0951/camera/discover/root/canary");
    const { text, body } = await send("GET", `${sandbox.clouds.overkiz.url}/_log`);
    expect(text).not.toContain("canary");
    expect((body as { path: string }[]).at(-1)?.path).toMatch(/\/camera\/discover\/root\/\*\*\*$/);
    await sandbox.close();
  });

  it("are closed to web pages", async () => {
    const sandbox = await openSandbox();
    const url = `${sandbox.clouds.rufus.url}/_faults`;
    const origin = await send("POST", url, { body: { status: 500 }, headers: { origin: "https://page.example" } });
    expect(origin.status).toBe(403);
    expect((await send("GET", `${sandbox.clouds.rufus.url}/_nothing`)).status).toBe(404);
    await sandbox.close();
  });
});
