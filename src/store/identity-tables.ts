import type { Compilable, Kysely } from "kysely";
import type { ColumnTypes } from "./migrations.ts";
import type { Tables } from "./schema.ts";

/** Links being made, accounts that are gone, and people who ask to be let in. */
export function identityTables(db: Kysely<Tables>, { big }: ColumnTypes): readonly Compilable[] {
  return [
    db.schema
      .createTable("link_request")
      .addColumn("hash", "text", (column) => column.primaryKey())
      .addColumn("number", "text", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("identity", "text", (column) => column.notNull())
      .addColumn("person", "text", (column) => column.notNull())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("is_known", "integer", (column) => column.notNull())
      .addColumn("has_agreed", "integer", (column) => column.notNull())
      .addColumn("other_identity", "text")
      .addColumn("other_person", "text")
      .addColumn("other_name", "text")
      .addColumn("other_is_known", "integer", (column) => column.notNull())
      .addColumn("other_has_agreed", "integer", (column) => column.notNull())
      .addColumn("created_at", big, (column) => column.notNull())
      .addColumn("expires_at", big, (column) => column.notNull()),
    db.schema
      .createTable("link_try")
      .addColumn("identity", "text", (column) => column.primaryKey())
      .addColumn("failures", "integer", (column) => column.notNull())
      .addColumn("since", big, (column) => column.notNull()),
    db.schema
      .createTable("gone_identity")
      .addColumn("identity", "text", (column) => column.primaryKey())
      .addColumn("at", big, (column) => column.notNull()),
    db.schema
      .createTable("guest")
      .addColumn("person", "text", (column) => column.primaryKey())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("number", "text", (column) => column.notNull())
      .addColumn("reason", "text")
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("at", big, (column) => column.notNull()),
  ];
}

/** The people whom rows of the audit are about. */
export function aboutTables(db: Kysely<Tables>, { big }: ColumnTypes): readonly Compilable[] {
  return [
    db.schema
      .createTable("audit_about")
      .addColumn("row", big, (column) => column.primaryKey())
      .addColumn("about_salt", "text", (column) => column.notNull())
      .addColumn("about", "text", (column) => column.notNull()),
  ];
}
