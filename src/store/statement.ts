import type { Compilable, Kysely } from "kysely";
import type { Tables } from "./schema.ts";

/** What may be bound. Both engines would bind something surprising for anything else. */
export type Bindable = string | number | null;
export type Values = Readonly<Record<string, Bindable>>;

/** One query, compiled once per engine and run many times with other values. */
export interface Statement<V extends Values, R> {
  readonly build: (db: Kysely<Tables>, values: V) => Compilable<R>;
}

/** What an operation asks of the engine: one statement to run. */
interface Step {
  readonly statement: Statement<Values, unknown>;
  readonly values: Values;
}

/**
 * A whole operation: yields its statements one after the other and returns its result. The embedded engine runs it
 * without a pause, the other one waits between the steps; both inside one transaction.
 */
export type Work<T> = Generator<Step, T, readonly unknown[]>;

export function statement<V extends Values, R>(
  build: (db: Kysely<Tables>, values: V) => Compilable<R>,
): Statement<V, R> {
  return { build };
}

export function* all<V extends Values, R>(query: Statement<V, R>, values: V): Work<readonly R[]> {
  return (yield { statement: query as unknown as Statement<Values, unknown>, values }) as readonly R[];
}

export function* first<V extends Values, R>(query: Statement<V, R>, values: V): Work<R | undefined> {
  return (yield* all(query, values))[0];
}

const place = Symbol("place of a value");

interface Placeholder {
  readonly [place]: string;
}

function isPlaceholder(value: unknown): value is Placeholder {
  return typeof value === "object" && value !== null && place in value;
}

export interface Compiled {
  readonly sql: string;
  bind(values: Values): Bindable[];
}

/** Turns a statement into text once; the value names it uses become positions. */
export function compile(db: Kysely<Tables>, query: Statement<Values, unknown>): Compiled {
  const names = new Proxy({}, { get: (_target, name): Placeholder => ({ [place]: String(name) }) });
  const { sql, parameters } = query.build(db, names as Values).compile();
  const readers = parameters.map((parameter) => {
    if (!isPlaceholder(parameter)) {
      const fixed = checked(parameter, "a fixed value");
      return () => fixed;
    }
    const name = parameter[place];
    return (values: Values) => checked(values[name], name);
  });
  return { sql, bind: (values) => readers.map((read) => read(values)) };
}

/** Refuses what an engine would quietly bind as NULL or as something else (Date, object, undefined, boolean, NaN). */
export function checked(value: unknown, name: string): Bindable {
  if (value === null || typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new TypeError(
    `cannot store ${name}: ${value === undefined ? "no value was given" : `it is a ${typeof value}`}`,
  );
}
