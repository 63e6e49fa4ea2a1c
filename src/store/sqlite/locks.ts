import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../errors.ts";
import { sqliteCode } from "./faults.ts";

const busy = 5;

/** A lock of the operating system: it ends with the process, however that ends. */
export interface Lock {
  release(): void;
}

function begin(db: DatabaseSync): boolean {
  try {
    db.exec("BEGIN IMMEDIATE");
    return true;
  } catch (error) {
    if (sqliteCode(error) === busy) return false;
    throw error;
  }
}

/**
 * Holds a small database of its own under a write transaction that never ends: others cannot write it, but can read
 * the pid in it. No pid is ever compared, so one that was given to another process does no harm.
 */
export function lockStore(path: string, pid: number): Lock {
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    if (!begin(db)) throw inUse(db);
    db.exec("CREATE TABLE IF NOT EXISTS holder (id INTEGER PRIMARY KEY, pid INTEGER NOT NULL)");
    db.prepare("INSERT INTO holder (id, pid) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET pid = excluded.pid").run(pid);
    db.exec("COMMIT");
    if (!begin(db)) throw inUse(db);
  } catch (error) {
    db.close();
    throw error;
  }
  return { release: () => db.close() };
}

function inUse(db: DatabaseSync): StoreError {
  const pid = holder(db);
  const who = pid === undefined ? "another process" : `process ${pid}`;
  return new StoreError("in-use", `in use by ${who}`, pid === undefined ? {} : { pid });
}

function holder(db: DatabaseSync): number | undefined {
  try {
    const pid = db.prepare("SELECT pid FROM holder").get()?.pid;
    return typeof pid === "number" ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Proof of life of one run of one process: an empty file under a lock. */
export function lockRun(folder: string, run: string): Lock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, run);
  const db = openRun(path);
  if (!begin(db)) throw new StoreError("defect", "the lock of this run is held by another");
  return {
    release() {
      db.close();
      rmSync(path, { force: true });
    },
  };
}

/** Without a journal file beside it: there is nothing in it that could be lost. */
function openRun(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 0 });
  db.exec("PRAGMA journal_mode = MEMORY");
  return db;
}

/** Whether the process that locked this run still lives; the file of a dead one is removed. */
export function isRunLocked(folder: string, run: string): boolean {
  const path = join(folder, run);
  if (!names(folder).includes(run)) return false;
  const db = openRun(path);
  try {
    if (!begin(db)) return true;
  } finally {
    db.close();
  }
  rmSync(path, { force: true });
  return false;
}

/** Removes what dead processes left behind. */
export function sweepRuns(folder: string): void {
  for (const run of names(folder)) isRunLocked(folder, run);
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
