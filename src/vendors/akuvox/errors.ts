import type { Answer, ErrorTable } from "../errors.ts";

const places = ["code", "error", "message", "msg", "error_description"] as const;

/** No failure body is published: look where clients have found the text. */
function textOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const record = body as Record<string, unknown>;
  for (const place of places) {
    const value = record[place];
    if (typeof value === "string" || typeof value === "number") return String(value);
  }
  return "result" in record && record.result !== body ? textOf(record.result) : undefined;
}

const isTokenTrouble = /token|unauthori[sz]ed|invalid_grant/i;

/** A refusal may come with status 200 and `success: false`: then the vendor said no and nothing happened. */
export const errors: ErrorTable = {
  rules: [{ status: [401], kind: "sign-in", again: "sign-in" }],
  read: (answer: Answer) => ({ code: textOf(answer.body) }),
  inspect(_row, body) {
    if (typeof body !== "object" || body === null || !("success" in body) || body.success !== false) return undefined;
    const code = textOf(body);
    const kind = code !== undefined && isTokenTrouble.test(code) ? "sign-in" : "rejected";
    return { kind, outcome: "none", ...(code === undefined ? {} : { code }) };
  },
};
