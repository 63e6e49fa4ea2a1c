import type { Failure } from "../errors.ts";
import type { Answer, Call } from "./batch.ts";
import type { DatabaseSettings } from "./database.ts";

/** What the thread is started with. */
export interface WorkerSettings extends DatabaseSettings {
  readonly kind: "usher-store";
  /** Folder of the proofs of life. */
  readonly runs: string;
  readonly run: string;
  readonly isExclusive: boolean;
}

export type ToWorker =
  | { readonly kind: "calls"; readonly calls: readonly Call[] }
  | { readonly kind: "is-run-alive"; readonly id: number; readonly run: string }
  | { readonly kind: "close" };

export type FromWorker =
  | { readonly kind: "open" }
  | { readonly kind: "not-open"; readonly failure: Failure }
  | { readonly kind: "answers"; readonly answers: readonly Answer[] }
  | { readonly kind: "closed" };
