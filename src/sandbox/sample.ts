/** The part of JSON Schema that the operation tables' schemas use. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly items?: JsonSchema | boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

/** Value for a field of this name and type, or undefined to go on with a plain one. */
export type ValueByName = (name: string, type: string) => unknown;

const depthLimit = 5;

interface Making {
  readonly root: JsonSchema;
  readonly byName: ValueByName;
}

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  return schema.$ref === "#" ? root : (root.$defs?.[schema.$ref.replace("#/$defs/", "")] ?? {});
}

const plain: Readonly<Record<string, unknown>> = { string: "sample", number: 1, integer: 1, boolean: true, null: null };

function make(given: JsonSchema, name: string, depth: number, making: Making): unknown {
  const schema = resolve(given, making.root);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices !== undefined) {
    const chosen = choices.find((choice) => choice.type !== "null") ?? {};
    return make(chosen, name, depth, making);
  }
  const { type = schema.properties === undefined ? "any" : "object" } = schema;
  const named = making.byName(name, type);
  if (named !== undefined) return named;
  if (type === "array") {
    const isBottom = depth >= depthLimit || typeof schema.items !== "object" || Object.keys(schema.items).length === 0;
    return isBottom ? [] : [make(schema.items as JsonSchema, name, depth + 1, making)];
  }
  if (type === "object") {
    const properties = depth >= depthLimit ? [] : Object.entries(schema.properties ?? {});
    return Object.fromEntries(properties.map(([key, inner]) => [key, make(inner, key, depth + 1, making)]));
  }
  return plain[type] ?? null;
}

/** A value that the schema takes, with every field it names. */
export function sampleOf(schema: JsonSchema, byName: ValueByName): unknown {
  return make(schema, "", 0, { root: schema, byName });
}
