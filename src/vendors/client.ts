import { performance } from "node:perf_hooks";
import { AccessError, VendorError, type VendorErrorKind } from "#core/errors.ts";
import { Permit } from "#core/permit.ts";
import type { VendorServices } from "#core/ports.ts";
import { acceptAnswer, readAnswer } from "./answer.ts";
import type { Answer, ErrorTable } from "./errors.ts";
import { type ContentTypeRule, checkInput, type Encoded, encodeRequest } from "./input.ts";
import type { Limits } from "./limits.ts";
import type { Input, LooseInput, Operation, Output } from "./operation.ts";
import {
  createGuard,
  defaultGuard,
  defaultRetry,
  type Guard,
  type GuardSettings,
  nextTry,
  pause,
  type RetrySettings,
  within,
} from "./retry.ts";
import type { Credentials, SignIn, SignInFactory } from "./session.ts";
import { createTransport, type Transport, TransportFailure, type TransportOptions } from "./transport.ts";

export interface CallOptions {
  /** Needed for everything but reads; redeemed right before each send. */
  readonly permit?: Permit | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly deadlineMs?: number | undefined;
  /** Openings, stops and closings: our own budget counts them and never refuses them. */
  readonly isUrgent?: boolean;
  /** In place of what the sign-in gives: for the sign-in itself. */
  readonly credentials?: Credentials | undefined;
}

/** How a call ended, and how many requests with its row left for the vendor. */
export type Attempt<T = unknown> =
  | {
      readonly ok: true;
      readonly status: number;
      readonly headers: Answer["headers"];
      /** As the row's schema reads it. */
      readonly data: T;
      /** As the vendor sent it. */
      readonly raw: unknown;
      readonly sends: number;
    }
  | { readonly ok: false; readonly error: VendorError; readonly sends: number };

export interface ClientOptions {
  readonly account: string;
  /** The whole prefix before a catalogued path. */
  readonly baseUrl: string;
  readonly services: VendorServices;
  readonly signIn: SignIn | SignInFactory;
  readonly errors: ErrorTable;
  readonly limits?: Limits;
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly contentType?: ContentTypeRule;
  /** Wraps the body of a row (one address for all commands). */
  wrap?(row: Operation, body: unknown): unknown;
  readonly maxBodyBytes?: number;
  readonly retry?: Partial<RetrySettings>;
  readonly guard?: Partial<GuardSettings>;
  readonly tls?: TransportOptions["tls"];
}

/** What acts ends within this time at most. */
const actDeadlineMs = 10_000;
const readDeadlineMs = 15_000;
/** One try of a read; the rest of its time is for further tries. */
const tryMs = 8_000;
const defaultMaxBodyBytes = 8 * 1024 * 1024;

/** One call from its first to its last request. */
interface Run {
  readonly row: Operation;
  readonly request: Encoded;
  readonly options: CallOptions;
  readonly endsAt: number;
  sends: number;
  hasRenewed: boolean;
}

interface Accepted {
  readonly answer: Answer;
  readonly data: unknown;
}

/** A refusal whose table says whether trying again helps. */
class Advised extends Error {
  readonly error: VendorError;
  readonly retry: boolean | undefined;

  constructor(error: VendorError, retry: boolean | undefined) {
    super(error.code);
    this.error = error;
    this.retry = retry;
  }
}

/** Part of a sign-in: there is nothing to be signed in with yet. */
function isSignIn({ row, options }: Run): boolean {
  return row.auth === "none" || options.credentials !== undefined;
}

function unwrap(thrown: unknown): never {
  throw thrown instanceof Advised ? thrown.error : thrown;
}

/** The one way to a vendor: every request of an account leaves through here. */
export class Client {
  readonly #options: ClientOptions;
  readonly #transport: Transport;
  readonly #guard: Guard;
  readonly #retry: RetrySettings;
  readonly #signIn: SignIn;
  readonly #prefix: string;
  /** What the vendor's clock said last, and when that was by ours. */
  #told: { readonly date: string; readonly at: number; readonly elapsed: number | undefined } | undefined;

