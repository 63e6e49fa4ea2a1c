import type { Rgb } from "#core/colours.ts";
import type { Entity } from "#core/directory.ts";
import type { Secret } from "#core/secret.ts";

/** What commands may read of a vendor. Every part is absent where the vendor has nothing of the kind. */
export interface VendorReads {
  readonly doors?: DoorReads;
  readonly keys?: KeyReads;
  readonly scenes?: SceneReads;
  readonly lights?: LightReads;
  readonly shades?: ShadeReads;
  readonly race?: RaceReads;
  readonly energy?: EnergyReads;
}

export interface DoorState {
  readonly isOnline?: boolean;
  readonly isOpen?: boolean;
  readonly isLocked?: boolean;
}

/**
 * What happened at a door. `opened`: somebody opened it; `moved-open`, `moved-closed`: its sensor saw it;
 * `held`: every ring opens from now on, until `released`.
 */
export type DoorHappening =
  | "ring"
  | "opened"
  | "open-failed"
  | "moved-open"
  | "moved-closed"
  | "held"
  | "released"
  | "movement"
  | "power-in"
  | "power-out"
  | "other";

/** One line of a door's history as its vendor keeps it. */
export interface DoorRecord {
  /** Epoch ms. */
  readonly at: number;
  /** The vendor does not state the zone of its times: `at` takes them for UTC. */
  readonly isVendorTime?: true;
  readonly what: DoorHappening;
  /** How it was brought about, where the vendor tells. */
  readonly by?: "command" | "phone" | "ring" | "button";
  /** A person's name as the vendor knows it: for people with the right to see it, never for a log. */
  readonly who?: string;
  /** What the picture that the vendor took is asked for by; opaque, and no address. */
  readonly picture?: string;
}

/** A picture in a format that chat platforms show (PNG or JPEG). */
export interface Picture {
  /** With its ending. */
  readonly name: string;
  readonly png: Uint8Array;
}

/** From now on every ring opens the door, until that ends. */
export interface DoorHold {
  /** Epoch ms. */
  readonly since?: number;
  readonly until?: number;
  /** How often it opened meanwhile. */
  readonly openings?: number;
}

/** A stretch of time in which every ring opens the door, kept by the vendor. */
export interface DoorSchedule {
  /** The vendor's id, for `door.schedule` with `{ off: <id> }`. */
  readonly id: string;
  /** Epoch ms. */
  readonly from: number;
  readonly until: number;
}

export interface DoorReads {
  state(vendorId: string): Promise<DoorState>;
  /** Newest first; what the vendor cannot tell apart by door counts for each of its doors. */
  history?(vendorId: string): Promise<readonly DoorRecord[]>;
  /** Undefined while no hold runs. */
  hold?(vendorId: string): Promise<DoorHold | undefined>;
  /** The picture of a record, by its mark; undefined when it cannot be had any more. */
  picture?(vendorId: string, mark: string): Promise<Picture | undefined>;
  /** Earliest first; those that are over are left out. */
  schedules?(vendorId: string): Promise<readonly DoorSchedule[]>;
}

/** A key that the vendor keeps. */
export interface KeyRecord {
  /** Names the key for `key.revoke` with `{ key: <id> }`; opaque, never the digits. */
  readonly id: string;
  /** Epoch ms; absent where the vendor keeps no such end. */
  readonly from?: number;
  readonly until?: number;
  readonly uses?: number;
  readonly usesLeft?: number;
  /** What opens the door (digits, a phone number): shown on request to who may see it, and nowhere else. */
  readonly reveal?: Secret;
}

/** The resident's own ways in, which have no end; what the vendor does not have is absent. Never their codes. */
export interface OwnWays {
  /** Whether a PIN is set. */
  readonly hasPin?: boolean;
  /** Whether a card or tag opens. */
  readonly isNfcOn?: boolean;
  /** Whether the phone opens by Bluetooth. */
  readonly isBluetoothOn?: boolean;
}

export interface KeyReads {
  /** Vendor ids of every door that a key made for this door opens (the whole residence). */
  opens(vendorId: string): Promise<readonly string[]>;
  /** Keys that open this door now or later. */
  list?(vendorId: string): Promise<readonly KeyRecord[]>;
  own?(vendorId: string): Promise<OwnWays>;
}

/** What a scene does to doors, read just before it is judged. */
export interface SceneContent {
  /** False when the vendor does not tell what the scene holds. */
  readonly isReadable: boolean;
  /** Vendor ids of things that the scene opens, unlocks or holds open. */
  readonly opens: readonly string[];
  /** Stable text of the whole action list, for hashing; empty when unreadable. */
  readonly fingerprint: string;
}

export interface SceneReads {
  content(vendorId: string): Promise<SceneContent>;
  /** Vendor ids of the scenes that run now; absent where the vendor does not tell. */
  running?(): Promise<readonly string[]>;
}

export interface ShadeState {
  readonly isOnline?: boolean;
  readonly isOpen?: boolean;
  /** 0 open .. 100 closed. */
  readonly closure?: number;
}

export interface ShadeReads {
  state(vendorId: string): Promise<ShadeState>;
}

export interface LightState {
  readonly isOnline?: boolean;
  readonly isOn?: boolean;
  /** 0..100. */
  readonly level?: number;
  readonly kelvin?: number;
  /** 0..255 each. Where white and colour are both there, which of them is shown is not known. */
  readonly rgb?: Rgb;
}

export interface LightReads {
  state(vendorId: string): Promise<LightState>;
}

export interface RaceSession {
  /** The vendor's session token. */
  readonly id: string;
  readonly label: string;
  readonly isActive: boolean;
  /** Epoch ms. */
  readonly openedAt: number;
  readonly passings: number;
}

export interface Passing {
  /** Text: "007" keeps its zeros. */
  readonly bib: string;
  /** Number within the session, counted by the device. */
  readonly number: number;
  /** Epoch ms. */
  readonly at: number;
  readonly session?: string;
}

export interface PassingsQuery {
  /** Vendor id of the timing device. */
  readonly device: string;
  /** Session token; the active session, else the newest, when absent and no time range is given. */
  readonly session?: string;
  /** Epoch ms, both inclusive. */
  readonly from?: number;
  readonly until?: number;
}

export interface RaceReads {
  sessions(device: string): Promise<readonly RaceSession[]>;
  /** Ordered by time, then number. Empty when nothing passed or no session exists. */
  passings(query: PassingsQuery): Promise<{ readonly session?: RaceSession; readonly passings: readonly Passing[] }>;
}

export interface EnergyQuery {
  readonly vendorId: string;
  /** Days as `YYYY-MM-DD`, both inclusive. */
  readonly from: string;
  readonly until: string;
}

export interface EnergyReport {
  /** As the vendor states it; absent where it states none. */
  readonly unit?: "Wh" | "kWh";
  /** Ordered by time. */
  readonly readings: readonly { readonly at: number; readonly value: number }[];
}

export interface EnergyReads {
  report(query: EnergyQuery): Promise<EnergyReport>;
}

/** Reads of the vendor behind an entity; throws `InputError("not-offered")` where it has none of the kind. */
export interface Reads {
  doors(entity: Entity): DoorReads;
  keys(entity: Entity): KeyReads;
  scenes(entity: Entity): SceneReads;
  lights(entity: Entity): LightReads;
  shades(entity: Entity): ShadeReads;
  race(entity: Entity): RaceReads;
  energy(entity: Entity): EnergyReads;
}
