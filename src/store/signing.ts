import { createHmac, timingSafeEqual } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { canonicalJson, type JsonObject } from "#core/json.ts";
import type { Random } from "#core/ports.ts";
import { fingerprint } from "./vault.ts";

/** Which key signed, and the signature over everything else. */
export interface Signature {
  readonly by: "store-key" | "key-file";
  readonly keyId: string;
  readonly mac: string;
}

export type SignatureFault = "changed" | "key-missing" | "key-differs";

/** Signs what must not be changed by who can only change the database. */
export interface Signer {
  sign(content: JsonObject): Promise<Signature>;
  /** Undefined when the signature is right. */
  fault(content: JsonObject, signature: Signature): Promise<SignatureFault | undefined>;
}

export interface SignerSettings {
  /** `<path>.anchor-key` holds the key where none is configured. */
  readonly path: string;
  /** Derived from the store key. */
  readonly key: Uint8Array | undefined;
  readonly random: Random;
}

const keyBytes = 32;

export function createSigner({ path, key, random }: SignerSettings): Signer {
  const keyFile = `${path}.anchor-key`;

  async function fileKey(): Promise<Uint8Array | undefined> {
    const text = await readIfThere(keyFile);
    const bytes = text === undefined ? undefined : Buffer.from(text.trim(), "base64");
    return bytes?.length === keyBytes ? bytes : undefined;
  }

  async function madeKey(): Promise<Uint8Array> {
    const made = Buffer.from(random.bytes(keyBytes));
    try {
      await writeDurably(keyFile, `${made.toString("base64")}\n`, "wx");
      return made;
    } catch (error) {
      const known = await fileKey();
      if (known === undefined) throw error;
      return known;
    }
  }

  return {
    async sign(content) {
      const signing = key ?? (await fileKey()) ?? (await madeKey());
      const by = key === undefined ? "key-file" : "store-key";
      const keyId = fingerprint(signing);
      return { by, keyId, mac: macOf({ ...content, by, keyId }, signing) };
    },
    async fault(content, { by, keyId, mac }) {
      const signing = by === "store-key" ? key : await fileKey();
      if (signing === undefined) return "key-missing";
      if (keyId !== fingerprint(signing)) return "key-differs";
      return isEqual(macOf({ ...content, by, keyId }, signing), mac) ? undefined : "changed";
    },
  };
}

function macOf(content: JsonObject, key: Uint8Array): string {
  return createHmac("sha256", key).update(canonicalJson(content)).digest("hex");
}

function isEqual(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

export async function writeDurably(path: string, text: string, flags: "w" | "wx"): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
