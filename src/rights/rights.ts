import type { Reads } from "#core/capabilities.ts";
import type { Directory } from "#core/directory.ts";
import type { Identities, Register } from "#core/identities.ts";
import type { KeyView } from "#core/keys.ts";
import { message } from "#core/message.ts";
import type { NoticeRequest } from "#core/notice.ts";
import { personThing } from "#core/own.ts";
import type { Permit } from "#core/permit.ts";
import type { Person } from "#core/person.ts";
import type { Policy } from "#core/policy.ts";
import type { Clock, Log, Random, Tokens, Wording } from "#core/ports.ts";
import type { AuditEntry, Store } from "#core/store.ts";
import { type BookTools, createBook, type RightsBook } from "./book.ts";
import { createGuests } from "./guests.ts";
import { createKeeper } from "./keeper.ts";
import { createLinks } from "./links.ts";
import { createMembers, type Members } from "./members.ts";
import { createMessenger, type Messenger } from "./notices.ts";
import { type Named, namedPeople, personButton } from "./people.ts";

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
  readonly register: Register;
  owners(): readonly string[];
  /** Whether any role comes from a group, so that groups of further accounts are worth asking for. */
  hasGroupRoles(): boolean;
  /** Told who else can be named, besides the people of the configuration. */
  onPeople(people: readonly Named[]): void;
  redeem(permit: Permit | undefined): boolean;
}

export interface RightsOffice {
  readonly book: RightsBook;
  readonly notices: Messenger;
  readonly keeper: ReturnType<typeof createKeeper>;
  readonly members: Members;
  readonly identities: Identities;
  /** Takes over what other processes changed, and what platforms know of the other accounts of whoever asks. */
  refresh(accounts?: readonly string[]): Promise<void>;
}

/** Everything about rights that is given in chat, read once before it is used. */
export async function openRights(tools: RightsTools): Promise<RightsOffice> {
  const { register, store, clock } = tools;
  let known = "[]";
  const book = createBook({
    ...tools,
    person: (id) => register.person(id),
    onChange() {
      const people = namedPeople(book);
      const now = JSON.stringify(people);
      if (now !== known) tools.onPeople(people);
      known = now;
    },
  });
  const notices = createMessenger({ ...tools, person: (id) => register.person(id) });
  const guests = createGuests({ ...tools, notices, book });
  const links = createLinks({ ...tools, notices, book });
  const keeper = createKeeper({ ...tools, notices, guests, refresh: () => book.refresh() });
  const members = createMembers({
    ...tools,
    watched: () => watchedIn(book, register),
    async onGone(identity) {
      const linkedTo = book.links().find((link) => link.identity === identity)?.person;
      const person = register.owner(identity) ?? register.person(linkedTo ?? identity);
      if (person === undefined || book.isGone(identity) || !book.links().some((link) => link.person === person.id))
        return;
      const row = goneRow(identity, person, clock.now());
      const suspended = await store.loseIdentity(identity, person.id, row);
      await book.refresh();
      if (suspended !== undefined) await notices.tellOwners(goneNotice(identity, person, suspended));
    },
    async onBack(identity) {
      if (book.isGone(identity)) await store.regainIdentity(identity);
    },
  });
  await book.refresh();
  return {
    book,
    notices,
    keeper,
    members,
    identities: {
      link: links.link,
      unlink: links.unlink,
      askForAccess: guests.ask,
      async answer(turn, who, word) {
        if (!/^\d{6}$/.test(word.request)) return undefined;
        return (await links.answer(turn, who, word)) ?? guests.answer(turn, who, word);
      },
    },
    async refresh(accounts = []) {
      await Promise.all([book.refresh(), tools.hasGroupRoles() ? members.refresh(accounts) : undefined]);
    },
  };
}

/** Every account of people who have links. */
function watchedIn(book: RightsBook, register: Register): readonly string[] {
  const people = new Set(book.links().map(({ person }) => person));
  const own = [...people].flatMap((id) => register.person(id)?.identities ?? []);
  return [...new Set([...own, ...book.links().map(({ identity }) => identity)])];
}

function goneRow(identity: string, { id }: Person, at: number): AuditEntry {
  const platform = identity.slice(0, identity.indexOf(":"));
  const done = { result: "acted", outcome: "done", rules: ["gate.account-gone"], place: "" } as const;
  return { ...done, at, turn: "", person: id, identity, platform, action: "access.suspend", thing: personThing(id) };
}

function goneNotice(identity: string, person: Person, suspended: readonly string[]): NoticeRequest {
  const label = message("replies:fact.account");
  return {
    reply: {
      status: "done",
      outcome: null,
      visibility: "private",
      tone: "danger",
      title: message("replies:link.suspended"),
      text: [message("replies:link.suspended-how")],
      facts: [
        { label: message("replies:fact.person"), value: person.name },
        { label: message("replies:link.gone"), value: identity },
        ...suspended.map((one) => ({ label, value: one })),
      ],
    },
    buttons: [personButton("access restore", "replies:link.restore", person.id)],
  };
}
