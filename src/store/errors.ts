/** Why the store could not do something; stable, for logs and for `probe`. */
export type StoreReason =
  | "read-only"
  | "full"
  | "busy"
  | "damaged"
  | "io"
  | "cannot-open"
  | "newer-schema"
  | "in-use"
  | "down"
  | "closed"
  | "defect";

/** Nothing of the operation was kept, except for `down`, where a commit may have happened that nobody heard of. */
export class StoreError extends Error {
  readonly reason: StoreReason;
  /** For the operator, without statements or values. */
  readonly text: string;
  /** For `in-use`: the process that holds the store. */
  readonly pid?: number;

  constructor(reason: StoreReason, text: string, more: { readonly pid?: number; readonly cause?: unknown } = {}) {
    super(`store: ${text}`, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "StoreError";
    this.reason = reason;
    this.text = text;
    if (more.pid !== undefined) this.pid = more.pid;
  }
}

/** An error as it crosses from the worker. */
export interface Failure {
  readonly reason: StoreReason;
  readonly text: string;
  readonly pid?: number;
}

export function toFailure({ reason, text, pid }: StoreError): Failure {
  return pid === undefined ? { reason, text } : { reason, text, pid };
}

export function fromFailure(failure: Failure): StoreError {
  return new StoreError(failure.reason, failure.text, failure.pid === undefined ? {} : { pid: failure.pid });
}
