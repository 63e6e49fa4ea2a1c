import type { Change } from "#core/store.ts";
import { writeThings } from "../operations/keeping.ts";
import { bump } from "../operations/version.ts";
import type { Statement, Values } from "../statement.ts";

/** What other processes must hear of when this statement has run. */
export function changeOf(step: {
  readonly statement: Statement<Values, unknown>;
  readonly values: Values;
}): Change | undefined {
  const { statement, values } = step;
  if (statement === bump) return { what: "rights" };
  return statement === (writeThings as unknown) ? { what: "things", account: String(values.account) } : undefined;
}

/** What another process told; undefined for our own words and for what nobody of ours said. */
export function readChange(payload: string, ownRun: string): Change | undefined {
  let told: unknown;
  try {
    told = JSON.parse(payload);
  } catch {
    return undefined;
  }
  const { what, account, run } = Object(told) as Readonly<Record<string, unknown>>;
  if (run === ownRun) return undefined;
  if (what === "rights") return { what };
  return what === "things" && typeof account === "string" ? { what, account } : undefined;
}
