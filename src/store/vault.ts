import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from "node:crypto";
import type { Random } from "#core/ports.ts";
import type { Secret } from "#core/secret.ts";
import type { StoredSecret } from "./operations/keeping.ts";

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** The configured key as bytes; undefined when it is not 32 bytes in base64. */
export function decodeKey(key: Secret): Uint8Array | undefined {
  const text = key.reveal().trim();
  const bytes = Buffer.from(text, "base64");
  const isWhole = /^[A-Za-z0-9+/]{43}=?$/.test(text);
  return isWhole && bytes.length === keyBytes ? bytes : undefined;
}

/** One key per purpose, so that what one of them signs says nothing about the other. */
export function deriveKey(key: Uint8Array, purpose: "anchor" | "secrets"): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, "", `usher ${purpose}`, keyBytes));
}

/** Tells keys apart without saying anything about them. */
export function fingerprint(key: Uint8Array): string {
  return createHmac("sha256", key).update("usher key id").digest("hex").slice(0, 16);
}

/** Encrypts small values; the name is bound in, so a value cannot be moved to another name. */
export interface Cipher {
  /** Fingerprint of the key, stored with each value. */
  readonly keyId: string;
  seal(name: string, value: string, expiresAt: number | null): StoredSecret;
  /** Undefined when it was sealed with another key, or changed. */
  unseal(stored: StoredSecret): string | undefined;
}

export function createCipher(key: Uint8Array, random: Random): Cipher {
  const keyId = fingerprint(key);
  return {
    keyId,
    seal(name, value, expiresAt) {
      const nonce = random.bytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(name));
      const data = Buffer.concat([cipher.update(value, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return {
        name,
        key_id: keyId,
        nonce: Buffer.from(nonce).toString("base64"),
        data: data.toString("base64"),
        expires_at: expiresAt,
      };
    },
    unseal({ name, key_id, nonce, data }) {
      if (key_id !== keyId) return undefined;
      const bytes = Buffer.from(data, "base64");
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"), {
          authTagLength: tagBytes,
        });
        decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(-tagBytes));
        return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString("utf8");
      } catch {
        return undefined;
      }
    },
  };
}
