import type { Entity } from "#core/directory.ts";
import type { Act } from "#core/plan.ts";
import type { Secret } from "#core/secret.ts";

/** A key that was made through us, as it is kept: no digits, no phone number. */
export interface MadeKey {
  readonly id: string;
  /** Person id of whoever made it. */
  readonly maker: string;
  /** For whom, in the maker's words. */
  readonly name?: string;
  /** Entity id of the door it was made for. */
  readonly thing: string;
  /** Entity ids of all doors it opens. */
  readonly opens: readonly string[];
  readonly account: string;
  /** The vendor's own id of the door. */
  readonly vendorId: string;
  /** The key as its vendor layer names it; absent until the vendor has told it, and where it never did. */
  readonly vendorKey?: string;
  /** Epoch ms. */
  readonly from: number;
  readonly until: number;
  /** As often as wanted when absent. */
  readonly uses?: number;
  /** The vendor keeps no end: we take it away at its end. */
  readonly isEndedByUs: boolean;
  /** `making`: asked for, no answer yet; after a crash nobody knows, just as with `unknown`. */
  readonly state: "making" | "running" | "unknown";
}

/** A key whose end has come and that must be taken away by us. */
export interface OverdueKey extends MadeKey {
  /** How often that was tried in vain. */
  readonly tries: number;
}

/** A key that opens something now or later, as its vendor and we know it together. */
export interface RunningKey {
  /** Six letters and digits to say which one is meant; the same as long as the key lives, and no part of its code. */
  readonly number: string;
  /** Entity id of the door by which it is reached. */
  readonly door: string;
  /** Entity ids of all doors it opens. */
  readonly opens: readonly string[];
  readonly account: string;
  /** The vendor's own id of the door. */
  readonly vendorId: string;
  /** Absent when the vendor never told. */
  readonly vendorKey?: string;
  /** What we know of it, when it was made through us. */
  readonly made?: MadeKey;
  /** Epoch ms; absent where the vendor keeps none, and we know none. */
  readonly from?: number;
  readonly until?: number;
  readonly uses?: number;
  readonly usesLeft?: number;
  readonly reveal?: Secret;
}

export interface RunningKeys {
  /** By their end, earliest first; those without an end last. */
  readonly keys: readonly RunningKey[];
  /** Entity ids of doors whose vendor tells nothing about keys, or not now. */
  readonly unread: readonly string[];
}

/** What commands may look at of keys. */
export interface KeyView {
  /** Keys that open these doors, asked of their vendors and joined with ours. */
  running(doors: readonly Entity[]): Promise<RunningKeys>;
  /** Keys made through us that run or have not begun; asks no vendor. */
  made(): Promise<readonly RunningKey[]>;
}

/** Takes a key away: by the vendor's name for it, else by what is on record of it. */
export function revocationOf(
  key: Pick<RunningKey, "door" | "account" | "vendorId" | "vendorKey"> & { readonly made?: Pick<MadeKey, "id"> },
): Act {
  const { door, account, vendorId, vendorKey, made } = key;
  return {
    capability: "key.revoke",
    entity: door,
    account,
    vendorId,
    input: {
      ...(vendorKey === undefined ? {} : { key: vendorKey }),
      ...(made === undefined ? {} : { made: made.id }),
    },
  };
}
