import type { Tables } from "../schema.ts";
import { all, first, statement, type Work } from "../statement.ts";
import { lockHead } from "./audit.ts";

export type StoredCheckpoint = Omit<Tables["audit_checkpoint"], "id">;

const readOne = statement((db, _: Record<never, never>) =>
  db.selectFrom("audit_checkpoint").select(["rows", "hash", "at", "signed_by", "key_id", "mac"]).where("id", "=", 1),
);

export function* auditCheckpoint(): Work<StoredCheckpoint | undefined> {
  return yield* first(readOne, {});
}

const firstYoung = statement((db, v: { since: number }) =>
  db.selectFrom("audit").select("id").where("at", ">=", v.since).orderBy("id").limit(1),
);
const firstOpen = statement((db, _: Record<never, never>) =>
  db.selectFrom("open_intent").select("row").orderBy("row").limit(1),
);
const readHash = statement((db, v: { id: number }) => db.selectFrom("audit").select("hash").where("id", "=", v.id));

/** The last row of those that may go: older than `since`, at most `upTo`, and nothing that still waits for its outcome. */
export function* pruneLimit(
  since: number,
  upTo: number,
): Work<{ readonly rows: number; readonly hash: string } | undefined> {
  const young = yield* first(firstYoung, { since });
  const waiting = yield* first(firstOpen, {});
  const rows = Math.min(
    upTo,
    (young?.id ?? Number.MAX_SAFE_INTEGER) - 1,
    (waiting?.row ?? Number.MAX_SAFE_INTEGER) - 1,
  );
  const last = yield* first(readHash, { id: rows });
  return last === undefined ? undefined : { rows, hash: last.hash };
}

const dropRows = statement((db, v: { upTo: number }) =>
  db.deleteFrom("audit").where("id", "<=", v.upTo).returning("id"),
);
const dropPersonal = statement((db, v: { upTo: number }) => db.deleteFrom("audit_personal").where("row", "<=", v.upTo));
const dropAbout = statement((db, v: { upTo: number }) => db.deleteFrom("audit_about").where("row", "<=", v.upTo));
const putOne = statement((db, v: { [K in keyof StoredCheckpoint]: StoredCheckpoint[K] }) =>
  db
    .insertInto("audit_checkpoint")
    .values({ id: 1, rows: v.rows, hash: v.hash, at: v.at, signed_by: v.signed_by, key_id: v.key_id, mac: v.mac })
    .onConflict((oc) =>
      oc.column("id").doUpdateSet({
        rows: v.rows,
        hash: v.hash,
        at: v.at,
        signed_by: v.signed_by,
        key_id: v.key_id,
        mac: v.mac,
      }),
    ),
);

/** Removes the rows up to the checkpoint and puts it in their place; how many, 0 where another process was first. */
export function* pruneAudit(checkpoint: StoredCheckpoint): Work<number> {
  yield* lockHead();
  const before = yield* auditCheckpoint();
  const end = yield* first(readHash, { id: checkpoint.rows });
  if ((before?.rows ?? 0) >= checkpoint.rows || end?.hash !== checkpoint.hash) return 0;
  const dropped = yield* all(dropRows, { upTo: checkpoint.rows });
  yield* all(dropPersonal, { upTo: checkpoint.rows });
  yield* all(dropAbout, { upTo: checkpoint.rows });
  yield* all(putOne, { ...checkpoint });
  return dropped.length;
}
