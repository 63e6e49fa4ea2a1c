import type { JsonObject } from "#core/json.ts";
import type { StoredCheckpoint } from "./operations/retention.ts";
import type { Signer } from "./signing.ts";

/** Where the chain begins now: everything up to this row was pruned, and whoever pruned it signed its last hash. */
export type CheckpointReading =
  | { readonly kind: "none" }
  | { readonly kind: "good"; readonly rows: number; readonly hash: string; readonly at: number }
  | { readonly kind: "bad"; readonly problem: CheckpointProblem };

export type CheckpointProblem = "checkpoint-changed" | "checkpoint-key-missing" | "checkpoint-key-differs";

interface Cut {
  readonly rows: number;
  readonly hash: string;
  /** Epoch ms. */
  readonly at: number;
}

/** Says what it is, so that nobody can put an anchor in its place. */
const contentOf = ({ rows, hash, at }: Cut): JsonObject => ({ is: "checkpoint", rows, hash, at });

export async function signCheckpoint({ rows, hash, at }: Cut, signer: Signer): Promise<StoredCheckpoint> {
  const { by, keyId, mac } = await signer.sign(contentOf({ rows, hash, at }));
  return { rows, hash, at, signed_by: by, key_id: keyId, mac };
}

export async function readCheckpoint(stored: StoredCheckpoint | undefined, signer: Signer): Promise<CheckpointReading> {
  if (stored === undefined) return { kind: "none" };
  const { rows, hash, at, signed_by, key_id: keyId, mac } = stored;
  const by = signed_by === "store-key" ? signed_by : "key-file";
  const fault = await signer.fault(contentOf({ rows, hash, at }), { by, keyId, mac });
  return fault === undefined ? { kind: "good", rows, hash, at } : { kind: "bad", problem: `checkpoint-${fault}` };
}
