import type { App, ReceiverEvent } from "@slack/bolt";
import type { Log } from "#core/ports.ts";

/**
 * The one door through which both transports hand payloads to the library. It makes acknowledging safe (once, never
 * thrown: a socket that closes meanwhile must not lose the turn, whose key counts once anyway) and can be shut.
 */
export class Intake {
  readonly #app: App;
  readonly #log: Log;
  readonly #running = new Set<Promise<void>>();
  #isShut = false;

  constructor(app: App, log: Log) {
    this.#app = app;
    this.#log = log;
  }

  /** Resolves when the library is through with the payload; the work of the turn may go on. False when shut. */
  async take(event: ReceiverEvent): Promise<boolean> {
    if (this.#isShut) return false;
    let isAcknowledged = false;
    const acknowledge = async (answer?: unknown): Promise<void> => {
      if (isAcknowledged) return;
      isAcknowledged = true;
      try {
        await event.ack(answer);
      } catch (error) {
        this.#log.warn("slack-ack-failed", { code: error instanceof Error ? error.name : "unknown" });
      }
    };
    await this.#app.processEvent({ ...event, ack: acknowledge });
    return true;
  }

  /** An app for a receiver: what it processes goes through this intake. */
  front(): App {
    const processEvent = async (event: ReceiverEvent): Promise<void> => void (await this.take(event));
    return Object.create(this.#app, { processEvent: { value: processEvent } });
  }

  /** Work that `drain` waits for. */
  run(work: () => Promise<void>): void {
    const running: Promise<void> = work()
      .catch((error: unknown) => {
        this.#log.error("slack-turn-failed", { code: error instanceof Error ? error.name : "unknown", error });
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  shut(): void {
    this.#isShut = true;
  }

  async drain(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
