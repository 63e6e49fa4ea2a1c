import { z } from "zod";
import { patterns } from "#policy/patterns.ts";
import { type ConfigSchemas, type JsonSchema, toJsonSchema } from "./schemas.ts";
import {
  accountShape,
  auditShape,
  confirmShape,
  httpShape,
  personShape,
  placeShape,
  roleShape,
  storeShape,
  thingShape,
} from "./shape.ts";

/** The JSON Schema of `usher.yaml`, for editors: completion, and most faults while typing. */
export function configJsonSchema(schemas: ConfigSchemas): JsonSchema {
  const list = (items: JsonSchema): JsonSchema => ({ type: "array", items });
  const byName = (additionalProperties: JsonSchema): JsonSchema => ({ type: "object", additionalProperties });
  const accounts = Object.entries(schemas.vendors).map(([vendor, schema]) => account(vendor, toJsonSchema(schema)));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "usher.yaml",
    type: "object",
    properties: {
      people: list(embedded(personShape)),
      roles: byName(withActions(embedded(roleShape))),
      places: byName(embedded(placeShape)),
      accounts: list({ anyOf: accounts }),
      things: list(embedded(thingShape)),
      confirm: embedded(confirmShape),
      store: withSecretFiles(embedded(storeShape)),
      audit: embedded(auditShape),
      http: embedded(httpShape),
      slack: withSecretFiles(embedded(schemas.slack)),
      discord: withSecretFiles(embedded(schemas.discord)),
    },
    additionalProperties: false,
  };
}

function embedded(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = toJsonSchema(schema);
  return rest;
}

/** An account: its own keys, and those of its vendor beside them. */
function account(vendor: string, { $schema: _, ...settings }: JsonSchema): JsonSchema {
  const base = embedded(accountShape.extend({ vendor: z.literal(vendor) }));
  return extended(withSecretFiles(settings), base);
}

function extended(schema: JsonSchema, base: JsonSchema): JsonSchema {
  const branched = ["anyOf", "oneOf"].flatMap((keyword) => {
    const options = schema[keyword];
    return Array.isArray(options) ? [[keyword, options.map((one: JsonSchema) => extended(one, base))] as const] : [];
  });
  if (branched.length > 0) return { ...schema, ...Object.fromEntries(branched) };
  return {
    ...schema,
    properties: { ...base.properties, ...schema.properties },
    required: [...(base.required ?? []), ...(schema.required ?? [])],
  };
}

/** Every text may come from a file: as `{ secretFile: path }`, or as `<key>File`. */
function withSecretFiles(schema: JsonSchema): JsonSchema {
  const options = ["anyOf", "oneOf"].flatMap((keyword) => {
    const branch = schema[keyword];
    return Array.isArray(branch) ? [[keyword, branch.map((one: JsonSchema) => withSecretFiles(one))] as const] : [];
  });
  if (options.length > 0) return { ...schema, ...Object.fromEntries(options) };
  const texts = Object.entries(schema.properties ?? {}).filter(([, one]) => one.type === "string" && !("enum" in one));
  const fromFile = {
    type: "object",
    properties: { secretFile: { type: "string" } },
    required: ["secretFile"],
    additionalProperties: false,
  };
  return {
    ...schema,
    properties: {
      ...schema.properties,
      ...Object.fromEntries(texts.map(([key, one]) => [key, { anyOf: [one, fromFile] }])),
      ...Object.fromEntries(texts.map(([key]) => [`${key}File`, { type: "string" }])),
    },
    required: (schema.required ?? []).filter((key) => !texts.some(([text]) => text === key)),
  };
}

/** Offers the actions and their patterns where a role names them. */
function withActions(schema: JsonSchema): JsonSchema {
  const names = { type: "string", enum: patterns };
  const keyed = ["require", "limits"].map(
    (key) => [key, { ...schema.properties?.[key], propertyNames: names }] as const,
  );
  return {
    ...schema,
    properties: { ...schema.properties, allow: { type: "array", items: names }, ...Object.fromEntries(keyed) },
  };
}
