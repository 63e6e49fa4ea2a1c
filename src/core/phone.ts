import type { Entity } from "#core/directory.ts";

/** Whether keys of this door are guests' phones and not digits. */
export function isPhoneDoor({ traits }: Pick<Entity, "traits">): boolean {
  return traits?.key === "phone";
}

/** What people put between digits; "(0)" stands in the middle of some and is not dialled. */
const between = /\(0\)|[\s().\-/\u2010-\u2015]/g;

/**
 * An international number as `+` and its digits (E.164: at most 15, country codes begin with 1 to 9); undefined for
 * anything else. A national number is none: nobody could tell the country.
 */
export function readPhone(text: string): string | undefined {
  const plain = text.normalize("NFKC").replaceAll(between, "").replace(/^00/, "+");
  return /^\+[1-9]\d{6,14}$/.test(plain) ? plain : undefined;
}
