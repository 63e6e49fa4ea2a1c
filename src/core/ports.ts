import type { Action } from "#core/actions.ts";
import type { VendorReads } from "#core/capabilities.ts";
import type { CardChart } from "#core/chart.ts";
import type { Command } from "#core/command.ts";
import type { DiscoveredThing } from "#core/directory.ts";
import type { Json, JsonObject } from "#core/json.ts";
import type { Message } from "#core/message.ts";
import type { Permit } from "#core/permit.ts";
import type { Act, ActResult } from "#core/plan.ts";
import type { Card, CardChoice, Reply } from "#core/reply.ts";
import type { Secret } from "#core/secret.ts";
import type { PlatformIdentity, Turn } from "#core/turn.ts";

export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Ms that only ever grow, whatever the clock is set to; absent where nobody asks. */
  elapsed?(): number;
}

export interface Random {
  bytes(count: number): Uint8Array;
}

/** One-time tokens behind buttons: 128 random bits as base64url; only their hash is kept. */
export interface Tokens {
  mint(): { readonly token: string; readonly hash: string };
  hash(token: string): string;
}

/** Puts replies into words: the only way from keys and values to text. */
export interface Wording {
  card(reply: Reply, locale: string): Card;
  say(message: Message, locale: string): string;
  /** The best of our languages for these tags, most wanted first. */
  bestLocale(tags: readonly (string | undefined)[]): string;
}

/** One line per event; fields never hold names, phone numbers, message text or secrets. */
export interface Log {
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void;
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
  child(fields: Readonly<Record<string, unknown>>): Log;
}

/** Small encrypted values that survive restarts (session tokens); without a store key nothing is kept. */
export interface Vault {
  load(name: string): Promise<Secret | undefined>;
  save(name: string, value: Secret, expiresAt?: number): Promise<void>;
  drop(name: string): Promise<void>;
}

/** Token buckets that survive restarts. */
export interface Ledger {
  load(bucket: string): Promise<{ readonly tokens: number; readonly at: number } | undefined>;
  save(bucket: string, state: { readonly tokens: number; readonly at: number }): Promise<void>;
}

export interface PerformContext {
  readonly permit: Permit;
  /** Turn id, for logs. */
  readonly turn: string;
  /** Ends the wait, at most 10 s for what opens something. */
  readonly signal: AbortSignal;
}

/** Carries out acts of one capability on one account; results in the order of the acts. Never throws for what a vendor does. */
export type Performer = (acts: readonly Act[], context: PerformContext) => Promise<readonly ActResult[]>;

/** One operation of a vendor, for `usher vendor`. */
export interface OperationInfo {
  /** `GET /devices/{id}/doors`; for Akuvox the command name. */
  readonly route: string;
  readonly name: string;
  readonly effect: "read" | "write" | "actuate";
  readonly deprecated?: { readonly since?: string; readonly successor?: string };
}

export type RawCallResult =
  | { readonly ok: true; readonly status: number; readonly data: Json }
  | {
      readonly ok: false;
      readonly error: { readonly kind: string; readonly message: string; readonly outcome: "none" | "unknown" };
    };

/** One configured login at one vendor. */
export interface VendorAccount {
  readonly id: string;
  readonly vendor: string;
  readonly place: string;
  /** All things of the account. */
  things(signal?: AbortSignal): Promise<readonly DiscoveredThing[]>;
  readonly reads: VendorReads;
  /** Handed to the gate alone. */
  readonly performers: Readonly<Partial<Record<Action, Performer>>>;
  /** Waits for a better outcome than the one known, until the signal ends it; undefined when none can be had. */
  follow?(follow: JsonObject, signal: AbortSignal): Promise<ActResult | undefined>;
  /** Calls any operation by route or short name with catalogued parameters; reads need no permit. */
  call(
    operation: string,
    input: JsonObject,
    context: { readonly permit?: Permit; readonly signal: AbortSignal },
  ): Promise<RawCallResult>;
  /** Whether the account can be signed in to and reached; the latency in ms. */
  probe(
    signal: AbortSignal,
  ): Promise<{ readonly isWell: boolean; readonly latencyMs: number; readonly problem?: string }>;
  close(): Promise<void>;
}

/** What every vendor connection is given. */
export interface VendorServices {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly vault: Vault;
  readonly ledger: Ledger;
  redeem(permit: Permit | undefined): boolean;
  giveBack(permit: Permit, reason: "not-sent" | "sign-in-refused"): boolean;
}

