import type { Clock, Log } from "#core/ports.ts";
import type { ConfirmationRecord, Store } from "#core/store.ts";
import type { Anchor } from "./anchor.ts";
import type { Anchoring } from "./anchoring.ts";
import { StoreError } from "./errors.ts";
import { toMadeKey, toStoredKey } from "./keys.ts";
import { createNumbers, type Numbers } from "./numbers.ts";
import type { Engine } from "./operations.ts";
import {
  toAuditInput,
  toAuditRow,
  toConfirmation,
  toConfirmationInput,
  toContinuation,
  toStoredContinuation,
} from "./records.ts";
import { pruneAuditRows } from "./retention.ts";
import {
  toGrant,
  toGuest,
  toLinkRequest,
  toNotice,
  toSnapshot,
  toStoredGrant,
  toStoredNotice,
  toVotes,
} from "./rights.ts";
import type { Signer } from "./signing.ts";
import type { Cipher } from "./vault.ts";
import { verifyChain } from "./verify.ts";
import { watchPart } from "./watches.ts";

export interface StoreParts {
  readonly engine: Engine;
  readonly anchor: Anchor;
  readonly anchoring: Anchoring;
  readonly signer: Signer;
  /** Absent when no key is configured: secrets are then not kept. */
  readonly cipher: Cipher | undefined;
  readonly clock: Clock;
  readonly newSalt: () => string;
  readonly log: Log;
  readonly run: string;
  /** What is wrong although everything can be written, for `probe`. */
  readonly complaint: string | undefined;
}

interface Parts extends StoreParts {
  readonly numbers: Numbers;
}

/** The same row with one of its texts changed. */
function within<N extends string, R extends Readonly<Record<N, string>>>(row: R, name: N, change: Change): R;
function within<N extends string, R extends Readonly<Record<N, string>>>(
  row: R | undefined,
  name: N,
  change: Change,
): R | undefined;
function within<N extends string, R extends Readonly<Record<N, string>>>(
  row: R | undefined,
  name: N,
  change: Change,
): R | undefined {
  return row === undefined ? undefined : { ...row, [name]: change(row[name]) };
}

type Change = (text: string) => string;

/** Of all questions that are open at a time. */
const mostOpen = 1_000;
const pruneEveryMs = 3_600_000;

/** The store of the program, on whichever engine. */
export function createStore(given: StoreParts): Store {
  const parts: Parts = { ...given, numbers: createNumbers(given.cipher) };
  return {
    ...turnPart(parts),
    ...actPart(parts),
    ...rightsPart(parts),
    ...identityPart(parts),
    ...keyPart(parts),
    ...watchPart(parts),
    ...auditPart(parts),
    ...keepingPart(parts),
    ...lifePart(parts),
  };
}

function turnPart({ engine, clock, log, numbers }: Parts) {
  let prunedAt = Number.NEGATIVE_INFINITY;

  function pruneNowAndThen(): void {
    const now = clock.now();
    if (Math.abs(now - prunedAt) < pruneEveryMs) return;
    prunedAt = now;
    engine.run("prune", now).catch((error: unknown) => {
      log.warn("store-prune-failed", { reason: error instanceof StoreError ? error.reason : "defect" });
    });
  }

  return {
    seeTurn(key, at) {
      pruneNowAndThen();
      return engine.run("seeTurn", key, at);
    },
    keepContinuations: (records) =>
      engine.run(
        "keepContinuations",
        records.map((record) => within(toStoredContinuation(record), "payload", numbers.hide)),
      ),
    readContinuation: async (hash) =>
      toContinuation(within(await engine.run("readContinuation", hash), "payload", numbers.show)),
    takeContinuation: async (hash, person, now) =>
      toContinuation(within(await engine.run("takeContinuation", hash, person, now), "payload", numbers.show)),
    preference: (person, name) => engine.run("preference", person, name),
    setPreference: (person, name, value) => engine.run("setPreference", person, name, value),
  } satisfies Partial<Store>;
}

