import type { Values } from "#core/message.ts";
import type { Outcome } from "#core/outcome.ts";
import type { ReplyOffer } from "#core/reply.ts";

/**
 * The base of every error that a person may be told about. `code` is kebab-case and is also the key of its
 * sentence in `locales/<lang>/errors.json`; `values` fill that sentence and never hold secrets.
 */
export abstract class BotError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly values: Values;

  constructor(code: Code, values: Values = {}, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.values = values;
  }
}

export type InputCode =
  | "empty-input"
  | "text-too-long"
  | "unknown-command"
  | "not-understood"
  | "unknown-slot"
  | "slot-missing"
  | "slot-wrong"
  | "leftover-words"
  | "unclosed-quote"
  | "window-missing"
  | "window-reversed"
  | "window-past"
  | "window-gap"
  | "window-too-long"
  | "weekly-pattern"
  | "cannot-schedule"
  | "session-unknown"
  | "no-open-session"
  | "too-many-bibs"
  | "hold-too-long"
  | "schedule-unknown"
  | "too-many-watches"
  | "not-followed"
  | "cannot-write"
  | "nothing-usable"
  | "nothing-waiting"
  | "help-unknown"
  | "nothing-to-repeat"
  | "use-the-button"
  | "nothing-given"
  | "nothing-linked"
  | "ask-known"
  | "ask-open"
  | "request-gone"
  | "not-offered"
  | "light-no-dim"
  | "light-no-white"
  | "light-no-colour"
  | "nothing-to-undo"
  | "phone-wrong"
  | "phone-later"
  | "phone-known"
  | "phone-uses"
  | "phone-unused"
  | "key-unknown"
  | "key-which"
  | "key-fixed-end"
  | "key-not-longer"
  | "key-private"
  | "shade-no-position"
  | "shade-no-my"
  | "shade-no-stop"
  | "shade-percent"
  | "no-scene-running";

/** Faults of what was said, which another value in the same place mends. */
export const mendable: ReadonlySet<string> = new Set([
  "slot-missing",
  "slot-wrong",
  "window-missing",
  "window-reversed",
  "window-past",
  "window-gap",
  "window-too-long",
  "session-unknown",
  "shade-percent",
  "too-many-bibs",
  "phone-wrong",
  "phone-later",
  "phone-known",
  "phone-uses",
  "phone-unused",
  "key-not-longer",
  "hold-too-long",
  "schedule-unknown",
]);

/** What the person said cannot be used as it is; the sentence says what to mend. */
export class InputError extends BotError<InputCode> {}

/** One slot is missing or wrong for this very thing: it is asked for, and the next words may be its value. */
export class SlotError extends InputError {
  readonly slot: string;

  constructor(code: InputCode, slot: string, values: Values = {}) {
    super(code, values);
    this.slot = slot;
  }
}

/** More than one thing can be meant: the person picks what goes on. */
export class ChoiceError extends InputError {
  readonly offers: readonly ReplyOffer[];

  constructor(code: InputCode, offers: readonly ReplyOffer[], values: Values = {}) {
    super(code, values);
    this.offers = offers;
  }
}

export type AccessCode =
  | "not-linked"
  | "not-allowed"
  | "not-now"
  | "not-here"
  | "not-yours"
  | "turn-late"
  | "clock-off"
  | "lockdown"
  | "cannot-give"
  | "no-approver"
  | "own-request"
  | "grant-over"
  | "quota"
  | "policy-fault"
  | "store-down"
  | "over-hours"
  | "over-uses"
  | "uses-uncounted"
  | "needs-more"
  | "only-private"
  | "proof-none"
  | "proof-wrong"
  | "proof-wait"
  | "proof-locked"
  | "pin-weak"
  | "pin-old"
  | "totp-known"
  | "needs-store-key"
  | "nothing-to-prove"
  | "link-code"
  | "link-wait"
  | "link-public"
  | "link-way"
  | "link-same"
  | "link-two-people"
  | "link-nobody"
  | "link-known"
  | "ask-wait"
  | "needs-yes";

/** The person may not do this (now, here); never says whether a hidden thing exists. */
export class AccessError extends BotError<AccessCode> {}

/** What kind of failure a vendor's answer, or the lack of one, is. */
export const vendorErrorKinds = [
  "sign-in",
  "forbidden",
  "not-found",
  "rejected",
  "rate-limit",
  "unavailable",
  "timeout",
  "connection",
  "shape",
  "input",
  "deprecated",
] as const;
export type VendorErrorKind = (typeof vendorErrorKinds)[number];
export type VendorCode = `vendor-${VendorErrorKind}`;

export interface VendorErrorDetails {
  /** Name of the configured account, safe to show. */
  readonly account: string;
  readonly kind: VendorErrorKind;
  /** `none`: provably nothing happened in the world. `unknown`: it may have happened. */
  readonly outcome: "none" | "unknown";
  readonly retryAfterMs?: number;
  readonly status?: number;
  /** The vendor's own code, scrubbed of personal data; for the log, never for people. */
  readonly vendorCode?: string;
  /** The catalogued parameter at fault, for kind `input`. */
  readonly parameter?: string;
}

/** The vendor said no, said nonsense, or said nothing. */
export class VendorError extends BotError<VendorCode> {
  readonly details: VendorErrorDetails;

  constructor(details: VendorErrorDetails, cause?: unknown) {
    super(
      `vendor-${details.kind}`,
      {
        account: details.account,
        ...(details.retryAfterMs === undefined
          ? {}
          : { wait: { kind: "duration", seconds: Math.ceil(details.retryAfterMs / 1000) } as const }),
        ...(details.parameter === undefined ? {} : { parameter: details.parameter }),
      },
      cause,
    );
    this.details = details;
  }

  /** What is known of the world after this failure of something that acts. */
  get outcome(): Outcome {
    return this.details.outcome === "none" ? "failed" : "unknown";
  }
}

export type PlatformCode = "ack-too-late" | "platform-rate-limit" | "message-too-long" | "platform-down";

/** The chat platform did not take what we sent. */
export class PlatformError extends BotError<PlatformCode> {}

/** One thing wrong in the configuration, and how to mend it. */
export interface ConfigFault {
  readonly file: string;
  /** 1-based; absent when the fault is that something is missing altogether. */
  readonly line?: number;
  /** Dotted path of the key, e.g. `roles.staff.allow[2]`. */
  readonly key: string;
  readonly problem: string;
  readonly mend: string;
}

/** At start only: every fault of the configuration in one list. */
export class ConfigError extends BotError<"config-faults"> {
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super("config-faults", { count: faults.length });
    this.faults = faults;
  }
}
