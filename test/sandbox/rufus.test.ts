import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rufusIds, rufusKeys } from "#sandbox/rufus/state.ts";
import { type Ask, asker, askRufus, openSandbox } from "./clouds.ts";

interface Row {
  readonly bib: string;
  readonly num_passing: number;
  readonly timestamp: string;
}
interface SessionRow {
  readonly token_session: string;
  readonly active: boolean;
  readonly passings: number;
}

describe("the simulated RUFUS cloud", () => {
  let sandbox: Awaited<ReturnType<typeof openSandbox>>;
  let ask: Ask;
  beforeAll(async () => {
    sandbox = await openSandbox();
    ask = askRufus(sandbox);
  });
  afterAll(() => sandbox.close());

  const activeSession = async (): Promise<SessionRow> => {
    const { result } = (await ask(`GET /sessions/device/${rufusIds.device}/active`)).body as { result: SessionRow[] };
    const [session] = result;
    if (session === undefined) throw new Error("no active session");
    return session;
  };
  const rowsOf = async (token: string, query = "") =>
    ((await ask(`GET /passings/session/${token}${query}`)).body as { result: Row[] }).result;

  it("tells no key, an unknown key and a key of the wrong type apart", async () => {
    expect((await askRufus(sandbox, "")("GET /devices")).status).toBe(401);
    expect((await askRufus(sandbox, "ror-00000000000000000000")("GET /devices")).status).toBe(401);
    expect((await askRufus(sandbox, rufusKeys.write)("GET /devices")).status).toBe(403);
    expect((await askRufus(sandbox, rufusKeys.read)("POST /sessions", { deviceid: rufusIds.device })).status).toBe(403);
    expect((await ask(`DELETE /devices/${rufusIds.device}`)).status).toBe(403);
    expect((await askRufus(sandbox, rufusKeys.read)("GET /devices")).status).toBe(200);
    const otherHeader = asker(sandbox.clouds.rufus.baseUrl, { "x-api-key": rufusKeys.read });
    expect((await otherHeader("GET /devices")).status).toBe(200);
  });

  it("has a race under way from the start, with 40 runners or more and bibs that keep their zeros", async () => {
    const session = await activeSession();
    const rows = await rowsOf(session.token_session);
    expect(rows).toHaveLength(session.passings);
    expect(rows.length).toBeGreaterThan(40);
    expect(new Set(rows.map(({ bib }) => bib)).size).toBeGreaterThanOrEqual(40);
    expect(rows.map(({ bib }) => bib)).toContain("007");
    expect(rows.map(({ num_passing }) => num_passing)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.map(({ timestamp }) => timestamp)).toEqual(rows.map(({ timestamp }) => timestamp).toSorted());
  });

  it("goes on with the race as time goes on", async () => {
    const before = await activeSession();
    sandbox.clock.advance(10 * 60_000);
    const after = await activeSession();
    expect(after.token_session).toBe(before.token_session);
    expect(after.passings).toBeGreaterThan(before.passings);
  });

  it("limits passings by number and by time", async () => {
    const { token_session } = await activeSession();
    const some = await rowsOf(token_session, "?first=5&last=9");
    expect(some.map(({ num_passing }) => num_passing)).toEqual([5, 6, 7, 8, 9]);
    const [from, to] = [some[0]?.timestamp, some[2]?.timestamp];
    const byTime = (await ask(`GET /passings/device/${rufusIds.device}?from=${from}&to=${to}`)).body;
    expect(byTime).toMatchObject({ result: [{ num_passing: 5 }, { num_passing: 6 }, { num_passing: 7 }] });
    expect((await ask(`GET /passings/device/${rufusIds.device}?from=2026-01-15`)).status).toBe(400);
    expect((await ask("GET /passings/session/0000")).status).toBe(404);
  });

  it("inserts whole passings into an open session only, twice without harm", async () => {
    const { token_session } = await activeSession();
    const passing = { bib: "099", num_passing: 90_001, timestamp: "2026-01-15T09:05:00.000Z" };
    const insert = (passings_list: unknown, token = token_session, more: object = {}) =>
      ask("POST /passings", { token_session: token, passings_list, ...more });
    expect((await insert([passing])).body).toMatchObject({ inserted_count: 1, duplicate_count: 0 });
    expect((await insert([passing])).body).toMatchObject({ inserted_count: 0, duplicate_count: 1 });
    expect((await insert([])).status).toBe(400);
    expect((await insert([{ ...passing, bib: 99 }])).status).toBe(400);
    expect((await insert([{ ...passing, chips: "A" }])).status).toBe(400);
    expect((await insert([{ ...passing, timestamp: "2026-01-15 09:05" }])).status).toBe(400);
    expect((await insert([passing], token_session, { device: 1 })).status).toBe(400);
    expect((await insert([passing], rufusIds.warmUp)).body).toMatchObject({
      description: "Session not found or closed",
    });
  });

  it("polls live after the last number and jumps to a newer session", async () => {
    const before = await activeSession();
    const poll = (query: string) => ask(`GET /passings/device2/${rufusIds.device}?${query}`);
    const resumed = (await poll(`token_session=${before.token_session}&last=20`)).body as { passings: Row[] };
    expect(resumed).toMatchObject({ session_used: before.token_session, resumed_from: 20 });
    expect(resumed.passings[0]).toMatchObject({ num_passing: 21 });
    expect(resumed.passings[0]).not.toHaveProperty("token_session");

    const opened = await ask("POST /sessions", { deviceid: rufusIds.device, alias: "Second half" });
    const { token_session } = opened.body as { token_session: string };
    sandbox.clock.advance(5 * 60_000);
    const jumped = (await poll(`token_session=${before.token_session}&last=20`)).body as { passings: Row[] };
    expect(jumped).toMatchObject({ session_used: token_session, session_label: "Second half", resumed_from: 0 });
    expect(jumped.passings[0]).toMatchObject({ num_passing: 1 });
    const { result } = (await ask(`GET /sessions/${before.token_session}`)).body as { result: SessionRow[] };
    expect(result).toMatchObject([{ active: false }]);
  });

  it("gives 5,000 passings a page", async () => {
    const fresh = await openSandbox();
    try {
      fresh.clock.advance(5 * 3_600_000);
      const asked = askRufus(fresh);
      const { result } = (await asked(`GET /sessions/device/${rufusIds.device}/active`)).body as {
        result: SessionRow[];
      };
      const token_session = result[0]?.token_session ?? "";
      const passings_list = Array.from({ length: 4000 }, (_, index) => ({
        bib: "500",
        num_passing: 100_000 + index,
        timestamp: "2026-01-15T09:05:00.000Z",
      }));
      await asked("POST /passings", { token_session, passings_list });
      const [first, second] = await Promise.all(
        ["", "?page=2"].map(async (query) => {
          const page = (await asked(`GET /passings/session/${token_session}${query}`)).body as { result: Row[] };
          return page.result;
        }),
      );
      expect(first).toHaveLength(5000);
      expect(second?.length).toBeGreaterThan(500);
    } finally {
      await fresh.close();
    }
  });

  it("answers 404 where a device has no session, and 409 when it is bound again", async () => {
    const device = { model: "Model X1", serial_number: "DEV-9" };
    const bound = await ask("POST /devices", device);
    const { deviceid } = bound.body as { deviceid: string };
    expect(deviceid).toMatch(/^[0-9A-F]{64}$/);
    expect(await ask("POST /devices", device)).toMatchObject({ status: 409, body: { deviceid } });
    expect((await ask("POST /devices", { model: "Model X1" })).status).toBe(400);
    for (const path of [`/sessions/device/${deviceid}`, `/sessions/device/${deviceid}/active`]) {
      expect(await ask(`GET ${path}`)).toMatchObject({ status: 404, body: { description: "Sessions not found" } });
    }
    const unbind = askRufus(sandbox, rufusKeys.unbind);
    expect(await unbind(`DELETE /devices/${deviceid}`)).toMatchObject({ status: 200, body: { deviceid } });
    expect((await ask(`GET /devices/${deviceid}`)).status).toBe(404);
  });

  it("wraps lists with paging in a body and closes sessions for good", async () => {
    expect((await ask("GET /devices?limit=1")).body).toMatchObject({
      body: { result: [{ alias: "Finish line" }], pagination: { page: 1, limit: 1, total: 1, has_more: false } },
    });
    expect((await ask("GET /devices?limit=5001")).status).toBe(400);
    expect((await ask("GET /events")).body).toMatchObject({ body: { result: [{ status: "running" }] } });
    const { token_session } = await activeSession();
    expect((await ask(`PATCH /sessions/close/${token_session}`)).status).toBe(200);
    expect((await ask(`GET /sessions/device/${rufusIds.device}/active`)).status).toBe(404);
  });

  it("starts the next race when six hours are over", async () => {
    const fresh = await openSandbox();
    try {
      const asked = askRufus(fresh);
      const sessions = async () =>
        ((await asked(`GET /sessions/device/${rufusIds.device}`)).body as { result: SessionRow[] }).result;
      expect(await sessions()).toHaveLength(2);
      fresh.clock.advance(30 * 86_400_000);
      const later = await sessions();
      expect(later).toHaveLength(3);
      expect(later.map(({ active }) => active)).toEqual([false, false, true]);
      expect(later.at(-1)?.passings).toBeGreaterThan(40);
    } finally {
      await fresh.close();
    }
  });
});
