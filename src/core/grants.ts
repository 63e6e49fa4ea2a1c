import type { Action } from "#core/actions.ts";
import type { Entity, Place } from "#core/directory.ts";
import type { Guest } from "#core/identities.ts";
import type { Person, Who } from "#core/person.ts";
import type { GrantedRight } from "#core/policy.ts";

/** A right that one person gave another in chat: on a thing or a whole place, for a while, perhaps for some hours or uses. */
export interface Grant {
  readonly id: string;
  /** Who may. */
  readonly person: string;
  readonly action: Action;
  /** Thing id; a place's own thing for everything in the place. */
  readonly thing: string;
  /** Who gave it: it holds only for what this person may do themself at that moment. */
  readonly giver: string;
  /** Roles of the giver that came from a group of the platform, which cannot be asked for later. */
  readonly giverRoles: readonly string[];
  /** Epoch ms. */
  readonly from: number;
  readonly until: number;
  /** `Mon-Fri 08:00-20:00` by the place's wall clock; always when absent. */
  readonly hours?: string;
  /** How often it may be used; as often as wanted when absent. */
  readonly uses?: number;
  readonly used: number;
}

/** A place in which nothing is opened, held open or given a key. */
export interface Lockdown {
  readonly place: string;
  /** Epoch ms; absent for one that was switched on without a word about it. */
  readonly since?: number;
  readonly person?: string;
  readonly reason?: string;
}

/** A platform account that a person added to themself in chat. */
export interface Link {
  readonly identity: string;
  readonly person: string;
  readonly isSuspended: boolean;
}

/** What every instance holds in memory and reads again when the version has moved. */
export interface RightsSnapshot {
  readonly version: number;
  /** Neither revoked nor over. */
  readonly grants: readonly Grant[];
  readonly lockdowns: readonly Lockdown[];
  readonly links: readonly Link[];
  /** Those who ask to be let in, and those who were. */
  readonly guests: readonly Guest[];
  /** Identities of people with links that were deactivated or have left. */
  readonly gone: readonly string[];
}

/** Rights given in chat, as the gate asks for them. In memory, like all that is judged. */
export interface GrantedRights {
  /** Those that hold now for exactly this; each as far as its giver may do it now. */
  holding(
    who: Who,
    action: Action,
    entity: Entity,
    place: Place,
    now: number,
    channel: string,
  ): readonly GrantedRight[];
  /** Whether any is for this person and action, on this thing or, without one, on anything. */
  isAny(person: Person, action: Action, entity?: Entity): boolean;
}
