import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import type { Clock, Log } from "#core/ports.ts";
import type { AuditEntry, ConfirmationRecord, Continuation, Store } from "#core/store.ts";
import { openStore, type StoreOptions } from "#store/open.ts";

export const noon = Date.UTC(2026, 2, 2, 12);

/** A clock that tests set. */
interface TestClock extends Clock {
  set(now: number): void;
}

function createClock(start = noon): TestClock {
  let now = start;
  return {
    now: () => now,
    set(next) {
      now = next;
    },
  };
}

export interface TestLog extends Log {
  readonly events: string[];
}

export function createLog(): TestLog {
  const events: string[] = [];
  const note = (event: string): void => {
    events.push(event);
  };
  const log: TestLog = { events, debug: note, info: note, warn: note, error: note, child: () => log };
  return log;
}

/** The engines that the same tests run on. */
export type EngineName = "embedded" | "postgres";
const server = process.env.USHER_TEST_POSTGRES;
export const engines: readonly EngineName[] = server === undefined ? ["embedded"] : ["embedded", "postgres"];

/** Somewhere a store can stand for some tests; closes what it opened and clears up. */
export interface Place {
  readonly directory: string;
  readonly url: string;
  /** What the names of the files beside the store begin with; the embedded database itself. */
  readonly file: string;
  readonly log: TestLog;
  readonly clock: TestClock;
  open(more?: Partial<StoreOptions>): Promise<Store>;
  /** Changes the database behind the store's back. */
  tamper(...statements: readonly string[]): Promise<void>;
  rows(query: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Back to how it was before anything was written. */
  empty(): Promise<void>;
  clear(): Promise<void>;
}

const tables = [
  ..."seen_turn audit audit_personal audit_about open_intent use confirmation".split(" "),
  ..."continuation preference secret bucket thing_list lockdown lockdown_note probe".split(" "),
  ..."right_grant link notice vote credential".split(" "),
];

/** A raw way into the database. */
interface Raw {
  readonly url: string;
  readonly file: string;
  query(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  end(): Promise<void>;
}

function createRaw(engine: EngineName, directory: string): Raw {
  if (engine === "postgres") return createRawServer(directory);
  const file = join(directory, "usher.db");
  return {
    url: "file:./usher.db",
    file,
    async query(statement) {
      const db = new DatabaseSync(file, { timeout: 5_000 });
      try {
        return db.prepare(statement).all();
      } finally {
        db.close();
      }
    },
    async end() {},
  };
}

/** A schema of its own on the server. */
function createRawServer(directory: string): Raw {
  const schema = `usher_${randomBytes(6).toString("hex")}`;
  const url = `${server}${server?.includes("?") ? "&" : "?"}options=-csearch_path%3D${schema}&application_name=${schema}`;
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const made = pool.query(`CREATE SCHEMA ${schema}`);
  return {
    url,
    file: join(directory, "usher-postgres"),
    async query(statement) {
      await made;
      return (await pool.query(statement)).rows;
    },
    async end() {
      await pool.query(`DROP SCHEMA ${schema} CASCADE`);
      await pool.end();
    },
  };
}

export function createPlace(engine: EngineName = "embedded"): Place {
  // Threads and children start faster when they need not compile the same modules again.
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), "usher-test-compile-cache");
  const directory = mkdtempSync(join(tmpdir(), "usher-store-"));
  const raw = createRaw(engine, directory);
  const { file, url } = raw;
  const opened: Store[] = [];
  const log = createLog();
  const clock = createClock();

  async function tamper(...statements: readonly string[]): Promise<void> {
    for (const statement of statements) await raw.query(statement);
  }

  return {
    directory,
    url,
    file,
    log,
    clock,
    tamper,
    rows: raw.query,
    async open(more = {}) {
      if (engine === "postgres") await raw.query("SELECT 1");
      const random = { bytes: (count: number) => randomBytes(count) };
      const store = await openStore({ url, directory, clock, random, log, exclusive: false, ...more });
      opened.push(store);
      return store;
    },
    async empty() {
      await tamper(...tables.map((table) => `DELETE FROM "${table}"`));
      await tamper("UPDATE audit_head SET rows = 0, hash = '', anchored = 0");
      for (const suffix of [".anchor", ".anchor-key"]) rmSync(`${file}${suffix}`, { force: true });
      log.events.length = 0;
      clock.set(noon);
    },
    async clear() {
      await Promise.all(opened.map((store) => store.close()));
      await raw.end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function entry(more: Partial<AuditEntry> = {}): AuditEntry {
  return {
    at: noon,
    turn: "turn-1",
    person: "ann",
    identity: "slack:T1/U1",
    platform: "slack",
    action: "door.open",
    thing: "home:door-1",
    place: "hq",
    result: "asked",
    outcome: null,
    rules: ["role:staff"],
    ...more,
  };
}

export function intent(more: Partial<AuditEntry> = {}): AuditEntry {
  return entry({ result: "acting", ...more });
}

export function confirmation(more: Partial<ConfirmationRecord> = {}): ConfirmationRecord {
  return {
    hash: "hash-1",
    person: "ann",
    identity: "slack:T1/U1",
    platform: "slack",
    conversation: "slack:T1/C1",
    turn: "turn-1",
    command: "door open",
    action: "door.open",
    plan: {
      acts: [{ capability: "door.open", entity: "home:door-1", account: "home", vendorId: "door-1", input: { at: 0 } }],
      question: { key: "replies:door.open.question" },
      resultKey: "replies:door.open",
      facts: [],
    },
    planHash: "plan-hash",
    fingerprints: {},
    subject: "door.open home:door-1",
    locale: "en",
    createdAt: noon,
    expiresAt: noon + 60_000,
    ...more,
  };
}

export function continuation(more: Partial<Continuation> = {}): Continuation {
  return {
    hash: "choice-1",
    person: "ann",
    identity: "slack:T1/U1",
    conversation: "slack:T1/C1",
    payload: { command: "door open", raw: { door: "home:door-1" } },
    expiresAt: noon + 60_000,
    group: "card-1",
    ...more,
  };
}
