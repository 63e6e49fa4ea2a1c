import type { Tables } from "../schema.ts";
import { all, first, statement, type Work } from "../statement.ts";
import { addNotices, type StoredNotice } from "./notices.ts";

export type StoredWatch = Tables["watch"];

export interface StoredNews {
  readonly watch: string;
  readonly mark: string;
  readonly at: number;
  readonly nearMs: number;
  readonly session: string;
  readonly notice: StoredNotice;
}

const list = statement((db, _: Record<never, never>) =>
  db.selectFrom("watch").selectAll().orderBy("created_at").orderBy("id"),
);

export function* listWatches(): Work<readonly StoredWatch[]> {
  return yield* all(list, {});
}

const remove = statement((db, v: { id: string }) => db.deleteFrom("watch").where("id", "=", v.id).returning("id"));
const removeMarks = statement((db, v: { id: string }) => db.deleteFrom("watch_mark").where("watch", "=", v.id));

export function* endWatch(id: string, notices: readonly StoredNotice[]): Work<boolean> {
  if ((yield* first(remove, { id })) === undefined) return false;
  yield* all(removeMarks, { id });
  yield* addNotices(notices);
  return true;
}

const followed = statement((db, v: { person: string; now: number }) =>
  db.selectFrom("watch").select(["id", "timer", "bib"]).where("person", "=", v.person).where("until_at", ">", v.now),
);
const insert = statement((db, v: { [K in keyof StoredWatch]: StoredWatch[K] }) =>
  db.insertInto("watch").values({
    id: v.id,
    person: v.person,
    timer: v.timer,
    bib: v.bib,
    session: v.session,
    asker: v.asker,
    locale: v.locale,
    is_private: v.is_private,
    created_at: v.created_at,
    until_at: v.until_at,
  }),
);

/** All of one person, at one moment. */
export function* addWatches(watches: readonly StoredWatch[], most: number): Work<boolean> {
  const [any] = watches;
  if (any === undefined) return true;
  const known = yield* all(followed, { person: any.person, now: any.created_at });
  const bibs = new Set([...known, ...watches].map(({ bib }) => bib));
  const hasMore = watches.some(({ bib }) => known.every((one) => one.bib !== bib));
  if (hasMore && bibs.size > most) return false;
  for (const watch of watches) {
    for (const old of known) if (old.bib === watch.bib && old.timer === watch.timer) yield* endWatch(old.id, []);
    yield* all(insert, { ...watch });
  }
  return true;
}

/** Binds it to its session; and holds the row, so that of several processes one after the other goes on from here. */
const take = statement((db, v: { watch: string; session: string }) =>
  db
    .updateTable("watch")
    .set((eb) => ({ session: eb.fn.coalesce("session", eb.val(v.session)) }))
    .where("id", "=", v.watch)
    .returning("session"),
);
const near = statement((db, v: { watch: string; after: number; before: number }) =>
  db
    .selectFrom("watch_mark")
    .select("mark")
    .where("watch", "=", v.watch)
    .where("at", ">", v.after)
    .where("at", "<", v.before)
    .limit(1),
);
const mark = statement((db, v: { watch: string; mark: string; at: number }) =>
  db
    .insertInto("watch_mark")
    .values({ watch: v.watch, mark: v.mark, at: v.at })
    .onConflict((oc) => oc.columns(["watch", "mark"]).doNothing())
    .returning("mark"),
);

export function* tellWatch({ watch, at, nearMs, session, notice, ...news }: StoredNews): Work<boolean> {
  const taken = yield* first(take, { watch, session });
  if (taken === undefined || taken.session !== session) return false;
  if ((yield* first(near, { watch, after: at - nearMs, before: at + nearMs })) !== undefined) return false;
  if ((yield* first(mark, { watch, mark: news.mark, at })) === undefined) return false;
  yield* addNotices([notice]);
  return true;
}
