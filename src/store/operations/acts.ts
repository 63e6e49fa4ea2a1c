import type { BeginAct, BeginActResult } from "#core/store.ts";
import { all, first, statement, type Work } from "../statement.ts";
import { type AuditInput, append, type Head, lockHead, type StoredAudit, storedColumns } from "./audit.ts";
import { cancelIn, closeConfirmation, readConfirmation } from "./confirmations.ts";
import { grantRefusal, useGrants } from "./rights.ts";
import { moveVersion } from "./version.ts";

export interface BeginActInput extends Omit<BeginAct, "intents" | "confirmation"> {
  readonly confirmation?: { readonly hash: string; readonly person: string };
  /** That it was confirmed, if anything was. */
  readonly confirmed: readonly AuditInput[];
  readonly intents: readonly AuditInput[];
  /** The run of this process, so that others can tell whether the writer still lives. */
  readonly run: string;
}

type Refusal = Extract<BeginActResult, { readonly ok: false }>;

const insertOpenIntent = statement((db, v: { row: number; run: string }) =>
  db.insertInto("open_intent").values({ row: v.row, run: v.run }),
);

const insertUse = statement((db, v: { person: string; action: string; at: number }) =>
  db.insertInto("use").values({ person: v.person, action: v.action, at: v.at }),
);

const newestUses = statement((db, v: { person: string; action: string; since: number; max: number }) =>
  db
    .selectFrom("use")
    .select("at")
    .where("person", "=", v.person)
    .where("action", "=", v.action)
    .where("at", ">=", v.since)
    .orderBy("at", "desc")
    .limit(v.max),
);

const listLockdowns = statement((db, _: Record<never, never>) =>
  db.selectFrom("lockdown").select("place").orderBy("place"),
);

/** THE transaction. Every check comes before the first change, so a refusal leaves everything as it was. */
export function* beginAct(request: BeginActInput): Work<BeginActResult> {
  const head = yield* lockHead();
  const why = (yield* confirmationRefusal(request)) ?? (yield* lockdownRefusal(request));
  if (why !== undefined) return { ok: false, why };
  const refusal = (yield* quotaRefusal(request)) ?? (yield* grantRefusal(request.grants ?? [], request.now));
  if (refusal !== undefined) return refusal;
  const { confirmation, now } = request;
  if (confirmation !== undefined && !(yield* closeConfirmation(confirmation.hash, confirmation.person, "used", now))) {
    return { ok: false, why: "used" };
  }
  yield* useGrants(request.grants ?? []);
  return { ok: true, intents: yield* writeIntents(head, request) };
}

function* writeIntents(head: Head, { confirmed, intents, run, isUncounted }: BeginActInput) {
  const ids = (yield* append(head, [...confirmed, ...intents])).slice(confirmed.length);
  for (const row of ids) yield* all(insertOpenIntent, { row, run });
  if (isUncounted === true) return ids;
  for (const { person, action, at } of intents) yield* all(insertUse, { person, action, at });
  return ids;
}

function* confirmationRefusal({ confirmation, now }: BeginActInput): Work<Refusal["why"] | undefined> {
  if (confirmation === undefined) return undefined;
  const found = yield* readConfirmation(confirmation.hash);
  if (found === undefined) return "missing";
  if (found.person !== confirmation.person) return "not-yours";
  if (found.state === "used" || found.state === "cancelled" || found.state === "replaced") return found.state;
  return found.state === "open" && found.expires_at > now ? undefined : "expired";
}

function* lockdownRefusal({ lockdownPlaces }: BeginActInput): Work<Refusal["why"] | undefined> {
  if (lockdownPlaces.length === 0) return undefined;
  const locked = yield* lockdowns();
  return locked.some((place) => lockdownPlaces.includes(place)) ? "lockdown" : undefined;
}

