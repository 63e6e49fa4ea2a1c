import { StoreError, type StoreReason } from "../errors.ts";

/** SQLite's primary result codes, https://www.sqlite.org/rescode.html */
const reasons: Readonly<Record<number, readonly [StoreReason, string]>> = {
  5: ["busy", "another process kept the database locked for too long"],
  6: ["busy", "the database is locked"],
  8: ["read-only", "the database is read-only"],
  10: ["io", "the disk reported an error"],
  11: ["damaged", "the database file is damaged"],
  13: ["full", "the disk is full"],
  14: ["cannot-open", "the database file cannot be opened"],
  26: ["damaged", "the file is not a database"],
};

/** SQLite's number for an error of `node:sqlite`; undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}

/** Names what went wrong without the statement or its values. */
export function storeError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const known = reasons[sqliteCode(error) ?? -1];
  if (known !== undefined) return new StoreError(known[0], known[1], { cause: error });
  return new StoreError("defect", error instanceof Error ? error.message : "unknown error", { cause: error });
}

/** Whether the fault concerns the whole database and not one operation. */
export function isOfDatabase(error: unknown): boolean {
  return storeError(error).reason !== "defect";
}
