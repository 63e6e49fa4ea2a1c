import type { Situation } from "#core/choices.ts";
import type { Notice } from "#core/notice.ts";
import type { Tokens } from "#core/ports.ts";
import type { Turn } from "#core/turn.ts";

/** Somebody's wish to be told each time a bib passes a timing device. */
export interface Watch {
  readonly id: string;
  readonly person: string;
  /** Entity id of the device. */
  readonly timer: string;
  readonly bib: string;
  /** The vendor's token of the session it belongs to and ends with; absent until one has begun. */
  readonly session?: string;
  /** Who asked and where, so that the right is judged again each time. */
  readonly asker: Pick<Turn, "platform" | "identity" | "conversation" | "operator">;
  /** Of what is said in a conversation. */
  readonly locale: string;
  /** To the person alone and not where it was asked. */
  readonly isPrivate: boolean;
  /** Epoch ms, as `until`, when it ends by itself. */
  readonly createdAt: number;
  readonly until: number;
}

/** One passing of one watch, as it is told. */
export interface WatchNews {
  readonly watch: string;
  /** The same for this passing in whichever process hears of it. */
  readonly mark: string;
  /** Epoch ms of the passing, and how near another one counts as the same. */
  readonly at: number;
  readonly nearMs: number;
  readonly session: string;
  readonly notice: Notice;
}

/** Each method is one whole operation, durable when it resolves, on whichever process. */
export interface WatchStore {
  /** Replaces older ones of the same person, device and bib. False, adding none, when the person would follow more than `most` bibs. */
  addWatches(watches: readonly Watch[], most: number): Promise<boolean>;
  /** All that have not ended, oldest first; those that are over by their time as well. */
  watches(): Promise<readonly Watch[]>;
  /** Keeps the notice of this passing, once and for one caller alone; false when it was told, or the watch has ended. */
  tellWatch(news: WatchNews): Promise<boolean>;
  /** True for the one caller that ended it; its notice, if any, is kept with that. */
  endWatch(id: string, notice?: Notice): Promise<boolean>;
}

/** What commands may do with the asker's own watches. */
export interface WatchesView {
  readonly most: number;
  /** Follows a bib at these devices for a day; false when that would be more bibs than `most`. */
  follow(
    bib: string,
    at: readonly { readonly timer: string; readonly session?: string }[],
    isPrivate: boolean,
  ): Promise<boolean>;
  list(): Promise<readonly Watch[]>;
  end(watches: readonly Watch[]): Promise<void>;
}

const mostBibs = 10;
export const watchMs = 24 * 3_600_000;

export function createWatches(store: WatchStore, tokens: Tokens, at: Situation): WatchesView {
  const { person, now, locale, turn } = at;
  const { platform, identity, conversation, operator } = turn;
  const asker = { platform, identity, conversation, ...(operator === undefined ? {} : { operator }) };
  return {
    most: mostBibs,
    follow(bib, devices, isPrivate) {
      const common = { person: person.id, bib, asker, locale, isPrivate, createdAt: now, until: now + watchMs };
      return store.addWatches(
        devices.map((device) => ({ ...common, ...device, id: tokens.mint().hash })),
        mostBibs,
      );
    },
    list: async () => (await store.watches()).filter((one) => one.person === person.id && one.until > now),
    async end(watches) {
      for (const { id } of watches) await store.endWatch(id);
    },
  };
}
