import type { DiscoveredThing } from "#core/directory.ts";
import type { Log } from "#core/ports.ts";
import type { Secret } from "#core/secret.ts";
import { createNews, type HistoryEntry, pollFor, type VendorEvent } from "./history.ts";

export type Hear = (event: VendorEvent) => void;
/** Tells what happens from now on, until the function it returns is called. */
export type Watch = (hear: Hear) => () => void;

/** A guarded address at which a vendor tells what happens: whoever knows the secret is the vendor. */
export interface Webhook {
  readonly secret: Secret;
  /** Takes whatever was sent; what it does not understand means nothing. */
  hear(payload: unknown): void;
}

/** Half a minute is what a person waits at a door; no vendor publishes a limit for reading its history. */
const historyEveryMs = 30_000;
/** All devices of an account together are asked no more than once in this time. */
const perDeviceMs = 1000;

export interface HistoryWatch {
  readonly account: string;
  readonly log: Log;
  read(signal: AbortSignal): Promise<readonly HistoryEntry[]>;
  things(signal: AbortSignal): Promise<readonly DiscoveredThing[]>;
  /** How many requests one look takes. */
  requests(): number;
}

/** Watches an account that keeps a history and tells nothing by itself: its states, and what is new in the history. */
export function watchHistory({ account, log, read, things, requests }: HistoryWatch): Watch {
  return (hear) => {
    const newsOf = createNews();
    return pollFor({
      account,
      log,
      everyMs: () => Math.max(historyEveryMs, requests() * perDeviceMs),
      async look(signal) {
        for (const { vendorId, state } of await things(signal)) {
          if (state !== undefined && !signal.aborted) hear({ kind: "state", account, vendorId, state });
        }
        for (const entry of newsOf(await read(signal))) {
          if (!signal.aborted) hear({ kind: "door", account, entry, source: "history" });
        }
      },
    });
  };
}

/** Everybody who listens to an account, for what is told from outside its own looking. */
export interface Listeners {
  tell(event: VendorEvent): void;
  /** The watch with these listeners added to it. */
  joined(watch?: Watch): Watch;
}

export function createListeners(): Listeners {
  const listening = new Set<Hear>();
  return {
    tell(event) {
      for (const hear of listening) hear(event);
    },
    joined: (watch) => (hear) => {
      listening.add(hear);
      const stop = watch?.(hear);
      return () => {
        listening.delete(hear);
        stop?.();
      };
    },
  };
}
