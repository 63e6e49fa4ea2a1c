import type { Person, Who } from "#core/person.ts";
import type { Reply } from "#core/reply.ts";
import type { AuditEntry } from "#core/store.ts";
import type { Turn } from "#core/turn.ts";

/** One side of a link that is being made: an account, and who it speaks for before. */
export interface Account {
  /** `slack:T01/U01`. */
  readonly identity: string;
  readonly person: string;
  /** As the platform shows it; the identity where it shows none. */
  readonly name: string;
  /** Whether any role or right stood behind it then. */
  readonly isKnown: boolean;
}

/** Two accounts on their way to being one person. Until both sides have said yes it gives nothing. */
export interface LinkRequest {
  /** Of the code that one side was shown. */
  readonly hash: string;
  /** Six digits by which both sides name it. */
  readonly number: string;
  /** Who asked for the code. */
  readonly one: Account;
  /** Who entered it. */
  readonly other?: Account;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** What a finished link changes: the identity speaks for `main` from then on, and no more for `from`. */
export interface LinkChange {
  readonly identity: string;
  readonly from: string;
  readonly main: string;
}

/** Somebody in no configuration who asked to be let in; known by their platform identity alone. */
export interface Guest {
  /** The identity itself: their rights stand under it. */
  readonly person: string;
  readonly name: string;
  readonly number: string;
  readonly reason?: string;
  /** `admitted` once somebody gave them a right. */
  readonly state: "asking" | "admitted" | "declined";
  readonly at: number;
}

export type Later = { readonly state: "wait"; readonly until: number };

/** The part of the store that keeps who is who. Every method is one whole operation. */
export interface IdentityStore {
  /** Keeps a fresh code; an older one of the same account is void from then on. */
  offerLink(request: Omit<LinkRequest, "other">, audit: AuditEntry): Promise<{ readonly state: "offered" } | Later>;
  /** Uses up a code. A try counts before it is judged; a code counts once, however many enter it at a time. */
  claimLink(
    hash: string,
    other: Account,
    now: number,
  ): Promise<{ readonly state: "claimed"; readonly request: LinkRequest } | { readonly state: "wrong" } | Later>;
  /** Takes back a code or a request, whatever it waits for. */
  voidLink(hash: string): Promise<void>;
  /** The request whose code was entered and which waits for the word of its sides. */
  findLink(number: string, now: number): Promise<LinkRequest | undefined>;
  /**
   * The yes of one side; with that of the other side the link is made, in the same transaction. What stood under the
   * old person (rights, uses, votes) stands under the new one, open questions are taken back.
   */
  agreeToLink(
    hash: string,
    side: "one" | "other",
    change: LinkChange,
    audit: AuditEntry,
  ): Promise<"agreed" | "linked" | "gone">;
  /** Takes links apart: of one identity, or all of a person. Gives the identities that were linked. */
  unlink(
    of: { readonly identity: string } | { readonly person: string },
    audit: AuditEntry,
  ): Promise<readonly string[]>;
  /** Suspends or restores all links of a person; gives the identities whose state changed. */
  suspendLinks(person: string, isSuspended: boolean): Promise<readonly string[]>;
  /**
   * An account of the person was deactivated or has left: all their links are suspended. Undefined when that was
   * known before, also when an owner has restored them since.
   */
  loseIdentity(identity: string, person: string, audit: AuditEntry): Promise<readonly string[] | undefined>;
  /** The account is back: its next departure counts again. */
  regainIdentity(identity: string): Promise<void>;
  /** Opens a request to be let in; one for each account, and only so many at a time. */
  askForAccess(guest: Omit<Guest, "state">, audit: AuditEntry): Promise<{ readonly state: "asked" | "open" } | Later>;
  findGuest(number: string): Promise<Guest | undefined>;
  /** Ends an open request; false when it was decided before. */
  decideGuest(person: string, state: "admitted" | "declined", now: number): Promise<boolean>;
}

/** Who is who, by the configuration and by what was linked in chat. */
export interface Register {
  /** A person of the configuration with the roles that it gives them, or one who goes by an identity alone. */
  person(id: string): Person | undefined;
  isConfigured(id: string): boolean;
  /** Whose account it is, by the configuration or a link. */
  owner(identity: string): Person | undefined;
}

/** What people ask about who they are. Refusals are thrown. */
export interface Identities {
  /** Without a code a fresh one, with one the question whether both accounts are theirs. */
  link(turn: Turn, who: Who, code: string | undefined): Promise<Reply>;
  unlink(turn: Turn, who: Who): Promise<Reply>;
  askForAccess(turn: Turn, who: Who, reason: string | undefined): Promise<Reply>;
  /** The word on a link or on somebody who asks to be let in; undefined when the number names neither. */
  answer(turn: Turn, who: Who, word: Word): Promise<Reply | undefined>;
}

/** Yes or no to what waits under a number. */
export interface Word {
  readonly request: string;
  readonly isFor: boolean;
  readonly reason: string | undefined;
  /** Whether this is somebody who gives rights at all. */
  readonly mayGive: boolean;
}
