import type { Answer, ErrorRule, ErrorTable, Verdict } from "#vendors/errors.ts";

const minute = 60_000;
const hour = 60 * minute;

/** The code that stands for a lost event listener; the vendor's own code is the one for "anything". */
export const listenerLost = "EVENT_LISTENER_LOST";

/**
 * The vendor's `errorCode` alone says little and its status varies for the same case, so code and text are read
 * together; the first match wins. The text may be null, stand in extra quotes or name somebody's e-mail: it is read
 * here and goes no further.
 */
const rules: readonly ErrorRule[] = [
  { code: listenerLost, kind: "not-found", retry: false },
  { text: /temporarily banned/i, kind: "rate-limit", retryAfterMs: hour, retry: false },
  { code: "AUTHENTICATION_ERROR", text: /too many requests/i, kind: "rate-limit", retryAfterMs: minute, retry: false },
  { text: /too many requests/i, kind: "rate-limit", retryAfterMs: minute, retry: false },
  { text: /bad credentials|api key is required|no such user account|invalid token/i, kind: "sign-in" },
  { text: /cannot use jsessionid and bearer/i, kind: "sign-in" },
  { text: /not authenticated|missing authorization token/i, kind: "sign-in", again: "sign-in" },
  { code: "AUTHENTICATION_ERROR", kind: "sign-in" },
  { text: /too many concurrent requests/i, kind: "rate-limit", retry: true },
  { text: /too many executions/i, kind: "rate-limit", retryAfterMs: 10_000 },
  { code: "EXEC_QUEUE_FULL", kind: "rate-limit", retryAfterMs: 10_000 },
  { text: /access denied to gateway|cannot be accessed through this application/i, kind: "forbidden" },
  { text: /device setup mismatch|does not belong to setup/i, kind: "not-found" },
  { code: "RESOURCE_ACCESS_DENIED", kind: "forbidden" },
  { code: /^NO_SUCH_/, kind: "not-found" },
  { code: "INVALID_API_CALL", text: /no such resource/i, kind: "not-found" },
  { text: /unknown object/i, kind: "not-found" },
  { code: "DBUS_ERROR", kind: "unavailable" },
  { code: /^(UNSUPPORTED|DUPLICATE|INVALID|MISSING)_/, kind: "rejected" },
  { text: /down for maintenance/i, kind: "unavailable", retryAfterMs: 10 * minute, retry: false },
];

function readText(value: unknown): string | undefined {
  return typeof value === "string" ? value.replace(/^"+|"+$/g, "") : undefined;
}

function readBody(body: unknown): { readonly code?: string | undefined; readonly text?: string | undefined } {
  if (typeof body !== "object" || body === null) return {};
  const code = "errorCode" in body && typeof body.errorCode === "string" ? body.errorCode : undefined;
  const text = "error" in body ? readText(body.error) : undefined;
  const isListener = text !== undefined && /(invalid|no registered) event listener/i.test(text);
  return { code: isListener ? listenerLost : code, text };
}

function read(answer: Answer): { readonly code?: string | undefined; readonly text?: string | undefined } {
  return answer.body === undefined ? { text: answer.text.slice(0, 4000) } : readBody(answer.body);
}

function verdictOf(code: string | undefined, text: string | undefined): Verdict {
  const rule = rules.find(
    (candidate) =>
      (typeof candidate.code === "string" ? candidate.code === code : (candidate.code?.test(code ?? "") ?? true)) &&
      (candidate.text?.test(text ?? "") ?? true),
  );
  return rule ?? { kind: "rejected" };
}

export const overkizErrors: ErrorTable = {
  rules,
  read,
  inspect(_row, body) {
    if (typeof body !== "object" || body === null || !("errorCode" in body)) return undefined;
    const said = readBody(body);
    if (said.code === undefined) return undefined;
    return { ...verdictOf(said.code, said.text), code: said.code };
  },
};
