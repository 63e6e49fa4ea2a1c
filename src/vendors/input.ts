import type { z } from "zod";
import type { Json, JsonObject } from "#core/json.ts";
import { encodeQuery, fillPath, type LooseInput, type Operation } from "./operation.ts";

/** What is wrong with an input, by the catalogued name of the parameter. */
interface InputFault {
  readonly parameter: string;
  readonly problem: string;
}

export type Checked =
  | { readonly ok: true; readonly input: LooseInput }
  | { readonly ok: false; readonly fault: InputFault };

function faultOf(error: z.ZodError, prefix: string): InputFault {
  const issue = error.issues[0];
  const named = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const path = [...(issue?.path ?? []), ...(named === undefined ? [] : [named])].map(String);
  const parameter = [...(prefix === "" ? [] : [prefix]), ...path].join(".");
  return { parameter: parameter === "" ? "body" : parameter, problem: issue?.message ?? "wrong" };
}

/** A path segment that a server would not read as a name of something. */
function isUsableSegment(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "string" && value !== "" && value !== "." && value !== "..";
}

type Part = { readonly value: unknown } | { readonly fault: InputFault };

function checkPart(schema: z.ZodType | undefined, value: unknown, prefix: string): Part {
  if (schema !== undefined) {
    const parsed = schema.safeParse(value);
    return parsed.success ? { value: parsed.data } : { fault: faultOf(parsed.error, prefix) };
  }
  if (value === undefined || value === null) return { value: undefined };
  const key = prefix === "" && typeof value === "object" ? Object.keys(value)[0] : prefix;
  return key === undefined ? { value: undefined } : { fault: { parameter: key, problem: "not taken" } };
}

function checkPath(row: Operation, given: Readonly<Record<string, unknown>>): Part {
  for (const parameter of row.parameters) {
    const value = given[parameter];
    if (isUsableSegment(value)) continue;
    return { fault: { parameter, problem: value === undefined ? "missing" : "cannot stand in a path" } };
  }
  return row.path === undefined ? { value: given } : checkPart(row.path, given, "");
}

/** Holds an input against its row, before anything leaves. */
export function checkInput(row: Operation, input: LooseInput): Checked {
  const path = checkPath(row, input.path ?? {});
  if ("fault" in path) return { ok: false, fault: path.fault };
  const query = checkPart(row.query, row.query === undefined ? input.query : (input.query ?? {}), "");
  if ("fault" in query) return { ok: false, fault: query.fault };
  const body = checkPart(row.body, input.body, row.command === undefined ? "body" : "");
  if ("fault" in body) return { ok: false, fault: body.fault };
  return { ok: true, input: { path: path.value as LooseInput["path"], query: query.value, body: body.value } };
}

/**
 * One flat object of catalogued names (path and query parameters, and `body`) as the three parts of a call. For a
 * command at a shared address everything beside `body` belongs to the body.
 */
export function splitInput(row: Operation, flat: JsonObject): LooseInput {
  const path: Record<string, Json> = {};
  const rest: Record<string, Json> = {};
  const { body, ...named } = flat;
  for (const [key, value] of Object.entries(named)) {
    if (row.parameters.includes(key)) path[key] = value;
    else rest[key] = value;
  }
  if (row.command !== undefined) {
    const inner = typeof body === "object" && body !== null && !Array.isArray(body) ? body : {};
    return { path, body: { ...rest, ...inner } };
  }
  return { path, ...(Object.keys(rest).length === 0 ? {} : { query: rest }), ...(body === undefined ? {} : { body }) };
}

/** When a content type is named: only with a body, with all but GET, or always. */
export type ContentTypeRule = "with-body" | "with-writes" | "always";

export interface Encoded {
  readonly path: string;
  readonly body: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** A checked input as it goes on the wire. `content` is the body after the vendor's envelope. */
export function encodeRequest(row: Operation, input: LooseInput, content: unknown, rule: ContentTypeRule): Encoded {
  const query = (input.query ?? {}) as Record<string, unknown>;
  const isForm = row.encoding === "form";
  const isTyped = content !== undefined || rule === "always" || (rule === "with-writes" && row.method !== "GET");
  const type = row.contentType ?? (isForm ? "application/x-www-form-urlencoded" : "application/json");
  return {
    path: `${fillPath(row, input.path)}${encodeQuery(query)}`,
    body: content === undefined ? undefined : isForm ? encodeForm(content) : JSON.stringify(content),
    headers: isTyped ? { "content-type": type } : {},
  };
}

function encodeForm(content: unknown): string {
  return encodeQuery(content as Record<string, unknown>).slice(1);
}
