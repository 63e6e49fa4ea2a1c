import { type Failure, toFailure } from "../errors.ts";
import { isRead, type OperationName, startOperation } from "../operations.ts";
import type { Database } from "./database.ts";
import { isOfDatabase, storeError } from "./faults.ts";

export interface Call {
  readonly id: number;
  readonly name: OperationName;
  readonly input: readonly unknown[];
}

export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failure };

/**
 * Runs what has arrived in one transaction, each operation behind its own savepoint: one that fails takes back only
 * itself, a database that fails takes back all. Whatever is answered with a value is on the disk.
 */
export function runBatch(db: Database, calls: readonly Call[]): readonly Answer[] {
  const isReading = calls.every((call) => isRead(call.name));
  try {
    db.exec(isReading ? "BEGIN" : "BEGIN IMMEDIATE");
    const answers = calls.map((call) => runOne(db, call, calls.length === 1));
    db.exec("COMMIT");
    if (calls.some((call) => call.name === "forgetPerson" || call.name === "pruneAudit")) scrub(db);
    return answers;
  } catch (error) {
    if (db.isInTransaction) db.exec("ROLLBACK");
    return afterFailure(db, calls, error);
  }
}

/** What would have changed something has failed; what only looks is tried again by itself. */
function afterFailure(db: Database, calls: readonly Call[], error: unknown): readonly Answer[] {
  const failure = toFailure(storeError(error));
  const looking = calls.filter((call) => isRead(call.name));
  const failed = calls.length === looking.length ? calls : calls.filter((call) => !isRead(call.name));
  const others = failed === calls || looking.length === 0 ? [] : runBatch(db, looking);
  return [...failed.map(({ id }) => ({ id, failure })), ...others];
}

function runOne(db: Database, { id, name, input }: Call, isAlone: boolean): Answer {
  if (isAlone || isRead(name)) return { id, value: db.perform(startOperation(name, input)) };
  db.exec("SAVEPOINT operation");
  try {
    const value = db.perform(startOperation(name, input));
    db.exec("RELEASE operation");
    return { id, value };
  } catch (error) {
    if (isOfDatabase(error) || !db.isInTransaction) throw error;
    db.exec("ROLLBACK TO operation");
    db.exec("RELEASE operation");
    return { id, failure: toFailure(storeError(error)) };
  }
}

/** What was forgotten must not live on in the write-ahead log. Left to the next checkpoint when someone is reading. */
function scrub(db: Database): void {
  try {
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // Another process is in the way: its own close does the same.
  }
}
