import { z } from "zod";
import type { ConfigFault } from "#core/errors.ts";
import { unknownKey, valueAt, wordIssues } from "./issues.ts";
import { branches, type ConfigSchemas, keysAt, toJsonSchema } from "./schemas.ts";
import {
  accountShape,
  auditShape,
  confirmShape,
  httpShape,
  personShape,
  placeShape,
  roleShape,
  sectionNames,
  storeShape,
  thingShape,
} from "./shape.ts";
import { type Draft, type Path, unread } from "./source.ts";

/** One entry of a list or a map, parsed where it is well-shaped; `raw` serves names even where it is not. */
export interface Entry<T> {
  readonly path: Path;
  readonly raw: unknown;
  readonly parsed?: T;
  /** The keys that are well-shaped, to be checked further even if others are not. */
  readonly seen: Partial<T>;
}

interface ParsedAccount {
  readonly base: z.output<typeof accountShape>;
  readonly settings: unknown;
}

/** All sections, each entry on its own, so that one fault does not hide the others. */
export interface Sections {
  readonly people: readonly Entry<z.output<typeof personShape>>[];
  readonly roles: readonly Entry<z.output<typeof roleShape>>[];
  readonly places: readonly Entry<z.output<typeof placeShape>>[];
  readonly accounts: readonly Entry<ParsedAccount>[];
  readonly things: readonly Entry<z.output<typeof thingShape>>[];
  readonly confirm: Entry<z.output<typeof confirmShape>>;
  readonly store: Entry<z.output<typeof storeShape>>;
  readonly audit: Entry<z.output<typeof auditShape>>;
  readonly http: Entry<z.output<typeof httpShape>>;
  readonly slack: Entry<unknown>;
  readonly discord: Entry<unknown>;
  readonly faults: readonly ConfigFault[];
}

/** `isPartial`: keys were taken out before, so what the schema says of the whole would only mislead. */
type Parse = <S extends z.ZodType>(path: Path, raw: unknown, schema: S, isPartial?: boolean) => Entry<z.output<S>>;

export function parseSections(draft: Draft, schemas: ConfigSchemas): Sections {
  const faults: ConfigFault[] = [];
  const parse = createParse(draft, faults);
  const top = topLevel(draft, faults);
  const list = <S extends z.ZodType>(name: string, schema: S) =>
    itemsOf(draft, top, name, faults).map(([path, raw]) => parse(path, raw, schema));
  const map = <S extends z.ZodType>(name: string, schema: S) =>
    valuesOf(draft, top, name, faults).map(([path, raw]) => parse(path, raw, schema));
  const platform = (name: "slack" | "discord"): Entry<unknown> =>
    top[name] === undefined ? { path: [name], raw: undefined, seen: {} } : parse([name], top[name], schemas[name]);
  return {
    people: list("people", personShape),
    roles: map("roles", roleShape),
    places: map("places", placeShape),
    accounts: itemsOf(draft, top, "accounts", faults).map(([path, raw]) =>
      parseAccount(path, raw, schemas, parse, { draft, faults }),
    ),
    things: list("things", thingShape),
    confirm: parse(["confirm"], top.confirm ?? {}, confirmShape),
    store: parse(["store"], top.store ?? {}, storeShape),
    audit: parse(["audit"], top.audit ?? {}, auditShape),
    http: parse(["http"], top.http ?? {}, httpShape),
    slack: platform("slack"),
    discord: platform("discord"),
    faults,
  };
}

function topLevel(draft: Draft, faults: ConfigFault[]): Readonly<Record<string, unknown>> {
  const { value } = draft;
  if (!isRecord(value)) {
    faults.push(draft.fault([], "the file holds no keys", `begin with one of: ${sectionNames.join(", ")}`));
    return {};
  }
  for (const key of Object.keys(value)) {
    if (sectionNames.some((name) => name === key)) continue;
    const { problem, mend } = unknownKey(key, sectionNames);
    faults.push(draft.fault([key], problem, mend));
  }
  return value;
}

type Located = readonly [path: Path, raw: unknown];

function itemsOf(
  draft: Draft,
  top: Readonly<Record<string, unknown>>,
  name: string,
  faults: ConfigFault[],
): readonly Located[] {
  const value = top[name] ?? [];
  if (Array.isArray(value)) return value.map((raw, index) => [[name, index], raw]);
  faults.push(draft.fault([name], "this should be a list", "begin each entry with a dash, like - id: …"));
  return [];
}

function valuesOf(
  draft: Draft,
  top: Readonly<Record<string, unknown>>,
  name: string,
  faults: ConfigFault[],
): readonly Located[] {
  const value = top[name] ?? {};
  if (isRecord(value)) return Object.entries(value).map(([key, raw]) => [[name, key], raw]);
  faults.push(
    draft.fault([name], "this should be names with what belongs to them", "write each name as a key below it"),
  );
  return [];
}

