import { all, statement, type Work } from "../statement.ts";
import { aboutThing, digest, rowHash } from "./audit.ts";

/** Where a walk along the chain has come to. */
export interface Walk {
  readonly id: number;
  readonly hash: string;
  /** Nothing was looked at yet: whatever stands at or before `id` does not belong there. */
  readonly isStart?: true;
  readonly problem?: {
    readonly row: number;
    readonly problem: "row-missing" | "row-changed" | "person-changed" | "row-inserted";
  };
}

const readPage = statement((db, v: { afterId: number; upTo: number; limit: number }) =>
  db
    .selectFrom("audit")
    .leftJoin("audit_personal", "audit_personal.row", "audit.id")
    .leftJoin("audit_about", "audit_about.row", "audit.id")
    .selectAll("audit")
    .select(["audit_personal.salt", "audit_personal.person", "audit_personal.identity"])
    .select(["audit_about.about_salt", "audit_about.about"])
    .where("audit.id", ">", v.afterId)
    .where("audit.id", "<=", v.upTo)
    .orderBy("audit.id")
    .limit(v.limit),
);

/** Checks the next rows after `from`, at most `limit` of them and none above `upTo`. */
export function* verifyPage(from: Walk, upTo: number, limit: number): Work<Walk> {
  const afterId = from.isStart === true ? Number.MIN_SAFE_INTEGER : from.id;
  const page = yield* all(readPage, { afterId, upTo, limit });
  let { id, hash } = from;
  for (const { salt, person, identity, about_salt, about, ...row } of page) {
    id += 1;
    if (row.id < id) return { id, hash, problem: { row: row.id, problem: "row-inserted" } };
    if (row.id > id) return { id, hash, problem: { row: id, problem: "row-missing" } };
    if (rowHash(hash, row) !== row.hash) return { id, hash, problem: { row: id, problem: "row-changed" } };
    const isTold = salt !== null && person !== null && identity !== null;
    if (
      isTold &&
      (digest(salt, "person", person) !== row.person_digest ||
        digest(salt, "identity", identity) !== row.identity_digest)
    ) {
      return { id, hash, problem: { row: id, problem: "person-changed" } };
    }
    if (about !== null && aboutThing(about_salt ?? "", about) !== row.thing) {
      return { id, hash, problem: { row: id, problem: "person-changed" } };
    }
    hash = row.hash;
  }
  if (page.length < limit && id < upTo) return { id, hash, problem: { row: id + 1, problem: "row-missing" } };
  return { id, hash };
}
