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

/** New listeners at once; more often than this it is a failure like others. */
const lossesInARow = 3;

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

/** The session's one event listener, fetched for as long as the account is connected. */
export class Feed {
  readonly #options: FeedOptions;
  readonly #end = new AbortController();
  #listenerId: string | undefined;
  #hadListener = false;
  #isRunning = false;
  #hurried = 0;
  #failures = 0;
  #losses = 0;
  #pause: Pause | undefined;
  #standing = Promise.withResolvers<void>();

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** Begins to listen, first after an idle pause. */
  start(): void {
    this.#begin(async () => undefined);
  }

  /** Fetches every second until released; `listening` resolves once a listener stands. */
  hurry(): { readonly listening: Promise<void>; release(): void } {
    this.#hurried += 1;
    this.#failures = 0;
    if (this.#isRunning && this.#hurried === 1) this.#pause?.wake();
    this.#begin(() => this.#tick());
    let isReleased = false;
    return {
      listening: this.#standing.promise,
      release: () => {
        if (!isReleased) this.#hurried -= 1;
        isReleased = true;
      },
    };
  }

  /** The session ended, and its listener with it. */
  forget(): void {
    if (this.#listenerId === undefined) return;
    this.#listenerId = undefined;
    this.#standing = Promise.withResolvers();
  }

  close(): void {
    this.#end.abort();
    this.#pause?.wake();
  }

  #begin(first: () => Promise<void>): void {
    if (this.#isRunning || this.#end.signal.aborted) return;
    this.#isRunning = true;
    const { account, log } = this.#options;
    first()
      .then(() => this.#run())
      .catch((error: unknown) => log.error("feed-ended", { account, error }));
  }

  async #run(): Promise<void> {
    while (!this.#end.signal.aborted) {
      this.#pause = pauseFor(this.#delay(), this.#hurried === 0);
      await this.#pause.over;
      if (!this.#end.signal.aborted) await this.#tick();
    }
  }

  #delay(): number {
    const { rhythm, isTalking } = this.#options;
    if (this.#failures > 0) {
      const doubled = Math.min(rhythm.longest, rhythm.afterFailure * 2 ** (this.#failures - 1));
      return this.#hurried > 0 ? Math.min(doubled, rhythm.afterFailure) : doubled;
    }
    const hasLostListener = this.#hadListener && this.#listenerId === undefined;
    if (this.#hurried > 0 || hasLostListener) return rhythm.busy;
    return isTalking() ? rhythm.idle : rhythm.silent;
  }

  async #tick(): Promise<void> {
    const { account, log } = this.#options;
    try {
      await this.#fetch();
      this.#failures = 0;
      this.#losses = 0;
    } catch (error) {
      if (this.#end.signal.aborted) return;
      if (!(error instanceof VendorError)) log.error("feed-failed", { account, error });
      const isLost = error instanceof VendorError && error.details.vendorCode === listenerLost;
      if (isLost) this.forget();
      this.#losses += isLost ? 1 : 0;
      if (!isLost || this.#losses > lossesInARow) this.#failures += 1;
    }
  }

  async #fetch(): Promise<void> {
    const { client, hear } = this.#options;
    const listenerId = this.#listenerId ?? (await this.#register());
    // The loop keeps the pace itself; the call is counted all the same.
    const how = { signal: this.#end.signal, isUrgent: true };
    const events = await client.call(sessionOperations.fetchEvents, { path: { listenerId } }, how);
    for (const event of events) hear(event);
  }

  async #register(): Promise<string> {
    const { account, client, log, onGap } = this.#options;
    const { signal } = this.#end;
    const { id } = await client.call(sessionOperations.registerListener, {}, { signal });
    this.#listenerId = id;
    if (this.#hadListener) {
      log.info("listener-renewed", { account });
      // Beside the fetching: the end of a run must not wait for the states of a whole house.
      onGap(signal).catch((error: unknown) => {
        if (!(error instanceof VendorError)) log.error("gap-not-read", { account, error });
      });
    }
    this.#hadListener = true;
    this.#standing.resolve();
    return id;
  }
}
