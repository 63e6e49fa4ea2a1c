import type { Grant, RightsSnapshot } from "#core/grants.ts";
import type { Guest, LinkRequest } from "#core/identities.ts";
import type { Notice } from "#core/notice.ts";
import type { ConfirmationState, Vote } from "#core/store.ts";
import type { StoredGuest } from "./operations/guests.ts";
import type { StoredNotice } from "./operations/notices.ts";
import type { StoredGrant, StoredRights } from "./operations/rights.ts";
import type { VoteResult } from "./operations/votes.ts";
import type { LinkRequestTable } from "./schema.ts";

export function toStoredGrant(grant: Grant): StoredGrant {
  return {
    id: grant.id,
    person: grant.person,
    action: grant.action,
    thing: grant.thing,
    giver: grant.giver,
    giver_roles: JSON.stringify(grant.giverRoles),
    from_at: grant.from,
    until_at: grant.until,
    hours: grant.hours ?? null,
    max_uses: grant.uses ?? null,
    used: grant.used,
    is_revoked: 0,
  };
}

export function toGrant(stored: StoredGrant): Grant;
export function toGrant(stored: StoredGrant | undefined): Grant | undefined;
export function toGrant(stored: StoredGrant | undefined): Grant | undefined {
  if (stored === undefined) return undefined;
  return {
    id: stored.id,
    person: stored.person,
    action: stored.action as Grant["action"],
    thing: stored.thing,
    giver: stored.giver,
    giverRoles: JSON.parse(stored.giver_roles) as readonly string[],
    from: stored.from_at,
    until: stored.until_at,
    ...(stored.hours === null ? {} : { hours: stored.hours }),
    ...(stored.max_uses === null ? {} : { uses: stored.max_uses }),
    used: stored.used,
  };
}

export function toSnapshot({ version, grants, places, notes, links, guests, gone }: StoredRights): RightsSnapshot {
  const noted = new Map(notes.map((note) => [note.place, note]));
  return {
    version,
    grants: grants.map((one) => toGrant(one)),
    lockdowns: places.map((place) => {
      const note = noted.get(place);
      if (note === undefined) return { place };
      const { since, person, reason } = note;
      return { place, since, person, ...(reason === null ? {} : { reason }) };
    }),
    links: links.map(({ identity, person, is_suspended }) => ({ identity, person, isSuspended: is_suspended === 1 })),
    guests: guests.map((one) => toGuest(one)),
    gone,
  };
}

export function toStoredNotice({ id, person, due, subject, ...content }: Notice): StoredNotice {
  return { id, person, due_at: due, subject, content: JSON.stringify(content) };
}

export function toNotice({ id, person, due_at, subject, content }: StoredNotice): Notice {
  const rest = JSON.parse(content) as Omit<Notice, "id" | "person" | "due" | "subject">;
  return { id, person, due: due_at, subject, ...rest };
}

export function toVotes({ state, votes }: VoteResult) {
  return {
    state: state as ConfirmationState | "missing",
    votes: votes.map(({ person, is_for, roles, reason }): Vote => {
      const told = reason === null ? {} : { reason };
      return { person, isFor: is_for === 1, roles: JSON.parse(roles) as readonly string[], ...told };
    }),
  };
}

export function toGuest(stored: StoredGuest): Guest;
export function toGuest(stored: StoredGuest | undefined): Guest | undefined;
export function toGuest(stored: StoredGuest | undefined): Guest | undefined {
  if (stored === undefined) return undefined;
  const { reason, state, ...same } = stored;
  return { ...same, state: state as Guest["state"], ...(reason === null ? {} : { reason }) };
}

export function toLinkRequest(stored: LinkRequestTable): LinkRequest;
export function toLinkRequest(stored: LinkRequestTable | undefined): LinkRequest | undefined;
export function toLinkRequest(stored: LinkRequestTable | undefined): LinkRequest | undefined {
  if (stored === undefined) return undefined;
  const { hash, number, identity, person, name, other_identity, other_person, other_name } = stored;
  const isClaimed = other_identity !== null;
  const other = {
    identity: other_identity ?? "",
    person: other_person ?? "",
    name: other_name ?? "",
    isKnown: stored.other_is_known === 1,
  };
  return {
    hash,
    number,
    one: { identity, person, name, isKnown: stored.is_known === 1 },
    ...(isClaimed ? { other } : {}),
    createdAt: stored.created_at,
    expiresAt: stored.expires_at,
  };
}
