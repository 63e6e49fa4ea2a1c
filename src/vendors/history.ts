import type { Passing } from "#core/capabilities.ts";
import { VendorError } from "#core/errors.ts";
import type { Log } from "#core/ports.ts";
import { pause } from "./retry.ts";

/** What happened at a door. `opened`: commanded and done; `moved-*`: a sensor saw it; `held`: every ring opens from now on. */
export type Happening =
  | "ring"
  | "opened"
  | "open-failed"
  | "moved-open"
  | "moved-closed"
  | "held"
  | "released"
  | "movement"
  | "power-in"
  | "power-out"
  | "other";

/** One line of a vendor's own history. */
export interface HistoryEntry {
  /** Stable mark by which the entry is known again. */
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  /** The vendor does not state the zone of its times: `at` takes them for UTC. */
  readonly isVendorTime?: true;
  readonly what: Happening;
  /** How it was brought about, where the vendor tells. */
  readonly by?: "command" | "phone" | "ring" | "button";
  /** Vendor ids of the doors it is about; empty when that cannot be told. */
  readonly vendorIds: readonly string[];
  /** A person's name as the vendor knows it: for people with the right to see it, never for a log. */
  readonly who?: string;
}

/** What an account tells by itself. */
export type VendorEvent =
  | { readonly kind: "door"; readonly account: string; readonly entry: HistoryEntry }
  | { readonly kind: "passing"; readonly account: string; readonly device: string; readonly passing: Passing };

export interface PollOptions {
  readonly account: string;
  readonly log: Log;
  readonly everyMs: number;
  /** One look; what it finds it tells itself. */
  look(signal: AbortSignal): Promise<void>;
}

const longestMs = 600_000;

/** Looks for as long as it is not stopped, ever more slowly while looking fails. Keeps no process alive. */
export function pollFor({ account, log, everyMs, look }: PollOptions): () => void {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    let waitMs = everyMs;
    while (!stopping.signal.aborted) {
      try {
        await look(stopping.signal);
        waitMs = everyMs;
      } catch (error) {
        if (!(error instanceof VendorError)) throw error;
        waitMs = Math.min(longestMs, Math.max(waitMs * 2, error.details.retryAfterMs ?? 0));
        log.debug("look-failed", { account, kind: error.details.kind });
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
