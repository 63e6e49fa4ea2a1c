import { dirname, join, resolve } from "node:path";
import type { z } from "zod";
import type { Action } from "#core/actions.ts";
import type { Place } from "#core/directory.ts";
import { ConfigError, type ConfigFault } from "#core/errors.ts";
import { Secret } from "#core/secret.ts";
import { byAction } from "#policy/patterns.ts";
import type { CedarSource, PolicyNames, Role } from "#policy/role.ts";
import { crossCheck, namesOf, toRole } from "#src/config/checks.ts";
import type { ConfigSchemas } from "#src/config/schemas.ts";
import { parseSections, type Sections } from "#src/config/sections.ts";
import { type ConfigSource, readDraft } from "#src/config/source.ts";

interface ConfiguredPerson {
  readonly id: string;
  readonly name: string;
  readonly locale?: string;
  readonly identities: readonly string[];
  readonly roles: readonly string[];
}

export interface ConfiguredAccount {
  readonly id: string;
  readonly vendor: string;
  readonly place: string;
  /** What the vendor's own schema made of the other keys. */
  readonly settings: unknown;
}

export interface ConfiguredThing {
  readonly account: string;
  /** Exactly one of `vendorId` and `label` says which thing of the account is meant. */
  readonly vendorId?: string;
  readonly label?: string;
  /** As written, for faults that only show when the account's things are known. */
  readonly match: string;
  /** Line of the file, for the same purpose. */
  readonly line: number;
  readonly name?: string;
  /** By language tag, `""` for every language. */
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  readonly place?: string;
  readonly require: Readonly<Partial<Record<Action, string>>>;
  readonly isHidden: boolean;
}

export interface Config<S = unknown, D = unknown> {
  readonly file: string;
  readonly people: readonly ConfiguredPerson[];
  readonly roles: readonly Role[];
  readonly places: readonly Place[];
  readonly accounts: readonly ConfiguredAccount[];
  readonly things: readonly ConfiguredThing[];
  readonly confirm: { readonly seconds: number };
  /** A `file:` url holds an absolute path. */
  readonly store: { readonly url: string; readonly key?: Secret };
  /** Days for which the record is kept; for ever when absent. */
  readonly audit: { readonly keepDays?: number };
  readonly http: { readonly host: string; readonly port: number };
  readonly slack?: S;
  readonly discord?: D;
  readonly cedar?: CedarSource;
}

/** Faults of `usher.cedar`, so that they come together with all others. */
export type CheckCedar = (source: CedarSource, names: PolicyNames) => readonly ConfigFault[];

/** The person behind `usher vendor`, unless the configuration names one with this id itself. */
const operator = { id: "operator", name: "operator", identities: [], roles: ["cli.operator"] } as const;
const operatorRole: Role = {
  name: "cli.operator",
  allow: ["vendor.call"],
  require: {},
  limits: {},
  groups: [],
  channels: [],
  everyone: false,
};

/**
 * Reads `usher.yaml` (and `usher.cedar` beside it). Throws `ConfigError` with all faults together, each with line,
 * key and how to mend it. `${NAME}` in any text is filled from the environment; any text may be given as
 * `{ secretFile: path }`, and any key `x` of an account, a platform or the store as `xFile: path`, relative to the
 * configuration.
 */
export function readConfig<S extends z.ZodType, D extends z.ZodType>(
  source: ConfigSource,
  schemas: ConfigSchemas<S, D>,
  checkCedar?: CheckCedar,
): Config<z.output<S>, z.output<D>> {
  const draft = readDraft(source);
  if (draft.value === undefined) throw new ConfigError(draft.faults);
  const sections = parseSections(draft, schemas);
  const cedar = readCedar(source);
  const faults = [
    ...draft.faults,
    ...sections.faults,
    ...crossCheck(draft, sections, Object.keys(schemas.vendors)),
    ...cedar.faults,
    ...(cedar.source === undefined ? [] : (checkCedar?.(cedar.source, namesOf(sections)) ?? [])),
  ];
  if (faults.length > 0) throw new ConfigError(ordered(faults, source.file));
  return assemble(source, sections, (path) => draft.lineOf(path) ?? 1, cedar.source) as Config<
    z.output<S>,
    z.output<D>
  >;
}

