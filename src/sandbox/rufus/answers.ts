import { type Answer, type Call, isRecord, json, parseJson } from "../cloud.ts";
import { type Shape, shapeProblem } from "../shape.ts";

export const refusal = {
  noKey: (): Answer => json(401, { description: "Unauthorized: api key missing or unknown" }),
  wrongKey: (): Answer => json(403, { description: "Api key has no permission for this operation" }),
  bad: (description: string): Answer => json(400, { description }),
  noAddress: (): Answer => json(404, { description: "Not found" }),
  noDevice: (deviceid: string): Answer => json(404, { description: "Device not found", deviceid }),
  noSessions: (deviceid: string): Answer => json(404, { description: "Sessions not found", deviceid }),
  noSession: (token_session: string): Answer => json(404, { description: "Session not found", token_session }),
};

export type BodyReading =
  | { readonly ok: true; readonly body: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly answer: Answer };

/** The JSON body, or the vendor's 400. Unknown fields are let be. */
export function readBody(call: Call, shape: Shape): BodyReading {
  const body = call.contentType === "application/json" ? parseJson(call.body) : undefined;
  if (!isRecord(body)) return { ok: false, answer: refusal.bad("Body must be a JSON object") };
  const problem = shapeProblem(body, shape, "ignore");
  if (problem === undefined) return { ok: true, body };
  return { ok: false, answer: refusal.bad(`Parameter ${problem.field}: ${problem.problem}`) };
}

/** A whole number from the query within bounds; the default when absent, undefined when wrong. */
export function readCount(call: Call, name: string, fallback: number, min: number, max: number): number | undefined {
  const text = call.query.get(name);
  if (text === null) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

/** Epoch ms of `YYYY-MM-DDTHH:mm:ss.sssZ`; null when wrong, undefined when absent. */
export function readInstant(text: unknown): number | null | undefined {
  if (text === undefined || text === null) return undefined;
  if (typeof text !== "string" || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
