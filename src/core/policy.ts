import type { Action } from "#core/actions.ts";
import type { Entity, Place } from "#core/directory.ts";
import type { Person } from "#core/person.ts";

/**
 * What must happen before an allowed act: `none` < `confirm` < `pin` / `totp` < `approve:N`.
 * Several may hold at once, except that `none` stands alone.
 */
export type Obligation =
  | { readonly kind: "confirm" }
  | { readonly kind: "pin" }
  | { readonly kind: "totp" }
  | { readonly kind: "approve"; readonly count: number; readonly from?: string };

/** Limits that the deciding permits set, the most generous of them. */
export interface Limits {
  readonly maxHours?: number;
  readonly maxUses?: number;
  readonly perDay?: number;
  readonly perHour?: number;
}

/** A grant that holds now, with what its giver would have to do. */
export interface GrantedRight {
  readonly id: string;
  readonly obligations: readonly Obligation[];
  readonly limits: Limits;
}

export interface Question {
  readonly person: Person;
  readonly action: Action;
  readonly entity: Entity;
  readonly place: Place;
  /** Epoch ms. */
  readonly now: number;
  /** Conversation id. */
  readonly channel: string;
  /** Whether the person came in by a role's group or channel, and which roles that gave. */
  readonly roles: readonly string[];
  /** Grants that hold for exactly this person, action and thing now; each counts like one more permit. */
  readonly grants?: readonly GrantedRight[];
  /** Asked in a lockdown by somebody who says why: only rules that hold then permit it. */
  readonly isEmergency?: boolean;
}

export type Decision =
  | {
      readonly isAllowed: true;
      /** Ids of the rules that decided, e.g. `role.staff.door.open`. */
      readonly rules: readonly string[];
      /** Empty means that nothing more is needed. */
      readonly obligations: readonly Obligation[];
      readonly limits: Limits;
      /** The grant that made it possible, where no rule did for less. */
      readonly grant?: string;
    }
  | {
      readonly isAllowed: false;
      readonly rules: readonly string[];
      /** `default-deny`: no rule spoke; `not-now`: allowed at other times; `forbidden`: a rule forbids; `fault`: a rule erred. */
      readonly reason: "default-deny" | "not-now" | "forbidden" | "fault" | "lockdown";
    };

/** Rights, judged by the gate alone. Synchronous: it never waits for anything. */
export interface Policy {
  decide(question: Question): Decision;
  /** Whether any of the actions is allowed to the person on the thing at any time of the week. */
  mayEver(
    person: Person,
    action: Action,
    entity: Entity,
    place: Place,
    roles: readonly string[],
    /** Whether some grant is for this person, action and thing: then only a forbid keeps it from them. */
    isGranted?: boolean,
  ): boolean;
  /** Whether any role of the person allows the action anywhere at any time. */
  mayAnywhere(person: Person, action: Action, roles: readonly string[]): boolean;
}
