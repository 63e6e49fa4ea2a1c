import { canonicalJson, type JsonObject } from "#core/json.ts";
import { personIn, personThing } from "#core/own.ts";
import type { Random } from "#core/ports.ts";
import type { AuditEntry, AuditRow, ConfirmationRecord, ConfirmationState, Continuation } from "#core/store.ts";
import type { AuditInput, StoredAudit } from "./operations/audit.ts";
import type { ConfirmationInput, StoredConfirmation } from "./operations/confirmations.ts";
import type { StoredContinuation } from "./operations/continuations.ts";

const saltBytes = 16;
const saltsAtOnce = 64;

/** Draws salts from a stock: asking for each by itself costs more than all else about an entry. */
export function createSalts(random: Random): () => string {
  let stock = "";
  return () => {
    if (stock === "") stock = Buffer.from(random.bytes(saltBytes * saltsAtOnce)).toString("hex");
    const salt = stock.slice(0, 2 * saltBytes);
    stock = stock.slice(2 * saltBytes);
    return salt;
  };
}

export function toAuditInput(entry: AuditEntry, newSalt: () => string): AuditInput {
  const about = personIn(entry.thing);
  return {
    at: entry.at,
    turn: entry.turn,
    person: entry.person,
    identity: entry.identity,
    platform: entry.platform,
    action: entry.action,
    thing: entry.thing,
    place: entry.place,
    result: entry.result,
    outcome: entry.outcome,
    rules: JSON.stringify(entry.rules),
    intent: entry.intent ?? null,
    detail: entry.detail === undefined ? null : canonicalJson(entry.detail),
    salt: newSalt(),
    about: about === undefined ? null : { person: about, salt: newSalt() },
  };
}

/** Forgotten personal fields come back empty. */
export function toAuditRow(stored: StoredAudit): AuditRow {
  return {
    id: stored.id,
    at: stored.at,
    turn: stored.turn,
    person: stored.person ?? "",
    identity: stored.identity ?? "",
    platform: stored.platform,
    action: stored.action,
    thing: stored.about === null ? stored.thing : personThing(stored.about),
    place: stored.place,
    result: stored.result as AuditRow["result"],
    outcome: stored.outcome as AuditRow["outcome"],
    rules: JSON.parse(stored.rules) as readonly string[],
    ...(stored.intent === null ? {} : { intent: stored.intent }),
    ...(stored.detail === null ? {} : { detail: JSON.parse(stored.detail) as JsonObject }),
    hash: stored.hash,
  };
}

export function toConfirmationInput(record: ConfirmationRecord): ConfirmationInput {
  const { hash, person, conversation, subject, createdAt, expiresAt } = record;
  return { hash, person, conversation, subject, createdAt, expiresAt, record: JSON.stringify(record) };
}

export function toConfirmation(
  stored: StoredConfirmation,
  now: number,
): { readonly record: ConfirmationRecord; readonly state: ConfirmationState } {
  const isExpired = stored.state === "open" && stored.expires_at <= now;
  return {
    record: JSON.parse(stored.record) as ConfirmationRecord,
    state: isExpired ? "expired" : (stored.state as ConfirmationState),
  };
}

export function toStoredContinuation(record: Continuation): StoredContinuation {
  const { hash, person, identity, conversation, group, payload, expiresAt } = record;
  return {
    hash,
    person,
    identity,
    conversation,
    group_id: group,
    payload: JSON.stringify(payload),
    expires_at: expiresAt,
  };
}

export function toContinuation(stored: StoredContinuation | undefined): Continuation | undefined {
  if (stored === undefined) return undefined;
  const { hash, person, identity, conversation, group_id, payload, expires_at } = stored;
  return {
    hash,
    person,
    identity,
    conversation,
    group: group_id,
    payload: JSON.parse(payload) as JsonObject,
    expiresAt: expires_at,
  };
}
