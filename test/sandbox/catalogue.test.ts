import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { akuvoxIds } from "#sandbox/akuvox/state.ts";
import { avionIds, avionLogin } from "#sandbox/avion/state.ts";
import { overkizIds } from "#sandbox/overkiz/state.ts";
import { raixerIds } from "#sandbox/raixer/state.ts";
import { rufusIds, rufusKeys } from "#sandbox/rufus/state.ts";
import { type JsonSchema, sampleOf } from "#sandbox/sample.ts";
import { operations as akuvoxOperations } from "#vendors/akuvox/operations.ts";
import { operations as avionOperations } from "#vendors/avion/operations.ts";
import { encodeQuery, fillPath, type Operation } from "#vendors/operation.ts";
import { overkizOperations } from "#vendors/overkiz/operations.ts";
import { operations as raixerOperations } from "#vendors/raixer/operations.ts";
import { operations as rufusOperations } from "#vendors/rufus/operations.ts";
import {
  type Ask,
  askAvion,
  askOverkiz,
  askRaixer,
  askRufus,
  commandAkuvox,
  openSandbox,
  type Reply,
  send,
} from "./clouds.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A request part that the row's schema takes. */
function sample(schema: Operation["body"], values: Fields): unknown {
  if (schema === undefined) return undefined;
  const shape = schema.toJSONSchema({ unrepresentable: "any", io: "input" }) as JsonSchema;
  return sampleOf(shape, (name) => values[name]);
}

/** Path parameters of which the row knows all values: the first will do. */
function choices(row: Operation): Fields {
  const shape = row.path?.toJSONSchema({ unrepresentable: "any", io: "input" }) as JsonSchema | undefined;
  const known = Object.entries(shape?.properties ?? {}).filter(([, inner]) => inner.enum !== undefined);
  return Object.fromEntries(known.map(([name, inner]) => [name, inner.enum?.[0]]));
}

interface Sweep {
  readonly rows: readonly Operation[];
  readonly values: Fields;
  /** Bodies whose rules a schema cannot say. */
  readonly bodies?: Fields;
  readonly ask: Ask;
}

/** Calls every row once, reads before writes and removals last; what was not answered well, by route. */
async function sweep({ rows, values, bodies = {}, ask }: Sweep): Promise<readonly unknown[]> {
  const order = { read: 0, write: 1, actuate: 1 };
  const rank = (row: Operation) => order[row.effect] + (row.method === "DELETE" ? 2 : 0);
  const problems: unknown[] = [];
  for (const row of rows.toSorted((a, b) => rank(a) - rank(b))) {
    const ones = Object.fromEntries(row.parameters.map((name) => [name, "1"]));
    const path = { ...ones, ...choices(row), ...values };
    const query = (sample(row.query, values) ?? {}) as Fields;
    const body = bodies[row.route] ?? sample(row.body, values);
    const encoded = row.encoding === "form" ? encodeQuery(body as Fields).slice(1) : body;
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const reply = await ask(
      `${row.method} ${fillPath(row, path)}${encodeQuery(query)}`,
      encoded,
      row.encoding === "form" ? form : {},
    );
    const problem = judge(row, reply);
    if (problem !== undefined) problems.push({ route: row.route, ...problem });
  }
  return problems;
}

function judge(row: Operation, reply: Reply): Fields | undefined {
  if (reply.status >= 300) return { status: reply.status, text: reply.text };
  if (row.answer === "none" || row.answer === "text" || row.response === undefined) return undefined;
  const parsed = row.response.safeParse(reply.body);
  return parsed.success ? undefined : { issues: parsed.error.issues };
}

