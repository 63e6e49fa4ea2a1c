import type { Entity } from "#core/directory.ts";

/** What commands may read of a vendor. Every part is absent where the vendor has nothing of the kind. */
export interface VendorReads {
  readonly doors?: DoorReads;
  readonly keys?: KeyReads;
  readonly scenes?: SceneReads;
  readonly lights?: LightReads;
  readonly race?: RaceReads;
}

export interface DoorState {
  readonly isOnline?: boolean;
  readonly isOpen?: boolean;
  readonly isLocked?: boolean;
}

export interface DoorReads {
  state(vendorId: string): Promise<DoorState>;
}

export interface KeyReads {
  /** Vendor ids of every door that a key made for this door opens (the whole residence). */
  opens(vendorId: string): Promise<readonly string[]>;
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
}

export interface LightState {
  readonly isOn?: boolean;
  /** 0..100. */
  readonly level?: number;
  readonly kelvin?: number;
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

/** Reads of the vendor behind an entity; throws `InputError("not-offered")` where it has none of the kind. */
export interface Reads {
  doors(entity: Entity): DoorReads;
  keys(entity: Entity): KeyReads;
  scenes(entity: Entity): SceneReads;
  lights(entity: Entity): LightReads;
  race(entity: Entity): RaceReads;
}
