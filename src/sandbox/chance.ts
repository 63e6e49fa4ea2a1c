import type { Random } from "#core/ports.ts";

/** Random values in the forms that clouds need. */
export interface Chance {
  /** Lower-case hex of this many characters. */
  hex(length: number): string;
  /** Decimal digits, the first never 0. */
  digits(length: number): string;
  /** 0 <= x < 1. */
  fraction(): number;
  uuid(): string;
}

export function createChance(random: Random): Chance {
  const fraction = () => {
    const [a = 0, b = 0, c = 0, d = 0] = random.bytes(4);
    return (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) / 2 ** 32;
  };
  const hex = (length: number) =>
    Buffer.from(random.bytes(Math.ceil(length / 2)))
      .toString("hex")
      .slice(0, length);
  return {
    fraction,
    hex,
    digits: (length) =>
      Array.from({ length }, (_, index) =>
        String(Math.floor(fraction() * (index === 0 ? 9 : 10)) + (index === 0 ? 1 : 0)),
      ).join(""),
    uuid: () => [hex(8), hex(4), `4${hex(3)}`, `8${hex(3)}`, hex(12)].join("-"),
  };
}

/** The same seed gives the same sequence of 0 <= x < 1 for ever (mulberry32). */
export function seededSequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
