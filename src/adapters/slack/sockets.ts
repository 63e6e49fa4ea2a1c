import { setTimeout as sleep } from "node:timers/promises";
import type { SocketModeReceiver } from "@slack/bolt";
import type { Log } from "#core/ports.ts";
import { errorCode } from "./web.ts";

/** How long Slack may take from the first call to its hello. */
const helloMs = 15_000;
const firstWaitMs = 200;
const longestWaitMs = 30_000;
/** How long a socket gets to close politely. */
const farewellMs = 1500;

/**
 * Keeps one Socket Mode connection up. The library's own reconnection is off: it waits seconds before it tries, and
 * a failure during it is an unhandled rejection that ends the process.
 */
export class SocketLink {
  readonly #receiver: SocketModeReceiver;
  readonly #log: Log;
  readonly #stop = new AbortController();
  #isUp = false;
  #life: Promise<void> = Promise.resolve();

  constructor(receiver: SocketModeReceiver, log: Log) {
    this.#receiver = receiver;
    this.#log = log;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Resolves after the first try, whether it worked or not; then goes on until `stop`. */
  async start(): Promise<void> {
    const first = this.#connect();
    this.#life = this.#live(first);
    await first;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#hangUp();
    await Promise.race([this.#life, sleep(farewellMs, undefined, { ref: false })]);
    this.#isUp = false;
  }

  async #live(first: Promise<Attempt>): Promise<void> {
    let failures = 0;
    let attempt = await first;
    while (!this.#stop.signal.aborted) {
      failures = attempt.isUp ? 0 : failures + 1;
      await (attempt.isUp ? this.#untilClosed(attempt.closed) : this.#wait(attempt, failures));
      if (!this.#stop.signal.aborted) attempt = await this.#connect();
    }
    await this.#hangUp();
  }

  async #untilClosed(closed: Promise<void>): Promise<void> {
    await closed;
    this.#isUp = false;
    if (!this.#stop.signal.aborted) this.#log.info("slack-socket-closed");
  }

  async #wait({ code, waitMs }: Extract<Attempt, { isUp: false }>, failures: number): Promise<void> {
    const wait = Math.min(longestWaitMs, Math.max(waitMs, firstWaitMs * 2 ** (failures - 1)));
    this.#log.warn("slack-socket-failed", { code, failures, waitMs: wait });
    await sleep(wait, undefined, { signal: this.#stop.signal }).catch(() => {});
  }

  async #connect(): Promise<Attempt> {
    const { client } = this.#receiver;
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    const onClosed = (): void => close();
    client.once("disconnected", onClosed);
    const started = this.#receiver.start().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const patience = new AbortController();
    const late = sleep(helloMs, "late" as const, { signal: patience.signal }).catch(() => "late" as const);
    const ended = await Promise.race([started, late]);
    patience.abort();
    if (ended === undefined) {
      this.#isUp = true;
      this.#log.info("slack-socket-open");
      return { isUp: true, closed };
    }
    client.removeListener("disconnected", onClosed);
    if (ended === "late") await this.#hangUp();
    const error = ended === "late" ? undefined : ended.error;
    const seconds = (error as { retryAfter?: unknown } | undefined)?.retryAfter;
    return {
      isUp: false,
      code: ended === "late" ? "no-hello" : errorCode(error),
      waitMs: typeof seconds === "number" ? seconds * 1000 : 0,
    };
  }

  async #hangUp(): Promise<void> {
    const closed = Promise.resolve(this.#receiver.client.disconnect()).catch(() => {});
    await Promise.race([closed, sleep(farewellMs, undefined, { ref: false })]);
  }
}

type Attempt =
  | { readonly isUp: true; readonly closed: Promise<void> }
  | { readonly isUp: false; readonly code: string; readonly waitMs: number };
