import type { Compilable, Kysely } from "kysely";
import type { ColumnTypes } from "./migrations.ts";
import type { Tables } from "./schema.ts";

/** Who follows which bib, and what they were told of it. */
export function watchTables(db: Kysely<Tables>, { big }: ColumnTypes): readonly Compilable[] {
  return [
    db.schema
      .createTable("watch")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("person", "text", (column) => column.notNull())
      .addColumn("timer", "text", (column) => column.notNull())
      .addColumn("bib", "text", (column) => column.notNull())
      .addColumn("session", "text")
      .addColumn("asker", "text", (column) => column.notNull())
      .addColumn("locale", "text", (column) => column.notNull())
      .addColumn("is_private", "integer", (column) => column.notNull())
      .addColumn("created_at", big, (column) => column.notNull())
      .addColumn("until_at", big, (column) => column.notNull()),
    db.schema
      .createTable("watch_mark")
      .addColumn("watch", "text", (column) => column.notNull())
      .addColumn("mark", "text", (column) => column.notNull())
      .addColumn("at", big, (column) => column.notNull())
      .addPrimaryKeyConstraint("watch_mark_key", ["watch", "mark"]),
  ];
}
