import { afterEach, describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { connect } from "./accounts.ts";
import { hang, json, raw, reset, type Script, type ScriptedCloud, startScriptedCloud } from "./scripted-cloud.ts";
import { createTestServices } from "./services.ts";

interface Fault {
  readonly name: string;
  readonly script: Script;
  readonly kind: string | Readonly<Record<string, string>>;
  /** What is known of the world when the call was no read. */
  readonly outcome: "none" | "unknown";
  /** Requests of a read; everything else is one, or two where the sign-in was refused and renewed. */
  readonly reads: number;
  readonly renews?: true;
}

const refusals: Readonly<Record<string, unknown>> = {
  raixer: {},
  akuvox: { success: false, message: "not so" },
  avion: { error: { operable: ["not so"] } },
  rufus: { description: "not so" },
};

const faultsOf = (vendor: string): readonly Fault[] => [
  { name: "400", script: json(refusals[vendor], 400), kind: "rejected", outcome: "none", reads: 1 },
  { name: "401", script: json(refusals[vendor], 401), kind: "sign-in", outcome: "none", reads: 1, renews: true },
  {
    name: "403",
    script: json(refusals[vendor], 403),
    kind: vendor === "raixer" ? "not-found" : "forbidden",
    outcome: "none",
    reads: 1,
  },
  { name: "404", script: json(refusals[vendor], 404), kind: "not-found", outcome: "none", reads: 1 },
  { name: "429", script: json({}, 429, { "retry-after": "60" }), kind: "rate-limit", outcome: "none", reads: 1 },
  { name: "500", script: json(null, 500), kind: "unavailable", outcome: "unknown", reads: 3 },
  { name: "502 with HTML", script: raw("<html>", "text/html", 502), kind: "unavailable", outcome: "unknown", reads: 3 },
  { name: "503", script: raw("", "text/plain", 503), kind: "unavailable", outcome: "none", reads: 3 },
  { name: "a reset after sending", script: reset, kind: "connection", outcome: "unknown", reads: 3 },
  { name: "truncated JSON", script: raw('{"a": [', "application/json"), kind: "shape", outcome: "unknown", reads: 1 },
  { name: "HTML with 200", script: raw("<html>", "text/html"), kind: "shape", outcome: "unknown", reads: 1 },
  { name: "an empty 200", script: raw("", "application/json"), kind: "shape", outcome: "unknown", reads: 1 },
];

interface Calls {
  readonly read: readonly [string, JsonObject];
  readonly write?: readonly [string, JsonObject];
  readonly actuate?: readonly [string, JsonObject];
}

const calls: Readonly<Record<string, Calls>> = {
  raixer: {
    read: ["GET /devices/{id}/doors", { id: "d1" }],
    write: ["DELETE /authorized-phones/{id}", { id: "p1" }],
    actuate: ["POST /devices/{id}/open-door/{position}", { id: "d1", position: 1 }],
  },
  akuvox: {
    read: ["get_akuvox_device_list", {}],
    write: ["delete_akuvox_face_file_info", {}],
    actuate: ["trigger_akuvox_remote_open_door", { mac: "0C11", relay_id: "r1" }],
  },
  avion: {
    read: ["GET /{operables}/{pid}/state", { operables: "devices", pid: "6a01" }],
    actuate: [
      "POST /{operables}/{pid}/state",
      { operables: "devices", pid: "6a01", body: { state: { name: "dim", value: "60%" } } },
    ],
  },
  rufus: {
    read: ["GET /devices/{deviceid}", { deviceid: "D1" }],
    write: ["PATCH /sessions/close/{token_session}", { token_session: "S1" }],
  },
};

/** Vendors that sign in with something that can be had anew. */
const renewing: ReadonlySet<string> = new Set(["akuvox", "avion"]);
const session = { credentials: { auth_token: "t1" } };
const token = { success: true, result: { access_token: "t1", refresh_token: "r2", expires_in: 3600 } };
const akuvoxGrants = { clientId: "c", clientSecret: "s", refreshToken: "r1", residenceId: "res" };

let cloud: ScriptedCloud | undefined;
afterEach(async () => {
  await cloud?.close();
});

const isSignIn = (target: string): boolean => target.endsWith("/sessions") || target.endsWith("/oauth2/token");

async function suffer(vendor: string, fault: Fault, call: readonly [string, JsonObject] | undefined, isAct: boolean) {
  if (call === undefined) return undefined;
  cloud = await startScriptedCloud((request, response) => {
    if (vendor === "avion" && isSignIn(request.target)) json(session, 201)(request, response);
    else if (vendor === "akuvox" && isSignIn(request.target)) json(token)(request, response);
    else fault.script(request, response);
  });
  const services = createTestServices();
  const connection = await connect(vendor, cloud.url, services, vendor === "akuvox" ? akuvoxGrants : undefined);
  const permit = isAct ? { permit: services.office.issue(3) } : {};
  const result = await connection.call(...call, { ...permit, signal: new AbortController().signal });
  await connection.close();
  const sent = cloud.received.filter((request) => vendor === "rufus" || !isSignIn(request.target)).length;
  return { result, sent };
}

describe.each(Object.keys(calls))("%s", (vendor) => {
  it.each(faultsOf(vendor))("a read that meets $name fails without harm", async (fault) => {
    const seen = await suffer(vendor, fault, calls[vendor]?.read, false);
    expect(seen?.result).toMatchObject({ ok: false, error: { kind: fault.kind, outcome: "none" } });
    expect(seen?.sent).toBe(fault.renews === true && renewing.has(vendor) ? 2 : fault.reads);
  });

  it.each(faultsOf(vendor))("what acts and meets $name is sent as often as is harmless", async (fault) => {
    for (const effect of ["write", "actuate"] as const) {
      const seen = await suffer(vendor, fault, calls[vendor]?.[effect], true);
      if (seen === undefined) continue;
      expect(seen.result).toMatchObject({ ok: false, error: { kind: fault.kind, outcome: fault.outcome } });
      expect(seen.sent).toBe(fault.renews === true && renewing.has(vendor) ? 2 : 1);
      await cloud?.close();
    }
  });

  it("without a permit sends nothing that acts and says what is missing", async () => {
    cloud = await startScriptedCloud(json({}));
    const connection = await connect(vendor, cloud.url);
    const call = calls[vendor]?.actuate ?? calls[vendor]?.write ?? ["", {}];
    const tries = Array.from({ length: 50 }, () => connection.call(...call, { signal: new AbortController().signal }));
    for (const result of await Promise.all(tries)) {
      expect(result).toMatchObject({ ok: false, error: { kind: "needs-yes", outcome: "none" } });
    }
    expect(cloud.received).toHaveLength(0);
    await connection.close();
  });

  it("that does not answer is unknown for what acts, and the wait ends", async () => {
    cloud = await startScriptedCloud((request, response) => {
      const answers = isSignIn(request.target) && vendor !== "rufus";
      (answers ? json(vendor === "avion" ? session : token, 201) : hang)(request, response);
    });
    const services = createTestServices();
    const connection = await connect(vendor, cloud.url, services);
    const call = calls[vendor]?.actuate ?? calls[vendor]?.write ?? ["", {}];
    const given = { permit: services.office.issue(1), signal: AbortSignal.timeout(150) };
    const result = await connection.call(...call, given);
    expect(result).toMatchObject({ ok: false, error: { kind: "timeout", outcome: "unknown" } });
    await connection.close();
  });
});