  constructor(options: ClientOptions) {
    const base = new URL(options.baseUrl);
    this.#options = options;
    this.#prefix = base.pathname.replace(/\/+$/, "");
    this.#transport = createTransport({
      origin: base.origin,
      maxBodyBytes: options.maxBodyBytes ?? defaultMaxBodyBytes,
      ...(options.tls === undefined ? {} : { tls: options.tls }),
    });
    this.#guard = createGuard(options.account, { ...defaultGuard, ...options.guard });
    this.#retry = { ...defaultRetry, ...options.retry };
    this.#signIn =
      typeof options.signIn === "function"
        ? options.signIn((row, input, credentials) => this.#exchange(row, input, credentials))
        : options.signIn;
  }

  /** The parsed answer, or a `VendorError`. */
  async call<O extends Operation>(row: O, input: Input<O>, options?: CallOptions): Promise<Output<O>> {
    const result = await this.attempt(row, input, options);
    if (!result.ok) throw result.error;
    return result.data;
  }

  /** The same with the failure as a value and the number of requests sent. */
  async attempt<O extends Operation>(row: O, input: Input<O>, options?: CallOptions): Promise<Attempt<Output<O>>> {
    return (await this.attemptLoose(row, input, options)) as Attempt<Output<O>>;
  }

  /** For inputs that are not known at compile time. */
  async attemptLoose(row: Operation, input: LooseInput, options: CallOptions = {}): Promise<Attempt> {
    const isRead = row.effect === "read";
    if (!isRead && !Permit.isPermit(options.permit)) throw new AccessError("needs-yes");
    let run: Run | undefined;
    try {
      run = this.#begin(row, input, options);
      await this.#charge(run);
      const { answer, data } = await this.#carryOut(run);
      const raw = answer.body ?? data;
      return { ok: true, status: answer.status, headers: answer.headers, data, raw, sends: run.sends };
    } catch (thrown) {
      const error = thrown instanceof Advised ? thrown.error : thrown;
      if (!(error instanceof VendorError)) throw error;
      this.#report(row, error);
      return { ok: false, error, sends: run?.sends ?? 0 };
    }
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  /** How far the vendor's clock is ahead of ours, to the second; undefined when it said nothing since ours was set. */
  skewMs(): number | undefined {
    if (this.#told === undefined) return undefined;
    const { date, at, elapsed } = this.#told;
    const { clock } = this.#options.services;
    const isSet = elapsed !== undefined && Math.abs(clock.now() - at - ((clock.elapsed?.() ?? 0) - elapsed)) > 1_000;
    const said = Date.parse(date);
    return isSet || Number.isNaN(said) ? undefined : said - Math.floor(at / 1000) * 1000;
  }

  #begin(row: Operation, input: LooseInput, options: CallOptions): Run {
    const isRead = row.effect === "read";
    const longest = options.deadlineMs ?? (isRead ? readDeadlineMs : actDeadlineMs);
    const checked = checkInput(row, input);
    if (!checked.ok) {
      throw this.#failure("input", "none", { parameter: checked.fault.parameter }, new Error(checked.fault.problem));
    }
    const { body } = checked.input;
    const content = this.#options.wrap === undefined ? body : this.#options.wrap(row, body);
    return {
      row,
      request: encodeRequest(row, checked.input, content, this.#options.contentType ?? "with-body"),
      options,
      endsAt: performance.now() + (isRead ? longest : Math.min(longest, actDeadlineMs)),
      sends: 0,
      hasRenewed: false,
    };
  }

  /** Takes the call from the published limit. */
  async #charge(run: Run): Promise<void> {
    const { limits } = this.#options;
    if (run.row.limit === undefined || limits === undefined) return;
    const waitMs = await limits.take(run.row.limit, run.row.name, run.options.isUrgent === true);
    if (waitMs > 0) throw this.#failure("rate-limit", "none", { retryAfterMs: waitMs });
  }

  #carryOut(run: Run): Promise<Accepted> {
    if (run.row.effect !== "read") return this.#guard.act(() => this.#trySend(run).catch(unwrap));
    // Sign-in runs inside the slot of the call that needs it: a slot of its own could never come.
    if (isSignIn(run)) return this.#read(run);
    return this.#guard.read(() => this.#read(run).catch(unwrap));
  }

  /** A read, tried again while that makes sense. */
  async #read(run: Run): Promise<Accepted> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#trySend(run);
      } catch (thrown) {
        const waitMs = this.#waitAfter(run, thrown, tried);
        if (waitMs === undefined) throw thrown;
        await pause(waitMs, run.options.signal);
      }
    }
  }

  #waitAfter(run: Run, thrown: unknown, tried: number): number | undefined {
    const error = thrown instanceof Advised ? thrown.error : thrown;
    if (!(error instanceof VendorError) || run.row.repeat === false) return undefined;
    // A sign-in that failed or is locked is not tried again in place of the call.
    if (run.sends === 0 && error.details.kind !== "connection") return undefined;
    const left = run.endsAt - performance.now();
    const advice = thrown instanceof Advised ? thrown.retry : undefined;
    return nextTry(error, tried, left, this.#retry, this.#options.services.random, advice);
  }

  /** Sends, and once more after a new sign-in where the refusal proves that nothing happened. */
  async #trySend(run: Run): Promise<Accepted> {
    const { row } = run;
    const credentials = isSignIn(run) ? (run.options.credentials ?? { headers: {} }) : await this.#credentials(run);
    const answer = await this.#send(run, credentials);
    const { account, errors, services } = this.#options;
    const context = { account, effect: row.effect, now: services.clock.now() };
    const judged = acceptAnswer(row, answer, errors, context, services.log);
    if ("data" in judged) return { answer, data: judged.data };
    if (judged.again === "sign-in" && (await this.#renew(run, credentials))) return this.#trySend(run);
    throw new Advised(judged.error, judged.retry);
  }

  /** Whether the call may be sent once more with a new sign-in. */
  async #renew(run: Run, credentials: Credentials): Promise<boolean> {
    const { services, account } = this.#options;
    if (isSignIn(run) || run.hasRenewed || this.#signIn.renew === undefined) return false;
    run.hasRenewed = true;
    if (!(await this.#within(run, this.#signIn.renew(credentials.mark)))) return false;
    const { permit } = run.options;
    if (run.row.effect !== "read") {
      if (permit === undefined || !services.giveBack(permit, "sign-in-refused")) return false;
    }
    services.log.info("sent-again", { account, operation: run.row.name, reason: "sign-in-refused" });
    return true;
  }

  async #credentials(run: Run): Promise<Credentials> {
    const held = this.#signIn.credentials(run.row);
    return held instanceof Promise ? this.#within(run, held) : held;
  }

  /** One request. For what acts, the permit is redeemed here, as the last thing before it leaves. */
  async #send(run: Run, credentials: Credentials): Promise<Answer> {
    const { row, request, options } = run;
    const isRead = row.effect === "read";
    const left = run.endsAt - performance.now();
    if (left <= 0 || options.signal?.aborted === true) throw this.#failure("timeout", "none");
    if (!isRead && !this.#options.services.redeem(options.permit)) throw new AccessError("needs-yes");
    try {
      run.sends += 1;
      const wire = await this.#transport.send({
        method: row.method,
        path: this.#prefix + request.path,
        headers: {
          accept: "application/json",
          "user-agent": "usher",
          ...this.#options.headers,
          ...request.headers,
          ...credentials.headers,
        },
        body: request.body,
        timeoutMs: isRead && row.repeat !== false ? Math.min(left, tryMs) : left,
        signal: options.signal,
        fresh: !isRead,
      });
      if (typeof wire.headers.date === "string") {
        const { clock } = this.#options.services;
        this.#told = { date: wire.headers.date, at: clock.now(), elapsed: clock.elapsed?.() };
      }
      return readAnswer(wire);
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      if (!error.sent) run.sends -= 1;
      throw this.#failure(error.reason, error.sent && !isRead ? "unknown" : "none", {}, error.cause);
    }
  }

  /** Waits for a sign-in that others may share, no longer than this call may last. */
  #within<T>(run: Run, work: Promise<T>): Promise<T> {
    const left = run.endsAt - performance.now();
    return within(work, left, () => this.#failure("timeout", "none"), run.options.signal);
  }

  async #exchange(
    row: Operation,
    input: LooseInput,
    credentials?: Credentials,
  ): Promise<{ status: number; headers: Answer["headers"]; data: unknown }> {
    const result = await this.attemptLoose(row, input, { deadlineMs: tryMs, credentials });
    if (!result.ok) throw result.error;
    return { status: result.status, headers: result.headers, data: result.data };
  }

  #failure(kind: VendorErrorKind, outcome: "none" | "unknown", more: object = {}, cause?: unknown): VendorError {
    return new VendorError({ account: this.#options.account, kind, outcome, ...more }, cause);
  }

  #report(row: Operation, error: VendorError): void {
    const { account, kind, outcome, status, vendorCode, parameter } = error.details;
    const fields = { account, operation: row.name, kind, outcome, status, vendorCode, parameter };
    this.#options.services.log.warn("vendor-failed", fields);
  }
}
