import { z } from "zod";

/** Parts of answers: tolerant, because no vendor publishes a schema. */
export const text = z.string().nullish();
export const number = z.number().nullish();
export const flag = z.boolean().nullish();
/** A number that some versions of an answer print as text. */
export const looseNumber = z.union([z.number(), z.string()]).nullish();

/** One of the known words; any other word becomes `unknown` instead of a failure. */
export function openEnum<const M extends readonly [string, ...string[]]>(members: M) {
  const known: ReadonlySet<string> = new Set(members);
  return z
    .string()
    .transform((word): M[number] | "unknown" => (known.has(word) ? (word as M[number]) : "unknown"))
    .nullish();
}

/** A whole number in a query; its text counts too and is sent as it was given. */
export function queryInteger(least = 0, most = Number.MAX_SAFE_INTEGER) {
  const inRange = (value: number): boolean => value >= least && value <= most;
  return z
    .union([z.int(), z.string().regex(/^\d{1,15}$/)])
    .refine((value) => inRange(Number(value)), { error: `must be ${least} to ${most}` })
    .optional();
}
