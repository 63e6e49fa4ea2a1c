import type { Tables } from "../schema.ts";
import { all, first, statement, type Work } from "../statement.ts";

export type StoredNotice = Omit<Tables["notice"], "claimed_until">;

const columns = ["id", "person", "due_at", "subject", "content"] as const;

const insert = statement((db, v: { [K in keyof StoredNotice]: StoredNotice[K] }) =>
  db.insertInto("notice").values({
    id: v.id,
    person: v.person,
    due_at: v.due_at,
    subject: v.subject,
    content: v.content,
    claimed_until: 0,
  }),
);

export function* addNotices(notices: readonly StoredNotice[]): Work<void> {
  for (const notice of notices) yield* all(insert, { ...notice });
}

const listDue = statement((db, v: { now: number; limit: number }) =>
  db
    .selectFrom("notice")
    .select("id")
    .where("due_at", "<=", v.now)
    .where("claimed_until", "<=", v.now)
    .orderBy("due_at")
    .orderBy("id")
    .limit(v.limit),
);

const claim = statement((db, v: { id: string; now: number; until: number }) =>
  db
    .updateTable("notice")
    .set({ claimed_until: v.until })
    .where("id", "=", v.id)
    .where("claimed_until", "<=", v.now)
    .returning(columns),
);

/** What a process claimed and did not end, because it ended first, is free again after the lease. */
export function* claimNotices(now: number, lease: number, limit: number): Work<readonly StoredNotice[]> {
  const claimed: StoredNotice[] = [];
  for (const { id } of yield* all(listDue, { now, limit })) {
    const notice = yield* first(claim, { id, now, until: now + lease });
    if (notice !== undefined) claimed.push(notice);
  }
  return claimed;
}

const remove = statement((db, v: { id: string }) => db.deleteFrom("notice").where("id", "=", v.id));

export function* endNotice(id: string): Work<void> {
  yield* all(remove, { id });
}

const removeAbout = statement((db, v: { subject: string }) => db.deleteFrom("notice").where("subject", "=", v.subject));

export function* dropNotices(subject: string): Work<void> {
  yield* all(removeAbout, { subject });
}