/** The quota that is free again last decides when to come back. */
function* quotaRefusal({ quotas, now }: BeginActInput): Work<Refusal | undefined> {
  let again: number | undefined;
  for (const { max, person, action, since } of quotas) {
    const uses = yield* all(newestUses, { person, action, since, max });
    const oldest = uses.at(-1);
    if (oldest !== undefined && uses.length >= max) again = Math.max(again ?? 0, oldest.at + (now - since) + 1);
  }
  return again === undefined ? undefined : { ok: false, why: "quota", again };
}

const dropOpenIntent = statement((db, v: { row: number }) =>
  db.deleteFrom("open_intent").where("row", "=", v.row).returning("row"),
);

export function* endAct(inputs: readonly AuditInput[]): Work<void> {
  const head = yield* lockHead();
  for (const { intent } of inputs) if (intent !== null) yield* all(dropOpenIntent, { row: intent });
  yield* append(head, inputs);
}

const listOpenIntents = statement((db, _: Record<never, never>) =>
  db.selectFrom("open_intent").select(["row", "run"]).orderBy("row"),
);

export function* openIntents(): Work<readonly { readonly row: number; readonly run: string }[]> {
  return yield* all(listOpenIntents, {});
}

const readRow = statement((db, v: { id: number }) =>
  db
    .selectFrom("audit")
    .leftJoin("audit_personal", "audit_personal.row", "audit.id")
    .leftJoin("audit_about", "audit_about.row", "audit.id")
    .select(storedColumns)
    .where("audit.id", "=", v.id),
);

/** Writes the `unknown-after-crash` row of each intent that is still open; exactly one process does it for each. */
export function* settleIntents(
  dead: readonly { readonly row: number; readonly salt: string }[],
  now: number,
): Work<readonly StoredAudit[]> {
  const head = yield* lockHead();
  const inputs: AuditInput[] = [];
  for (const { row, salt } of dead) {
    if ((yield* first(dropOpenIntent, { row })) === undefined) continue;
    const intent = yield* first(readRow, { id: row });
    if (intent === undefined) continue;
    const { id: _id, hash: _hash, about: _about, person, identity, ...same } = intent;
    const told = { person: person ?? "", identity: identity ?? "", about: null };
    inputs.push({ ...same, ...told, at: now, result: "unknown-after-crash", outcome: "unknown", intent: row, salt });
  }
  const settled: StoredAudit[] = [];
  for (const id of yield* append(head, inputs)) {
    const row = yield* first(readRow, { id });
    if (row !== undefined) settled.push(row);
  }
  return settled;
}

const insertLockdown = statement((db, v: { place: string }) =>
  db
    .insertInto("lockdown")
    .values({ place: v.place })
    .onConflict((oc) => oc.doNothing()),
);

const dropLockdown = statement((db, v: { place: string }) => db.deleteFrom("lockdown").where("place", "=", v.place));

export function* setLockdown(place: string, isOn: boolean, audit: AuditInput): Work<void> {
  const head = yield* lockHead();
  yield* all(isOn ? insertLockdown : dropLockdown, { place });
  yield* moveVersion();
  yield* append(head, [audit]);
}

const insertNote = statement((db, v: { place: string; since: number; person: string; reason: string | null }) =>
  db
    .insertInto("lockdown_note")
    .values({ place: v.place, since: v.since, person: v.person, reason: v.reason })
    .onConflict((oc) => oc.doNothing()),
);

const dropNote = statement((db, v: { place: string }) => db.deleteFrom("lockdown_note").where("place", "=", v.place));

export interface LockdownChange {
  readonly place: string;
  readonly isOn: boolean;
  readonly now: number;
  readonly person: string;
  readonly reason: string | null;
}

/** Under the same lock as every act: what has begun was before it, what has not is stopped. */
export function* changeLockdown({ place, isOn, now, person, reason }: LockdownChange): Work<number> {
  yield* lockHead();
  yield* all(isOn ? insertLockdown : dropLockdown, { place });
  if (isOn) yield* all(insertNote, { place, since: now, person, reason });
  else yield* all(dropNote, { place });
  yield* moveVersion();
  return isOn ? yield* cancelIn(place, now) : 0;
}

export function* lockdowns(): Work<readonly string[]> {
  return (yield* all(listLockdowns, {})).map((row) => row.place);
}
