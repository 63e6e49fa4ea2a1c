import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import pg from "pg";
import type { Change } from "#core/store.ts";
import { StoreError } from "../errors.ts";
import { migrations, newestMigration } from "../migrations.ts";
import {
  type Engine,
  isRead,
  type Listener,
  type OperationInput,
  type OperationName,
  type OperationResult,
  startOperation,
} from "../operations.ts";
import type { Tables } from "../schema.ts";
import { type Compiled, compile, type Statement, type Values, type Work } from "../statement.ts";
import { changeOf, readChange } from "./changes.ts";
import { isWorthAnotherTry, serverError } from "./faults.ts";
import { channel, createLife, type Ears, type Life, lockNumber } from "./life.ts";

export interface ServerSettings {
  readonly url: string;
  readonly run: string;
  /** Epoch ms, for the record of migrations. */
  readonly now: number;
}

const tries = 5;
const waitMs = 5_000;
const noticeMs = 500;
const bigintType = 20;

/** Whole numbers come back as numbers: ours stay below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === bigintType ? Number : pg.types.getTypeParser(oid, format)),
};

function createBuilder(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

/** Several processes may share a server; each operation is a transaction of its own. */
export async function openServer({ url, run, now }: ServerSettings): Promise<Engine> {
  const config = { connectionString: url, application_name: "usher", types, connectionTimeoutMillis: waitMs };
  const limits = {
    statement_timeout: 2 * waitMs,
    lock_timeout: waitMs,
    idle_in_transaction_session_timeout: 2 * waitMs,
  };
  // The server's own limits end a query that takes too long; this one is for a server that went without a word.
  const pool = new pg.Pool({ ...config, ...limits, max: 8, keepAlive: true, query_timeout: 2 * waitMs + noticeMs });
  // A connection that breaks fails the query on it, if there is one; the pool replaces it.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const listeners = new Set<Listener>();
  const tell = (change: Change) => {
    for (const listener of listeners) listener(change);
  };
  const ears: Ears = {
    hear: (payload) => {
      const change = readChange(payload, run);
      if (change !== undefined) tell(change);
    },
    missed: () => {
      tell({ what: "rights" });
      tell({ what: "things" });
    },
  };
  const life = createLife({ ...config, lock_timeout: waitMs }, run, ears);
  try {
    await migrate(pool, now);
    await life.ensure();
  } catch (error) {
    await Promise.allSettled([life.end(), pool.end()]);
    throw serverError(error);
  }
  return createEngine(pool, run, life, listeners);
}

async function migrate(pool: pg.Pool, now: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    // Only one process at a time brings the tables of one schema up to date.
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended('usher ' || current_schema(), 0))");
    await client.query(
      "CREATE TABLE IF NOT EXISTS migration (id integer PRIMARY KEY, name text NOT NULL, at bigint NOT NULL)",
    );
    const found = await client.query<{ id: number | null }>("SELECT max(id) AS id FROM migration");
    const version = found.rows[0]?.id ?? 0;
    if (version > newestMigration) {
      const text = `the database is of schema ${version}, this version knows ${newestMigration}`;
      throw new StoreError("newer-schema", text);
    }
    const builder = createBuilder();
    for (const { id, name, up } of migrations.filter((migration) => migration.id > version)) {
      for (const step of up(builder, { big: "bigint" })) {
        const { sql, parameters } = step.compile();
        await client.query(sql, [...parameters]);
      }
      await client.query("INSERT INTO migration (id, name, at) VALUES ($1, $2, $3)", [id, name, now]);
    }
    await client.query("COMMIT");
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

interface Named extends Compiled {
  readonly name: string;
}

function createStatements(): (query: Statement<Values, unknown>) => Named {
  const builder = createBuilder();
  const known = new Map<Statement<Values, unknown>, Named>();
  return (query) => {
    const named = known.get(query) ?? { ...compile(builder, query), name: `usher-${known.size}` };
    known.set(query, named);
    return named;
  };
}

/** Waits a moment for the lock: the server takes a while to notice that a process was killed. */
async function isHeld(client: pg.PoolClient, run: string): Promise<boolean | StoreError> {
  try {
    await client.query("BEGIN");
    await client.query(`SET LOCAL lock_timeout = ${noticeMs}`);
    try {
      await client.query("SELECT pg_advisory_xact_lock($1)", [lockNumber(run)]);
      return false;
    } catch (error) {
      if (serverError(error).reason === "busy") return true;
      throw error;
    } finally {
      await client.query("ROLLBACK");
    }
  } catch (error) {
    return serverError(error);
  }
}

function createEngine(pool: pg.Pool, ownRun: string, life: Life, listeners: Set<Listener>): Engine {
  const statementFor = createStatements();
  let isClosed = false;

  async function perform<T>(client: pg.PoolClient, work: Work<T>): Promise<T> {
    const told = new Map<string, Change>();
    let step = work.next([]);
    while (step.done !== true) {
      const change = changeOf(step.value);
      if (change !== undefined) told.set(JSON.stringify(change), change);
      const { name, sql, bind } = statementFor(step.value.statement);
      const { rows } = await client.query({ name, text: sql, values: bind(step.value.values) });
      step = work.next(rows);
    }
    // Part of the transaction: nobody hears of what was not committed.
    for (const change of told.values()) {
      await client.query(`SELECT pg_notify(${channel}, $1)`, [JSON.stringify({ ...change, run: ownRun })]);
    }
    return step.value;
  }

  /** One try. `sent` tells whether the commit left: from then on nobody knows, and nothing is tried again. */
  async function attempt(name: OperationName, input: readonly unknown[], sent: () => void): Promise<unknown> {
    // Asked for meanwhile, on its own connection; heard before the commit.
    const proof = name === "beginAct" ? life.ensure() : undefined;
    proof?.catch(() => {});
    const client = await pool.connect();
    try {
      await client.query(isRead(name) ? "BEGIN READ ONLY" : "BEGIN");
      const value = await perform(client, startOperation(name, input));
      await proof;
      sent();
      await client.query("COMMIT");
      client.release();
      return value;
    } catch (error) {
      const isBroken = await client.query("ROLLBACK").then(
        () => false,
        () => true,
      );
      client.release(isBroken);
      throw error;
    }
  }

  async function runWhole(name: OperationName, input: readonly unknown[]): Promise<unknown> {
    if (isClosed) throw new StoreError("closed", "the store is closed");
    for (let count = 1; ; count += 1) {
      let isSent = false;
      try {
        return await attempt(name, input, () => {
          isSent = !isRead(name);
        });
      } catch (error) {
        if (isSent || count === tries || !isWorthAnotherTry(error)) throw serverError(error);
      }
    }
  }

  return {
    run<N extends OperationName>(name: N, ...input: OperationInput<N>): Promise<OperationResult<N>> {
      return runWhole(name, input) as Promise<OperationResult<N>>;
    },
    async isRunAlive(run) {
      if (run === ownRun) return true;
      const client = await pool.connect().catch((error: unknown) => {
        throw serverError(error);
      });
      const isAlive = await isHeld(client, run);
      client.release(isAlive instanceof Error);
      if (isAlive instanceof Error) throw isAlive;
      return isAlive;
    },
    hear(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await Promise.allSettled([life.end(), pool.end()]);
    },
  };
}
