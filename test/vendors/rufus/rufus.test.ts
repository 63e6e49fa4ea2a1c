import { afterEach, describe, expect, it } from "vitest";
import { InputError } from "#core/errors.ts";
import { connect, perform } from "../accounts.ts";
import { json, type ScriptedCloud, startScriptedCloud } from "../scripted-cloud.ts";
import { createTestServices } from "../services.ts";

let cloud: ScriptedCloud;
afterEach(async () => {
  await cloud.close();
});

const start = Date.UTC(2026, 4, 10, 8, 0, 0);
const stamp = (offset: number): string => new Date(start + offset * 1000).toISOString();
const passing = (number: number, bib = String(number)) => ({ bib, num_passing: number, timestamp: stamp(number) });
const session = (id: string, active: boolean, hour: number) => ({
  token_session: id,
  alias: `Race ${id}`,
  creation_date: stamp(hour * 3600),
  active,
  passings: 2,
});

async function company(answer: (path: string, query: URLSearchParams) => unknown) {
  cloud = await startScriptedCloud((request, response) => {
    const [path = "", search = ""] = request.target.split("?");
    const found = answer(path, new URLSearchParams(search));
    const body = found ?? { description: "Sessions not found", deviceid: "D" };
    json(body, found === undefined ? 404 : 200)(request, response);
  });
  const services = createTestServices(start);
  const connection = await connect("rufus", cloud.url, services);
  const { race } = connection.reads;
  if (race === undefined) throw new Error("no race reads");
  return { services, connection, race };
}

describe("the things", () => {
  it("are the timing devices of every page, bare or wrapped", async () => {
    const device = (id: string) => ({
      deviceid: id,
      alias: id === "A" ? "Finish" : "",
      model: "One4All",
      device_status: id === "A" ? "Online" : "sleeping",
      battery_percentage: 64,
    });
    const { connection } = await company((_path, query) => {
      const isFirst = query.get("page") === "1";
      const body = { result: [device(isFirst ? "A" : "B")], pagination: { page: 1, has_more: isFirst } };
      return isFirst ? { body } : body;
    });
    expect((await connection.things()).map(({ vendorId, label, state }) => [vendorId, label, state])).toEqual([
      ["A", "Finish", { battery: 64, isOnline: true }],
      ["B", "One4All", { battery: 64 }],
    ]);
    await connection.close();
  });
});

describe("sessions", () => {
  it("come newest first", async () => {
    const { connection, race } = await company(() => ({ result: [session("a", false, 0), session("b", true, 1)] }));
    expect((await race.sessions("D")).map(({ id, isActive }) => [id, isActive])).toEqual([
      ["b", true],
      ["a", false],
    ]);
    await connection.close();
  });

  it("that do not exist are none, not a failure", async () => {
    const { connection, race } = await company(() => undefined);
    expect(await race.sessions("D")).toEqual([]);
    expect(await race.passings({ device: "D" })).toEqual({ passings: [] });
    await connection.close();
  });
});

