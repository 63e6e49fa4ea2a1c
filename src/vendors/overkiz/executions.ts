import { VendorError } from "#core/errors.ts";
import type { JsonObject } from "#core/json.ts";
import { type Message, message } from "#core/message.ts";
import { namesOf } from "#core/naming.ts";
import type { ActResult } from "#core/plan.ts";
import type { Client } from "#vendors/client.ts";
import { scrub } from "#vendors/errors.ts";
import { pause } from "#vendors/retry.ts";
import type { Feed } from "./feed.ts";
import { executionOperations } from "./operations/executions.ts";
import { historyOperations } from "./operations/history.ts";
import type { Event } from "./schemas.ts";

/** How an execution ended. */
interface ExecutionEnd {
  readonly state: "COMPLETED" | "FAILED";
  readonly failureType?: string | undefined;
  /** Devices named as failed; empty when the vendor named none. */
  readonly failed: readonly string[];
}

/** Where the end of an act of ours can be learnt. */
export interface FollowedAct extends JsonObject {
  readonly execId: string;
  /** The device, for runs that tell several devices something; empty for scenes. */
  readonly device: string;
  /** The end says only whether the gateway sent it. */
  readonly isOneWay: boolean;
}

const remembered = 200;

function endOf(source: Readonly<Record<string, unknown>>, state: unknown): ExecutionEnd | undefined {
  if (state !== "COMPLETED" && state !== "FAILED") return undefined;
  const { failureType, failedCommands, commands } = source;
  const named = Array.isArray(failedCommands) ? failedCommands : Array.isArray(commands) ? commands : [];
  const failed = named.flatMap((command: unknown) => {
    if (typeof command !== "object" || command === null || !("deviceURL" in command)) return [];
    const isFailed = !("state" in command) || command.state === "FAILED";
    return isFailed && typeof command.deviceURL === "string" ? [command.deviceURL] : [];
  });
  return { state, failed, ...(typeof failureType === "string" ? { failureType } : {}) };
}

function isGone(error: unknown): boolean {
  return error instanceof VendorError && ["not-found", "rejected", "shape"].includes(error.details.kind);
}

interface ExecutionsOptions {
  readonly account: string;
  readonly client: Client;
  readonly feed: Pick<Feed, "hurry">;
  /** Ms between two askings while no event comes. */
  readonly askEveryMs: number;
}

type Tell = (end: ExecutionEnd | undefined) => void;

/** Watches executions to their end: by events, and by asking, in case the event was missed. */
export class Executions {
  readonly #options: ExecutionsOptions;
  readonly #ends = new Map<string, ExecutionEnd>();
  readonly #waiting = new Map<string, Set<Tell>>();

  constructor(options: ExecutionsOptions) {
    this.#options = options;
  }

  hear(event: Event): void {
    if (event.name !== "ExecutionStateChangedEvent" || typeof event.execId !== "string") return;
    const end = endOf(event, event.newState);
    if (end !== undefined) this.#settle(event.execId, end);
  }

  /** The better outcome of an act, once its execution ended; undefined when there is none to be had. */
  async follow(follow: JsonObject, signal: AbortSignal): Promise<ActResult | undefined> {
    const { execId, device, isOneWay } = follow;
    if (typeof execId !== "string") return undefined;
    const end = await this.#watch(execId, signal);
    if (end === undefined) return undefined;
    const isMine = end.failed.length === 0 || device === "" || end.failed.includes(String(device));
    if (end.state === "FAILED" && isMine) {
      return { outcome: "failed", problem: this.#problem(end, device === ""), reference: execId, sends: 0 };
    }
    return isOneWay === true ? undefined : { outcome: "done", reference: execId, sends: 0 };
  }

  /** For a run of many devices, which of them failed, where the vendor tells. */
  #problem({ failureType, failed }: ExecutionEnd, isOfMany: boolean): Message {
    const { account } = this.#options;
    if (isOfMany && failed.length > 0) {
      const ids = [...new Set(failed)].map((deviceURL) => `${account}:${deviceURL}`);
      return message("errors:vendor-run-failed-at", { account, things: namesOf(ids) });
    }
    const reason = scrub(failureType);
    return message("errors:vendor-run-failed", { account, ...(reason === undefined ? {} : { reason }) });
  }

  #settle(execId: string, end: ExecutionEnd): void {
    this.#ends.set(execId, end);
    const [oldest] = this.#ends.keys();
    if (this.#ends.size > remembered && oldest !== undefined) this.#ends.delete(oldest);
    for (const tell of this.#waiting.get(execId) ?? []) tell(end);
  }

  async #watch(execId: string, signal: AbortSignal): Promise<ExecutionEnd | undefined> {
    const known = this.#ends.get(execId);
    if (known !== undefined || signal.aborted) return known;
    const { promise, resolve } = Promise.withResolvers<ExecutionEnd | undefined>();
    const giveUp = (): void => resolve(undefined);
    signal.addEventListener("abort", giveUp, { once: true });
    const forget = this.#listen(execId, resolve);
    const { listening, release } = this.#options.feed.hurry();
    const over = new AbortController();
    this.#askUntil(execId, listening, AbortSignal.any([signal, over.signal])).catch(giveUp);
    try {
      return await promise;
    } finally {
      over.abort();
      release();
      forget();
      signal.removeEventListener("abort", giveUp);
    }
  }

  #listen(execId: string, tell: Tell): () => void {
    const tellers = this.#waiting.get(execId) ?? new Set();
    this.#waiting.set(execId, tellers.add(tell));
    return () => {
      tellers.delete(tell);
      if (tellers.size === 0) this.#waiting.delete(execId);
    };
  }

  /** Asks once the listener stands, so that no end can fall between, and then every few seconds. */
  async #askUntil(execId: string, listening: Promise<void>, signal: AbortSignal): Promise<void> {
    const { askEveryMs } = this.#options;
    await Promise.race([listening, pause(askEveryMs, signal)]);
    while (!signal.aborted) {
      const end = await this.#ask(execId, signal);
      if (end !== undefined) this.#settle(execId, end);
      await pause(askEveryMs, signal);
    }
  }

  /** Asks what runs, then what ran. */
  async #ask(execId: string, signal: AbortSignal): Promise<ExecutionEnd | undefined> {
    const { client } = this.#options;
    try {
      const running = await client.call(executionOperations.execution, { path: { execId } }, { signal });
      const end = endOf(running, running.state);
      if (end !== undefined || typeof running.state === "string") return end;
    } catch (error) {
      if (!isGone(error)) return undefined;
    }
    try {
      const past = await client.call(historyOperations.pastExecution, { path: { execId } }, { signal });
      return past.execution == null ? undefined : endOf(past.execution, past.execution.state);
    } catch (error) {
      if (error instanceof VendorError) return undefined;
      throw error;
    }
  }
}
