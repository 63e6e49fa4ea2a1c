import type { Json } from "#core/json.ts";

/** Who the platform says this is. Only immutable ids count; names never do. */
export interface PlatformIdentity {
  /** `slack:T01/U01`, `discord:123`, `terminal:me`, `cli:<person>`. */
  readonly id: string;
  readonly platform: string;
  /** Slack team or Discord guild the person belongs to, for `teams` / `guilds`; absent where there is none. */
  readonly tenant?: string;
  /** Anything but `member` gets no role through a group or channel. */
  readonly standing: "member" | "bot" | "deactivated" | "restricted" | "external";
  /** Groups known from this payload or a fresh look-up: `slack:T01/S01`, `discord:guild/role`. */
  readonly groups: readonly string[];
  /** Display name, for cards to others only; never for decisions, never logged. */
  readonly displayName?: string;
}

export interface Conversation {
  /** `slack:T01/C01`, `discord:guild/channel`, `terminal`: what `roles.<name>.channels` names. */
  readonly id: string;
  readonly kind: "direct" | "channel";
  readonly thread?: string;
}

export type TurnInput =
  /** A sentence in the person's own words (mention and bot name already removed). */
  | { readonly kind: "utterance"; readonly text: string }
  /** Slash text as typed: `door open front`. Without a known command name it is read as a sentence. */
  | { readonly kind: "slash"; readonly text: string }
  /** A command with typed option values, by slot name (Discord options, submitted forms). */
  | { readonly kind: "command"; readonly command: string; readonly raw: Readonly<Record<string, Json>> }
  /** A pressed button or a chosen option: the token is all there is. */
  | { readonly kind: "press"; readonly token: string; readonly message?: string };

/** One thing one person did, free of any platform. */
export interface Turn {
  /** Ours: stands in every log line and audit row of this turn. */
  readonly id: string;
  /** The platform's once-only key of this request, prefixed with the platform. */
  readonly key: string;
  /** Epoch ms by the platform's own stamp. */
  readonly at: number;
  readonly platform: string;
  readonly identity: PlatformIdentity;
  readonly conversation: Conversation;
  /** The platform's language for this person, as a BCP 47 tag. */
  readonly locale?: string;
  readonly input: TurnInput;
  /** Set by `usher say --as` and `usher vendor`: the operating-system user behind the person. */
  readonly operator?: string;
}

/** How the request was read; all but `exact` take a confirmation for doors and keys. */
export type HowRead = "exact" | "corrected" | "from-memory" | "by-model";
