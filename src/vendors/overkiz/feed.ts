import { VendorError } from "#core/errors.ts";
import type { Log } from "#core/ports.ts";
import type { Client } from "#vendors/client.ts";
import { listenerLost } from "./errors.ts";
import { sessionOperations } from "./operations/session.ts";
import type { Event } from "./schemas.ts";

/** Ms between fetches. */
export interface Rhythm {
  /** Nothing of ours runs. */
  readonly idle: number;
  /** An execution of ours runs; the vendor allows one fetch a second. */
  readonly busy: number;
  /** No device ever says anything by itself: only enough to notice new ones. */
  readonly silent: number;
  /** After a failure, doubled with each further one. */
  readonly afterFailure: number;
  readonly longest: number;
}

export const cloudRhythm: Rhythm = {
  idle: 30_000,
  busy: 1000,
  silent: 3_600_000,
  afterFailure: 10_000,
  longest: 600_000,
};
export const localRhythm: Rhythm = { ...cloudRhythm, idle: 5000 };

export interface FeedOptions {
  readonly account: string;
  readonly client: Client;
  readonly log: Log;
  readonly rhythm: Rhythm;
  hear(event: Event): void;
  /** Something may have happened unheard. */
  onGap(signal: AbortSignal): Promise<void>;
  isTalking(): boolean;
}

/** The session's one event listener, fetched for as long as the account is connected. */
export interface Feed {
  /** Begins to listen, first after an idle pause. */
  start(): void;
  /** Fetches every second until released; resolves once a listener stands. */
  hurry(): { readonly listening: Promise<void>; release(): void };
  /** The session ended, and its listener with it. */
  forget(): void;
  close(): void;
}

/** A pause that `wake` ends early. Idle ones keep no process alive. */
interface Pause {
  readonly over: Promise<void>;
  wake(): void;
}

function pauseFor(ms: number, isIdle: boolean): Pause {
  let wake = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    if (isIdle) timer.unref();
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  return { over, wake };
}

export function createFeed(options: FeedOptions): Feed {
  const { account, client, log, rhythm } = options;
  const end = new AbortController();
  let listenerId: string | undefined;
  let hadListener = false;
  let isRunning = false;
  let hurried = 0;
  let failures = 0;
  let pause: Pause | undefined;
  let standing = Promise.withResolvers<void>();

  const register = async (): Promise<string> => {
    const { id } = await client.call(sessionOperations.registerListener, {}, { signal: end.signal });
    listenerId = id;
    if (hadListener) {
      log.info("listener-renewed", { account });
      // Beside the fetching: the end of a run must not wait for the states of a whole house.
      options.onGap(end.signal).catch((error: unknown) => {
        if (!(error instanceof VendorError)) log.error("gap-not-read", { account, error });
      });
    }
    hadListener = true;
    standing.resolve();
    return id;
  };
  const forget = (): void => {
    if (listenerId === undefined) return;
    listenerId = undefined;
    standing = Promise.withResolvers<void>();
  };
  const fetchOnce = async (): Promise<void> => {
    const id = listenerId ?? (await register());
    // The loop keeps the pace itself; the call is counted all the same.
    const how = { signal: end.signal, isUrgent: true };
    const events = await client.call(sessionOperations.fetchEvents, { path: { listenerId: id } }, how);
    for (const event of events) options.hear(event);
  };
  const tick = async (): Promise<void> => {
    try {
      await fetchOnce();
      failures = 0;
    } catch (error) {
      if (end.signal.aborted) return;
      if (!(error instanceof VendorError)) {
        log.error("feed-failed", { account, error });
        failures += 1;
      } else if (error.details.vendorCode === listenerLost && listenerId !== undefined) {
        forget();
      } else {
        failures += 1;
      }
    }
  };
  const delay = (): number => {
    if (failures > 0) {
      const doubled = Math.min(rhythm.longest, rhythm.afterFailure * 2 ** (failures - 1));
      return hurried > 0 ? Math.min(doubled, rhythm.afterFailure) : doubled;
    }
    if (hurried > 0 || (hadListener && listenerId === undefined)) return rhythm.busy;
    return options.isTalking() ? rhythm.idle : rhythm.silent;
  };
  const run = async (): Promise<void> => {
    while (!end.signal.aborted) {
      pause = pauseFor(delay(), hurried === 0);
      await pause.over;
      if (!end.signal.aborted) await tick();
    }
  };
  const start = (): void => {
    if (isRunning || end.signal.aborted) return;
    isRunning = true;
    run().catch((error: unknown) => log.error("feed-ended", { account, error }));
  };

  return {
    start,
    hurry() {
      hurried += 1;
      failures = 0;
      if (isRunning) {
        if (hurried === 1) pause?.wake();
      } else {
        isRunning = true;
        tick()
          .then(run)
          .catch((error: unknown) => log.error("feed-ended", { account, error }));
      }
      let isReleased = false;
      return {
        listening: standing.promise,
        release() {
          if (isReleased) return;
          isReleased = true;
          hurried -= 1;
        },
      };
    },
    forget,
    close() {
      end.abort();
      pause?.wake();
    },
  };
}
