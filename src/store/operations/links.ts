import type { LinkChange } from "#core/identities.ts";
import type { LinkRequestTable } from "../schema.ts";
import { all, first, statement, type Work } from "../statement.ts";
import { type AuditInput, append, lockHead } from "./audit.ts";
import { movePerson } from "./personal.ts";
import { moveVersion } from "./version.ts";

const hourMs = 3_600_000;
const mostCodes = 5;
const mostFailures = 5;

export interface OfferInput {
  readonly hash: string;
  readonly number: string;
  readonly identity: string;
  readonly person: string;
  readonly name: string;
  /** 0 or 1. */
  readonly isKnown: number;
  readonly createdAt: number;
  readonly expiresAt: number;
}

interface Waits {
  readonly state: "wait";
  readonly until: number;
}

const listOffers = statement((db, v: { identity: string; since: number }) =>
  db
    .selectFrom("link_request")
    .select("created_at")
    .where("identity", "=", v.identity)
    .where("created_at", ">", v.since)
    .orderBy("created_at"),
);

const voidOffers = statement((db, v: { identity: string }) =>
  db
    .updateTable("link_request")
    .set({ state: "void" })
    .where("identity", "=", v.identity)
    .where("state", "in", ["offered", "claimed"]),
);

const insertOffer = statement((db, v: { [K in keyof OfferInput]: OfferInput[K] }) =>
  db.insertInto("link_request").values({
    hash: v.hash,
    number: v.number,
    state: "offered",
    identity: v.identity,
    person: v.person,
    name: v.name,
    is_known: v.isKnown,
    has_agreed: 0,
    other_identity: null,
    other_person: null,
    other_name: null,
    other_is_known: 0,
    other_has_agreed: 0,
    created_at: v.createdAt,
    expires_at: v.expiresAt,
  }),
);

/** At most so many codes an hour for each account. The head is held, as by every act: no two at once. */
export function* offerLink(input: OfferInput, audit: AuditInput): Work<{ readonly state: "offered" } | Waits> {
  const head = yield* lockHead();
  const { identity, createdAt: now } = input;
  const offers = yield* all(listOffers, { identity, since: now - hourMs });
  const oldest = offers.at(-mostCodes);
  if (oldest !== undefined) return { state: "wait", until: Number(oldest.created_at) + hourMs };
  yield* all(voidOffers, { identity });
  yield* all(insertOffer, { ...input });
  yield* append(head, [audit]);
  return { state: "offered" };
}

const readTries = statement((db, v: { identity: string }) =>
  db.selectFrom("link_try").select(["failures", "since"]).where("identity", "=", v.identity),
);

const writeTries = statement((db, v: { identity: string; failures: number; since: number }) =>
  db
    .insertInto("link_try")
    .values({ identity: v.identity, failures: v.failures, since: v.since })
    .onConflict((oc) => oc.column("identity").doUpdateSet({ failures: v.failures, since: v.since })),
);

export interface ClaimInput {
  readonly hash: string;
  readonly otherIdentity: string;
  readonly otherPerson: string;
  readonly otherName: string;
  readonly otherIsKnown: number;
  readonly now: number;
}

const claim = statement((db, v: { [K in keyof ClaimInput]: ClaimInput[K] }) =>
  db
    .updateTable("link_request")
    .set({
      state: "claimed",
      other_identity: v.otherIdentity,
      other_person: v.otherPerson,
      other_name: v.otherName,
      other_is_known: v.otherIsKnown,
    })
    .where("hash", "=", v.hash)
    .where("state", "=", "offered")
    .where("identity", "!=", v.otherIdentity)
    .where("expires_at", ">", v.now)
    .returningAll(),
);

type Claimed = { readonly state: "claimed"; readonly request: LinkRequestTable } | { readonly state: "wrong" } | Waits;

/** Counts the try with the head held, so that guesses made at once are as few as those made one after the other. */
export function* claimLink(input: ClaimInput): Work<Claimed> {
  yield* lockHead();
  const { otherIdentity: identity, now } = input;
  const before = yield* first(readTries, { identity });
  const isFresh = before === undefined || Number(before.since) + hourMs <= now;
  const { since, failures } = isFresh ? { since: now, failures: 0 } : before;
  if (failures >= mostFailures) return { state: "wait", until: since + hourMs };
  const request = yield* first(claim, { ...input });
  if (request !== undefined) return { state: "claimed", request };
  yield* all(writeTries, { identity, failures: failures + 1, since });
  return { state: "wrong" };
}

const voidOne = statement((db, v: { hash: string }) =>
  db
    .updateTable("link_request")
    .set({ state: "void" })
    .where("hash", "=", v.hash)
    .where("state", "in", ["offered", "claimed"]),
);

export function* voidLink(hash: string): Work<void> {
  yield* all(voidOne, { hash });
}

