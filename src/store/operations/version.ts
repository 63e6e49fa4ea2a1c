import { all, first, statement, type Work } from "../statement.ts";

/** Run in the same transaction as every such change; a server tells its other processes of it. */
export const bump = statement((db, _: Record<never, never>) =>
  db
    .updateTable("rights_version")
    .set((eb) => ({ version: eb("version", "+", 1) }))
    .where("id", "=", 1),
);

/** Tells every instance that grants, lockdowns or links are not what they were. */
export function* moveVersion(): Work<void> {
  yield* all(bump, {});
}

const readVersion = statement((db, _: Record<never, never>) =>
  db.selectFrom("rights_version").select("version").where("id", "=", 1),
);

export function* rightsVersion(): Work<number> {
  return Number((yield* first(readVersion, {}))?.version ?? 0);
}
