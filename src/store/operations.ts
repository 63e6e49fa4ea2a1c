import type { Change } from "#core/store.ts";
import {
  beginAct,
  changeLockdown,
  endAct,
  lockdowns,
  openIntents,
  setLockdown,
  settleIntents,
} from "./operations/acts.ts";
import { appendAudit, auditHead, auditHeadAnd, auditNewest, auditRows, markAnchored } from "./operations/audit.ts";
import {
  cancelConfirmation,
  openConfirmation,
  openConfirmations,
  readConfirmation,
} from "./operations/confirmations.ts";
import { keepContinuations, readContinuation, takeContinuation } from "./operations/continuations.ts";
import { beginTry, dropCredentials, hasCredential, passTry, setCredential } from "./operations/credentials.ts";
import { askForAccess, decideGuest, findGuest } from "./operations/guests.ts";
import {
  dropSecret,
  loadBucket,
  loadSecret,
  loadThings,
  preference,
  saveBucket,
  saveSecret,
  saveThings,
  secretKeyIds,
  seeTurn,
  setPreference,
} from "./operations/keeping.ts";
import { addKey, claimOverdueKeys, endKey, extendKey, madeKeys, retryKey, settleKey } from "./operations/keys.ts";
import {
  agreeToLink,
  claimLink,
  findLink,
  loseIdentity,
  offerLink,
  regainIdentity,
  suspendLinks,
  unlink,
  voidLink,
} from "./operations/links.ts";
import { addNotices, claimNotices, dropNotices, endNotice } from "./operations/notices.ts";
import { exportPerson, forgetPerson } from "./operations/personal.ts";
import { auditCheckpoint, pruneAudit, pruneLimit } from "./operations/retention.ts";
import { addGrant, extendGrant, revokeGrant, rightsSnapshot } from "./operations/rights.ts";
import { probe, prune } from "./operations/upkeep.ts";
import { verifyPage } from "./operations/verify.ts";
import { rightsVersion } from "./operations/version.ts";
import { findRequest, openRequests, vote } from "./operations/votes.ts";
import { addWatches, endWatch, listWatches, tellWatch } from "./operations/watches.ts";
import type { Work } from "./statement.ts";

/** Operations that change something. Each runs whole, in a transaction, on either engine. */
const writes = {
  addWatches,
  addGrant,
  addKey,
  addNotices,
  agreeToLink,
  appendAudit,
  askForAccess,
  beginAct,
  beginTry,
  cancelConfirmation,
  changeLockdown,
  claimLink,
  claimNotices,
  decideGuest,
  claimOverdueKeys,
  dropCredentials,
  dropNotices,
  dropSecret,
  endAct,
  endKey,
  endNotice,
  endWatch,
  extendGrant,
  extendKey,
  forgetPerson,
  keepContinuations,
  loseIdentity,
  markAnchored,
  offerLink,
  openConfirmation,
  passTry,
  probe,
  prune,
  pruneAudit,
  regainIdentity,
  retryKey,
  revokeGrant,
  saveBucket,
  saveSecret,
  saveThings,
  seeTurn,
  setCredential,
  setLockdown,
  setPreference,
  settleIntents,
  suspendLinks,
  settleKey,
  takeContinuation,
  tellWatch,
  unlink,
  voidLink,
  vote,
};

/** Operations that only look: they work on a store that cannot be written. */
const reads = {
  auditCheckpoint,
  auditHead,
  auditHeadAnd,
  auditNewest,
  auditRows,
  exportPerson,
  findGuest,
  findLink,
  findRequest,
  hasCredential,
  listWatches,
  loadBucket,
  loadSecret,
  loadThings,
  lockdowns,
  madeKeys,
  openConfirmations,
  openIntents,
  openRequests,
  preference,
  pruneLimit,
  readConfirmation,
  readContinuation,
  rightsSnapshot,
  rightsVersion,
  secretKeyIds,
  verifyPage,
};

type Table = typeof writes & typeof reads;
export type OperationName = keyof Table;
export type OperationInput<N extends OperationName> = Parameters<Table[N]>;
export type OperationResult<N extends OperationName> = ReturnType<Table[N]> extends Work<infer T> ? T : never;

export function isRead(name: OperationName): boolean {
  return Object.hasOwn(reads, name);
}

/** The operation, started with its input, whatever its types: names and input belong together by `Engine.run`. */
export function startOperation(name: OperationName, input: readonly unknown[]): Work<unknown> {
  const operation = { ...writes, ...reads }[name] as unknown as (...given: readonly unknown[]) => Work<unknown>;
  return operation(...input);
}

export type Listener = (change: Change) => void;

/** What runs operations: the embedded database in its thread, or a server. */
export interface Engine {
  run<N extends OperationName>(name: N, ...input: OperationInput<N>): Promise<OperationResult<N>>;
  /** Tells what other processes change, until the returned end; absent where there is no way to hear of it. */
  hear?(listener: Listener): () => void;
  /** Whether the process of this run still lives. */
  isRunAlive(run: string): Promise<boolean>;
  close(): Promise<void>;
}
