import { type Answer, type Call, isRecord, json, parseJson } from "../cloud.ts";
import { type Shape, shapeProblem } from "../shape.ts";

/** The vendor shows no error bodies; its status codes carry the meaning, some of them swapped. */
export const refusal = {
  badRequest: (): Answer => json(400, { error: "Bad Request" }),
  unauthorized: (): Answer => json(401, { error: "Unauthorized" }),
  /** The vendor says 403 where a device does not exist. */
  noDevice: (): Answer => json(403, { error: "Forbidden" }),
  notFound: (): Answer => json(404, { error: "Not Found" }),
};

export const changed = () => json(200, { n: 1, nModified: 1, ok: 1 });
export const removed = () => json(200, { n: 1, ok: 1 });
export const inserted = (id: string) => json(200, { insertedId: id, result: { n: 1, ok: 1 } });

/** The body, or the answer to give when something about it is wrong. */
export function readBody(
  call: Call,
  shape: Shape,
):
  | { readonly ok: true; readonly body: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly answer: Answer } {
  const body = parseJson(call.body);
  if (!isRecord(body) || shapeProblem(body, shape, "ignore") !== undefined) {
    return { ok: false, answer: refusal.badRequest() };
  }
  return { ok: true, body };
}
