import type { Watch, WatchStore } from "#core/watch.ts";
import type { StoredWatch } from "./operations/watches.ts";
import type { Engine } from "./operations.ts";
import { toStoredNotice } from "./rights.ts";

export function watchPart({ engine }: { readonly engine: Engine }): WatchStore {
  return {
    addWatches: (watches, most) => engine.run("addWatches", watches.map(toStored), most),
    watches: async () => (await engine.run("listWatches")).map(toWatch),
    tellWatch: (news) => engine.run("tellWatch", { ...news, notice: toStoredNotice(news.notice) }),
    endWatch: (id, notice) => engine.run("endWatch", id, notice === undefined ? [] : [toStoredNotice(notice)]),
  };
}

function toStored({ id, person, timer, bib, session, asker, locale, isPrivate, createdAt, until }: Watch): StoredWatch {
  return {
    id,
    person,
    timer,
    bib,
    session: session ?? null,
    asker: JSON.stringify(asker),
    locale,
    is_private: isPrivate ? 1 : 0,
    created_at: createdAt,
    until_at: until,
  };
}

function toWatch({ id, person, timer, bib, session, asker, locale, ...stored }: StoredWatch): Watch {
  return {
    id,
    person,
    timer,
    bib,
    ...(session === null ? {} : { session }),
    asker: JSON.parse(asker) as Watch["asker"],
    locale,
    isPrivate: stored.is_private === 1,
    createdAt: Number(stored.created_at),
    until: Number(stored.until_at),
  };
}
