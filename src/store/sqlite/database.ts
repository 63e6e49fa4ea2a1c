import { closeSync, openSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import { StoreError } from "../errors.ts";
import { migrations, newestMigration } from "../migrations.ts";
import type { Tables } from "../schema.ts";
import { type Bindable, type Compiled, compile, type Statement, type Values, type Work } from "../statement.ts";
import { sqliteCode } from "./faults.ts";

/** The open database: runs a whole operation without a pause, every statement prepared once. */
export interface Database {
  readonly isInTransaction: boolean;
  exec(sql: string): void;
  perform<T>(work: Work<T>): T;
  close(): void;
}

export function createBuilder(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

export interface DatabaseSettings {
  readonly path: string;
  /** How long to wait for another process that is writing. */
  readonly busyTimeoutMs: number;
  /** Epoch ms, for the record of migrations. */
  readonly now: number;
}

export function openDatabase({ path, busyTimeoutMs, now }: DatabaseSettings): Database {
  createPrivately(path);
  const db = new DatabaseSync(path, { timeout: busyTimeoutMs });
  try {
    useWriteAheadLog(db);
    db.exec("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF");
    migrate(db, now);
  } catch (error) {
    db.close();
    throw error;
  }
  return createDatabase(db);
}

/** Makes the file before SQLite does, so that nobody else may read it; its companions take over its mode. */
function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, "a", 0o600));
  } catch {
    // A read-only file is opened as such; a missing folder is reported by SQLite.
  }
}

function useWriteAheadLog(db: DatabaseSync): void {
  const mode = db.prepare("PRAGMA journal_mode").get()?.journal_mode;
  if (mode === "wal") return;
  for (let tries = 1; ; tries += 1) {
    try {
      db.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      // Two processes that open a fresh file at once: SQLite does not wait here by itself.
      if (sqliteCode(error) !== 5 || tries >= 100) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function schemaVersion(db: DatabaseSync): number {
  const isThere = db.prepare("SELECT 1 AS yes FROM sqlite_master WHERE type = 'table' AND name = 'migration'").get();
  if (isThere === undefined) return 0;
  return Number(db.prepare("SELECT max(id) AS id FROM migration").get()?.id ?? 0);
}

function migrate(db: DatabaseSync, now: number): void {
  if (isUpToDate(db)) return;
  const builder = createBuilder();
  db.exec("BEGIN IMMEDIATE");
  try {
    if (!isUpToDate(db)) {
      db.exec("CREATE TABLE IF NOT EXISTS migration (id INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL)");
      const version = schemaVersion(db);
      for (const { id, name, up } of migrations.filter((migration) => migration.id > version)) {
        for (const step of up(builder, { big: "integer" })) {
          const { sql, parameters } = step.compile();
          db.prepare(sql).run(...(parameters as readonly Bindable[]));
        }
        db.prepare("INSERT INTO migration (id, name, at) VALUES (?, ?, ?)").run(id, name, now);
      }
    }
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function isUpToDate(db: DatabaseSync): boolean {
  const version = schemaVersion(db);
  if (version > newestMigration) {
    const text = `the database is of schema ${version}, this version knows ${newestMigration}`;
    throw new StoreError("newer-schema", text);
  }
  return version === newestMigration;
}

interface Prepared {
  readonly compiled: Compiled;
  readonly statement: StatementSync;
}

function createDatabase(db: DatabaseSync): Database {
  const builder = createBuilder();
  const prepared = new Map<Statement<Values, unknown>, Prepared>();
  const texts = new Map<string, StatementSync>();

  function prepare(query: Statement<Values, unknown>): Prepared {
    const known = prepared.get(query);
    if (known !== undefined) return known;
    const compiled = compile(builder, query);
    const fresh = { compiled, statement: db.prepare(compiled.sql) };
    prepared.set(query, fresh);
    return fresh;
  }

  return {
    get isInTransaction() {
      return db.isTransaction;
    },
    exec(sql) {
      const known = texts.get(sql) ?? db.prepare(sql);
      texts.set(sql, known);
      known.run();
    },
    perform(work) {
      let step = work.next([]);
      while (step.done !== true) {
        const { compiled, statement } = prepare(step.value.statement);
        step = work.next(statement.all(...compiled.bind(step.value.values)));
      }
      return step.value;
    },
    close: () => db.close(),
  };
}
