import type { VendorErrorKind } from "#core/errors.ts";
import { VendorError } from "#core/errors.ts";
import type { Effect, Operation } from "./operation.ts";

export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a vendor answered, before anybody judged it. */
export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Parsed JSON; undefined when the body was no JSON. */
  readonly body: unknown;
  readonly text: string;
}

/** What a failure is: one line of a vendor's table. */
export interface Verdict {
  readonly kind: VendorErrorKind;
  /** Only for what is no read; absent follows the status. */
  readonly outcome?: "none" | "unknown";
  /** The vendor refused the sign-in before it looked at the command: one new sign-in and one more send are harmless. */
  readonly again?: "sign-in";
  readonly retryAfterMs?: number;
  /** Whether a read may be tried again although its kind would say no (or the other way round). */
  readonly retry?: boolean;
}

/** Matches when everything named matches; the first match of a table wins. */
export interface ErrorRule extends Verdict {
  readonly status?: readonly number[];
  readonly code?: string | RegExp;
  readonly text?: RegExp;
}

export interface ErrorTable {
  readonly rules: readonly ErrorRule[];
  /** The vendor's own code and text in an answer. */
  read?(answer: Answer): { readonly code?: string | undefined; readonly text?: string | undefined };
  /** Finds the failure in an answer that came with a good status. */
  inspect?(row: Operation, body: unknown): (Verdict & { readonly code?: string }) | undefined;
}

/** How statuses read where the vendor's own table is silent. */
const fallback: readonly ErrorRule[] = [
  { status: [401], kind: "sign-in" },
  { status: [403], kind: "forbidden" },
  { status: [404, 410], kind: "not-found" },
  { status: [408, 504], kind: "timeout" },
  { status: [429], kind: "rate-limit" },
];

function fallbackOf(status: number): Verdict {
  const rule = fallback.find((candidate) => candidate.status?.includes(status));
  if (rule !== undefined) return rule;
  if (status >= 500) return { kind: "unavailable" };
  return { kind: status >= 400 ? "rejected" : "shape" };
}

/** Whether the status says that the vendor did not act: 4xx and 503; anything else leaves it open. */
function provesNothing(status: number): boolean {
  return (status >= 400 && status < 500) || status === 503;
}

function matches(value: string | undefined, wanted: string | RegExp | undefined): boolean {
  if (wanted === undefined) return true;
  if (value === undefined) return false;
  return typeof wanted === "string" ? value === wanted : wanted.test(value);
}

/** Milliseconds of a Retry-After header (seconds or a date). */
function retryAfter(headers: AnswerHeaders, now: number): number | undefined {
  const header = headers["retry-after"];
  if (typeof header !== "string") return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** A vendor's code as it may stand in a log: short, no addresses, no free text. */
export function scrub(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  const safe = code.replace(/\S+@\S+/g, "***").slice(0, 64);
  return /^[\w.:*/-]+$/.test(safe) ? safe : undefined;
}

export interface Judged {
  readonly error: VendorError;
  readonly again?: "sign-in" | undefined;
  readonly retry?: boolean | undefined;
}

export interface JudgeContext {
  readonly account: string;
  readonly effect: Effect;
  readonly now: number;
}

/** Turns a refusing answer into our error. */
export function judge(table: ErrorTable, answer: Answer, context: JudgeContext): Judged {
  const said = table.read?.(answer) ?? {};
  const rule = table.rules.find(
    (candidate) =>
      (candidate.status === undefined || candidate.status.includes(answer.status)) &&
      matches(said.code, candidate.code) &&
      matches(said.text, candidate.text),
  );
  return convict(rule ?? fallbackOf(answer.status), answer, context, said.code);
}

/** The error for a verdict on an answer. */
export function convict(verdict: Verdict, answer: Answer, context: JudgeContext, code?: string): Judged {
  const wait = retryAfter(answer.headers, context.now) ?? verdict.retryAfterMs;
  const proven = context.effect === "read" || provesNothing(answer.status);
  const vendorCode = scrub(code);
  const error = new VendorError({
    account: context.account,
    kind: verdict.kind,
    outcome: context.effect === "read" ? "none" : (verdict.outcome ?? (proven ? "none" : "unknown")),
    status: answer.status,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(vendorCode === undefined ? {} : { vendorCode }),
  });
  return { error, again: verdict.again, retry: verdict.retry };
}
