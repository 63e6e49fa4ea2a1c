import type { Cipher } from "./vault.ts";

/** Phone numbers in texts that are kept for a while: questions that wait, choices, notices. */
export interface Numbers {
  /** The text with every international phone number encrypted; as it is where no key is configured. */
  hide(text: string): string;
  /** What `hide` was given. A number hidden with another key stays hidden. */
  show(text: string): string;
}

/**
 * What was given as a phone, however it is written; elsewhere a plus or two zeros, a country code, and 7 to 15 digits
 * with what people put between them.
 */
const number = /(?<="phone":")[^"\\§]+(?=")|(?:\+|(?<![\w.])00)[1-9](?:[\s().\-/\u2010-\u2015]{0,3}\d){6,14}(?!\d)/g;
const hidden = /§(\w{16})\.([\w+/=]+)\.([\w+/=]+)§/g;
const purpose = "phone";

export function createNumbers(cipher: Cipher | undefined): Numbers {
  if (cipher === undefined) return { hide: (text) => text, show: (text) => text };
  return {
    hide: (text) =>
      text.replaceAll(number, (found) => {
        const { key_id, nonce, data } = cipher.seal(purpose, found, null);
        return `§${key_id}.${nonce}.${data}§`;
      }),
    show: (text) =>
      text.includes("§")
        ? text.replaceAll(hidden, (found, key_id: string, nonce: string, data: string) => {
            return cipher.unseal({ name: purpose, key_id, nonce, data, expires_at: null }) ?? found;
          })
        : text,
  };
}
