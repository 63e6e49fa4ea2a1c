import type { Tables } from "./schema.ts";

/**
 * What a column tells of people, for exporting and forgetting all of it:
 * `person` and `identity`: whose row it is; the row goes with them.
 * `owner`: as `person`, and the row follows when two accounts become one person.
 * `about`: somebody named in a row that is not theirs; emptied.
 * `text`: JSON in which people may be named; a row that names them goes.
 * `ending`: a name that may end in a person's id; such a row goes.
 * `secret`: as `none`, and shown to nobody.
 */
export type Personal = "person" | "owner" | "identity" | "about" | "text" | "ending" | "secret" | "none";

/** Every column of every table: one that is new does not compile before it stands here. */
export const personal: { readonly [T in keyof Tables]: Readonly<Record<keyof Tables[T], Personal>> } = {
  migration: { id: "none", name: "none", at: "none" },
  seen_turn: { key: "none", at: "none" },
  // The chain itself names nobody: people stand in the table beside it.
  audit: {
    id: "none",
    at: "none",
    turn: "none",
    person_digest: "none",
    identity_digest: "none",
    platform: "none",
    action: "none",
    thing: "none",
    place: "none",
    result: "none",
    outcome: "none",
    rules: "none",
    intent: "none",
    detail: "none",
    hash: "none",
  },
  audit_personal: { row: "none", salt: "secret", person: "person", identity: "identity" },
  audit_head: { id: "none", rows: "none", hash: "none", anchored: "none" },
  audit_checkpoint: {
    id: "none",
    rows: "none",
    hash: "none",
    at: "none",
    signed_by: "none",
    key_id: "secret",
    mac: "secret",
  },
  open_intent: { row: "none", run: "none" },
  use: { person: "owner", action: "none", at: "none" },
  confirmation: {
    hash: "secret",
    person: "person",
    conversation: "none",
    subject: "text",
    state: "none",
    created_at: "none",
    expires_at: "none",
    record: "text",
  },
  continuation: {
    hash: "secret",
    person: "person",
    identity: "identity",
    conversation: "none",
    group_id: "secret",
    payload: "text",
    expires_at: "none",
    is_used: "none",
  },
  preference: { person: "person", name: "none", value: "none" },
  secret: { name: "ending", key_id: "secret", nonce: "secret", data: "secret", expires_at: "none" },
  bucket: { name: "none", tokens: "none", at: "none" },
  thing_list: { account: "none", things: "none", at: "none" },
  lockdown: { place: "none" },
  lockdown_note: { place: "none", since: "none", person: "about", reason: "none" },
  rights_version: { id: "none", version: "none" },
  right_grant: {
    id: "none",
    person: "owner",
    action: "none",
    thing: "none",
    giver: "about",
    giver_roles: "none",
    from_at: "none",
    until_at: "none",
    hours: "none",
    max_uses: "none",
    used: "none",
    is_revoked: "none",
  },
  credential: {
    person: "person",
    kind: "none",
    salt: "secret",
    hash: "secret",
    failures: "none",
    next_at: "none",
    last_step: "none",
  },
  vote: { hash: "secret", person: "person", is_for: "none", roles: "none", reason: "none", at: "none" },
  notice: { id: "none", person: "owner", due_at: "none", subject: "none", content: "text", claimed_until: "none" },
  link: { identity: "identity", person: "person", is_suspended: "none" },
  link_request: {
    hash: "secret",
    number: "none",
    state: "none",
    identity: "identity",
    person: "person",
    name: "none",
    is_known: "none",
    has_agreed: "none",
    other_identity: "identity",
    other_person: "person",
    other_name: "none",
    other_is_known: "none",
    other_has_agreed: "none",
    created_at: "none",
    expires_at: "none",
  },
  link_try: { identity: "identity", failures: "none", since: "none" },
  gone_identity: { identity: "identity", at: "none" },
  guest: { person: "person", name: "none", number: "none", reason: "none", state: "none", at: "none" },
  probe: { id: "none", times: "none" },
};
