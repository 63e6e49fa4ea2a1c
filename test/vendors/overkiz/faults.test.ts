import { afterEach, describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { hang, json, raw, reset, type Script, type ScriptedCloud, startScriptedCloud } from "../scripted-cloud.ts";
import { createTestServices } from "../services.ts";
import { connect } from "./account.ts";

interface Fault {
  readonly name: string;
  readonly script: Script;
  readonly kind: string;
  /** What is known of the world when the call was no read. */
  readonly outcome: "none" | "unknown";
  /** Requests of a read. */
  readonly reads: number;
  /** Requests of what acts; one where nothing else is said. */
  readonly acts?: number;
}

const refusal = (errorCode: string, error: string | null): JsonObject => ({ errorCode, error });
const denied = (error: string) => refusal("RESOURCE_ACCESS_DENIED", error);
const maintenance = "<html>The server is down for maintenance</html>";

const faults: readonly Fault[] = [
  {
    name: "a refusal",
    script: json(refusal("INVALID_FIELD_VALUE", "no"), 400),
    kind: "rejected",
    outcome: "none",
    reads: 1,
  },
  {
    name: "a lost session",
    script: json(denied("Not authenticated"), 401),
    kind: "sign-in",
    outcome: "none",
    reads: 2,
    acts: 2,
  },
  {
    name: "another 401",
    script: json(denied("No such user account"), 401),
    kind: "sign-in",
    outcome: "none",
    reads: 1,
  },
  {
    name: "a 403",
    script: json(denied("Access denied to gateway"), 403),
    kind: "forbidden",
    outcome: "none",
    reads: 1,
  },
  { name: "a 404", script: json(refusal("NO_SUCH_DEVICE", null), 404), kind: "not-found", outcome: "none", reads: 1 },
  {
    name: "a long wait",
    script: json({}, 429, { "retry-after": "60" }),
    kind: "rate-limit",
    outcome: "none",
    reads: 1,
  },
  {
    name: "a crowd",
    script: json(denied("too many concurrent requests"), 400),
    kind: "rate-limit",
    outcome: "none",
    reads: 3,
  },
  {
    name: "a ban",
    script: json(refusal("UNSPECIFIED_ERROR", "temporarily banned"), 400),
    kind: "rate-limit",
    outcome: "none",
    reads: 1,
  },
  {
    name: "a 500",
    script: json(refusal("UNSPECIFIED_ERROR", null), 500),
    kind: "unavailable",
    outcome: "unknown",
    reads: 3,
  },
  {
    name: "a 502 with HTML",
    script: raw("<html>", "text/html", 502),
    kind: "unavailable",
    outcome: "unknown",
    reads: 3,
  },
  { name: "maintenance", script: raw(maintenance, "text/html", 503), kind: "unavailable", outcome: "none", reads: 1 },
  { name: "a reset after sending", script: reset, kind: "connection", outcome: "unknown", reads: 3 },
  { name: "truncated JSON", script: raw('{"a": [', "application/json"), kind: "shape", outcome: "unknown", reads: 1 },
  { name: "HTML with 200", script: raw("<html>", "text/html"), kind: "shape", outcome: "unknown", reads: 1 },
  { name: "an empty 200", script: raw("", "application/json"), kind: "shape", outcome: "unknown", reads: 1 },
];

const read = ["GET /setup/devices/{deviceURL}", { deviceURL: "io://1/2" }] as const;
const write = ["POST /actionGroups", { body: { label: "New", actions: [] } }] as const;
const actuate = ["POST /exec/{actionGroupOID}", { actionGroupOID: "s1" }] as const;

describe("faults of the cloud", () => {
  let cloud: ScriptedCloud | undefined;
  afterEach(async () => {
    await cloud?.close();
  });

  async function suffer(script: Script, [route, input]: readonly [string, JsonObject], waitMs = 5000) {
    cloud = await startScriptedCloud((request, response) => {
      if (request.target !== "/enduserAPI/login") return script(request, response);
      json({ success: true }, 200, { "set-cookie": "JSESSIONID=s1; Path=/" })(request, response);
    });
    const services = createTestServices();
    const account = connect(`${cloud.url}/enduserAPI`, services);
    const given = { permit: services.office.issue(3), signal: AbortSignal.timeout(waitMs) };
    const result = await account.call(route, input, given);
    await account.close();
    return { result, sent: cloud.received.filter((request) => !request.target.endsWith("/login")).length };
  }

  it.each(faults)("$name ends a read without harm", async ({ script, kind, reads }) => {
    const { result, sent } = await suffer(script, read);
    expect(result).toMatchObject({ ok: false, error: { kind, outcome: "none" } });
    expect(sent).toBe(reads);
  });

  it.each(faults)("$name ends what acts, sent once unless nothing can have happened", async (fault) => {
    for (const call of [write, actuate]) {
      const { result, sent } = await suffer(fault.script, call);
      expect(result).toMatchObject({ ok: false, error: { kind: fault.kind, outcome: fault.outcome } });
      expect(sent).toBe(fault.acts ?? 1);
      await cloud?.close();
    }
  });

  it("silence leaves open what became of an opening, and the wait ends", async () => {
    const { result, sent } = await suffer(hang, actuate, 150);
    expect(result).toMatchObject({ ok: false, error: { kind: "timeout", outcome: "unknown" } });
    expect(sent).toBe(1);
  });
});
