import type { Action } from "#core/actions.ts";
import type { Grant, Lockdown, RightsSnapshot } from "#core/grants.ts";
import type { IdentityStore } from "#core/identities.ts";
import type { JsonObject } from "#core/json.ts";
import type { MadeKey, OverdueKey } from "#core/keys.ts";
import type { Notice } from "#core/notice.ts";
import type { Outcome } from "#core/outcome.ts";
import type { Plan } from "#core/plan.ts";
import type { WatchStore } from "#core/watch.ts";

/** What the audit says of one event. Fields marked personal can be forgotten without breaking the chain. */
export interface AuditEntry {
  /** Epoch ms. */
  readonly at: number;
  readonly turn: string;
  /** personal */
  readonly person: string;
  /** personal: `slack:T01/U01`; `cli:<os user>` beside `--as`. */
  readonly identity: string;
  readonly platform: string;
  readonly action: string;
  /** Entity id, or the account for `vendor.call`; empty when none was reached. */
  readonly thing: string;
  readonly place: string;
  readonly result:
    | "asked"
    | "refused"
    | "confirmed"
    | "cancelled"
    | "approved"
    | "declined"
    | "acting"
    | "acted"
    | "improved"
    | "unknown-after-crash"
    | "answered";
  readonly outcome: Outcome | null;
  /** Ids of the rules that decided. */
  readonly rules: readonly string[];
  /** Id of the intent row that this outcome belongs to. */
  readonly intent?: number;
  /** Further facts without secrets: error kind, vendor reference, number of sends. */
  readonly detail?: JsonObject;
}

/** An audit row as stored and exported. */
export interface AuditRow extends AuditEntry {
  readonly id: number;
  readonly hash: string;
}

/** Which audit rows are wanted, newest first. */
export interface AuditQuery {
  /** Person id; rows whose personal fields are forgotten are nobody's. */
  readonly person?: string;
  /** Entity id. */
  readonly thing?: string;
  readonly actions?: readonly string[];
  readonly results?: readonly AuditEntry["result"][];
  /** Epoch ms, both inclusive. */
  readonly from?: number;
  readonly until?: number;
  /** Only rows older than the one with this id, to go on where a page ended. */
  readonly before?: number;
  readonly limit: number;
}

