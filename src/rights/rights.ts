import type { Reads } from "#core/capabilities.ts";
import type { Directory } from "#core/directory.ts";
import type { KeyView } from "#core/keys.ts";
import type { Permit } from "#core/permit.ts";
import type { Person } from "#core/person.ts";
import type { Policy } from "#core/policy.ts";
import type { Clock, Log, Random, Tokens, Wording } from "#core/ports.ts";
import type { Store } from "#core/store.ts";
import { type BookTools, createBook, type RightsBook } from "./book.ts";
import { createKeeper } from "./keeper.ts";
import { createMessenger, type Messenger } from "./notices.ts";

export interface RightsTools {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tokens: Tokens;
  readonly wording: Wording;
  readonly directory: Directory;
  readonly reads: Reads;
  readonly keys: KeyView;
  readonly policy: Pick<Policy, "decide">;
  readonly isWithin: BookTools["isWithin"];
  person(id: string): Person | undefined;
  owners(): readonly string[];
  redeem(permit: Permit | undefined): boolean;
}

export interface RightsOffice {
  readonly book: RightsBook;
  readonly notices: Messenger;
  readonly keeper: ReturnType<typeof createKeeper>;
}

/** Everything about rights that is given in chat, read once before it is used. */
export async function openRights(tools: RightsTools): Promise<RightsOffice> {
  const book = createBook(tools);
  await book.refresh();
  const notices = createMessenger(tools);
  const keeper = createKeeper({ ...tools, notices, refresh: () => book.refresh() });
  return { book, notices, keeper };
}
