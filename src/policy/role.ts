import type { Limits } from "#core/policy.ts";

/** What a person is, as the configuration names it, and what that allows. Patterns are `door.open`, `door.*`, `*`. */
export interface Role {
  readonly name: string;
  /** Patterns of the allowed actions. */
  readonly allow: readonly string[];
  /** Place ids; everywhere when absent. */
  readonly at?: readonly string[];
  /** `Mon-Fri 08:00-20:00`, by the place's wall clock; always when absent. */
  readonly hours?: string;
  /** Requirement texts by pattern, the closest pattern counts. */
  readonly require: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, Limits>>;
  /** Groups whose members hold the role: `slack:T01/S01`, `discord:guild/role`. */
  readonly groups: readonly string[];
  /** Conversations in which everybody holds the role for looking. */
  readonly channels: readonly string[];
  /** Whether everybody holds the role for looking. */
  readonly everyone: boolean;
}

/** The text of an optional `usher.cedar`, which adds what roles cannot say. */
export interface CedarSource {
  readonly text: string;
  readonly file: string;
}

/** What a policy may name. */
export interface PolicyNames {
  readonly people: readonly string[];
  readonly roles: readonly string[];
  readonly places: readonly string[];
  readonly accounts: readonly string[];
}
