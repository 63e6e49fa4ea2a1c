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
  /** The caller gives up when the request has arrived and nothing whole has come back. */
  readonly isEndless?: true;
}

const refusals: Readonly<Record<string, unknown>> = {
  raixer: {},
  akuvox: { success: false, message: "not so" },
  avion: { error: { operable: ["not so"] } },
  rufus: { description: "not so" },
  overkiz: { errorCode: "UNSPECIFIED_ERROR", error: "not so" },
};
/** Overkiz says in words whether the session is gone or the login is wrong. */
const signedOut: Readonly<Record<string, unknown>> = {
  ...refusals,
  overkiz: { errorCode: "RESOURCE_ACCESS_DENIED", error: "Not authenticated" },
};

/** White space without end, for as long as the other side takes it. */
const poured = { bytes: 0 };
const chunk = Buffer.alloc(1 << 20, 0x20);
const pour: Script = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const next = (): void => {
    while (poured.bytes < 100 * chunk.length && !response.destroyed) {
      poured.bytes += chunk.length;
      if (!response.write(chunk)) {
        response.once("drain", next);
        return;
      }
    }
    response.end();
  };
  next();
};

const trickle: Script = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 5);
  response.once("close", () => clearInterval(timer));
};

const flood: Script = (_request, response) => {
  const cookies = Array.from({ length: 4000 }, (_, index) => `c${index}=${"x".repeat(40)}`);
  response.writeHead(200, { "content-type": "application/json", "set-cookie": cookies });
  response.end("{}");
};

/** To a place that would answer, and must never be asked. */
const redirect: Script = ({ target }, response) => {
  const port = response.socket?.localPort;
  response.writeHead(302, { location: `http://localhost:${port}/stolen${target}` });
  response.end();
};

const faultsOf = (vendor: string): readonly Fault[] => [
  { name: "400", script: json(refusals[vendor], 400), kind: "rejected", outcome: "none", reads: 1 },
  { name: "401", script: json(signedOut[vendor], 401), kind: "sign-in", outcome: "none", reads: 1, renews: true },
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
  { name: "a redirect to another host", script: redirect, kind: "shape", outcome: "unknown", reads: 1 },
  { name: "a flood of cookies", script: flood, kind: "shape", outcome: "unknown", reads: 1 },
  { name: "a body of 100 MB", script: pour, kind: "shape", outcome: "unknown", reads: 1 },
  { name: "a body that trickles", script: trickle, kind: "timeout", outcome: "unknown", reads: 1, isEndless: true },
  { name: "silence", script: hang, kind: "timeout", outcome: "unknown", reads: 1, isEndless: true },
  {
    name: "text that only says JSON",
    script: raw("\u0000{", "application/json"),
    kind: "shape",
    outcome: "unknown",
    reads: 1,
  },
  {
    name: "brackets without end",
    script: raw("[".repeat(500_000), "application/json"),
    kind: "shape",
    outcome: "unknown",
    reads: 1,
  },
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
  overkiz: {
    read: ["GET /setup/devices/{deviceURL}", { deviceURL: "io://1/2" }],
    write: ["POST /actionGroups", { body: { label: "New", actions: [] } }],
    actuate: ["POST /exec/{actionGroupOID}", { actionGroupOID: "s1" }],
  },
};

/** Vendors that sign in with something that can be had anew. */
const renewing: ReadonlySet<string> = new Set(["akuvox", "avion", "overkiz"]);
const session = { credentials: { auth_token: "t1" } };
const token = { success: true, result: { access_token: "t1", refresh_token: "r2", expires_in: 3600 } };
const akuvoxGrants = { clientId: "c", clientSecret: "s", refreshToken: "r1", residenceId: "res" };

let cloud: ScriptedCloud | undefined;
afterEach(async () => {
  await cloud?.close();
});

/** How each vendor that has one takes a sign-in. */
const signIns: Readonly<Record<string, { readonly at: string; readonly script: Script }>> = {
  avion: { at: "/sessions", script: json(session, 201) },
  akuvox: { at: "/oauth2/token", script: json(token) },
  overkiz: { at: "/login", script: json({ success: true }, 200, { "set-cookie": "JSESSIONID=s1; Path=/" }) },
};
const isSignIn = (vendor: string, target: string): boolean => {
  const at = signIns[vendor]?.at;
  return at !== undefined && target.endsWith(at);
};

/** Signs in whoever asks, and meets everything else with the script. */
const behindSignIn =
  (vendor: string, script: Script): Script =>
  (request, response) =>
    (isSignIn(vendor, request.target) ? (signIns[vendor]?.script ?? script) : script)(request, response);

const givenUp = () => new DOMException("given up", "TimeoutError");

async function suffer(vendor: string, fault: Fault, call: readonly [string, JsonObject] | undefined, isAct: boolean) {
  if (call === undefined) return undefined;
  const patience = new AbortController();
  const script: Script = (request, response) => {
    fault.script(request, response);
    // From here on, not from the start: a crowded machine takes its time until the request is there.
    if (fault.isEndless === true) setTimeout(() => patience.abort(givenUp()), 40);
  };
  cloud = await startScriptedCloud(behindSignIn(vendor, script));
  poured.bytes = 0;
  const services = createTestServices();
  const connection = await connect(vendor, cloud.url, services, vendor === "akuvox" ? akuvoxGrants : undefined);
  const permit = isAct ? { permit: services.office.issue(3) } : {};
  const result = await connection.call(...call, { ...permit, signal: patience.signal });
  await connection.close();
  expect(poured.bytes).toBeLessThan(64 * chunk.length);
  const sent = cloud.received.filter(({ target }) => !isSignIn(vendor, target));
  expect(sent.filter(({ target }) => target.startsWith("/stolen"))).toEqual([]);
  expect(JSON.stringify(services.lines)).not.toMatch(/not so|canary/);
  await cloud.close();
  cloud = undefined;
  return { result, sent: sent.length };
}

describe.each(Object.keys(calls))("%s", (vendor) => {
  it.each(faultsOf(vendor))("a read that meets $name fails without harm", async (fault) => {
    const seen = await suffer(vendor, fault, calls[vendor]?.read, false);
    expect(seen?.result).toMatchObject({ ok: false, error: { kind: fault.kind, outcome: "none" } });
    expect(seen?.sent).toBe(fault.renews === true && renewing.has(vendor) ? 2 : fault.reads);
  });

  const acting = (["write", "actuate"] as const).filter((effect) => calls[vendor]?.[effect] !== undefined);
  const matrix = acting.flatMap((effect) => faultsOf(vendor).map((fault) => ({ effect, fault, name: fault.name })));

  it.each(matrix)("$effect that meets $name is sent as often as is harmless", async ({ effect, fault }) => {
    const seen = await suffer(vendor, fault, calls[vendor]?.[effect], true);
    expect(seen?.result).toMatchObject({ ok: false, error: { kind: fault.kind, outcome: fault.outcome } });
    expect(seen?.sent).toBe(fault.renews === true && renewing.has(vendor) ? 2 : 1);
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
});
