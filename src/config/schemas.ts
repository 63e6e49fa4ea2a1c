import { z } from "zod";

/** The schemas of what platforms and vendors take, handed in by the composition root. */
export interface ConfigSchemas<S extends z.ZodType = z.ZodType, D extends z.ZodType = z.ZodType> {
  /** By vendor: the keys of an account besides `id`, `vendor` and `place`. */
  readonly vendors: Readonly<Record<string, z.ZodType>>;
  readonly slack: S;
  readonly discord: D;
}

/** As much of JSON Schema as is looked at here. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

export function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
}

/** The alternatives of a schema that may be a union or an intersection, itself included. */
export function branches(schema: JsonSchema): readonly JsonSchema[] {
  const nested = [schema.anyOf, schema.oneOf, schema.allOf].flatMap((one) => (Array.isArray(one) ? one : []));
  return [schema, ...nested.flatMap((one: JsonSchema) => branches(one))];
}

/** Names of the keys that may stand at a path. */
export function keysAt(schema: JsonSchema, path: readonly (string | number)[]): readonly string[] {
  const [part, ...rest] = path;
  const here = branches(schema);
  if (part === undefined) return [...new Set(here.flatMap((one) => Object.keys(one.properties ?? {})))];
  return here.flatMap((one) => {
    const other = typeof one.additionalProperties === "object" ? one.additionalProperties : undefined;
    const next = typeof part === "number" ? one.items : (one.properties?.[part] ?? other);
    return next === undefined ? [] : keysAt(next, rest);
  });
}