/** The record behind the buttons of a confirmation card. */
export interface ConfirmationRecord {
  /** SHA-256 of the token, hex. */
  readonly hash: string;
  /** Person id of the asker. */
  readonly person: string;
  readonly identity: string;
  readonly platform: string;
  readonly conversation: string;
  readonly turn: string;
  readonly command: string;
  readonly action: Action;
  readonly plan: Plan;
  /** SHA-256 over the canonical plan and, for scenes, what they do. */
  readonly planHash: string;
  /** Fingerprints of scene contents by entity id, read again before the call. */
  readonly fingerprints: Readonly<Record<string, string>>;
  /** What the person asked for, so that a new ask for the same replaces the older: action and entities. */
  readonly subject: string;
  readonly locale: string;
  /** Set where others must approve: how many of whom, and the asker's roles that came from a group. */
  readonly approval?: { readonly needs: readonly ApprovalNeed[]; readonly askerRoles: readonly string[] };
  /** Places in which a lockdown takes the question back. */
  readonly places?: readonly string[];
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** What proves a person: the salted hash of a PIN; for one-time codes only that there is a secret elsewhere. */
export interface Credential {
  readonly person: string;
  readonly kind: "pin" | "totp";
  readonly salt: string;
  readonly hash: string;
}

export type TryResult =
  | { readonly state: "go"; readonly salt: string; readonly hash: string }
  | { readonly state: "none" | "locked" }
  /** Too soon after a failure. */
  | { readonly state: "wait"; readonly until: number };

export interface ApprovalNeed {
  readonly count: number;
  /** Only people with this role count. */
  readonly from?: string;
}

/** The word of one person on a request that waits for approval. */
export interface Vote {
  readonly person: string;
  readonly isFor: boolean;
  /** Roles that came from a group of the platform at that moment. */
  readonly roles: readonly string[];
  readonly reason?: string;
}

export type ConfirmationState = "open" | "used" | "cancelled" | "replaced" | "expired";

/** A waiting choice or question: what goes on when a choice button is pressed. */
export interface Continuation {
  readonly hash: string;
  readonly person: string;
  readonly identity: string;
  readonly conversation: string;
  /** What dispatch needs to go on: command, raw slots, how it was read. */
  readonly payload: JsonObject;
  readonly expiresAt: number;
  /** Tokens of one card share a group: using one uses all. */
  readonly group: string;
}

/** What must hold together with the intent, checked in the same transaction. */
export interface BeginAct {
  readonly now: number;
  /** Absent when the act needs no confirmation. */
  readonly confirmation?: {
    readonly hash: string;
    readonly person: string;
    /** That it was confirmed, written before the intents. */
    readonly entry?: AuditEntry;
  };
  /** One intent row per act. */
  readonly intents: readonly AuditEntry[];
  /** Countable uses per person and action since a moment; refused when `max` is already reached. */
  readonly quotas: readonly {
    readonly person: string;
    readonly action: string;
    readonly since: number;
    readonly max: number;
  }[];
  /** Place ids that must not be in lockdown; empty when the action is never stopped by one. */
  readonly lockdownPlaces: readonly string[];
  /** Ends something that was allowed before: counts in no quota. */
  readonly isUncounted?: boolean;
  /** Grants that decided, one entry per use: each must hold still and have a use left. */
  readonly grants?: readonly string[];
}

export type BeginActResult =
  | { readonly ok: true; readonly intents: readonly number[] }
  | {
      readonly ok: false;
      readonly why:
        | "used"
        | "cancelled"
        | "replaced"
        | "expired"
        | "not-yours"
        | "missing"
        | "quota"
        | "lockdown"
        | "grant";
      /** For `quota`: when it is possible again, epoch ms. */
      readonly again?: number;
    };

export type AuditVerdict =
  | {
      readonly ok: true;
      readonly rows: number;
      readonly head: string;
      readonly notYetAnchored: number;
      /** Rows from the first to this one were pruned, last at this moment (epoch ms). */
      readonly pruned?: { readonly rows: number; readonly at: number };
    }
  | { readonly ok: false; readonly row: number; readonly problem: string };

/** What another process has changed: grants, lockdowns and links, or the things of an account (of any, when absent). */
export type Change = { readonly what: "rights" } | { readonly what: "things"; readonly account?: string };

/** Everything that must survive. Each method is one whole operation and resolves only once it is durable. */
export interface Store extends IdentityStore, WatchStore {
  /** True the first time this key is seen; false ever after. Keys are kept for a week. */
  seeTurn(key: string, at: number): Promise<boolean>;
  /** Opens a confirmation and replaces older open ones of the same person and subject; returns the replaced hashes. */
  openConfirmation(record: ConfirmationRecord, audit: AuditEntry): Promise<readonly string[]>;
  readConfirmation(
    hash: string,
    now: number,
  ): Promise<{ readonly record: ConfirmationRecord; readonly state: ConfirmationState } | undefined>;
  /** Open, unexpired confirmations of a person in a conversation, newest first. */
  openConfirmations(person: string, conversation: string, now: number): Promise<readonly ConfirmationRecord[]>;
  /** False when it was no longer open. */
  cancelConfirmation(hash: string, person: string, audit: AuditEntry): Promise<boolean>;
  /**
   * Adds a vote to an open request, the first of each person alone; one against it closes it. What was there before
   * it closed, and all votes.
   */
  vote(
    hash: string,
    vote: Vote,
    audit: AuditEntry,
  ): Promise<{ readonly state: ConfirmationState | "missing"; readonly votes: readonly Vote[] }>;
  /** Everything that waits for the approval of others, oldest first. */
  openRequests(now: number): Promise<readonly ConfirmationRecord[]>;
  /** The open request whose hash begins so. */
  findRequest(start: string, now: number): Promise<ConfirmationRecord | undefined>;
  /** THE transaction: consume the confirmation, check lockdown and quotas, write the intents; all or nothing. */
  beginAct(request: BeginAct): Promise<BeginActResult>;
  /** Writes the outcome rows of intents. */
  endAct(entries: readonly AuditEntry[]): Promise<void>;
  /** Intents without an outcome that this process did not start, oldest first; each gets its `unknown-after-crash` row now. */
  settleInterrupted(now: number): Promise<readonly AuditRow[]>;
  appendAudit(entry: AuditEntry): Promise<number>;
  auditRows(filter: {
    readonly since?: number;
    readonly thing?: string;
    readonly limit?: number;
    readonly afterId?: number;
  }): Promise<readonly AuditRow[]>;
  /** Newest first. */
  auditNewest(query: AuditQuery): Promise<readonly AuditRow[]>;
  verifyAudit(): Promise<AuditVerdict>;
  /** Removes sound, anchored rows from before this moment (epoch ms) and signs where the chain begins now; how many. */
  pruneAudit(since: number): Promise<number>;
  /**
   * Deletes all that stands under a person's id and identities, with the salts and personal fields of their audit
   * rows, and what mentions them by these or by the names; returns how many audit rows. The chain still verifies.
   */
  forgetPerson(ids: readonly string[], names?: readonly string[]): Promise<number>;
  /** All that is kept under a person's id and identities, by table; without hashes and secrets. */
  exportPerson(ids: readonly string[]): Promise<Readonly<Record<string, readonly JsonObject[]>>>;
  keepContinuations(records: readonly Continuation[]): Promise<void>;
  /** Reads without using up; undefined when unknown. */
  readContinuation(hash: string): Promise<Continuation | undefined>;
  /** Uses up the whole group; undefined when unknown, used, expired or of another person. */
  takeContinuation(hash: string, person: string, now: number): Promise<Continuation | undefined>;
  preference(person: string, name: string): Promise<string | undefined>;
  setPreference(person: string, name: string, value: string): Promise<void>;
  /** Encrypted when a key is configured; otherwise nothing is kept and load finds nothing. */
  loadSecret(name: string): Promise<string | undefined>;
  saveSecret(name: string, value: string, expiresAt?: number): Promise<void>;
  dropSecret(name: string): Promise<void>;
  loadBucket(name: string): Promise<{ readonly tokens: number; readonly at: number } | undefined>;
  saveBucket(name: string, state: { readonly tokens: number; readonly at: number }): Promise<void>;
  loadThings(account: string): Promise<{ readonly things: string; readonly at: number } | undefined>;
  saveThings(account: string, things: string, at: number): Promise<void>;
  setLockdown(place: string, isOn: boolean, audit: AuditEntry): Promise<void>;
  lockdowns(): Promise<readonly string[]>;
  /** Switches a place on or off and takes back the questions that wait there; how many those were. */
  changeLockdown(change: Lockdown & { readonly isOn: boolean; readonly now: number }): Promise<number>;
  /** Moves with every change of grants, lockdowns and links, whichever process made it. */
  rightsVersion(): Promise<number>;
  rightsSnapshot(now: number): Promise<RightsSnapshot>;
  setCredential(credential: Credential): Promise<void>;
  hasCredential(person: string, kind: Credential["kind"]): Promise<boolean>;
  /** Counts a try before it is judged, so that many at once are as few as one after the other. */
  beginTry(person: string, kind: Credential["kind"], now: number): Promise<TryResult>;
  /** Forgets the failures; false when this step was used before. */
  passTry(person: string, kind: Credential["kind"], step: number): Promise<boolean>;
  dropCredentials(person: string): Promise<void>;
  addNotices(notices: readonly Notice[]): Promise<void>;
  /** Those that are due, each for exactly one caller, until the lease ends. */
  claimNotices(now: number, lease: number, limit: number): Promise<readonly Notice[]>;
  /** Delivered, or nobody to deliver to. */
  endNotice(id: string): Promise<void>;
  dropNotices(subject: string): Promise<void>;
  addGrant(grant: Grant): Promise<void>;
  /** Ends a grant at once; undefined when it was over or unknown. */
  revokeGrant(id: string, now: number): Promise<Grant | undefined>;
  /** Gives a grant another end; undefined when it was revoked or unknown. */
  extendGrant(id: string, until: number): Promise<Grant | undefined>;
  /** Before the vendor is asked, so that a crash in between is known. */
  addKey(key: MadeKey): Promise<void>;
  /** What came of it: the vendor's name for it, or that nobody knows. */
  settleKey(id: string, state: "running" | "unknown", vendorKey?: string): Promise<void>;
  /** It opens nothing any more, or never did. */
  endKey(id: string): Promise<void>;
  /** Moves the end of a key that is ended by us and runs still; undefined when there is none such. */
  extendKey(id: string, until: number, now: number): Promise<MadeKey | undefined>;
  /** Those that run or have not begun, and those that should be gone and are not; earliest end first. */
  madeKeys(now: number): Promise<readonly MadeKey[]>;
  /** Those that must be taken away by us now, each for exactly one caller, until the lease ends. */
  claimOverdueKeys(now: number, lease: number, limit: number): Promise<readonly OverdueKey[]>;
  /** It could not be taken away: once more from then on. */
  retryKey(id: string, at: number): Promise<void>;
  /**
   * Tells what other processes on the same database change, until the returned end. Only a database server does; what
   * is not told here is read again with every turn, and checked once more with every act.
   */
  onChange(listener: (change: Change) => void): () => void;
  /** Whether a write would succeed now (disk full, read-only). */
  probe(): Promise<{ readonly isWell: boolean; readonly problem?: string }>;
  close(): Promise<void>;
}
