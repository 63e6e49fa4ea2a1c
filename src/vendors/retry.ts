import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from "cockatiel";
import { VendorError, type VendorErrorKind } from "#core/errors.ts";
import type { Random } from "#core/ports.ts";

/** Kinds after which a read may succeed the next time. */
const passing: ReadonlySet<VendorErrorKind> = new Set(["connection", "timeout", "unavailable", "rate-limit"]);
/** Kinds that say that the vendor as a whole is in trouble. */
const trouble: ReadonlySet<VendorErrorKind> = new Set(["connection", "timeout", "unavailable"]);

export interface RetrySettings {
  /** All tries together. */
  readonly tries: number;
  /** Doubled with each further try, then jittered down to nothing. */
  readonly baseMs: number;
  /** A vendor that asks for a longer wait is not waited for. */
  readonly longestMs: number;
}

export const defaultRetry: RetrySettings = { tries: 3, baseMs: 200, longestMs: 5000 };

/** How long to wait before the next try of a read; undefined when there shall be none. */
export function nextTry(
  error: VendorError,
  tried: number,
  leftMs: number,
  settings: RetrySettings,
  random: Random,
  advice?: boolean,
): number | undefined {
  if (tried >= settings.tries || !(advice ?? passing.has(error.details.kind))) return undefined;
  const jitter = ((random.bytes(1)[0] ?? 0) + 1) / 256;
  const own = settings.baseMs * 2 ** (tried - 1) * jitter;
  const wait = Math.max(own, error.details.retryAfterMs ?? 0);
  return wait <= settings.longestMs && wait < leftMs ? wait : undefined;
}

/** Waits, or ends early when the signal does. An idle wait keeps no process alive. */
export function pause(ms: number, signal?: AbortSignal, isIdle = false): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, ms);
    if (isIdle) timer.unref();
    function finish(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    }
    if (signal?.aborted === true) finish();
    else signal?.addEventListener("abort", finish, { once: true });
  });
}

/** Waits for shared work, no longer than `ms`; the work itself goes on for the others. */
export async function within<T>(
  work: Promise<T>,
  ms: number,
  lateness: () => Error,
  signal: AbortSignal | undefined,
): Promise<T> {
  const ended = new AbortController();
  const late = pause(Math.max(0, ms), ended.signal).then((): never => {
    throw lateness();
  });
  late.catch(() => undefined);
  const stop = (): void => ended.abort();
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted === true) stop();
  try {
    return await Promise.race([work, late]);
  } finally {
    signal?.removeEventListener("abort", stop);
    stop();
  }
}

export interface Guard {
  /** Reads: in the queue and behind the breaker. */
  read<T>(work: () => Promise<T>): Promise<T>;
  /** What acts: never queued and never held back by the breaker, but counted by it. */
  act<T>(work: () => Promise<T>): Promise<T>;
}

export interface GuardSettings {
  readonly concurrency: number;
  readonly queue: number;
  /** Failed calls in a row after which reads are refused for a while. */
  readonly breakAfter: number;
  readonly coolDownMs: number;
}

export const defaultGuard: GuardSettings = { concurrency: 8, queue: 2000, breakAfter: 10, coolDownMs: 5000 };

/** Breaker and concurrency limit of one account. */
export function createGuard(account: string, settings: GuardSettings): Guard {
  const breaker = circuitBreaker(
    handleWhen((error) => error instanceof VendorError && trouble.has(error.details.kind)),
    { halfOpenAfter: settings.coolDownMs, breaker: new ConsecutiveBreaker(settings.breakAfter) },
  );
  const limit = bulkhead(settings.concurrency, settings.queue);
  const refused = (error: unknown): unknown => {
    if (error instanceof BrokenCircuitError || error instanceof BulkheadRejectedError) {
      return new VendorError({ account, kind: "unavailable", outcome: "none" }, error);
    }
    return error;
  };
  return {
    async read(work) {
      try {
        return await breaker.execute(() => limit.execute(work));
      } catch (error) {
        throw refused(error);
      }
    },
    act: (work) => (breaker.state === CircuitState.Closed ? breaker.execute(work) : work()),
  };
}
