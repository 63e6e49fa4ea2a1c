import type { z } from "zod";

/**
 * `read`: nothing a person would notice changes (sign-in and listeners included). `write`: something stored at the
 * vendor changes. `actuate`: something moves in the real world. All but `read` need a permit.
 */
const effects = ["read", "write", "actuate"] as const;
export type Effect = (typeof effects)[number];

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof methods)[number];

/** `GET /devices/{id}/doors`: method, a space, and the path as the vendor catalogues it. */
export type Route = `${Method} /${string}`;

/** What a row says besides its route. */
export interface OperationSpec {
  /** Short name, unique within the vendor. */
  readonly name: string;
  readonly effect: Effect;
  /** Types of path parameters where text or number is not precise enough. */
  readonly path?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Tolerant; absent means that any JSON is taken as it is. */
  readonly response?: z.ZodType;
  /** How the answer is read: `none` ignores the body, which may be empty. */
  readonly answer?: "json" | "text" | "none";
  readonly encoding?: "json" | "form";
  /** Sent with the body where it must differ from what the encoding says. */
  readonly contentType?: string;
  /** Name of the published limit that counts this call. */
  readonly limit?: string;
  /** `false`: even a read must not be sent twice (it loses what it fetched). */
  readonly repeat?: false;
  /** The command inside the body where all operations share one address (Akuvox). */
  readonly command?: string;
  /** `none`: sent without credentials (sign-in itself); any other word is known to the vendor's sign-in. */
  readonly auth?: "session" | "none" | (string & {});
  /** Known from elsewhere, not in the vendor's own list of operations. */
  readonly elsewhere?: true;
}

export type Operation<R extends Route = Route, S extends OperationSpec = OperationSpec> = Readonly<S> & {
  readonly kind: "operation";
  readonly route: R;
  readonly method: Method;
  /** The path with its `{names}`. */
  readonly template: string;
  /** Names of the path parameters, in order. */
  readonly parameters: readonly string[];
};

/** An operation that the vendor withdrew: never called, names what to use instead. */
export interface Deprecated {
  readonly kind: "deprecated";
  readonly route: Route;
  readonly name: string;
  readonly since?: string;
  readonly successor?: string;
}

export type OperationTable = Readonly<Record<string, Operation>>;
export type DeprecatedTable = readonly Deprecated[];

type Names<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

type PathPart<R extends string, S> = [Names<R>] extends [never]
  ? { readonly path?: undefined }
  : { readonly path: S extends { readonly path: z.ZodType } ? z.input<S["path"]> : Record<Names<R>, string | number> };
type Part<Key extends string, Schema> = Schema extends z.ZodType
  ? undefined extends z.input<Schema>
    ? { readonly [K in Key]?: z.input<Schema> }
    : Record<string, never> extends z.input<Schema>
      ? { readonly [K in Key]?: z.input<Schema> }
      : { readonly [K in Key]: z.input<Schema> }
  : { readonly [K in Key]?: undefined };

/** What a call to the row takes. */
export type Input<O extends Operation> =
  O extends Operation<infer R, infer S>
    ? PathPart<R, S> &
        Part<"query", O extends { readonly query: infer Q } ? Q : undefined> &
        Part<"body", O extends { readonly body: infer B } ? B : undefined>
    : never;

/** What a call to the row answers. */
export type Output<O extends Operation> = O extends { readonly response: infer S extends z.ZodType }
  ? z.output<S>
  : unknown;

/** The same three parts with nothing known about them. */
export interface LooseInput {
  readonly path?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: unknown;
  readonly body?: unknown;
}

/** One row of a vendor's table. */
export function operation<const R extends Route, const S extends OperationSpec>(route: R, spec: S): Operation<R, S> {
  const gap = route.indexOf(" ");
  const template = route.slice(gap + 1);
  return {
    ...spec,
    kind: "operation",
    route,
    method: route.slice(0, gap) as Method,
    template,
    parameters: [...template.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? ""),
  };
}

export function deprecated(
  route: Route,
  about: { readonly name: string; readonly since?: string; readonly successor?: string },
): Deprecated {
  return { kind: "deprecated", route, ...about };
}

/** How people and catalogs name the operation: the command where there is one, else the route. */
export function routeOf(row: Operation | Deprecated): string {
  return row.kind === "operation" && row.command !== undefined ? row.command : row.route;
}

/** The path with its parameters filled in, each percent-encoded as a whole. */
export function fillPath(row: Operation, path: Readonly<Record<string, unknown>> | undefined): string {
  return row.template.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(String(path?.[name])));
}

/** Query text: lists repeat their key, absent values are left out. */
export function encodeQuery(query: Readonly<Record<string, unknown>>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null) search.append(key, String(each));
    }
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}

/** Finds a row by catalogued route, by command, or by short name. */
export function createFinder(
  table: OperationTable,
  withdrawn: DeprecatedTable = [],
): (name: string) => Operation | Deprecated | undefined {
  const byName = new Map<string, Operation | Deprecated>();
  for (const row of [...withdrawn, ...Object.values(table)]) {
    byName.set(row.name, row);
    if (row.kind !== "operation" || row.command === undefined) byName.set(row.route, row);
    else byName.set(row.command, row);
  }
  return (name) => byName.get(name.trim());
}
