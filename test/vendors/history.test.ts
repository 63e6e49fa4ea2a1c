import { afterEach, describe, expect, it } from "vitest";
import { createNews, type HistoryEntry, pollFor, type VendorEvent } from "#vendors/history.ts";
import { connect } from "./accounts.ts";
import { json, type ScriptedCloud, startScriptedCloud } from "./scripted-cloud.ts";
import { createTestServices } from "./services.ts";

let cloud: ScriptedCloud | undefined;
afterEach(async () => {
  await cloud?.close();
});

const entry = (id: string, at: number): HistoryEntry => ({ id, at, what: "ring", vendorIds: [] });

describe("news", () => {
  it("are what was not there at the first look, oldest first, each once", () => {
    const newsOf = createNews();
    expect(newsOf([entry("a", 1)])).toEqual([]);
    expect(newsOf([entry("c", 3), entry("b", 2), entry("a", 1)]).map(({ id }) => id)).toEqual(["b", "c"]);
    expect(newsOf([entry("c", 3), entry("b", 2)])).toEqual([]);
  });
});

describe("looking again and again", () => {
  it("goes on after a failure and ends when it is told to", async () => {
    const services = createTestServices();
    const { promise, resolve } = Promise.withResolvers<void>();
    let looks = 0;
    const stop = pollFor({
      account: "acc",
      log: services.log,
      everyMs: () => 1,
      async look() {
        looks += 1;
        if (looks === 3) resolve();
      },
    });
    await promise;
    stop();
    const seen = looks;
    await new Promise((done) => setImmediate(done));
    expect(looks).toBe(seen);
  });
});

describe("the history of Raixer", () => {
  const key = (word: string) => `connections.detail.history.action.${word}`;

  it("says what happened at which door, and calls what it does not know other", async () => {
    const row = (id: string, action: string, more: object = {}) => ({
      _id: id,
      action: key(action),
      error: false,
      created: `2026-03-04T05:06:0${id}Z`,
      ...more,
    });
    const answers: Readonly<Record<string, unknown>> = {
      "/devices": [{ _id: "d1", name: "box", online: true }],
      "/devices/d1/doors": [
        { name: "Street", use: "street" },
        { name: "Home", use: "home" },
      ],
      "/connections": [{ _id: "c1", deviceId: "d1" }],
      "/connections/c1/history?page=0": [
        row("1", "openDoor2", { details: "Robin Vega" }),
        row("2", "doorOpened"),
        row("3", "openDoor", { error: true }),
        row("4", "teleported3"),
      ],
    };
    cloud = await startScriptedCloud((request, response) => json(answers[request.target] ?? [])(request, response));
    const services = createTestServices();
    const connection = await connect("raixer", cloud.url, services);
    await connection.things();
    const found = (await connection.history?.()) ?? [];
    expect(found.map(({ what, by, vendorIds, who }) => [what, by, vendorIds[0], who])).toEqual([
      ["other", undefined, undefined, undefined],
      ["open-failed", "command", "d1/street", undefined],
      ["opened", "ring", "d1/street", undefined],
      ["opened", "command", "d1/home", "Robin Vega"],
    ]);
    expect(JSON.stringify(services.lines)).not.toContain("Robin");
    await connection.close();
  });
});

describe("the history of Akuvox", () => {
  const results = (calls: readonly object[], openings: readonly object[]): Readonly<Record<string, unknown>> => ({
    get_akuvox_device_list: [{ mac: "0C", device_name: "Panel", sip: "77", relays: [{ relay_id: "r1" }] }],
    get_akuvox_call_history: calls,
    get_akuvox_open_door_history: openings,
  });
  const answering = (held: { results: Readonly<Record<string, unknown>> }) =>
    startScriptedCloud((request, response) => {
      const { command } = JSON.parse(request.body) as { command: string };
      json({ success: true, timestamp: 1, result: held.results[command] ?? [] })(request, response);
    });

  it("takes a call for a ring at the doors of its device, and keeps picture addresses to itself", async () => {
    const held = {
      results: results(
        [{ call_name: "x", call_sip: "77", call_time: "2026-03-04 05:06:07" }],
        [
          {
            open_door: false,
            device_name: "Panel",
            open_door_time: "2026-03-04 05:06:09",
            capture_picture_url: "https://pictures.example/canary.jpg",
          },
        ],
      ),
    };
    cloud = await answering(held);
    const connection = await connect("akuvox", cloud.url);
    const found = (await connection.history?.()) ?? [];
    expect(found.map(({ what, vendorIds }) => [what, vendorIds])).toEqual([
      ["open-failed", ["0C/r1"]],
      ["ring", ["0C/r1"]],
    ]);
    expect(JSON.stringify(found)).not.toContain("canary");
    await connection.close();
  });

  it("is told as it happens, and only what is new", async () => {
    const held = { results: results([], []) };
    cloud = await answering(held);
    const connection = await connect("akuvox", cloud.url);
    const heard: VendorEvent[] = [];
    const stop = connection.watch?.((event) => heard.push(event));
    await connection.history?.();
    stop?.();
    expect(heard.filter(({ kind }) => kind === "door")).toEqual([]);
    await connection.close();
  });
});
