import type { z } from "zod";
import { nearest, suggestion } from "#policy/suggest.ts";
import { type JsonSchema, keysAt } from "./schemas.ts";
import type { Path } from "./source.ts";

export interface WordedIssue {
  readonly path: Path;
  readonly problem: string;
  readonly mend: string;
}

type Issue = z.core.$ZodIssue;
type Worded = readonly [problem: string, mend: string];

/** Says in plain words what zod found in a value. Never repeats the value, which may be a secret. */
export function wordIssues(issues: readonly Issue[], value: unknown, schema: JsonSchema): readonly WordedIssue[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ path: [...path, key], ...unknownKey(key, keysAt(schema, path)) }));
    }
    if (issue.code === "invalid_union" && issue.errors.length > 0) {
      const [least = []] = issue.errors.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length);
      const inner = least.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
      return wordIssues(inner, value, schema);
    }
    const [problem, mend] = word(issue, valueAt(value, path), path);
    return [{ path, problem, mend }];
  });
}

/** How far into the value the issues of one alternative lie: the farther, the more that alternative was meant. */
function depth(issues: readonly Issue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

/** `keys` are those that may stand there. */
export function unknownKey(key: string, keys: readonly string[]): { readonly problem: string; readonly mend: string } {
  return { problem: `there is no key "${key}" here`, mend: suggestion(key, keys, "remove it") };
}

function word(issue: Issue, value: unknown, path: Path): Worded {
  const name = String(path.at(-1) ?? "this");
  if (issue.code === "custom") return custom(issue, value === undefined ? `"${name}" is missing` : undefined);
  if (value === null && path.length === 0) return ["there is nothing below this key", "write keys and values below it"];
  if (value === undefined) return [`"${name}" is missing`, `add "${name}: ${examples[name] ?? "…"}"`];
  if (value === null) return [`"${name}" has no value`, `write "${name}: ${examples[name] ?? "…"}", or remove the key`];
  switch (issue.code) {
    case "invalid_type":
      return wrongType(issue.expected, value);
    case "invalid_value":
      return wrongChoice(issue.values.map(String), value);
    case "too_small":
      return tooSmall(issue.origin, Number(issue.minimum));
    case "too_big":
      return [`this is ${issue.origin === "string" ? "too long" : "too much"}`, `at most ${issue.maximum}`];
    default:
      return (
        own(issue.message) ?? [
          "this is not well-formed",
          formatMends[formatOf(issue)] ?? "see the example configuration",
        ]
      );
  }
}

function formatOf(issue: Issue): string {
  return issue.code === "invalid_format" ? issue.format : issue.code;
}

const formatMends: Readonly<Record<string, string>> = {
  url: "write a whole address, like https://host.example/path",
  regex: "see the example configuration",
};

const examples: Readonly<Record<string, string>> = {
  id: "front-office",
  timezone: "Europe/Madrid",
  vendor: "raixer",
  match: "<account>:<vendor id>",
  place: "hq",
};

const typeNames: Readonly<Record<string, Worded>> = {
  string: ["a text", 'put it in quotes, like "123"'],
  number: ["a number", "write it without quotes"],
  int: ["a whole number", "write it without quotes and without a point"],
  boolean: ["true or false", "write true or false"],
  array: ["a list", "write it in brackets, like [one, two]"],
  object: ["keys with values", "write keys and their values below it"],
  record: ["keys with values", "write keys and their values below it"],
};

function wrongType(expected: string, value: unknown): Worded {
  const [wanted, mend] = typeNames[expected] ?? [expected, "see the example configuration"];
  const found = Array.isArray(value) ? "a list" : (foundNames[typeof value] ?? "something else");
  return [`this should be ${wanted}, not ${found}`, mend];
}

const foundNames: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  object: "keys with values",
};

function wrongChoice(choices: readonly string[], value: unknown): Worded {
  const near = typeof value === "string" ? nearest(value, choices) : undefined;
  return [
    "this is not one of the choices",
    near === undefined ? `use ${choices.join(" or ")}` : `did you mean "${near}"?`,
  ];
}

function tooSmall(origin: string, minimum: number): Worded {
  if (origin === "string" || origin === "array") return ["this is empty", "write at least one, or remove the key"];
  return ["this is too little", `at least ${minimum}`];
}

/** Messages of the schemas themselves: `params: { problem, mend }`, "problem; mend" in one sentence, or the mend alone. */
function custom(issue: Issue & { readonly code: "custom" }, missing: string | undefined): Worded {
  const { problem, mend } = issue.params ?? {};
  if (typeof problem === "string" && typeof mend === "string") return [problem, mend];
  const [first = issue.message, second] = issue.message.split(/;\s+/);
  if (second !== undefined) return [first, second];
  const whole = issue.path.length === 0 ? "the keys here do not fit together" : "this cannot be used as it is";
  return [missing ?? whole, first];
}

/** A message that the schema's author wrote, not zod. */
function own(message: string): Worded | undefined {
  return message === "" || message.startsWith("Invalid") ? undefined : ["this is not well-formed", message];
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, part) => {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    return (at as Readonly<Record<string | number, unknown>>)[part];
  }, value);
}
