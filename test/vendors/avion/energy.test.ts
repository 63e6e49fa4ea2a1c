import { afterEach, describe, expect, it } from "vitest";
import { readingsIn } from "#vendors/avion/energy.ts";
import { connect } from "../accounts.ts";
import { json, type ScriptedCloud, startScriptedCloud } from "../scripted-cloud.ts";

let cloud: ScriptedCloud | undefined;
afterEach(() => cloud?.close());

const first = Date.UTC(2026, 0, 1);
const day = 86_400_000;
const readings = [
  { at: first, value: 118.5 },
  { at: first + day, value: 0 },
];

describe("a report of energy", () => {
  it.each<readonly [string, unknown]>([
    [
      "pairs",
      {
        energy: [
          {
            pid: "a",
            energy: [
              ["2026-01-01T00:00:00Z", 118.5],
              ["2026-01-02", "0"],
            ],
          },
        ],
      },
    ],
    [
      "records",
      [
        { date: "2026-01-01", value: 118.5 },
        { date: "2026-01-02", value: 0 },
      ],
    ],
    [
      "seconds",
      {
        data: [
          [first / 1000, 118.5],
          [(first + day) / 1000, 0],
        ],
      },
    ],
    [
      "milliseconds under one device",
      {
        a: [
          [first, "118.5"],
          [first + day, 0],
        ],
      },
    ],
    ["values by day", { a: { "2026-01-01": 118.5, "2026-01-02": 0 } }],
  ])("is understood as %s", (_name, report) => {
    expect(readingsIn(report)).toEqual(readings);
  });

  it.each([null, "no", 5, [], {}, { energy: [] }, { pid: "2026-lamp", name: 3 }, [[1, 2]]])(
    "is empty in %j",
    (report) => {
      expect(readingsIn(report)).toEqual([]);
    },
  );

  it("is asked of the place of the thing", async () => {
    const answers: Readonly<Record<string, unknown>> = {
      "/sessions": { credentials: { auth_token: "t" } },
      "/user/locations": { locations: [{ pid: "L" }] },
      "/locations/L/abstract_devices?page=1&pagesize=100": {
        abstract_devices: [{ pid: "a", name: "Lamp", type: "device", product_id: 93 }],
      },
      "/locations/L/groups": { groups: [] },
      "/locations/L/scenes": { scenes: [] },
      "/locations/L/energy?pids=a&type=device&from=2026-01-01&to=2026-01-02": [
        ["2026-01-02", 0],
        ["2026-01-01", 118.5],
      ],
    };
    cloud = await startScriptedCloud((request, response) => {
      const answer = answers[request.target];
      json(answer ?? {}, answer === undefined ? 404 : 200)(request, response);
    });
    const connection = await connect("avion", cloud.url);
    const query = { from: "2026-01-01", until: "2026-01-02" };
    expect(await connection.reads.energy?.report({ vendorId: "devices/a", ...query })).toEqual({ readings });
    await expect(connection.reads.energy?.report({ vendorId: "devices/gone", ...query })).rejects.toThrow();
    await connection.close();
  });
});
