import type { BeginActResult } from "#core/store.ts";
import type { Tables } from "../schema.ts";
import { all, first, statement, type Work } from "../statement.ts";
import { guests, type StoredGuest } from "./guests.ts";
import { moveVersion, rightsVersion } from "./version.ts";

export type StoredGrant = Tables["right_grant"];
type StoredNote = Tables["lockdown_note"];
type StoredLink = Tables["link"];

const insertGrant = statement((db, v: { [K in keyof StoredGrant]: StoredGrant[K] }) =>
  db.insertInto("right_grant").values({
    id: v.id,
    person: v.person,
    action: v.action,
    thing: v.thing,
    giver: v.giver,
    giver_roles: v.giver_roles,
    from_at: v.from_at,
    until_at: v.until_at,
    hours: v.hours,
    max_uses: v.max_uses,
    used: v.used,
    is_revoked: v.is_revoked,
  }),
);

export function* addGrant(grant: StoredGrant): Work<void> {
  yield* all(insertGrant, { ...grant });
  yield* moveVersion();
}

const endGrant = statement((db, v: { id: string; now: number }) =>
  db
    .updateTable("right_grant")
    .set({ is_revoked: 1 })
    .where("id", "=", v.id)
    .where("is_revoked", "=", 0)
    .where("until_at", ">", v.now)
    .returningAll(),
);

export function* revokeGrant(id: string, now: number): Work<StoredGrant | undefined> {
  const ended = yield* first(endGrant, { id, now });
  if (ended !== undefined) yield* moveVersion();
  return ended;
}

const prolong = statement((db, v: { id: string; until: number }) =>
  db
    .updateTable("right_grant")
    .set({ until_at: v.until })
    .where("id", "=", v.id)
    .where("is_revoked", "=", 0)
    .returningAll(),
);

export function* extendGrant(id: string, until: number): Work<StoredGrant | undefined> {
  const extended = yield* first(prolong, { id, until });
  if (extended !== undefined) yield* moveVersion();
  return extended;
}

const listGrants = statement((db, v: { now: number }) =>
  db
    .selectFrom("right_grant")
    .selectAll()
    .where("is_revoked", "=", 0)
    .where("until_at", ">", v.now)
    .orderBy("until_at")
    .orderBy("id"),
);
const listPlaces = statement((db, _: Record<never, never>) =>
  db.selectFrom("lockdown").select("place").orderBy("place"),
);
const listNotes = statement((db, _: Record<never, never>) => db.selectFrom("lockdown_note").selectAll());
const listGone = statement((db, _: Record<never, never>) =>
  db.selectFrom("gone_identity").select("identity").orderBy("identity"),
);
const listLinks = statement((db, _: Record<never, never>) => db.selectFrom("link").selectAll().orderBy("identity"));

export interface StoredRights {
  readonly version: number;
  readonly grants: readonly StoredGrant[];
  readonly places: readonly string[];
  readonly notes: readonly StoredNote[];
  readonly links: readonly StoredLink[];
  readonly guests: readonly StoredGuest[];
  readonly gone: readonly string[];
}

/** The version is read first: a change that comes in between is read once more, never missed. */
export function* rightsSnapshot(now: number): Work<StoredRights> {
  const version = yield* rightsVersion();
  const grants = yield* all(listGrants, { now });
  const places = (yield* all(listPlaces, {})).map((row) => row.place);
  const notes = yield* all(listNotes, {});
  const links = yield* all(listLinks, {});
  const gone = (yield* all(listGone, {})).map(({ identity }) => identity);
  return { version, grants, places, notes, links, guests: yield* guests(), gone };
}

const readGrant = statement((db, v: { id: string }) => db.selectFrom("right_grant").selectAll().where("id", "=", v.id));

/** Grants that no longer hold, or have fewer uses left than are wanted. The head must be held. */
export function* grantRefusal(
  ids: readonly string[],
  now: number,
): Work<Extract<BeginActResult, { readonly ok: false }> | undefined> {
  for (const [id, wanted] of counted(ids)) {
    const grant = yield* first(readGrant, { id });
    const isOver =
      grant === undefined || grant.is_revoked === 1 || Number(grant.from_at) > now || Number(grant.until_at) <= now;
    if (isOver) return { ok: false, why: "grant" };
    if (grant.max_uses !== null && Number(grant.used) + wanted > Number(grant.max_uses)) {
      return { ok: false, why: "grant" };
    }
  }
  return undefined;
}

const use = statement((db, v: { id: string; wanted: number }) =>
  db
    .updateTable("right_grant")
    .set((eb) => ({ used: eb("used", "+", v.wanted) }))
    .where("id", "=", v.id)
    .where("max_uses", "is not", null)
    .returning("id"),
);

export function* useGrants(ids: readonly string[]): Work<void> {
  let hasChanged = false;
  for (const [id, wanted] of counted(ids)) if ((yield* first(use, { id, wanted })) !== undefined) hasChanged = true;
  if (hasChanged) yield* moveVersion();
}

function counted(ids: readonly string[]): readonly (readonly [string, number])[] {
  return [...Map.groupBy(ids, (id) => id)].map(([id, same]) => [id, same.length] as const);
}
