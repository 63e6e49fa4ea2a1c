import type { Compilable, Kysely } from "kysely";
import { aboutTables, identityTables } from "./identity-tables.ts";
import type { Tables } from "./schema.ts";
import { watchTables } from "./watch-tables.ts";

/** Column types that the engines name differently. */
export interface ColumnTypes {
  /** Whole numbers up to 2^53. */
  readonly big: "integer" | "bigint";
}

export interface Migration {
  readonly id: number;
  readonly name: string;
  readonly up: (db: Kysely<Tables>, types: ColumnTypes) => readonly Compilable[];
}

/** Few indexes: each is one more page in every commit, and forgetting or exporting may take a moment. */
function auditTables(db: Kysely<Tables>, { big }: ColumnTypes): readonly Compilable[] {
  return [
    db.schema
      .createTable("audit")
      .addColumn("id", big, (column) => column.primaryKey())
      .addColumn("at", big, (column) => column.notNull())
      .addColumn("turn", "text", (column) => column.notNull())
      .addColumn("person_digest", "text", (column) => column.notNull())
      .addColumn("identity_digest", "text", (column) => column.notNull())
      .addColumn("platform", "text", (column) => column.notNull())
      .addColumn("action", "text", (column) => column.notNull())
      .addColumn("thing", "text", (column) => column.notNull())
      .addColumn("place", "text", (column) => column.notNull())
      .addColumn("result", "text", (column) => column.notNull())
      .addColumn("outcome", "text")
      .addColumn("rules", "text", (column) => column.notNull())
      .addColumn("intent", big)
      .addColumn("detail", "text")
      .addColumn("hash", "text", (column) => column.notNull()),
    db.schema.createIndex("audit_by_thing").on("audit").columns(["thing", "id"]),
    db.schema
      .createTable("audit_personal")
      .addColumn("row", big, (column) => column.primaryKey())
      .addColumn("salt", "text", (column) => column.notNull())
      .addColumn("person", "text", (column) => column.notNull())
      .addColumn("identity", "text", (column) => column.notNull()),
    db.schema
      .createTable("audit_head")
      .addColumn("id", "integer", (column) => column.primaryKey())
      .addColumn("rows", big, (column) => column.notNull())
      .addColumn("hash", "text", (column) => column.notNull())
      .addColumn("anchored", big, (column) => column.notNull()),
    db.insertInto("audit_head").values({ id: 1, rows: 0, hash: "", anchored: 0 }),
    db.schema
      .createTable("open_intent")
      .addColumn("row", big, (column) => column.primaryKey())
      .addColumn("run", "text", (column) => column.notNull()),
    db.schema
      .createTable("use")
      .addColumn("person", "text", (column) => column.notNull())
      .addColumn("action", "text", (column) => column.notNull())
      .addColumn("at", big, (column) => column.notNull()),
    db.schema.createIndex("use_by_person").on("use").columns(["person", "action", "at"]),
  ];
}

