import { all, first, statement, type Work } from "../statement.ts";

const insertSeen = statement((db, v: { key: string; at: number }) =>
  db
    .insertInto("seen_turn")
    .values({ key: v.key, at: v.at })
    .onConflict((oc) => oc.column("key").doNothing())
    .returning("key"),
);

export function* seeTurn(key: string, at: number): Work<boolean> {
  return (yield* first(insertSeen, { key, at })) !== undefined;
}

const readPreference = statement((db, v: { person: string; name: string }) =>
  db.selectFrom("preference").select("value").where("person", "=", v.person).where("name", "=", v.name),
);

export function* preference(person: string, name: string): Work<string | undefined> {
  return (yield* first(readPreference, { person, name }))?.value;
}

const writePreference = statement((db, v: { person: string; name: string; value: string }) =>
  db
    .insertInto("preference")
    .values({ person: v.person, name: v.name, value: v.value })
    .onConflict((oc) => oc.columns(["person", "name"]).doUpdateSet({ value: v.value })),
);

export function* setPreference(person: string, name: string, value: string): Work<void> {
  yield* all(writePreference, { person, name, value });
}

export interface StoredSecret {
  readonly name: string;
  readonly key_id: string;
  readonly nonce: string;
  readonly data: string;
  readonly expires_at: number | null;
}

const readSecret = statement((db, v: { name: string }) =>
  db.selectFrom("secret").selectAll().where("name", "=", v.name),
);

export function* loadSecret(name: string): Work<StoredSecret | undefined> {
  return yield* first(readSecret, { name });
}

const writeSecret = statement((db, v: { [K in keyof StoredSecret]: StoredSecret[K] }) =>
  db
    .insertInto("secret")
    .values({ name: v.name, key_id: v.key_id, nonce: v.nonce, data: v.data, expires_at: v.expires_at })
    .onConflict((oc) =>
      oc.column("name").doUpdateSet({ key_id: v.key_id, nonce: v.nonce, data: v.data, expires_at: v.expires_at }),
    ),
);

export function* saveSecret(secret: StoredSecret): Work<void> {
  yield* all(writeSecret, { ...secret });
}

const deleteSecret = statement((db, v: { name: string }) => db.deleteFrom("secret").where("name", "=", v.name));

export function* dropSecret(name: string): Work<void> {
  yield* all(deleteSecret, { name });
}

const listKeyIds = statement((db, _: Record<never, never>) => db.selectFrom("secret").select("key_id").distinct());

/** Fingerprints of the keys that something is encrypted with. */
export function* secretKeyIds(): Work<readonly string[]> {
  return (yield* all(listKeyIds, {})).map((row) => row.key_id);
}

const readBucket = statement((db, v: { name: string }) =>
  db.selectFrom("bucket").select(["tokens", "at"]).where("name", "=", v.name),
);

export function* loadBucket(name: string): Work<{ readonly tokens: number; readonly at: number } | undefined> {
  return yield* first(readBucket, { name });
}

const writeBucket = statement((db, v: { name: string; tokens: number; at: number }) =>
  db
    .insertInto("bucket")
    .values({ name: v.name, tokens: v.tokens, at: v.at })
    .onConflict((oc) => oc.column("name").doUpdateSet({ tokens: v.tokens, at: v.at })),
);

export function* saveBucket(name: string, tokens: number, at: number): Work<void> {
  yield* all(writeBucket, { name, tokens, at });
}

const readThings = statement((db, v: { account: string }) =>
  db.selectFrom("thing_list").select(["things", "at"]).where("account", "=", v.account),
);

export function* loadThings(account: string): Work<{ readonly things: string; readonly at: number } | undefined> {
  return yield* first(readThings, { account });
}

/** A server tells its other processes of it. */
export const writeThings = statement((db, v: { account: string; things: string; at: number }) =>
  db
    .insertInto("thing_list")
    .values({ account: v.account, things: v.things, at: v.at })
    .onConflict((oc) => oc.column("account").doUpdateSet({ things: v.things, at: v.at })),
);

export function* saveThings(account: string, things: string, at: number): Work<void> {
  yield* all(writeThings, { account, things, at });
}
