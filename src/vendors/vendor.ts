import { performance } from "node:perf_hooks";
import type { z } from "zod";
import type { Action } from "#core/actions.ts";
import type { VendorReads } from "#core/capabilities.ts";
import type { DiscoveredThing } from "#core/directory.ts";
import { AccessError, BotError, VendorError } from "#core/errors.ts";
import type { Json, JsonObject } from "#core/json.ts";
import { message } from "#core/message.ts";
import type { Act, ActResult } from "#core/plan.ts";
import type {
  OperationInfo,
  PerformContext,
  Performer,
  RawCallResult,
  VendorAccount,
  VendorServices,
} from "#core/ports.ts";
import type { Client } from "./client.ts";
import type { HistoryEntry } from "./history.ts";
import { splitInput } from "./input.ts";
import type { Budget, Limits } from "./limits.ts";
import { createFinder, type Deprecated, type DeprecatedTable, type OperationTable, routeOf } from "./operation.ts";
import { within } from "./retry.ts";
import { type Listeners, type Watch, type Webhook, watchHistory } from "./watch.ts";

/** A vendor account with what the operator may ask of it besides. */
export interface VendorConnection extends VendorAccount {
  /** What is left of the published limits. */
  budgets(): Promise<readonly Budget[]>;
  /** How far the vendor's clock is ahead of ours; undefined before the first answer. */
  skewMs(): number | undefined;
  /** The vendor's own history of all doors, newest first. Absent where it keeps none. */
  history?(signal?: AbortSignal): Promise<readonly HistoryEntry[]>;
  /** Absent where the account tells nothing by itself. */
  readonly watch?: Watch;
  /** Where the vendor may call, when the configuration holds a secret for it. */
  readonly webhook?: Webhook;
}

export interface AccountIdentity {
  readonly id: string;
  readonly place: string;
}

/** What a vendor's folder gives once it is needed. */
export interface VendorModule<C> {
  readonly operations: OperationTable;
  readonly withdrawn: DeprecatedTable;
  connect(config: C, services: VendorServices, account: AccountIdentity): Promise<VendorConnection>;
}

export interface Vendor {
  readonly name: string;
  /** The account's keys in the configuration besides id, vendor and place. */
  readonly config: z.ZodType;
  /** All rows, for lists; loads them. */
  operations(): Promise<{ readonly table: OperationTable; readonly withdrawn: DeprecatedTable }>;
  /** `config` is what the schema gave. */
  connect(config: unknown, services: VendorServices, account: AccountIdentity): Promise<VendorConnection>;
}

/** A vendor whose tables and client are loaded when they are first needed. */
export function defineVendor<S extends z.ZodType>(about: {
  readonly name: string;
  readonly config: S;
  load(): Promise<VendorModule<z.output<S>>>;
}): Vendor {
  return {
    name: about.name,
    config: about.config,
    async operations() {
      const { operations, withdrawn } = await about.load();
      return { table: operations, withdrawn };
    },
    async connect(config, services, account) {
      const module = await about.load();
      return module.connect(config as z.output<S>, services, account);
    },
  };
}

/** Rows as `usher vendor` lists them. */
export function describeOperations(table: OperationTable, withdrawn: DeprecatedTable): readonly OperationInfo[] {
  const live = Object.values(table).map((row) => ({ route: routeOf(row), name: row.name, effect: row.effect }));
  const gone = withdrawn.map((row) => ({
    route: row.route,
    name: row.name,
    effect: row.route.startsWith("GET ") ? ("read" as const) : ("write" as const),
    deprecated: {
      ...(row.since === undefined ? {} : { since: row.since }),
      ...(row.successor === undefined ? {} : { successor: row.successor }),
    },
  }));
  return [...live, ...gone];
}

/** The result of an act that did not go well. Anything but a known error is a defect and thrown on. */
export function failed(error: unknown, sends: number): ActResult {
  if (!(error instanceof BotError)) throw error;
  const outcome = error instanceof VendorError ? error.outcome : "failed";
  return { outcome, problem: message(`errors:${error.code}`, error.values), sends };
}

/** A performer that carries out each act by itself; one that fails does not stop the others. */
export function performEach(one: (act: Act, context: PerformContext) => Promise<ActResult>): Performer {
  return (acts, context) =>
    Promise.all(
      acts.map(async (act) => {
        try {
          return await one(act, context);
        } catch (error) {
          return failed(error, 0);
        }
      }),
    );
}

export interface AccountParts {
  readonly account: AccountIdentity;
  readonly vendor: string;
  readonly services: VendorServices;
  readonly client: Pick<Client, "attemptLoose" | "close" | "skewMs">;
  readonly operations: OperationTable;
  readonly withdrawn: DeprecatedTable;
  readonly reads: VendorReads;
  readonly performers: Readonly<Partial<Record<Action, Performer>>>;
  readonly limits?: Limits;
  things(signal?: AbortSignal): Promise<readonly DiscoveredThing[]>;
  /** One cheap signed-in read; throws when it fails. */
  ping(signal: AbortSignal): Promise<unknown>;
  follow?(follow: JsonObject, signal: AbortSignal): Promise<ActResult | undefined>;
  history?(signal?: AbortSignal): Promise<readonly HistoryEntry[]>;
  /** How many requests one look at the history takes; one when absent. */
  requests?(): number;
  /** For vendors that tell more, or otherwise, than their history of doors. */
  readonly watch?: Watch;
  /** An address at which the vendor calls, and those who hear of it. */
  readonly webhook?: Webhook & { readonly listeners: Listeners };
  /** Adds what the account knows to a raw input (the residence of an Akuvox account). */
  complete?(input: JsonObject, row: OperationTable[string]): Promise<JsonObject>;
  close?(): void;
}