function turnTables(db: Kysely<Tables>, { big }: ColumnTypes): readonly Compilable[] {
  return [
    db.schema
      .createTable("seen_turn")
      .addColumn("key", "text", (column) => column.primaryKey())
      .addColumn("at", big, (column) => column.notNull()),
    db.schema.createIndex("seen_turn_by_time").on("seen_turn").column("at"),
    db.schema
      .createTable("confirmation")
      .addColumn("hash", "text", (column) => column.primaryKey())
      .addColumn("person", "text", (column) => column.notNull())
      .addColumn("conversation", "text", (column) => column.notNull())
      .addColumn("subject", "text", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("created_at", big, (column) => column.notNull())
      .addColumn("expires_at", big, (column) => column.notNull())
      .addColumn("record", "text", (column) => column.notNull()),
    db.schema.createIndex("confirmation_by_person").on("confirmation").columns(["person", "state", "expires_at"]),
    db.schema.createIndex("confirmation_by_end").on("confirmation").column("expires_at"),
    db.schema
      .createTable("continuation")
      .addColumn("hash", "text", (column) => column.primaryKey())
      .addColumn("person", "text", (column) => column.notNull())
      .addColumn("identity", "text", (column) => column.notNull())
      .addColumn("conversation", "text", (column) => column.notNull())
      .addColumn("group_id", "text", (column) => column.notNull())
      .addColumn("payload", "text", (column) => column.notNull())
      .addColumn("expires_at", big, (column) => column.notNull())
      .addColumn("is_used", "integer", (column) => column.notNull()),
    db.schema.createIndex("continuation_by_group").on("continuation").column("group_id"),
    db.schema.createIndex("continuation_by_end").on("continuation").column("expires_at"),
  ];
}

function keepingTables(db: Kysely<Tables>, { big }: ColumnTypes): readonly Compilable[] {
  return [
    db.schema
      .createTable("preference")
      .addColumn("person", "text", (column) => column.notNull())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("value", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("preference_key", ["person", "name"]),
    db.schema
      .createTable("secret")
      .addColumn("name", "text", (column) => column.primaryKey())
      .addColumn("key_id", "text", (column) => column.notNull())
      .addColumn("nonce", "text", (column) => column.notNull())
      .addColumn("data", "text", (column) => column.notNull())
      .addColumn("expires_at", big),
    db.schema
      .createTable("bucket")
      .addColumn("name", "text", (column) => column.primaryKey())
      .addColumn("tokens", "double precision", (column) => column.notNull())
      .addColumn("at", big, (column) => column.notNull()),
    db.schema
      .createTable("thing_list")
      .addColumn("account", "text", (column) => column.primaryKey())
      .addColumn("things", "text", (column) => column.notNull())
      .addColumn("at", big, (column) => column.notNull()),
    db.schema.createTable("lockdown").addColumn("place", "text", (column) => column.primaryKey()),
    db.schema
      .createTable("probe")
      .addColumn("id", "integer", (column) => column.primaryKey())
      .addColumn("times", big, (column) => column.notNull()),
  ];
}

function rightsTables(db: Kysely<Tables>, { big }: ColumnTypes): readonly Compilable[] {
  return [
    db.schema
      .createTable("lockdown_note")
      .addColumn("place", "text", (column) => column.primaryKey())
      .addColumn("since", big, (column) => column.notNull())
      .addColumn("person", "text", (column) => column.notNull())
      .addColumn("reason", "text"),
    db.schema
      .createTable("rights_version")
      .addColumn("id", "integer", (column) => column.primaryKey())
      .addColumn("version", big, (column) => column.notNull()),
    db.insertInto("rights_version").values({ id: 1, version: 0 }),
    db.schema
      .createTable("right_grant")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("person", "text", (column) => column.notNull())
      .addColumn("action", "text", (column) => column.notNull())
      .addColumn("thing", "text", (column) => column.notNull())
      .addColumn("giver", "text", (column) => column.notNull())
      .addColumn("giver_roles", "text", (column) => column.notNull())
      .addColumn("from_at", big, (column) => column.notNull())
      .addColumn("until_at", big, (column) => column.notNull())
      .addColumn("hours", "text")
      .addColumn("max_uses", big)
      .addColumn("used", big, (column) => column.notNull())
      .addColumn("is_revoked", "integer", (column) => column.notNull()),
    db.schema.createIndex("right_grant_by_end").on("right_grant").columns(["is_revoked", "until_at"]),
    db.schema
      .createTable("link")
      .addColumn("identity", "text", (column) => column.primaryKey())
      .addColumn("person", "text", (column) => column.notNull())
      .addColumn("is_suspended", "integer", (column) => column.notNull()),
  ];
}

function noticeTables(db: Kysely<Tables>, { big }: ColumnTypes): readonly Compilable[] {
  return [
    db.schema
      .createTable("notice")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("person", "text", (column) => column.notNull())
      .addColumn("due_at", big, (column) => column.notNull())
      .addColumn("subject", "text", (column) => column.notNull())
      .addColumn("content", "text", (column) => column.notNull())
      .addColumn("claimed_until", big, (column) => column.notNull()),
    db.schema.createIndex("notice_by_time").on("notice").column("due_at"),
    db.schema.createIndex("notice_by_subject").on("notice").column("subject"),
  ];
}

function voteTables(db: Kysely<Tables>, { big }: ColumnTypes): readonly Compilable[] {
  return [
    db.schema
      .createTable("vote")
      .addColumn("hash", "text", (column) => column.notNull())
      .addColumn("person", "text", (column) => column.notNull())
      .addColumn("is_for", "integer", (column) => column.notNull())
      .addColumn("roles", "text", (column) => column.notNull())
      .addColumn("reason", "text")
      .addColumn("at", big, (column) => column.notNull())
      .addPrimaryKeyConstraint("vote_key", ["hash", "person"]),
  ];
}

function credentialTables(db: Kysely<Tables>, { big }: ColumnTypes): readonly Compilable[] {
  return [
    db.schema
      .createTable("credential")
      .addColumn("person", "text", (column) => column.notNull())
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("salt", "text", (column) => column.notNull())
      .addColumn("hash", "text", (column) => column.notNull())
      .addColumn("failures", "integer", (column) => column.notNull())
      .addColumn("next_at", big, (column) => column.notNull())
      .addColumn("last_step", big, (column) => column.notNull())
      .addPrimaryKeyConstraint("credential_key", ["person", "kind"]),
  ];
}

function retentionTables(db: Kysely<Tables>, { big }: ColumnTypes): readonly Compilable[] {
  return [
    db.schema
      .createTable("audit_checkpoint")
      .addColumn("id", "integer", (column) => column.primaryKey())
      .addColumn("rows", big, (column) => column.notNull())
      .addColumn("hash", "text", (column) => column.notNull())
      .addColumn("at", big, (column) => column.notNull())
      .addColumn("signed_by", "text", (column) => column.notNull())
      .addColumn("key_id", "text", (column) => column.notNull())
      .addColumn("mac", "text", (column) => column.notNull()),
  ];
}

function keyTables(db: Kysely<Tables>, { big }: ColumnTypes): readonly Compilable[] {
  return [
    db.schema
      .createTable("made_key")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("maker", "text", (column) => column.notNull())
      .addColumn("name", "text")
      .addColumn("thing", "text", (column) => column.notNull())
      .addColumn("opens", "text", (column) => column.notNull())
      .addColumn("account", "text", (column) => column.notNull())
      .addColumn("vendor_id", "text", (column) => column.notNull())
      .addColumn("vendor_key", "text")
      .addColumn("from_at", big, (column) => column.notNull())
      .addColumn("until_at", big, (column) => column.notNull())
      .addColumn("max_uses", big)
      .addColumn("is_ended_by_us", "integer", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("tries", "integer", (column) => column.notNull())
      .addColumn("next_at", big, (column) => column.notNull()),
    db.schema.createIndex("made_key_by_end").on("made_key").columns(["is_ended_by_us", "until_at"]),
  ];
}

/** Forward only and never changed once released; a new one goes at the end with the next number. */
export const migrations: readonly Migration[] = [
  {
    id: 1,
    name: "first",
    up: (db, types) => [...auditTables(db, types), ...turnTables(db, types), ...keepingTables(db, types)],
  },
  { id: 2, name: "rights", up: rightsTables },
  { id: 3, name: "notices", up: noticeTables },
  { id: 4, name: "votes", up: voteTables },
  { id: 5, name: "credentials", up: credentialTables },
  { id: 6, name: "identities", up: identityTables },
  { id: 7, name: "retention", up: retentionTables },
  { id: 8, name: "keys", up: keyTables },
  { id: 9, name: "watches", up: watchTables },
  { id: 10, name: "about", up: aboutTables },
];

export const newestMigration = migrations.reduce((newest, { id }) => Math.max(newest, id), 0);
