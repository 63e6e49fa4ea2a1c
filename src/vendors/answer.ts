import { VendorError } from "#core/errors.ts";
import type { Log } from "#core/ports.ts";
import { type Answer, convict, type ErrorTable, type JudgeContext, type Judged, judge } from "./errors.ts";
import type { Operation } from "./operation.ts";
import type { WireAnswer } from "./transport.ts";

export function readAnswer(wire: WireAnswer): Answer {
  const text = wire.body.toString("utf8");
  return { status: wire.status, headers: wire.headers, body: parseJson(text), text };
}

function parseJson(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function typeOf(answer: Answer): string {
  const header = answer.headers["content-type"];
  return typeof header === "string" ? header.toLowerCase() : "";
}

function isHtml(answer: Answer): boolean {
  return typeOf(answer).startsWith("text/html") || /^\s*<(!doctype|html)/i.test(answer.text.slice(0, 64));
}

function isJson(answer: Answer): boolean {
  const type = typeOf(answer);
  return answer.body !== undefined && (type === "" || type.includes("json"));
}

/** The answer's content, or what is wrong with it: by status, by the vendor's own word, by its shape. */
export function acceptAnswer(
  row: Operation,
  answer: Answer,
  errors: ErrorTable,
  context: JudgeContext,
  log: Log,
): Judged | { readonly data: unknown } {
  if (answer.status < 200 || answer.status >= 300) return judge(errors, answer, context);
  if (row.answer === "text") return { data: answer.text };
  if (isHtml(answer)) return misshapen(answer, context);
  const refused = errors.inspect?.(row, answer.body);
  if (refused !== undefined) return convict(refused, answer, context, refused.code);
  if (row.answer === "none") return { data: answer.body ?? null };
  if (row.response === undefined && answer.text.trim() === "") return { data: null };
  if (!isJson(answer)) return misshapen(answer, context);
  if (row.response === undefined) return { data: answer.body };
  const parsed = row.response.safeParse(answer.body);
  if (parsed.success) return { data: parsed.data };
  const at = parsed.error.issues[0]?.path.join(".");
  log.warn("answer-shape", { account: context.account, operation: row.name, at });
  return misshapen(answer, context);
}

function misshapen(answer: Answer, context: JudgeContext): Judged {
  const outcome = context.effect === "read" ? "none" : "unknown";
  return { error: new VendorError({ account: context.account, kind: "shape", outcome, status: answer.status }) };
}