/** Where the cards of one turn go. The adapter made it from the platform's payload. */
export interface Responder {
  /**
   * Shows a card. The first call answers the turn; later calls replace what this turn showed.
   * `placement: "replace"` on the first card of a press replaces the card that was clicked.
   * Resolves when the platform took it; failures are the adapter's to log and never thrown.
   */
  show(card: Card): Promise<void>;
  /**
   * Tells, before the first card, that it takes long; that card takes its place. Platforms on which it would stay
   * behind, or which show by themselves that something is going on, do nothing.
   */
  progress?(card: Card): Promise<void>;
  /** A responder for one more card of the same turn, beside those shown: several things were asked for at once. */
  beside?(): Responder;
  /** Told what the words were understood as, where somebody wants to know (`usher say --json`). */
  heard?(command: string, slots: Readonly<Record<string, Json>>): void;
}

/** The bot as adapters see it: turns in, cards out through the responder. Resolves when all of the turn is done. */
export interface Bot {
  handle(turn: Turn, responder: Responder): Promise<void>;
  /** Names for completion of an entity slot, limited to what this person may use; at most 25. */
  complete(request: CompletionRequest): Promise<readonly { readonly label: string; readonly value: string }[]>;
  /** Things behind a card's search, as choices to press; at most 25. Empty when it is not this person's. */
  search(request: SearchRequest): Promise<readonly CardChoice[]>;
  /** What is wrong in a form before it is sent off, in words by slot; acts on nothing and asks no vendor. */
  check(request: FormRequest): Promise<Readonly<Record<string, string>>>;
  /** A few sentences that this person could say, for a platform's suggestions. */
  suggest(request: Asker): Promise<readonly { readonly title: string; readonly text: string }[]>;
}

/** Who asks, and where, without a turn. */
export interface Asker {
  readonly identity: Turn["identity"];
  readonly conversation: Turn["conversation"];
  readonly locale?: string;
}

export interface SearchRequest extends Asker {
  readonly token: string;
  readonly text: string;
}

export interface FormRequest extends Asker {
  readonly command: string;
  readonly raw: Readonly<Record<string, Json>>;
}

export interface CompletionRequest extends Asker {
  readonly command: string;
  readonly slot: string;
  readonly text: string;
}

/** What a platform knows of one of its accounts now. */
export type Membership = Pick<PlatformIdentity, "standing" | "groups">;

/** A connected chat platform. */
export interface Platform {
  readonly name: string;
  /** True while turns can arrive. */
  isReady(): boolean;
  /** Writes to a person privately; false when this platform does not know the identity. */
  notify(identity: string, card: Card): Promise<boolean>;
  /** Writes into a conversation for everybody there; false when it is none of this platform's or could not be reached. */
  announce(conversation: string, card: Card): Promise<boolean>;
  /**
   * Asks anew for an account of this platform. `gone` when it was deactivated or is in nothing that is served;
   * undefined when that cannot be told now.
   */
  member?(identity: string): Promise<Membership | "gone" | undefined>;
  /** Finishes what runs, takes nothing new. */
  stop(): Promise<void>;
}

/** A request on the shared HTTP server, with the raw body for signatures. */
export interface HttpRequest {
  readonly method: string;
  /** With its query, if any. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpRoute {
  readonly method: "GET" | "POST";
  readonly path: string;
  handle(request: HttpRequest): Promise<HttpAnswer>;
}

export interface PictureOptions {
  readonly theme: "light" | "dark";
  /** In pixels; the height follows from it. */
  readonly width: number;
}

/** Draws charts where no turn waits for them. */
export interface Pictures {
  /** PNG. Rejects when it cannot be drawn, or not in time: then the chart's alternative text has to do. */
  draw(chart: CardChart, options: PictureOptions): Promise<Uint8Array>;
}

/** What every platform adapter is given. */
export interface PlatformServices {
  readonly bot: Bot;
  readonly clock: Clock;
  readonly log: Log;
  readonly vault: Vault;
  readonly pictures: Pictures;
  /** Languages that people can be answered in. */
  readonly locales: readonly string[];
  /** Everything that can be asked for, for menus, forms and the platform's own lists. */
  readonly commands: readonly Command[];
  /** Words by key (`commands:door.open.title`); undefined when the language has none. */
  words(key: string, locale: string): string | undefined;
  /** Whether any role is given by a group of this platform, so that groups are worth looking up. */
  hasGroupRoles(): boolean;
  newTurnId(): string;
  /** The platform says that an account was deactivated or has left. */
  left(identity: string): void;
}

/** What connecting a platform gives: the platform itself, and its routes on the shared HTTP server. */
export interface AdapterConnection {
  readonly platform: Platform;
  readonly routes: readonly HttpRoute[];
}

/** The default export of `src/adapters/<name>/adapter.ts`. */
export interface Adapter<C> {
  readonly name: string;
  connect(config: C, services: PlatformServices): Promise<AdapterConnection>;
}
