import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { JsonObject } from "#core/json.ts";
import { routeOf } from "#vendors/operation.ts";
import { vendors } from "#vendors/registry.ts";
import type { VendorConnection } from "#vendors/vendor.ts";
import { connect } from "./accounts.ts";
import { json, type Received, type ScriptedCloud, startScriptedCloud } from "./scripted-cloud.ts";
import { createTestServices } from "./services.ts";

const Sample = z.object({ operation: z.string(), input: z.record(z.string(), z.json()), answer: z.json() });
const samplesOf = (vendor: string) =>
  z
    .array(Sample)
    .parse(JSON.parse(readFileSync(new URL(`../fixtures/${vendor}/samples.json`, import.meta.url), "utf8")));

const session = { credentials: { auth_token: "week", refresh_token: "month" } };

/** The credentials that each vendor must see with this call. */
const proofs: Readonly<Record<string, (request: Received, operation: string) => boolean>> = {
  raixer: ({ headers }) => headers.authorization === `Basic ${btoa("resident:pass word")}`,
  akuvox: ({ headers }) => headers.authorization === "Bearer bearer-1",
  avion: ({ headers }, operation) => {
    if (operation === "POST /sessions") return headers.authorization === undefined;
    return headers.authorization === (operation === "PUT /sessions" ? "RefreshToken month" : "Token week");
  },
  rufus: ({ headers, method }) => headers.api_key === (method === "GET" ? "ror-read" : "ror-write"),
};

function expectedTarget(route: string, input: JsonObject): string {
  const [, template = ""] = route.split(" ");
  const used = new Set(["body"]);
  const path = template.replace(/\{([^}]+)\}/g, (_, name: string) => {
    used.add(name);
    return encodeURIComponent(String(input[name]));
  });
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(input)) if (!used.has(key)) query.set(key, String(value));
  return `/prefix${path}${query.size === 0 ? "" : `?${query}`}`;
}

describe.each(Object.keys(proofs))("every live operation of %s", (vendor) => {
  let cloud: ScriptedCloud;
  let connection: VendorConnection;
  const services = createTestServices();
  beforeAll(async () => {
    cloud = await startScriptedCloud(json(session, 201));
    connection = await connect(vendor, `${cloud.url}/prefix`, services);
    if (vendor === "avion") await connection.probe(new AbortController().signal);
  });
  afterAll(async () => {
    await connection.close();
    await cloud.close();
  });

  it("has a sample", async () => {
    const loaded = await vendors[vendor]?.();
    const rows = Object.values((await loaded?.operations())?.table ?? {});
    const routes = samplesOf(vendor).map((sample) => sample.operation);
    expect(routes.sort()).toEqual(rows.map((row) => routeOf(row)).sort());
  });

  it.each(samplesOf(vendor))("$operation sends method, path, query, body and credentials", async (sample) => {
    cloud.script = json(sample.answer);
    const before = cloud.received.length;
    const given = { permit: services.office.issue(1), signal: new AbortController().signal };
    const result = await connection.call(sample.operation, sample.input, given);
    expect(result).toEqual({ ok: true, status: 200, data: sample.answer });
    const [request, ...more] = cloud.received.slice(before);
    expect(more).toEqual([]);
    if (request === undefined) throw new Error("nothing was sent");
    expect(proofs[vendor]?.(request, sample.operation)).toBe(true);
    if (vendor === "akuvox") {
      const sent: unknown = JSON.parse(request.body);
      const id = expect.stringMatching(/^[0-9a-f]{32}$/);
      expect(sent).toEqual({ command: sample.operation, id, param: sample.input.body });
    } else {
      expect(`${request.method} ${request.target}`).toBe(
        `${sample.operation.split(" ")[0]} ${expectedTarget(sample.operation, sample.input)}`,
      );
      expect(request.body === "" ? undefined : JSON.parse(request.body)).toEqual(sample.input.body);
    }
    const isTyped = request.body !== "" || vendor === "avion" || (vendor === "raixer" && request.method !== "GET");
    expect(request.headers["content-type"]).toBe(isTyped ? "application/json" : undefined);
  });
});