function createParse(draft: Draft, faults: ConfigFault[]): Parse {
  return (path, raw, schema, isPartial = false) => {
    const given = withSecretFiles(draft, path, raw, schema, faults);
    const { value, result } = parseSafely(schema, given);
    if (result === undefined) {
      faults.push(...emptyTexts(draft, path, given));
      return { path, raw, seen: {} };
    }
    if (result.success) return { path, raw, parsed: result.data, seen: result.data as Partial<typeof result.data> };
    const rest = withoutKeys(value, result.error.issues);
    const more = parseSafely(schema, rest).result?.error?.issues ?? [];
    const further = more.filter((one) => one.path.length > 0 && valueAt(rest, plainPath(one)) !== undefined);
    for (const issue of wordIssues([...result.error.issues, ...further], value, toJsonSchema(schema))) {
      const at = [...path, ...issue.path];
      if (!draft.isBroken(at) && !(isPartial && issue.path.length === 0))
        faults.push(draft.fault(at, issue.problem, issue.mend));
    }
    return { path, raw, seen: seenIn(rest, schema) };
  };
}

/** A rule between keys may stumble over a value that another rule has already refused, an empty secret say. */
function parseSafely<S extends z.ZodType>(schema: S, value: unknown) {
  try {
    return { value, result: schema.safeParse(value) };
  } catch {
    return { value };
  }
}

function emptyTexts(draft: Draft, path: Path, value: unknown): readonly ConfigFault[] {
  const empty = Object.entries(isRecord(value) ? value : {}).filter(([, one]) => one === "");
  if (empty.length === 0) return [draft.fault(path, "the values here cannot be used together", "check each of them")];
  return empty.map(([key]) => draft.fault([...path, key], "this is empty", "write a value, or remove the key"));
}

function plainPath({ path }: z.core.$ZodIssue): Path {
  return path.map((part) => (typeof part === "number" ? part : String(part)));
}

/** The value without the keys that have issues. */
function withoutKeys(value: unknown, issues: readonly z.core.$ZodIssue[]): Readonly<Record<string, unknown>> {
  const bad = new Set(issues.flatMap((one) => one.path[0] ?? (one.code === "unrecognized_keys" ? one.keys : [])));
  return isRecord(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => !bad.has(key))) : {};
}

/** What a plain object schema makes of the keys that are there. */
function seenIn<S extends z.ZodType>(rest: Readonly<Record<string, unknown>>, schema: S): Partial<z.output<S>> {
  if (!(schema instanceof z.ZodObject) || (schema.def.checks ?? []).length > 0) return {};
  const result = schema.partial().safeParse(rest);
  return (result.success ? result.data : {}) as Partial<z.output<S>>;
}

/** An account's own keys, and the rest by its vendor's schema; both are checked even if one is faulty. */
function parseAccount(
  path: Path,
  raw: unknown,
  schemas: ConfigSchemas,
  parse: Parse,
  { draft, faults }: { readonly draft: Draft; readonly faults: ConfigFault[] },
): Entry<ParsedAccount> {
  if (!isRecord(raw)) {
    parse(path, raw, accountShape);
    return { path, raw, seen: {} };
  }
  const baseKeys = Object.keys(accountShape.shape);
  const base = parse(
    path,
    Object.fromEntries(Object.entries(raw).filter(([key]) => baseKeys.includes(key))),
    accountShape,
  );
  const vendor = typeof raw.vendor === "string" ? raw.vendor : "";
  const schema = Object.hasOwn(schemas.vendors, vendor) ? schemas.vendors[vendor] : undefined;
  if (schema === undefined) return { path, raw, seen: {} };
  const json = toJsonSchema(schema);
  const keys = keysAt(json, []);
  const isOpen = branches(json).some(({ additionalProperties: more }) => more === true || typeof more === "object");
  const isSecretFile = (key: string) => key.endsWith("File") && keys.includes(key.slice(0, -4));
  const rest: Record<string, unknown> = {};
  let isPartial = false;
  for (const [key, value] of Object.entries(raw)) {
    if (keys.includes(key) || isSecretFile(key) || (isOpen && !baseKeys.includes(key))) rest[key] = value;
    else if (!baseKeys.includes(key)) {
      isPartial = true;
      const { problem, mend } = unknownKey(key, [...baseKeys, ...keys]);
      faults.push(draft.fault([...path, key], problem, mend));
    }
  }
  const settings = parse(path, rest, schema, isPartial);
  if (base.parsed === undefined || !("parsed" in settings)) return { path, raw, seen: {} };
  const parsed = { base: base.parsed, settings: settings.parsed };
  return { path, raw, parsed, seen: parsed };
}

/** `passwordFile: path` stands for `password` with the text of that file, wherever a key `password` is known. */
function withSecretFiles(draft: Draft, path: Path, raw: unknown, schema: z.ZodType, faults: ConfigFault[]): unknown {
  if (!isRecord(raw) || !Object.keys(raw).some((key) => key.endsWith("File"))) return raw;
  const keys = keysAt(toJsonSchema(schema), []);
  const filled: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(raw)) {
    const target = key.slice(0, -4);
    const isFile = key.endsWith("File") && !keys.includes(key) && keys.includes(target);
    if (!isFile || typeof value !== "string") {
      filled[key] = value;
    } else if (Object.hasOwn(raw, target)) {
      faults.push(draft.fault([...path, key], `"${target}" and "${key}" both stand here`, "keep one of them"));
    } else {
      const secret = draft.secret([...path, target], value);
      if ("fault" in secret) faults.push(secret.fault);
      filled[target] = "text" in secret ? secret.text : unread;
    }
  }
  return filled;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text inside a raw entry, for names of entries that are faulty elsewhere. */
export function rawText(entry: Entry<unknown>, key: string): string | undefined {
  const value = valueAt(entry.raw, [key]);
  return typeof value === "string" ? value : undefined;
}
