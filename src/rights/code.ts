import type { Random } from "#core/ports.ts";

/** Without letters that are taken for digits (Crockford's base 32). */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** 60 bits: at five tries an hour nobody guesses one within its ten minutes. */
const length = 12;

export interface Code {
  readonly plain: string;
  /** In groups, as people copy it. */
  readonly shown: string;
}

export function freshCode(random: Random): Code {
  const plain = [...random.bytes(length)].map((byte) => alphabet[byte % alphabet.length]).join("");
  return { plain, shown: (plain.match(/.{4}/g) ?? []).join("-") };
}

/** However it was typed: small letters, other or no dashes, letters that look like digits. */
export function readCode(text: string): string {
  return text
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
}

/** Six digits by which people name something that waits for their word. */
export function freshNumber(random: Random): string {
  return String(Buffer.from(random.bytes(4)).readUInt32BE() % 1_000_000).padStart(6, "0");
}
