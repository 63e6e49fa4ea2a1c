import type { IncomingHttpHeaders } from "node:http";
import type { Clock } from "#core/ports.ts";
import type { Chance } from "./chance.ts";

export const cloudNames = ["raixer", "akuvox", "overkiz", "avion", "rufus"] as const;
export type CloudName = (typeof cloudNames)[number];

/** One request as a simulated cloud sees it. */
export interface Call {
  readonly method: string;
  /** Raw (still percent-encoded) path after the cloud's base path. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Lower case, without parameters; empty when the header is missing. */
  readonly contentType: string;
  readonly body: string;
  /** Epoch ms by the sandbox's clock. */
  readonly at: number;
  /** A fault asks the cloud to say no in its own words, with HTTP 200 where the vendor does so. */
  readonly isRefused: boolean;
}

export interface Answer {
  readonly status: number;
  /** Sent as JSON; nothing is sent when absent. */
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly text?: string;
  /** Sent as they are, in place of `text`. */
  readonly bytes?: Uint8Array;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Settings {
  /** Published rate limits run this many times faster than in the real cloud; null switches them off. */
  limitsDividedBy: number | null;
}

/** What every simulated cloud is made of. */
export interface CloudParts {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly settings: Settings;
  /** State kept by an earlier run. */
  readonly stored?: unknown;
}

/** One simulated cloud: plain functions over its own state; the server around it does HTTP, faults and the log. */
export interface Cloud {
  readonly name: CloudName;
  /** Prefix before every catalogued path. */
  readonly basePath: string;
  /** Brings the state to this moment: executions end, runners pass, keys expire. */
  settle(now: number): void;
  handle(call: Call): Answer;
  /** Further names of this call for fault matching and the log: its route, Akuvox's command. */
  names(call: Call): readonly string[];
  readonly refusals: {
    unauthorized(): Answer;
    rateLimited(retryAfterS: number): Answer;
    failed(status: number): Answer;
  };
  /** Things that happen without a call: a ring, a lamp switched by hand. Says what is wrong with the wish, if anything. */
  happen(event: Readonly<Record<string, unknown>>, at: number): string | undefined;
  /** For people and tests: what happened to the simulated world. */
  view(): Readonly<Record<string, unknown>>;
  /** What is kept between runs: plain JSON. */
  snapshot(): unknown;
}

export function json(status: number, body: unknown, headers?: Readonly<Record<string, string>>): Answer {
  return headers === undefined ? { status, body } : { status, body, headers };
}

/** The parsed body, or undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** ISO text with milliseconds and Z. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}
