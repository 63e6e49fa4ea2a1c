import { isRecord } from "./cloud.ts";

type FieldType = "string" | "number" | "integer" | "boolean" | "object" | "strings";

/** Field name to type; a name that ends in `?` may be missing. */
export type Shape = Readonly<Record<string, FieldType | readonly string[]>>;

export interface ShapeProblem {
  readonly field: string;
  readonly problem: "missing" | "wrong-type" | "unknown";
}

const tests: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string" && value !== "",
  number: (value) => typeof value === "number" && Number.isFinite(value),
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  object: isRecord,
  strings: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
};

/** The first thing wrong with a body, or undefined. A list of texts in place of a type is the set of allowed values. */
export function shapeProblem(
  body: Readonly<Record<string, unknown>>,
  shape: Shape,
  unknownFields: "refuse" | "ignore",
): ShapeProblem | undefined {
  const known = new Set<string>();
  for (const [key, type] of Object.entries(shape)) {
    const isOptional = key.endsWith("?");
    const field = isOptional ? key.slice(0, -1) : key;
    known.add(field);
    const value = body[field];
    if (value === undefined) {
      if (isOptional) continue;
      return { field, problem: "missing" };
    }
    const isRight = typeof type === "string" ? tests[type as FieldType](value) : type.includes(value as string);
    if (!isRight) return { field, problem: "wrong-type" };
  }
  if (unknownFields === "ignore") return undefined;
  const field = Object.keys(body).find((key) => !known.has(key));
  return field === undefined ? undefined : { field, problem: "unknown" };
}

/** The same in words, for the control routes. */
export function describeProblem(problem: ShapeProblem | undefined): string | undefined {
  return problem === undefined ? undefined : `${problem.field}: ${problem.problem}`;
}