describe("every catalogued operation is answered in its own shape", () => {
  let sandbox: Awaited<ReturnType<typeof openSandbox>>;
  beforeAll(async () => {
    sandbox = await openSandbox();
    for (const { url } of Object.values(sandbox.clouds)) {
      await send("POST", `${url}/_settings`, { body: { limitsDividedBy: null } });
    }
  });
  afterAll(() => sandbox.close());

  it("by Raixer", async () => {
    const values = {
      id: raixerIds.device,
      deviceId: raixerIds.device,
      doorId: raixerIds.door,
      sensorId: raixerIds.sensor,
      position: "1",
      action: "1",
      variable: "status",
      function: "openDoor",
      campaignId: raixerIds.campaign,
      profile: "user",
      email: "nora@sandbox.invalid",
    };
    const ids = (row: Operation) => Object.entries(byList).find(([start]) => row.template.startsWith(start))?.[1];
    const byList = {
      "/authorized-phones": raixerIds.phone,
      "/connections": raixerIds.connection,
      "/intercom-campaigns": raixerIds.campaign,
      "/power-campaigns": raixerIds.power,
      "/users": raixerIds.user,
    };
    const ask = askRaixer(sandbox);
    const body = { campaignId: raixerIds.campaign, time: 5, schedule: sandbox.clock.now() };
    const rows = Object.values<Operation>(raixerOperations);
    const removals = rows.filter((row) => row.method === "DELETE" || row.name === "deleteByEmail");
    // Whoever takes the device away takes its sensors with it.
    removals.sort((a, b) => Number(a.name === "removeDevice") - Number(b.name === "removeDevice"));
    const problems = [];
    for (const row of [...rows.filter((candidate) => !removals.includes(candidate)), ...removals]) {
      const added = row.template === "/schedules/{id}" ? await ask("POST /schedules", body) : undefined;
      const schedule = added === undefined ? undefined : (added.body as { insertedId: string }).insertedId;
      const id = schedule ?? ids(row) ?? raixerIds.device;
      problems.push(...(await sweep({ rows: [row], values: { ...values, id }, ask })));
    }
    expect(problems).toEqual([]);
    expect(rows).toHaveLength(52);
  });

  it("by Akuvox", async () => {
    const command = commandAkuvox(sandbox);
    const window = { start_time: "2026-01-15 10:00:00", finish_time: "2026-01-15 12:00:00", count: 1 };
    const create = async () => {
      const made = await command("create_akuvox_open_door_temp_key_config", window);
      return (made.body as { result: { temp_key: string } }).result.temp_key;
    };
    const params: Readonly<Record<string, () => Promise<object> | object>> = {
      createTempKey: () => window,
      deleteTempKey: async () => ({ temp_key: await create() }),
      deleteTempKeys: async () => ({ temp_key: [await create(), await create()] }),
      changePrivateKey: () => ({ private_key: "48151" }),
      changeNfc: () => ({ enable_nfc: false }),
      changeBle: () => ({ enable_ble: true }),
      changeFace: () => ({ filename: "me.jpg" }),
      permissions: () => ({ devices: [{ mac: akuvoxIds.mac }, { mac: "0C1100000000" }] }),
      openDoor: () => ({ mac: akuvoxIds.mac, relay_id: akuvoxIds.relay }),
    };
    const rows = Object.values<Operation>(akuvoxOperations);
    for (const row of rows) {
      const reply = await command(row.command ?? "", await params[row.name]?.());
      expect(judge(row, reply), row.name).toBeUndefined();
      expect(reply.body, row.name).toMatchObject({ success: true });
    }
    expect(rows).toHaveLength(18);
  });

  it("by Overkiz", async () => {
    const values = {
      deviceURL: "io://2104-6612-0951/13302477#3",
      gatewayId: "2104-6612-0951",
      sourceGatewayId: "2104-6612-0951",
      targetGatewayId: "2104-6612-0951",
      actionGroupOID: overkizIds.goodNight,
      setupOID: overkizIds.setup,
      oid: overkizIds.goodNight,
      utcTimestamp: sandbox.clock.now() + 3_600_000,
      actions: [{ deviceURL: "io://2104-6612-0951/4718820", commands: [{ name: "off", parameters: [] }] }],
      name: "core:ElectricEnergyConsumptionState",
      code_challenge_method: "S256",
    };
    const ask = await askOverkiz(sandbox);
    const apart = new Set([
      "login",
      "logout",
      "fetchEvents",
      "pastExecution",
      "delayedTrigger",
      "cancelDelayedTrigger",
    ]);
    const rows = Object.values<Operation>(overkizOperations);
    expect(await sweep({ rows: rows.filter((row) => !apart.has(row.name)), values, ask })).toEqual([]);
    expect(rows).toHaveLength(422);
    expect(rows.filter((row) => apart.has(row.name))).toHaveLength(apart.size);
  });

  it("by Overkiz, where ids come from an answer before", async () => {
    const ask = await askOverkiz(sandbox);
    const { execId } = (await ask(`POST /exec/${overkizIds.goodNight}`)).body as { execId: string };
    sandbox.clock.advance(1000);
    const at = sandbox.clock.now() + 60_000;
    const planned = (await ask(`POST /exec/schedule/${overkizIds.goodNight}/${at}`)).body as { triggerId: string };
    const { id: listenerId } = (await ask("POST /events/register")).body as { id: string };
    const names = ["fetchEvents", "pastExecution", "delayedTrigger", "cancelDelayedTrigger"];
    const rows = Object.values<Operation>(overkizOperations).filter((row) => names.includes(row.name));
    expect(await sweep({ rows, values: { execId, listenerId, ...planned }, ask })).toEqual([]);
    expect(judge(overkizOperations.logout, await ask("POST /logout"))).toBeUndefined();
  });

  it("by Avi-on", async () => {
    const values = {
      pid: avionIds.group,
      operables: "groups",
      location_pid: avionIds.location,
      pids: "7a0c11e24f10",
      type: "device",
      from: "2026-01-01",
      to: "2026-01-02",
    };
    const bodies = {
      "POST /sessions": avionLogin,
      "POST /{operables}/{pid}/state": { state: { name: "dim", value: "20%" } },
    };
    const rows = Object.values<Operation>(avionOperations);
    const ask = await askAvion(sandbox);
    expect(await sweep({ rows: rows.filter((row) => row.name !== "refresh"), values, bodies, ask })).toEqual([]);
    expect(rows).toHaveLength(7);
  });

  it("by RUFUS", async () => {
    const passing = { bib: "042", num_passing: 99_999, timestamp: "2026-01-15T09:00:00.000Z" };
    const ask = askRufus(sandbox, rufusKeys.unbind);
    const open = (await ask(`GET /sessions/device/${rufusIds.device}/active`)).body as {
      result: { token_session: string }[];
    };
    const token_session = open.result[0]?.token_session ?? "";
    const values = {
      deviceid: rufusIds.device,
      token_session,
      passings_list: [passing],
      from: "2026-01-15T08:00:00.000Z",
      to: "2026-01-15T10:00:00.000Z",
    };
    const rows = Object.values<Operation>(rufusOperations);
    const insert = rows.filter((row) => row.route === "POST /passings");
    const others = rows.filter((row) => !insert.includes(row));
    expect(await sweep({ rows: [...insert], values, ask })).toEqual([]);
    expect(await sweep({ rows: others, values, ask })).toEqual([]);
    expect(rows).toHaveLength(14);
  });
});