const findClaimed = statement((db, v: { number: string; now: number }) =>
  db
    .selectFrom("link_request")
    .selectAll()
    .where("number", "=", v.number)
    .where("state", "=", "claimed")
    .where("expires_at", ">", v.now)
    .limit(2),
);

/** Undefined where several go by the number. */
export function* findLink(number: string, now: number): Work<LinkRequestTable | undefined> {
  const found = yield* all(findClaimed, { number, now });
  return found.length === 1 ? found[0] : undefined;
}

const agreeOne = statement((db, v: { hash: string; now: number }) =>
  db
    .updateTable("link_request")
    .set({ has_agreed: 1 })
    .where("hash", "=", v.hash)
    .where("state", "=", "claimed")
    .where("expires_at", ">", v.now)
    .returning(["has_agreed", "other_has_agreed"]),
);
const agreeOther = statement((db, v: { hash: string; now: number }) =>
  db
    .updateTable("link_request")
    .set({ other_has_agreed: 1 })
    .where("hash", "=", v.hash)
    .where("state", "=", "claimed")
    .where("expires_at", ">", v.now)
    .returning(["has_agreed", "other_has_agreed"]),
);
const close = statement((db, v: { hash: string }) =>
  db.updateTable("link_request").set({ state: "linked" }).where("hash", "=", v.hash),
);

/** Links that would make a chain: of the identity, of the one that remains, or to the person that ends. */
const entangled = statement((db, v: { identity: string; main: string; from: string }) =>
  db
    .selectFrom("link")
    .select("identity")
    .where((eb) => eb.or([eb("identity", "=", v.identity), eb("identity", "=", v.main), eb("person", "=", v.from)])),
);

const insertLink = statement((db, v: { identity: string; person: string }) =>
  db.insertInto("link").values({ identity: v.identity, person: v.person, is_suspended: 0 }),
);

export function* agreeToLink(
  hash: string,
  side: "one" | "other",
  { identity, from, main }: LinkChange,
  audit: AuditInput,
): Work<"agreed" | "linked" | "gone"> {
  const head = yield* lockHead();
  const said = yield* first(side === "one" ? agreeOne : agreeOther, { hash, now: audit.at });
  if (said === undefined) return "gone";
  if (said.has_agreed === 1 && said.other_has_agreed === 1) {
    if ((yield* all(entangled, { identity, main, from })).length > 0) {
      yield* voidLink(hash);
      return "gone";
    }
    yield* all(close, { hash });
    yield* movePerson(from, main);
    yield* all(insertLink, { identity, person: main });
    yield* moveVersion();
    yield* append(head, [audit, { ...audit, result: "acted", outcome: "done" }]);
    return "linked";
  }
  yield* append(head, [audit]);
  return "agreed";
}

const removeOf = statement((db, v: { identity: string }) =>
  db.deleteFrom("link").where("identity", "=", v.identity).returning("identity"),
);
const removeAll = statement((db, v: { person: string }) =>
  db.deleteFrom("link").where("person", "=", v.person).returning("identity"),
);

export function* unlink(
  of: { readonly identity: string } | { readonly person: string },
  audit: AuditInput,
): Work<readonly string[]> {
  const head = yield* lockHead();
  const removed = "identity" in of ? yield* all(removeOf, of) : yield* all(removeAll, of);
  if (removed.length === 0) return [];
  yield* moveVersion();
  yield* append(head, [audit]);
  return removed.map(({ identity }) => identity).toSorted();
}

const suspend = statement((db, v: { person: string; to: number }) =>
  db
    .updateTable("link")
    .set({ is_suspended: v.to })
    .where("person", "=", v.person)
    .where("is_suspended", "!=", v.to)
    .returning("identity"),
);

export function* suspendLinks(person: string, isSuspended: boolean): Work<readonly string[]> {
  const changed = yield* all(suspend, { person, to: isSuspended ? 1 : 0 });
  if (changed.length > 0) yield* moveVersion();
  return changed.map(({ identity }) => identity).toSorted();
}

const insertGone = statement((db, v: { identity: string; at: number }) =>
  db
    .insertInto("gone_identity")
    .values({ identity: v.identity, at: v.at })
    .onConflict((oc) => oc.column("identity").doNothing())
    .returning("identity"),
);

export function* loseIdentity(
  identity: string,
  person: string,
  audit: AuditInput,
): Work<readonly string[] | undefined> {
  const head = yield* lockHead();
  if ((yield* first(insertGone, { identity, at: audit.at })) === undefined) return undefined;
  yield* moveVersion();
  const suspended = yield* suspendLinks(person, true);
  yield* append(head, [audit]);
  return suspended;
}

const removeGone = statement((db, v: { identity: string }) =>
  db.deleteFrom("gone_identity").where("identity", "=", v.identity).returning("identity"),
);

export function* regainIdentity(identity: string): Work<void> {
  if ((yield* first(removeGone, { identity })) !== undefined) yield* moveVersion();
}