function actPart({ engine, newSalt, run, anchoring, numbers }: Parts) {
  return {
    async openConfirmation(record, audit) {
      const input = within(toConfirmationInput(record), "record", numbers.hide);
      const replaced = await engine.run("openConfirmation", input, toAuditInput(audit, newSalt));
      anchoring.noted(1);
      return replaced;
    },
    async readConfirmation(hash, now) {
      const stored = within(await engine.run("readConfirmation", hash), "record", numbers.show);
      return stored === undefined ? undefined : toConfirmation(stored, now);
    },
    async openConfirmations(person, conversation, now) {
      const records = await engine.run("openConfirmations", person, conversation, now);
      return records.map((record) => JSON.parse(numbers.show(record)));
    },
    async cancelConfirmation(hash, person, audit) {
      const isCancelled = await engine.run("cancelConfirmation", hash, person, toAuditInput(audit, newSalt));
      if (isCancelled) anchoring.noted(1);
      return isCancelled;
    },
    async beginAct(request) {
      const { confirmation, ...rest } = request;
      const consumed =
        confirmation === undefined ? {} : { confirmation: { hash: confirmation.hash, person: confirmation.person } };
      const confirmed = confirmation?.entry === undefined ? [] : [toAuditInput(confirmation.entry, newSalt)];
      const intents = request.intents.map((intent) => toAuditInput(intent, newSalt));
      const input = { ...rest, ...consumed, confirmed, intents, run };
      const result = await engine.run("beginAct", input);
      if (result.ok) anchoring.noted(confirmed.length + intents.length);
      return result;
    },
    async endAct(entries) {
      if (entries.length === 0) return;
      await engine.run(
        "endAct",
        entries.map((entry) => toAuditInput(entry, newSalt)),
      );
      anchoring.noted(entries.length);
    },
    async settleInterrupted(now) {
      const open = await engine.run("openIntents");
      const dead = new Set<string>();
      for (const other of new Set(open.map((intent) => intent.run))) {
        if (other !== run && !(await engine.isRunAlive(other))) dead.add(other);
      }
      const interrupted = open.filter((intent) => dead.has(intent.run));
      if (interrupted.length === 0) return [];
      const salted = interrupted.map(({ row }) => ({ row, salt: newSalt() }));
      const rows = await engine.run("settleIntents", salted, now);
      anchoring.noted(rows.length);
      return rows.map(toAuditRow);
    },
    async setLockdown(place, isOn, audit) {
      await engine.run("setLockdown", place, isOn, toAuditInput(audit, newSalt));
      anchoring.noted(1);
    },
    lockdowns: () => engine.run("lockdowns"),
  } satisfies Partial<Store>;
}

function rightsPart({ engine, newSalt, anchoring, numbers }: Parts) {
  return {
    changeLockdown: ({ place, isOn, now, person = "", reason = null }) =>
      engine.run("changeLockdown", { place, isOn, now, person, reason }),
    rightsVersion: () => engine.run("rightsVersion"),
    rightsSnapshot: async (now) => toSnapshot(await engine.run("rightsSnapshot", now)),
    async vote(hash, { person, isFor, roles, reason = null }, audit) {
      const stored = { hash, person, is_for: isFor ? 1 : 0, roles: JSON.stringify(roles), reason, at: audit.at };
      const result = await engine.run("vote", stored, toAuditInput(audit, newSalt));
      if (result.state === "open") anchoring.noted(1);
      return toVotes(result);
    },
    async openRequests(now) {
      const records = (await engine.run("openRequests", now, mostOpen)).map(
        (record): ConfirmationRecord => JSON.parse(numbers.show(record)),
      );
      return records.filter(({ approval }) => approval !== undefined);
    },
    async findRequest(start, now) {
      const record = await engine.run("findRequest", start, now);
      return record === undefined ? undefined : JSON.parse(numbers.show(record));
    },
    setCredential: (credential) => engine.run("setCredential", credential),
    hasCredential: (person, kind) => engine.run("hasCredential", person, kind),
    beginTry: (person, kind, now) => engine.run("beginTry", person, kind, now),
    passTry: (person, kind, step) => engine.run("passTry", person, kind, step),
    dropCredentials: (person) => engine.run("dropCredentials", person),
    addNotices: (notices) =>
      engine.run(
        "addNotices",
        notices.map((notice) => within(toStoredNotice(notice), "content", numbers.hide)),
      ),
    async claimNotices(now, lease, limit) {
      const claimed = await engine.run("claimNotices", now, lease, limit);
      return claimed.map((notice) => toNotice(within(notice, "content", numbers.show)));
    },
    endNotice: (id) => engine.run("endNotice", id),
    dropNotices: (subject) => engine.run("dropNotices", subject),
    addGrant: (grant) => engine.run("addGrant", toStoredGrant(grant)),
    revokeGrant: async (id, now) => toGrant(await engine.run("revokeGrant", id, now)),
    extendGrant: async (id, until) => toGrant(await engine.run("extendGrant", id, until)),
  } satisfies Partial<Store>;
}

function identityPart({ engine, newSalt, anchoring }: StoreParts) {
  return {
    async offerLink({ one: { isKnown, ...one }, ...rest }, audit) {
      const input = { ...rest, ...one, isKnown: isKnown ? 1 : 0 };
      const result = await engine.run("offerLink", input, toAuditInput(audit, newSalt));
      if (result.state === "offered") anchoring.noted(1);
      return result;
    },
    async claimLink(hash, { identity, person, name, isKnown }, now) {
      const who = { otherIdentity: identity, otherPerson: person, otherName: name, otherIsKnown: isKnown ? 1 : 0 };
      const input = { hash, ...who, now };
      const result = await engine.run("claimLink", input);
      return result.state === "claimed" ? { ...result, request: toLinkRequest(result.request) } : result;
    },
    voidLink: (hash) => engine.run("voidLink", hash),
    findLink: async (number, now) => toLinkRequest(await engine.run("findLink", number, now)),
    async agreeToLink(hash, side, change, audit) {
      const result = await engine.run("agreeToLink", hash, side, { ...change }, toAuditInput(audit, newSalt));
      if (result !== "gone") anchoring.noted(result === "linked" ? 2 : 1);
      return result;
    },
    async unlink(of, audit) {
      const removed = await engine.run("unlink", of, toAuditInput(audit, newSalt));
      if (removed.length > 0) anchoring.noted(1);
      return removed;
    },
    suspendLinks: (person, isSuspended) => engine.run("suspendLinks", person, isSuspended),
    async loseIdentity(identity, person, audit) {
      const suspended = await engine.run("loseIdentity", identity, person, toAuditInput(audit, newSalt));
      if (suspended !== undefined) anchoring.noted(1);
      return suspended;
    },
    regainIdentity: (identity) => engine.run("regainIdentity", identity),
    async askForAccess({ reason = null, ...guest }, audit) {
      const asked = { ...guest, reason, state: "asking" };
      const result = await engine.run("askForAccess", asked, toAuditInput(audit, newSalt));
      if (result.state === "asked") anchoring.noted(1);
      return result;
    },
    findGuest: async (number) => toGuest(await engine.run("findGuest", number)),
    decideGuest: (person, state, now) => engine.run("decideGuest", person, state, now),
  } satisfies Partial<Store>;
}

