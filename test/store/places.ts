import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Clock, Log } from "#core/ports.ts";
import type { AuditEntry, ConfirmationRecord, Continuation, Store } from "#core/store.ts";
import { openStore, type StoreOptions } from "#store/open.ts";

export const noon = Date.UTC(2026, 2, 2, 12);

/** A clock that tests set. */
export interface TestClock extends Clock {
  set(now: number): void;
}

export function createClock(start = noon): TestClock {
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

/** Somewhere a store can stand for one test; closes what it opened and clears up. */
export interface Place {
  readonly directory: string;
  /** The database file of the embedded engine. */
  readonly file: string;
  readonly log: TestLog;
  readonly clock: TestClock;
  open(more?: Partial<StoreOptions>): Promise<Store>;
  /** Changes the closed or open database behind the store's back. */
  tamper(...statements: readonly string[]): void;
  /** Back to how it was before anything was written. */
  empty(): void;
  clear(): Promise<void>;
}

const tables = [
  ..."seen_turn audit audit_personal open_intent use confirmation".split(" "),
  ..."continuation preference secret bucket thing_list lockdown probe".split(" "),
];

export function createPlace(): Place {
  const directory = mkdtempSync(join(tmpdir(), "usher-store-"));
  const file = join(directory, "usher.db");
  const opened: Store[] = [];
  const log = createLog();
  const clock = createClock();
  function tamper(...statements: readonly string[]): void {
    const db = new DatabaseSync(file);
    for (const statement of statements) db.exec(statement);
    db.close();
  }

  return {
    directory,
    file,
    log,
    tamper,
    clock,
    async open(more = {}) {
      const random = { bytes: (count: number) => randomBytes(count) };
      const store = await openStore({
        url: "file:./usher.db",
        directory,
        clock,
        random,
        log,
        exclusive: false,
        ...more,
      });
      opened.push(store);
      return store;
    },
    empty() {
      const removals = tables.map((table) => `DELETE FROM ${table};`).join(" ");
      tamper(`BEGIN; ${removals} UPDATE audit_head SET rows = 0, hash = '', anchored = 0; COMMIT`);
      for (const suffix of [".anchor", ".anchor-key"]) rmSync(`${file}${suffix}`, { force: true });
      log.events.length = 0;
      clock.set(noon);
    },
    async clear() {
      await Promise.all(opened.map((store) => store.close()));
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
