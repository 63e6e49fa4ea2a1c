import { StoreError, type StoreReason } from "../errors.ts";

/** By the first characters of an SQLSTATE, longest first: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const reasons: readonly (readonly [string, StoreReason, string])[] = [
  ["25006", "read-only", "the database is read-only"],
  ["53100", "full", "the disk of the database server is full"],
  ["55P03", "busy", "another process kept a row locked for too long"],
  ["57014", "busy", "the database server took too long"],
  ["3D", "cannot-open", "there is no database of this name"],
  ["28", "cannot-open", "the database server refused the sign-in"],
  ["42501", "cannot-open", "this user may not make or change the tables"],
  ["08", "down", "the connection to the database server was lost"],
  ["57P", "down", "the database server is going down"],
  ["53", "down", "the database server has no room for this connection"],
  ["58", "io", "the database server reported an error of its disk"],
  ["XX", "damaged", "the database is damaged"],
];

/** The SQLSTATE, or the operating system's name of a network fault. */
function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code);
}

/** Names what went wrong without the statement, its values or the address. */
export function serverError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  const known = reasons.find(([start]) => code.startsWith(start));
  if (known !== undefined) return new StoreError(known[1], known[2], { cause: error });
  if (error instanceof TypeError || isSqlState(code)) {
    return new StoreError("defect", error instanceof Error ? error.message : "unknown error", { cause: error });
  }
  return new StoreError("down", "the database server cannot be reached", { cause: error });
}

/** Whether the same transaction may be tried again, given that its commit was never sent. */
export function isWorthAnotherTry(error: unknown): boolean {
  const code = codeOf(error);
  return code === "40001" || code === "40P01" || serverError(error).reason === "down";
}