describe("passings", () => {
  it("are those of the active session, by time and then by number, with every zero of a bib", async () => {
    const rows = [passing(3), { ...passing(2, "007"), timestamp: stamp(1) }, passing(1)];
    const { connection, race } = await company((path) =>
      path.startsWith("/sessions") ? { result: [session("old", false, 0), session("now", true, 1)] } : { result: rows },
    );
    const found = await race.passings({ device: "D" });
    expect(found.session?.id).toBe("now");
    expect(found.passings.map(({ bib, number }) => [bib, number])).toEqual([
      ["1", 1],
      ["007", 2],
      ["3", 3],
    ]);
    expect(cloud.received.at(-1)?.target).toBe("/passings/session/now");
    await connection.close();
  });

  it("are paged by five thousand, asking first without a page", async () => {
    const all = Array.from({ length: 12_001 }, (_, index) => passing(index));
    const { connection, race } = await company((path, query) => {
      if (path.startsWith("/sessions")) return { result: [session("now", true, 1)] };
      const page = Number(query.get("page") ?? "1");
      return { result: all.slice((page - 1) * 5000, page * 5000) };
    });
    const found = await race.passings({ device: "D" });
    expect(found.passings).toHaveLength(12_001);
    expect(cloud.received.map((request) => request.target).slice(1)).toEqual([
      "/passings/session/now",
      "/passings/session/now?page=2",
      "/passings/session/now?page=3",
    ]);
    await connection.close();
  });

  it("end when a server sends the same page for ever", async () => {
    const page = Array.from({ length: 5000 }, (_, index) => passing(index));
    const { connection, race } = await company((path) =>
      path.startsWith("/sessions") ? { result: [session("now", true, 1)] } : { result: page },
    );
    expect((await race.passings({ device: "D" })).passings).toHaveLength(5000);
    await connection.close();
  });

  it("of a time range span the sessions of a device", async () => {
    const { connection, race } = await company(() => ({ result: [passing(5), passing(50)] }));
    const found = await race.passings({ device: "D", from: start, until: start + 10_000 });
    expect(found.passings.map((each) => each.number)).toEqual([5]);
    const [path, query = ""] = cloud.received[0]?.target.split("?") ?? [];
    expect(path).toBe("/passings/device/D");
    expect(Object.fromEntries(new URLSearchParams(query))).toEqual({ from: stamp(0), to: stamp(10) });
    await connection.close();
  });

  it("of a session that nobody knows are a question back", async () => {
    const { connection, race } = await company(() => ({ result: [session("now", true, 1)] }));
    await expect(race.passings({ device: "D", session: "other" })).rejects.toBeInstanceOf(InputError);
    await connection.close();
  });
});

describe("managing a race", () => {
  const asked = { capability: "race.manage", vendorId: "D" } as const;

  it("opens a session under its name and closes one for good", async () => {
    const { services, connection } = await company(() => ({ description: "ok", token_session: "s" }));
    const opened = { action: "open", label: "Final" };
    expect(await perform({ connection, services, ...asked, input: opened })).toEqual({ outcome: "accepted", sends: 1 });
    const closed = { action: "close", session: "s" };
    expect(await perform({ connection, services, ...asked, input: closed })).toEqual({ outcome: "accepted", sends: 1 });
    expect(cloud.received.map(({ method, target, body }) => [method, target, body])).toEqual([
      ["POST", "/sessions", '{"deviceid":"D","alias":"Final"}'],
      ["PATCH", "/sessions/close/s", ""],
    ]);
    expect(cloud.received[0]?.headers.api_key).toBe("ror-write");
    await connection.close();
  });

  it("adds a passing by hand, with a number that the device never counts, and tells who listens", async () => {
    const { services, connection } = await company((path) =>
      path === "/passings" ? { description: "ok", inserted_count: 1 } : { result: [] },
    );
    const heard: unknown[] = [];
    const stop = connection.watch?.((event) => heard.push(event));
    const input = { action: "add", session: "s", bib: "007", at: start + 250 };
    expect(await perform({ connection, services, ...asked, input })).toEqual({ outcome: "accepted", sends: 1 });
    const sent = cloud.received.find(({ method }) => method === "POST");
    expect(JSON.parse(sent?.body ?? "")).toEqual({
      token_session: "s",
      passings_list: [{ bib: "007", num_passing: 0, timestamp: "2026-05-10T08:00:00.250Z" }],
    });
    const passing = { bib: "007", number: 0, at: start + 250, session: "s" };
    expect(heard).toEqual([{ kind: "passing", account: connection.id, device: "D", passing }]);
    stop?.();
    await connection.close();
  });

  it("says when the vendor took nothing because it has the passing", async () => {
    const { services, connection } = await company(() => ({ inserted_count: 0, duplicate_count: 1 }));
    const input = { action: "add", session: "s", bib: "007", at: start };
    expect(await perform({ connection, services, ...asked, input })).toMatchObject({
      outcome: "failed",
      problem: { key: "errors:passing-known" },
    });
    await connection.close();
  });
});
