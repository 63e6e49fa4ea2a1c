import { z } from "zod";

/**
 * Building blocks of the rows, shared so that hundreds of rows cost little to load. Fields of answers are all
 * optional and unknown keys are kept: the vendor promises no shape, and gateways answer less than the cloud does.
 */
export const text = z.string().nullish();
export const number = z.number().nullish();
export const flag = z.boolean().nullish();
/** Kept as it comes. */
export const anything = z.unknown().optional();
/** A list of whatever it holds. */
export const list = z.array(z.unknown()).nullish();
/** An object of whatever it holds. */
export const record = z.record(z.string(), z.unknown()).nullish();

/** An object answer: the named fields are checked, everything else is kept. */
export const answer = z.looseObject;
/** A list of such objects. */
export function answers<const S extends z.ZodRawShape>(shape: S) {
  return z.array(z.looseObject(shape));
}

export const texts = z.array(z.string());
export const numbers = z.array(z.number());

/** Fields that a request must have. */
export const must = {
  text: z.string().min(1),
  number: z.number(),
  flag: z.boolean(),
  list: z.array(z.unknown()),
  record: z.record(z.string(), z.unknown()),
};
/** Fields that a request may have. */
export const may = {
  text: z.string().optional(),
  number: z.number().optional(),
  flag: z.boolean().optional(),
  list: z.array(z.unknown()).optional(),
  record: z.record(z.string(), z.unknown()).optional(),
  anything: z.unknown().optional(),
};
/** A request whose fields are all known. */
export const body = z.strictObject;
/** A request with nested parts that are the vendor's to judge. */
export const openBody = z.looseObject;

/** Text in a path, percent-encoded as a whole. */
export const word = z.string().min(1);
/** A whole number in a path, as a number or in digits. */
export const whole = z.union([z.int(), z.string().regex(/^-?\d+$/)]);
/** Epoch ms in a path. */
export const instant = z.union([z.int().min(0), z.string().regex(/^\d+$/)]);

export const gatewayProtocol = z.object({ gatewayId: word, protocolType: whole });
export const day = z.object({ year: whole, month: whole, day: whole });
/** One device's states between two moments. */
export const deviceRange = z.object({ deviceURL: word, from: instant, to: instant });
/** One state between two moments. */
export const stateRange = z.object({ deviceURL: word, name: word, from: instant, to: instant });