function keyPart({ engine }: StoreParts) {
  return {
    addKey: (key) => engine.run("addKey", toStoredKey(key)),
    settleKey: (id, state, vendorKey) => engine.run("settleKey", id, state, vendorKey ?? null),
    endKey: (id) => engine.run("endKey", id),
    extendKey: async (id, until, now) => toMadeKey(await engine.run("extendKey", id, until, now)),
    madeKeys: async (now) => (await engine.run("madeKeys", now)).map((one) => toMadeKey(one)),
    claimOverdueKeys: async (now, lease, limit) =>
      (await engine.run("claimOverdueKeys", now, lease, limit)).map((one) => toMadeKey(one)),
    retryKey: (id, at) => engine.run("retryKey", id, at),
  } satisfies Partial<Store>;
}

function auditPart({ engine, newSalt, anchor, anchoring, signer, clock, log }: StoreParts) {
  return {
    async appendAudit(entry) {
      const id = await engine.run("appendAudit", toAuditInput(entry, newSalt));
      anchoring.noted(1);
      return id;
    },
    async auditRows({ since, thing, limit, afterId }) {
      const filter = {
        afterId: afterId ?? 0,
        since: since ?? Number.MIN_SAFE_INTEGER,
        thing: thing ?? null,
        limit: limit ?? Number.MAX_SAFE_INTEGER,
      };
      return (await engine.run("auditRows", filter)).map(toAuditRow);
    },
    async auditNewest(query) {
      const set = (words: readonly string[] | undefined) => (words === undefined ? "" : `,${words.join(",")},`);
      const filter = {
        person: query.person ?? "",
        thing: query.thing ?? "",
        actions: set(query.actions),
        results: set(query.results),
        from: query.from ?? Number.MIN_SAFE_INTEGER,
        until: query.until ?? Number.MAX_SAFE_INTEGER,
        before: query.before ?? Number.MAX_SAFE_INTEGER,
        limit: query.limit,
      };
      return (await engine.run("auditNewest", filter)).map(toAuditRow);
    },
    verifyAudit: () => verifyChain(engine, anchor, signer),
    async pruneAudit(since) {
      await anchoring.finish();
      return pruneAuditRows({ engine, anchor, signer, clock, log }, since);
    },
    forgetPerson: (ids, names = []) => engine.run("forgetPerson", ids, names),
    exportPerson: (ids) => engine.run("exportPerson", ids),
  } satisfies Partial<Store>;
}

function keepingPart({ engine, cipher, clock, log }: StoreParts) {
  return {
    async loadSecret(name) {
      if (cipher === undefined) return undefined;
      const stored = await engine.run("loadSecret", name);
      if (stored === undefined || (stored.expires_at !== null && stored.expires_at <= clock.now())) return undefined;
      const value = cipher.unseal(stored);
      if (value === undefined) log.warn("store-secret-unreadable");
      return value;
    },
    async saveSecret(name, value, expiresAt) {
      if (cipher !== undefined) await engine.run("saveSecret", cipher.seal(name, value, expiresAt ?? null));
    },
    dropSecret: (name) => engine.run("dropSecret", name),
    loadBucket: (name) => engine.run("loadBucket", name),
    saveBucket: (name, { tokens, at }) => engine.run("saveBucket", name, tokens, at),
    loadThings: (account) => engine.run("loadThings", account),
    saveThings: (account, things, at) => engine.run("saveThings", account, things, at),
  } satisfies Partial<Store>;
}

function lifePart({ engine, anchoring, complaint }: StoreParts) {
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    await anchoring.finish();
    await engine.close();
  }

  return {
    onChange: (listener) => engine.hear?.(listener) ?? (() => {}),
    async probe() {
      try {
        const isWell = await engine.run("probe");
        return complaint === undefined ? { isWell } : { isWell, problem: complaint };
      } catch (error) {
        return { isWell: false, problem: error instanceof StoreError ? error.reason : "defect" };
      }
    },
    close() {
      closing ??= close();
      return closing;
    },
  } satisfies Partial<Store>;
}
