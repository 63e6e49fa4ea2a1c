import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Json, JsonObject } from "#core/json.ts";
import { Secret } from "#core/secret.ts";
import type { Operation } from "#vendors/operation.ts";
import { connectOverkiz } from "#vendors/overkiz/account.ts";
import { overkizOperations } from "#vendors/overkiz/operations.ts";
import type { VendorConnection } from "#vendors/vendor.ts";
import { createTestServices } from "../services.ts";
import { type Loopback, type Said, startLoopback } from "./loopback.ts";

interface Schema {
  readonly type?: string;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** A value that fits the schema, with every field there is. */
function example(schema: Schema): Json {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum?.[0] !== undefined) return schema.enum[0];
  if (schema.anyOf?.[0] !== undefined) return example(schema.anyOf[0]);
  if (schema.type === "object") {
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, example(inner)]));
  }
  if (schema.type === "array") return [example(schema.items ?? {})];
  if (schema.type === "integer" || schema.type === "number") return 7;
  return schema.type === "boolean" ? true : "a & b=ñ";
}

function exampleOf(schema: z.ZodType | undefined): Json | undefined {
  if (schema === undefined) return undefined;
  return example(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Schema);
}

const answers = [{}, [], ["a"], { execId: "1" }, { id: "1" }, { deviceURL: "io://1/2" }, { name: "core:NameState" }];

function answerTo(row: Operation): Said {
  if (row.answer === "none") return { status: 204 };
  if (row.answer === "text") return { text: "a,b\n1,2" };
  return { json: answers.find((one) => row.response?.safeParse(one).success !== false) };
}

const nasty = "io://1234-5678-9012/13#2?x=1&y=%2F ñ";

describe("every live operation", () => {
  const services = createTestServices();
  let echo: Loopback;
  let account: VendorConnection;
  let next: Said = {};

  beforeAll(async () => {
    echo = await startLoopback(({ path }) =>
      path === "/login" ? { json: { success: true }, headers: { "set-cookie": "JSESSIONID=abc; Path=/" } } : next,
    );
    const identity = { way: "password", userId: "me@home.invalid", userPassword: new Secret("a&b=c") } as const;
    account = connectOverkiz({ baseUrl: echo.baseUrl, identity }, services, { id: "home", place: "hq" });
  });
  afterAll(async () => {
    await account.close();
    await echo.close();
  });

  const call = (operation: string, input: JsonObject) =>
    account.call(operation, input, { permit: services.office.issue(1), signal: AbortSignal.timeout(5000) });

  it.each(Object.values(overkizOperations).filter((row) => row.name !== "login"))(
    "$route is sent as catalogued",
    async (row: Operation) => {
      const path = {
        ...Object.fromEntries(row.parameters.map((name) => [name, nasty])),
        ...(exampleOf(row.path) as object),
      };
      for (const [name, value] of Object.entries(path)) if (value === "a & b=ñ") Object.assign(path, { [name]: nasty });
      const query = (exampleOf(row.query) ?? {}) as JsonObject;
      const body = exampleOf(row.body);
      next = answerTo(row);
      const result = await call(row.route, { ...path, ...query, ...(body === undefined ? {} : { body }) });

      expect(result).toMatchObject({ ok: true });
      const request = echo.received.at(-1);
      expect(request?.method).toBe(row.route.split(" ")[0]);
      const wanted = row.template.replace(/\{(\w+)\}/g, (_, name: string) =>
        encodeURIComponent(String((path as Record<string, unknown>)[name])),
      );
      expect(request?.path).toBe(wanted);
      const pairs = Object.entries(query).flatMap(([key, value]) => [value].flat().map((one) => [key, String(one)]));
      expect([...(request?.query ?? [])]).toEqual(pairs);
      expect(request?.body === "" ? undefined : JSON.parse(request?.body ?? "")).toEqual(body);
      expect(request?.headers["content-type"]).toBe(body === undefined ? undefined : "application/json");
      expect(request?.headers.cookie).toBe("JSESSIONID=abc");
      expect(request?.headers.authorization).toBeUndefined();
    },
  );

  it("signs in with a form and without credentials in the address", async () => {
    const result = await call("POST /login", { userId: "a@b.invalid", userPassword: "x&y=z" });
    expect(result).toMatchObject({ ok: true });
    const request = echo.received.at(-1);
    expect(request?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(request?.query.size).toBe(0);
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      userId: "a@b.invalid",
      userPassword: "x&y=z",
    });
    expect(request?.headers.cookie).toBeUndefined();
  });

  it("goes by its short name too", async () => {
    next = { json: { deviceURL: "io://1/2" } };
    expect(await call("device", { deviceURL: nasty })).toMatchObject({ ok: true, data: { deviceURL: "io://1/2" } });
    expect(echo.received.at(-1)?.path).toBe(`/setup/devices/${encodeURIComponent(nasty)}`);
  });

  it.each([
    ["GET /setup/devices/{deviceURL}", {}, "deviceURL"],
    ["GET /setup/devices/{deviceURL}/states/history/{from}/{to}", { deviceURL: "x", from: "soon", to: 1 }, "from"],
    ["GET /setup", { withEverything: true }, "withEverything"],
    ["POST /exec/apply", { body: { label: "no actions" } }, "body.actions"],
    ["PUT /triggers/{type}/{triggerOID}/activation/{mode}", { type: "eventTrigger", triggerOID: "1", mode: 4 }, "mode"],
  ])("%s is refused before it leaves, naming what is wrong", async (route, input, parameter) => {
    const before = echo.received.length;
    const result = await call(route, input);
    expect(result).toMatchObject({ ok: false, error: { kind: "input", outcome: "none" } });
    expect(JSON.stringify(result)).toContain(parameter);
    expect(echo.received).toHaveLength(before);
  });

  it("says what to use instead of a withdrawn one", async () => {
    const before = echo.received.length;
    const result = await call("DELETE /exec/current", {});
    expect(result).toMatchObject({ ok: false, error: { kind: "deprecated" } });
    expect(JSON.stringify(result)).toContain("DELETE /exec/current/setup");
    expect(echo.received).toHaveLength(before);
  });

  it("stays home without a permit when it changes something", async () => {
    const before = echo.received.length;
    const result = await account.call(
      "POST /exec/{actionGroupOID}",
      { actionGroupOID: "1" },
      { signal: AbortSignal.timeout(1000) },
    );
    expect(result).toMatchObject({ ok: false, error: { kind: "needs-yes" } });
    expect(echo.received).toHaveLength(before);
  });
});
