import { VendorError } from "#core/errors.ts";
import type { JsonObject } from "#core/json.ts";
import { message } from "#core/message.ts";
import type { ActResult } from "#core/plan.ts";
import type { Client } from "#vendors/client.ts";
import { scrub } from "#vendors/errors.ts";
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

export interface Executions {
  hear(event: Event): void;
  follow(follow: JsonObject, signal: AbortSignal): Promise<ActResult | undefined>;
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

/** Watches executions to their end: by events, and by asking, in case the event was missed. */
export function createExecutions(options: {
  readonly account: string;
  readonly client: Client;
  readonly feed: Pick<Feed, "hurry">;
  /** Ms between two askings while no event comes. */
  readonly askEveryMs: number;
}): Executions {
  const { account, client, feed, askEveryMs } = options;
  const ends = new Map<string, ExecutionEnd>();
  const waiting = new Map<string, Set<(end: ExecutionEnd) => void>>();

  const settle = (execId: string, end: ExecutionEnd): void => {
    ends.set(execId, end);
    const [oldest] = ends.keys();
    if (ends.size > remembered && oldest !== undefined) ends.delete(oldest);
    for (const tell of waiting.get(execId) ?? []) tell(end);
    waiting.delete(execId);
  };
  /** Asks what runs, then what ran. */
  const ask = async (execId: string, signal: AbortSignal): Promise<ExecutionEnd | undefined> => {
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
    } catch {
      return undefined;
    }
  };
  const watch = async (execId: string, signal: AbortSignal): Promise<ExecutionEnd | undefined> => {
    const known = ends.get(execId);
    if (known !== undefined) return known;
    const { promise, resolve } = Promise.withResolvers<ExecutionEnd | undefined>();
    const tellers = waiting.get(execId) ?? new Set();
    tellers.add(resolve);
    waiting.set(execId, tellers);
    const { listening, release } = feed.hurry();
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    const askAgain = (): void => {
      timer = undefined;
      ask(execId, signal).then(
        (end) => {
          if (end !== undefined) settle(execId, end);
          else if (!isOver) timer = setTimeout(askAgain, askEveryMs);
        },
        resolve.bind(undefined, undefined),
      );
    };
    const giveUp = (): void => resolve(undefined);
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    // Asked once the listener stands, so that no end can fall between; and in any case after a while.
    timer = setTimeout(askAgain, askEveryMs);
    listening.then(() => {
      if (isOver || timer === undefined) return;
      clearTimeout(timer);
      askAgain();
    });
    try {
      return await promise;
    } finally {
      isOver = true;
      clearTimeout(timer);
      release();
      signal.removeEventListener("abort", giveUp);
      tellers.delete(resolve);
      if (tellers.size === 0 && waiting.get(execId) === tellers) waiting.delete(execId);
    }
  };

  return {
    hear(event) {
      if (event.name !== "ExecutionStateChangedEvent" || typeof event.execId !== "string") return;
      const end = endOf(event, event.newState);
      if (end !== undefined) settle(event.execId, end);
    },
    async follow(follow, signal) {
      const { execId, device, isOneWay } = follow;
      if (typeof execId !== "string") return undefined;
      const end = await watch(execId, signal);
      if (end === undefined) return undefined;
      const isMine = end.failed.length === 0 || end.failed.includes(String(device)) || device === "";
      if (end.state === "FAILED" && isMine) {
        const reason = scrub(end.failureType);
        const values = { account, ...(reason === undefined ? {} : { reason }) };
        return { outcome: "failed", problem: message("errors:vendor-rejected", values), reference: execId, sends: 0 };
      }
      return isOneWay === true ? undefined : { outcome: "done", reference: execId, sends: 0 };
    },
  };
}
