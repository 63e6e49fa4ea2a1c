import { AccessError, InputError } from "#core/errors.ts";
import type { Guest, Word } from "#core/identities.ts";
import { message } from "#core/message.ts";
import type { Notices } from "#core/notice.ts";
import { personThing } from "#core/own.ts";
import type { Who } from "#core/person.ts";
import type { Clock, Random } from "#core/ports.ts";
import type { Reply } from "#core/reply.ts";
import type { Store } from "#core/store.ts";
import type { Turn } from "#core/turn.ts";
import { rowOf, shownAccount } from "./accounts.ts";
import type { RightsBook } from "./book.ts";
import { freshNumber } from "./code.ts";
import { personButton } from "./people.ts";

const nameLength = 80;

export interface GuestTools {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly notices: Notices;
  readonly book: Pick<RightsBook, "refresh">;
}

const told = { outcome: null, visibility: "private" } as const;

/** People nobody knows ask to be let in. Asking gives nothing: an owner gives a right, as to anybody, or says no. */
export function createGuests({ store, clock, random, notices, book }: GuestTools) {
  async function ask(turn: Turn, who: Who, reason: string | undefined): Promise<Reply> {
    const { identity } = turn;
    if (who.roles.length > 0 || identity.id !== who.person.id) throw new InputError("ask-known");
    if (["bot", "deactivated"].includes(identity.standing)) throw new AccessError("not-allowed");
    const now = clock.now();
    const name = (identity.displayName ?? identity.id).slice(0, nameLength);
    const number = freshNumber(random);
    const guest = { person: identity.id, name, number, at: now, ...(reason === undefined ? {} : { reason }) };
    const asked = await store.askForAccess(guest, rowOf(turn, who, "access.ask", "asked", now));
    if (asked.state === "open") throw new InputError("ask-open");
    if (asked.state === "wait") {
      throw new AccessError("ask-wait", {
        pause: { kind: "duration", seconds: Math.ceil((asked.until - now) / 1000) },
      });
    }
    await book.refresh();
    await notices.tellOwners({ reply: asking(guest), subject: subjectOf(guest.person), buttons: buttonsFor(guest) });
    return {
      ...told,
      status: "done",
      tone: "success",
      title: message("replies:guest.asked"),
      text: [message("replies:guest.asked-how")],
    };
  }

  function asking({ name, person, number, reason }: Omit<Guest, "state">): Reply {
    return {
      ...told,
      status: "approve",
      tone: "warning",
      title: message("replies:guest.asks"),
      text: [message("replies:guest.asks-how")],
      facts: [
        { label: message("replies:fact.account"), value: shownAccount(name, person) },
        ...(reason === undefined ? [] : [{ label: message("replies:fact.reason"), value: reason }]),
        { label: message("replies:approve.request"), value: number },
      ],
    };
  }

  function buttonsFor({ person, number }: Pick<Guest, "person" | "number">) {
    const decline = { kind: "command", command: "access decline", raw: { request: number }, how: "exact" } as const;
    return [
      { ...personButton("access grant", "replies:guest.give", person), role: "yes" as const },
      { label: message("replies:approve.no"), role: "plain" as const, next: decline },
    ];
  }

  /** Undefined when the number names nobody who asks. */
  async function answer(turn: Turn, who: Who, { request, isFor, reason, mayGive }: Word): Promise<Reply | undefined> {
    const guest = await store.findGuest(request);
    if (guest?.state !== "asking" || !mayGive) return undefined;
    if (isFor) {
      // A yes alone gives nothing: what is given is chosen, judged and confirmed like any other right.
      const person = { mention: guest.person, candidates: [personThing(guest.person)] };
      const give = { label: message("replies:guest.give"), command: "access grant", raw: { person } };
      return { ...asking(guest), status: "choose", offers: [give] };
    }
    const now = clock.now();
    if (!(await store.decideGuest(guest.person, "declined", now))) throw new InputError("request-gone");
    await store.appendAudit(rowOf(turn, who, "access.ask", "declined", now, personThing(guest.person)));
    await Promise.all([book.refresh(), notices.drop(subjectOf(guest.person))]);
    const why = reason === undefined ? [] : [{ label: message("replies:fact.reason"), value: reason }];
    const refused: Reply = {
      ...told,
      status: "refused",
      tone: "neutral",
      title: message("replies:guest.declined"),
      facts: why,
    };
    await notices.tell([guest.person], { reply: refused });
    const whose = { label: message("replies:fact.account"), value: shownAccount(guest.name, guest.person) };
    return {
      ...told,
      status: "done",
      tone: "neutral",
      title: message("replies:guest.refused"),
      facts: [whose, ...why],
    };
  }

  return {
    ask,
    answer,
    /** A right was given to them: they are known from now on, by the name they asked under. */
    async admit(person: string): Promise<void> {
      if (await store.decideGuest(person, "admitted", clock.now())) await notices.drop(subjectOf(person));
    },
  };
}

function subjectOf(person: string): string {
  return `guest ${person}`;
}
