import type { Failure } from "../errors.ts";
import type { Answer, Call } from "./batch.ts";

/** What the thread is started with. */
export interface WorkerSettings {
  readonly kind: "usher-store";
  readonly path: string;
  /** Folder of the proofs of life. */
  readonly runs: string;
  readonly run: string;
  readonly isExclusive: boolean;
  /** Epoch ms, for the record of migrations. */
  readonly now: number;
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
