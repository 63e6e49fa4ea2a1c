import type { Operation, OperationTable } from "#vendors/operation.ts";
import { overkizOperations } from "#vendors/overkiz/operations.ts";
import { type Answer, json, parseJson } from "../cloud.ts";
import type { RoutedCall } from "../router.ts";
import { type JsonSchema, sampleOf } from "../sample.ts";
import { refusal } from "./errors.ts";
import { gatewayId, placeIds } from "./home.ts";
import type { OverkizHandler } from "./scenes.ts";
import { type OverkizState, overkizIds, overkizLogin } from "./state.ts";
import { createdRoutes, emptyRoutes } from "./statuses.ts";

/** What the rows' schemas can do here; the tables bring their own library. */
interface Schema {
  safeParse(value: unknown): { readonly success: boolean; readonly error?: { readonly issues: readonly Issue[] } };
  toJSONSchema(options: { readonly unrepresentable: "any"; readonly io: "input" }): unknown;
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Everything arrives as text in a query; a list is a name given more than once, or once. */
function readQuery(call: RoutedCall, schema: Schema): Readonly<Record<string, unknown>> {
  const { properties = {} } = schema.toJSONSchema({ unrepresentable: "any", io: "input" }) as JsonSchema;
  return Object.fromEntries(
    [...new Set(call.query.keys())].map((name) => {
      const values = call.query.getAll(name);
      const [text = ""] = values;
      const type = Object.hasOwn(properties, name) ? properties[name]?.type : undefined;
      if (type === "array" || values.length > 1) return [name, values];
      if (type === "boolean" && /^(true|false)$/.test(text)) return [name, text === "true"];
      const isNumber = (type === "number" || type === "integer") && /^-?\d+(\.\d+)?$/.test(text);
      return [name, isNumber ? Number(text) : text];
    }),
  );
}

function fault(schema: Schema, value: unknown): Answer | undefined {
  const result = schema.safeParse(value);
  if (result.success) return undefined;
  const issue = result.error?.issues[0];
  return refusal.invalidField(`${issue?.path.map(String).join(".") || "request"}: ${issue?.message ?? "wrong"}`);
}

function bodyFault(row: Operation, call: RoutedCall): Answer | undefined {
  const schema = row.body as Schema | undefined;
  if (schema === undefined) return undefined;
  if (call.body === "") return schema.safeParse(undefined).success ? undefined : refusal.missing("body");
  if (call.contentType !== "application/json") return refusal.wrongType();
  const body = parseJson(call.body);
  return body === undefined ? refusal.invalidField("Body is not JSON") : fault(schema, body);
}

/** What is wrong with a call by its row: path, query and body, in this order. */
function inputFault(row: Operation, call: RoutedCall, state: OverkizState): Answer | undefined {
  const path = Object.fromEntries(row.parameters.map((name) => [name, call.param(name)]));
  if (path.gatewayId !== undefined && path.gatewayId !== gatewayId) return refusal.noGateway(path.gatewayId);
  if (path.deviceURL !== undefined && !state.devices.some((device) => device.deviceURL === path.deviceURL)) {
    return refusal.noDevice(path.deviceURL);
  }
  const pathFault = row.path === undefined ? undefined : fault(row.path as Schema, path);
  if (pathFault !== undefined) return pathFault;
  const query = row.query as Schema | undefined;
  const queryFault = query && fault(query, readQuery(call, query));
  return queryFault ?? bodyFault(row, call);
}

const texts: Readonly<Record<string, (call: RoutedCall) => unknown>> = {
  deviceURL: () => "io://2104-6612-0951/9031174",
  gatewayId: () => gatewayId,
  setupOID: () => overkizIds.setup,
  placeOID: () => placeIds.house,
  userId: () => overkizLogin.userId,
  email: () => overkizLogin.userId,
  timezone: () => "Europe/Madrid",
  country: () => "ES",
  city: () => "Madrid",
  label: () => "Sandbox",
};

function valueByName(call: RoutedCall): (name: string, type: string) => unknown {
  return (name, type) => {
    if (type === "string" && texts[name] !== undefined) return texts[name](call);
    if (type === "string" && /oid$/i.test(name)) return "5b0d7d51-1c1f-4f5e-9a60-6d1d6f0f2cff";
    if (type === "number" && /time|timestamp|date/i.test(name)) return call.at;
    return undefined;
  };
}

const textAnswers: Readonly<Record<string, { readonly text: string; readonly contentType: string }>> = {
  csv: { text: "date;value\r\n2026-01-01T00:00:00Z;412\r\n", contentType: "text/csv" },
  html: { text: "<!doctype html><title>API</title><h1>Sandbox</h1>", contentType: "text/html" },
};

function answerOf(row: Operation, call: RoutedCall, schema: () => JsonSchema | undefined): Answer {
  if (emptyRoutes.has(row.route)) return { status: 204 };
  const status = createdRoutes.has(row.route) ? 201 : 200;
  if (row.answer === "text") return { status, ...(row.route.endsWith("/export") ? textAnswers.csv : textAnswers.html) };
  const found = schema();
  return found === undefined ? { status } : json(status, sampleOf(found, valueByName(call)));
}

/** Handlers for every row without one of its own: they judge the call by its row and answer a sample of its shape. */
export function catalogueRoutes(
  state: OverkizState,
  own: ReadonlySet<string>,
): Readonly<Record<string, OverkizHandler>> {
  const table: OperationTable = overkizOperations;
  const rows = Object.values(table).filter((row) => !own.has(row.route));
  return Object.fromEntries(
    rows.map((row): [string, OverkizHandler] => {
      let schema: JsonSchema | undefined;
      const shape = () => {
        const response = row.response as Schema | undefined;
        schema ??= response?.toJSONSchema({ unrepresentable: "any", io: "input" }) as JsonSchema | undefined;
        return schema;
      };
      return [row.route, (call) => inputFault(row, call, state) ?? answerOf(row, call, shape)];
    }),
  );
}
