import type { DoorRecord, Passing } from "#core/capabilities.ts";
import type { EntityState } from "#core/directory.ts";
import { VendorError } from "#core/errors.ts";
import type { Log } from "#core/ports.ts";
import { pause } from "./retry.ts";

/** One line of a vendor's own history, with what it is known by again. */
export interface HistoryEntry extends DoorRecord {
  /** Stable mark by which the entry is known again. */
  readonly id: string;
  /** Vendor ids of the doors it is about; empty when that cannot be told. */
  readonly vendorIds: readonly string[];
}

/** What an account tells by itself. */
export type VendorEvent =
  | {
      readonly kind: "door";
      readonly account: string;
      readonly entry: HistoryEntry;
      /** The same thing may be told twice, by the vendor's call and by its history. */
      readonly source: "history" | "hook";
    }
  | { readonly kind: "state"; readonly account: string; readonly vendorId: string; readonly state: EntityState }
  | {
      readonly kind: "execution";
      readonly account: string;
      readonly execution: string;
      readonly state: ExecutionState;
    }
  | { readonly kind: "passing"; readonly account: string; readonly device: string; readonly passing: Passing };

export type ExecutionState = "running" | "completed" | "failed";

export interface PollOptions {
  readonly account: string;
  readonly log: Log;
  /** How often; asked before each pause. */
  everyMs(): number;
  /** One look; what it finds it tells itself. */
  look(signal: AbortSignal): Promise<void>;
}

const longestMs = 600_000;

/** Looks for as long as it is not stopped, ever more slowly while looking fails. Keeps no process alive. */
export function pollFor({ account, log, everyMs, look }: PollOptions): () => void {
  const stopping = new AbortController();
  let failures = 0;
  const waitAfter = (error: unknown): number => {
    failures += 1;
    const isKnown = error instanceof VendorError;
    if (isKnown) log.debug("look-failed", { account, kind: error.details.kind });
    else log.error("look-defect", { account, error });
    const wanted = isKnown ? (error.details.retryAfterMs ?? 0) : 0;
    return Math.min(longestMs, Math.max(everyMs() * 2 ** Math.min(failures, 10), wanted));
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      let waitMs: number;
      try {
        await look(stopping.signal);
        failures = 0;
        waitMs = everyMs();
      } catch (error) {
        if (stopping.signal.aborted) return;
        waitMs = waitAfter(error);
      }
      await pause(waitMs, stopping.signal, true);
    }
  };
  run().catch((error: unknown) => log.error("looking-ended", { account, error }));
  return () => stopping.abort();
}

/** Tells entries that were not there at the first look, oldest first, each once. */
export function createNews(): (entries: readonly HistoryEntry[]) => readonly HistoryEntry[] {
  let known: ReadonlySet<string> | undefined;
  return (entries) => {
    const before = known;
    known = new Set(entries.map((entry) => entry.id));
    if (before === undefined) return [];
    return entries.filter((entry) => !before.has(entry.id)).sort((a, b) => a.at - b.at);
  };
}

/** What the entries say of one door, newest first; what is about no door in particular is about each. */
export function recordsOf(entries: readonly HistoryEntry[], vendorId: string): readonly DoorRecord[] {
  return entries
    .filter(({ vendorIds }) => vendorIds.length === 0 || vendorIds.includes(vendorId))
    .sort((a, b) => b.at - a.at)
    .map(({ id: _id, vendorIds: _vendorIds, ...record }) => record);
}
