import type { Action } from "#core/actions.ts";
import type { JsonObject } from "#core/json.ts";

export const entityKinds = [
  "door",
  "light",
  "scene",
  "shade",
  "timer",
  "area",
  "sensor",
  "account",
  "place",
  "person",
] as const;
/** `timer` is a race timing device; `area` a room or zone whose members are other entities; places and people are ours. */
export type EntityKind = (typeof entityKinds)[number];

/** A thing as its vendor reports it, before the configuration gave it a name and a place. */
export interface DiscoveredThing {
  readonly vendorId: string;
  readonly kind: EntityKind;
  /** The vendor's own label; not unique. */
  readonly label: string;
  /** What this very device can do; what it cannot do is absent. */
  readonly capabilities: readonly Action[];
  /** Vendor ids of the members, for groups and areas. */
  readonly members?: readonly string[];
  /** Vendor id of the area this thing stands in. */
  readonly area?: string;
  /** What the device takes, e.g. `{ "dim": true, "colour": true, "kelvin": [2700, 5000] }`; no secrets. */
  readonly traits?: JsonObject;
  readonly state?: EntityState;
}

/** What is known of a thing's state, each part absent when unknown. */
export interface EntityState {
  readonly isOnline?: boolean;
  readonly isOn?: boolean;
  readonly isOpen?: boolean;
  readonly isLocked?: boolean;
  /** Brightness 0..100. */
  readonly level?: number;
  /** 0 open .. 100 closed. */
  readonly closure?: number;
  /** 0..100. */
  readonly battery?: number;
  /** Epoch ms of the vendor's word on this. */
  readonly at?: number;
}

/** A known thing that a slot can point to. */
export interface Entity extends DiscoveredThing {
  /** `<account>:<vendor id>`. */
  readonly id: string;
  readonly account: string;
  readonly vendor: string;
  /** The name people see: from `things[]`, else the vendor's label. */
  readonly name: string;
  /** Further names that count, by language tag (`es`), `""` for every language. */
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  readonly place: string;
  /** Requirement texts from `things[].require`, by action. */
  readonly require: Readonly<Partial<Record<Action, string>>>;
  readonly isHidden: boolean;
}

export interface Place {
  readonly id: string;
  readonly name: string;
  /** IANA name. */
  readonly timezone: string;
  readonly require: Readonly<Partial<Record<Action, string>>>;
  /** Conversation id for announcements of this place. */
  readonly channel?: string;
  /** BCP 47 tag of what is said there. */
  readonly locale?: string;
}

/** All things and places; reads are synchronous over what is in memory, so that turns never wait for a vendor. */
export interface Directory {
  entity(id: string): Entity | undefined;
  /** All entities that are not hidden. */
  all(): readonly Entity[];
  place(id: string): Place | undefined;
  /** Epoch ms when the account's things were last heard of; undefined if never. */
  heardAt(account: string): number | undefined;
}