function readCedar(source: ConfigSource): { source?: CedarSource; faults: readonly ConfigFault[] } {
  const path = join(dirname(resolve(source.file)), "usher.cedar");
  try {
    return { source: { text: source.readFile(path), file: path }, faults: [] };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === undefined || code === "ENOENT") return { faults: [] };
    const problem = `the file cannot be read (${String(code)})`;
    return { faults: [{ file: path, key: "", problem, mend: "make it readable for this process, or remove it" }] };
  }
}

/** By file and line, nothing twice; what is missing altogether comes first. */
function ordered(faults: readonly ConfigFault[], file: string): readonly ConfigFault[] {
  const distinct = [...new Map(faults.map((one) => [JSON.stringify(one), one])).values()];
  const rank = (one: ConfigFault) => (one.file === file ? 0 : 1_000_000) + (one.line ?? 0);
  return distinct.toSorted((a, b) => rank(a) - rank(b));
}

function assemble(
  { file }: ConfigSource,
  sections: Sections,
  lineOf: (path: readonly (string | number)[]) => number,
  cedar: CedarSource | undefined,
): Config {
  const parsed = <T>(entries: readonly { readonly parsed?: T }[]) => entries.flatMap((one) => one.parsed ?? []);
  const places = sections.places.flatMap(({ path, parsed: place }): Place[] => {
    if (place === undefined) return [];
    const { name, require, ...rest } = place;
    const id = String(path.at(-1));
    return [{ ...withoutUndefined(rest), id, name: name ?? id, require: byAction(require) }];
  });
  const people = parsed(sections.people).map((one) => ({ ...withoutUndefined(one), name: one.name ?? one.id }));
  const { url, key } = sections.store.parsed ?? { url: "" };
  const [onlyPlace] = places;
  return {
    file,
    people: people.some((one) => one.id === operator.id) ? people : [...people, operator],
    roles: [
      ...sections.roles.flatMap(({ path, parsed: role }) =>
        role === undefined ? [] : toRole(String(path.at(-1)), role),
      ),
      operatorRole,
    ],
    places,
    accounts: parsed(sections.accounts).map(({ base, settings }) => {
      return { id: base.id, vendor: base.vendor, place: base.place ?? onlyPlace?.id ?? "", settings };
    }),
    things: sections.things.flatMap(({ path, parsed: thing }) => {
      return thing === undefined ? [] : [toThing(thing, lineOf([...path, "match"]))];
    }),
    confirm: sections.confirm.parsed ?? { seconds: 60 },
    store: { url: absoluteUrl(url, file), ...(key === undefined ? {} : { key: new Secret(key) }) },
    audit: withoutUndefined(sections.audit.parsed ?? {}),
    http: sections.http.parsed ?? { host: "127.0.0.1", port: 8080 },
    ...(sections.slack.parsed === undefined ? {} : { slack: sections.slack.parsed }),
    ...(sections.discord.parsed === undefined ? {} : { discord: sections.discord.parsed }),
    ...(cedar === undefined ? {} : { cedar }),
  };
}

type ParsedThing = NonNullable<Sections["things"][number]["parsed"]>;

function toThing({ match, aliases, require, hidden, ...rest }: ParsedThing, line: number): ConfiguredThing {
  const colon = match.indexOf(":");
  const what = match.slice(colon + 1);
  return {
    ...withoutUndefined(rest),
    match,
    line,
    account: match.slice(0, colon),
    ...(what.startsWith("name=") ? { label: what.slice("name=".length) } : { vendorId: what }),
    aliases: Array.isArray(aliases) ? { "": aliases } : aliases,
    require: byAction(require),
    isHidden: hidden,
  };
}

/** `file:` urls are relative to the configuration. */
function absoluteUrl(url: string, file: string): string {
  if (!url.startsWith("file:")) return url;
  return `file:${resolve(dirname(file), url.slice("file:".length).replace(/^\/\/(?=\/)/, ""))}`;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<T>;
}