/** Lists are shared by whoever waits for them: the signal ends one wait, not the work. */
const longestMs = 120_000;

function timeout(account: string): VendorError {
  return new VendorError({ account, kind: "timeout", outcome: "none" });
}

/** Puts an account together from its parts; raw calls and `vendor.call` are the same for every vendor. */
export function createAccount(parts: AccountParts): VendorConnection {
  const call = createRawCall(parts);
  const watch = watchOf(parts);
  const performRaw = performEach((act, context) => callAsAct(call, act, context));
  return {
    id: parts.account.id,
    place: parts.account.place,
    vendor: parts.vendor,
    reads: parts.reads,
    performers: { ...parts.performers, "vendor.call": performRaw },
    things: (signal) =>
      signal === undefined
        ? parts.things()
        : within(parts.things(signal), longestMs, () => timeout(parts.account.id), signal),
    ...(parts.follow === undefined ? {} : { follow: parts.follow }),
    ...(parts.history === undefined ? {} : { history: parts.history }),
    ...(watch === undefined ? {} : { watch }),
    ...(parts.webhook === undefined ? {} : { webhook: parts.webhook }),
    async call(operation, input, context) {
      return (await call(operation, input, context)).result;
    },
    async probe(signal) {
      const begun = performance.now();
      const latency = (): number => Math.round(performance.now() - begun);
      try {
        await parts.ping(signal);
        return { isWell: true, latencyMs: latency() };
      } catch (error) {
        if (!(error instanceof BotError)) throw error;
        return { isWell: false, latencyMs: latency(), problem: error.code };
      }
    },
    skewMs: () => parts.client.skewMs(),
    budgets: async () => (await parts.limits?.budgets()) ?? [],
    async close() {
      parts.close?.();
      await parts.client.close();
    },
  };
}

function watchOf({ account, services, history, things, watch, webhook, requests }: AccountParts): Watch | undefined {
  const own =
    watch ??
    (history === undefined
      ? undefined
      : watchHistory({
          account: account.id,
          log: services.log,
          read: history,
          things,
          requests: requests ?? (() => 1),
        }));
  return webhook === undefined ? own : webhook.listeners.joined(own);
}

type RawCall = (
  operation: string,
  input: JsonObject,
  context: Pick<PerformContext, "signal"> & { readonly permit?: PerformContext["permit"] },
) => Promise<{ readonly result: RawCallResult; readonly sends: number; readonly error?: BotError }>;

function createRawCall(parts: AccountParts): RawCall {
  const find = createFinder(parts.operations, parts.withdrawn);
  const refuse = (kind: string, text: string, error?: BotError, sends = 0) => {
    const outcome = error instanceof VendorError ? error.details.outcome : "none";
    const result: RawCallResult = { ok: false, error: { kind, message: text, outcome } };
    return { result, sends, ...(error === undefined ? {} : { error }) };
  };
  return async (operation, input, { permit, signal }) => {
    const row = find(operation);
    if (row === undefined) return refuse("input", `${parts.vendor} has no operation ${operation}`);
    if (row.kind === "deprecated") return refuse("deprecated", withdrawnText(row));
    try {
      const given = parts.complete === undefined ? input : await parts.complete(input, row);
      const result = await parts.client.attemptLoose(row, splitInput(row, given), { permit, signal, isUrgent: true });
      if (!result.ok) return refuse(result.error.details.kind, describe(result.error), result.error, result.sends);
      return { result: { ok: true, status: result.status, data: (result.raw ?? null) as Json }, sends: result.sends };
    } catch (error) {
      if (error instanceof AccessError) return refuse(error.code, `${operation} changes something: needs a yes`, error);
      if (error instanceof VendorError) return refuse(error.details.kind, describe(error), error);
      throw error;
    }
  };
}

function withdrawnText(row: Deprecated): string {
  const since = row.since === undefined ? "" : ` since ${row.since}`;
  return `${row.route} is withdrawn${since}${row.successor === undefined ? "" : `; use ${row.successor}`}`;
}

/** For the operator's terminal: kinds, statuses and names of parameters only. */
function describe(error: VendorError): string {
  const { kind, status, parameter, vendorCode, retryAfterMs } = error.details;
  const parts = [
    kind === "input" && parameter !== undefined ? `parameter ${parameter}: ${causeText(error)}` : kind,
    status === undefined ? undefined : `status ${status}`,
    vendorCode,
    retryAfterMs === undefined ? undefined : `again in ${Math.ceil(retryAfterMs / 1000)} s`,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

function causeText(error: VendorError): string {
  return error.cause instanceof Error ? error.cause.message : "wrong";
}

async function callAsAct(call: RawCall, act: Act, context: PerformContext): Promise<ActResult> {
  const { operation, input } = act.input;
  const isGiven = typeof input === "object" && input !== null && !Array.isArray(input);
  const given = isGiven ? (input as JsonObject) : {};
  const { result, sends, error } = await call(String(operation ?? ""), given, context);
  const shown = [{ label: message("replies:vendor.data"), value: JSON.stringify(result) }];
  if (result.ok) return { outcome: "accepted", shown, sends };
  const base = error === undefined ? undefined : failed(error, sends);
  const code = `vendor-${result.error.kind}`;
  const values = { account: act.account };
  return { ...(base ?? { outcome: "failed", problem: message(`errors:${code}`, values), sends }), shown };
}
