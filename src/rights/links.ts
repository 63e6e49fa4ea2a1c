import { keepFor } from "#core/choices.ts";
import { AccessError, InputError } from "#core/errors.ts";
import type { Account, LinkChange, LinkRequest, Register, Word } from "#core/identities.ts";
import { message } from "#core/message.ts";
import type { Notices } from "#core/notice.ts";
import { personThing } from "#core/own.ts";
import type { Who } from "#core/person.ts";
import type { Clock, Random, Tokens } from "#core/ports.ts";
import type { Reply, ReplyButton } from "#core/reply.ts";
import type { Store } from "#core/store.ts";
import type { Turn } from "#core/turn.ts";
import { rowOf, shownAccount } from "./accounts.ts";
import type { RightsBook } from "./book.ts";
import { freshCode, freshNumber, readCode } from "./code.ts";
import { personButton } from "./people.ts";

const livesMs = 10 * 60_000;

export interface LinkTools {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly tokens: Tokens;
  readonly notices: Notices;
  readonly book: Pick<RightsBook, "links" | "refresh">;
  readonly register: Register;
}

const told = { outcome: null, visibility: "private" } as const;

/** Two accounts become one person: a code goes from one to the other, then both say yes. */
export function createLinks(tools: LinkTools) {
  const { store, clock, tokens, notices, book, register } = tools;

  /** Two people of the configuration stay two; otherwise whoever has rights is who both are from then on. */
  function changeFor(one: Account, other: Account): LinkChange {
    if (one.person === other.person) throw new AccessError("link-same");
    const isTwo = register.isConfigured(one.person) && register.isConfigured(other.person);
    if (isTwo) throw new AccessError("link-two-people");
    const order = register.isConfigured(other.person) || (!one.isKnown && other.isKnown) ? [other, one] : [one, other];
    const [main, linked] = order;
    if (main === undefined || linked === undefined || (!main.isKnown && !register.isConfigured(main.person))) {
      throw new AccessError("link-nobody");
    }
    const change = { identity: linked.identity, from: linked.person, main: main.person };
    const isEntangled = book
      .links()
      .some((link) => [change.identity, change.main].includes(link.identity) || link.person === change.from);
    if (isEntangled || change.from !== change.identity) throw new AccessError("link-known");
    return change;
  }

  async function offer(turn: Turn, who: Who): Promise<Reply> {
    const code = freshCode(tools.random);
    const now = clock.now();
    const request = {
      hash: tokens.hash(code.plain),
      number: freshNumber(tools.random),
      one: accountOf(turn, who),
      createdAt: now,
      expiresAt: now + livesMs,
    };
    const made = await store.offerLink(request, rowOf(turn, who, "access.link", "asked", now));
    if (made.state === "wait") throw waitFor(made.until, now);
    return {
      ...told,
      status: "done",
      tone: "neutral",
      title: message("replies:link.code"),
      text: [message("replies:link.code-how")],
      facts: [{ label: message("replies:link.code-is"), value: code.shown }],
      until: request.expiresAt,
    };
  }

  async function claim(turn: Turn, who: Who, said: string): Promise<Reply> {
    const now = clock.now();
    const hash = tokens.hash(readCode(said));
    const claimed = await store.claimLink(hash, accountOf(turn, who), now);
    if (claimed.state === "wait") throw waitFor(claimed.until, now);
    if (claimed.state === "wrong") throw new AccessError("link-code");
    const { request } = claimed;
    const other = accountOf(turn, who);
    try {
      changeFor(request.one, other);
    } catch (error) {
      await store.voidLink(hash);
      throw error;
    }
    const toOne = question(request, request.one, other);
    const next = (command: string) => {
      const raw = { request: request.number };
      return { kind: "command", command, raw, how: "exact" } as const;
    };
    await notices.tell([request.one.person], {
      reply: toOne,
      subject: hash,
      holdsMs: Math.max(request.expiresAt - now, 0),
      buttons: [
        { ...yes, next: next("access approve") },
        { ...no, next: next("access decline") },
      ],
    });
    const minted = [yes, no].map((button) => ({ ...button, ...tokens.mint() }));
    const group = tokens.mint().hash;
    const [approve, decline] = ["access approve", "access decline"].map(next);
    await keepFor(
      minted.flatMap(({ hash: own }, index) => {
        const meant = index === 0 ? approve : decline;
        return meant === undefined ? [] : [{ hash: own, group, next: meant }];
      }),
      { person: who.person.id, identity: turn.identity.id, conversation: turn.conversation.id },
      request.expiresAt,
      store,
    );
    const buttons = minted.map(({ label, role, token }) => ({ label, role, token }));
    return { ...question(request, other, request.one), buttons };
  }

  /** Undefined when the number names no link, or one that is none of theirs. */
  async function answer(turn: Turn, who: Who, { request: number, isFor }: Word): Promise<Reply | undefined> {
    const now = clock.now();
    const request = await store.findLink(number, now);
    const side = request === undefined ? undefined : sideOf(request, turn, who);
    if (request?.other === undefined || side === undefined) return undefined;
    // The command line speaks for others: the word must come from the account itself.
    if (turn.operator !== undefined) throw new AccessError("link-way");
    if (!isFor) return decline(request, request.other, side);
    const change = changeFor(request.one, request.other);
    const row = rowOf(turn, who, "access.link", "confirmed", now, personThing(change.main));
    const state = await store.agreeToLink(request.hash, side, change, row);
    if (state === "gone") throw new InputError("request-gone");
    if (state === "agreed")
      return { ...told, status: "approve", tone: "neutral", title: message("replies:link.agreed") };
    await Promise.all([book.refresh(), notices.drop(request.hash)]);
    const facts = factsOf(request.one, request.other);
    const done: Reply = { ...told, status: "done", tone: "success", title: message("replies:link.linked"), facts };
    await notices.tell([change.main], { reply: done });
    await notices.tellOwners({
      reply: { ...done, tone: "warning", title: message("replies:link.told") },
      buttons: [personButton("access suspend", "replies:link.suspend", change.main)],
    });
    return done;
  }

  async function decline({ hash, one }: LinkRequest, other: Account, side: "one" | "other"): Promise<Reply> {
    await Promise.all([store.voidLink(hash), notices.drop(hash)]);
    const reply: Reply = {
      ...told,
      status: "done",
      tone: "neutral",
      title: message("replies:link.declined"),
      facts: factsOf(one, other),
    };
    await notices.tell([(side === "one" ? other : one).person], { reply });
    return reply;
  }

  function question({ number, expiresAt }: LinkRequest, own: Account, other: Account): Reply {
    return {
      ...told,
      status: "confirm",
      tone: "warning",
      title: message("replies:link.question"),
      text: [message("replies:link.question-how")],
      facts: [
        { label: message("replies:link.this"), value: shownAccount(own.name, own.identity) },
        { label: message("replies:link.other"), value: shownAccount(other.name, other.identity) },
        { label: message("replies:approve.request"), value: number },
      ],
      until: expiresAt,
    };
  }

  return {
    answer,

    async link(turn: Turn, who: Who, code: string | undefined): Promise<Reply> {
      const isOpen = turn.conversation.kind !== "direct" && turn.input.kind !== "command";
      if (code !== undefined && isOpen) {
        await store.voidLink(tokens.hash(readCode(code)));
        throw new AccessError("link-public");
      }
      if (turn.operator !== undefined) throw new AccessError("link-way");
      if (["bot", "deactivated"].includes(turn.identity.standing)) throw new AccessError("not-allowed");
      return code === undefined ? offer(turn, who) : claim(turn, who, code);
    },

    /** On the linked account its own link, on the other one all of them. */
    async unlink(turn: Turn, who: Who): Promise<Reply> {
      const { id } = turn.identity;
      const link = book.links().find(({ identity }) => identity === id);
      const main = link?.person ?? who.person.id;
      const row = rowOf(turn, who, "access.unlink", "acted", clock.now(), personThing(main));
      const removed = await store.unlink(link === undefined ? { person: main } : { identity: id }, row);
      if (removed.length === 0) throw new InputError("nothing-linked");
      await book.refresh();
      const facts = removed.map((identity) => ({ label: message("replies:fact.account"), value: identity }));
      const reply: Reply = { ...told, status: "done", tone: "success", title: message("replies:link.ended"), facts };
      const whose = { label: message("replies:fact.person"), value: register.person(main)?.name ?? main };
      await notices.tellOwners({ reply: { ...reply, tone: "neutral", facts: [whose, ...facts] } });
      return reply;
    },
  };
}

const yes: Pick<ReplyButton, "label" | "role"> = { label: message("replies:link.yes"), role: "yes" };
const no: Pick<ReplyButton, "label" | "role"> = { label: message("replies:link.no"), role: "plain" };

function accountOf({ identity }: Turn, { person }: Who): Account {
  return {
    identity: identity.id,
    person: person.id,
    name: identity.displayName ?? identity.id,
    isKnown: person.isKnown,
  };
}

/** The asker's side may speak through any account of theirs, the other one only through the one that is to be linked. */
function sideOf({ one, other }: LinkRequest, { identity }: Turn, who: Who): "one" | "other" | undefined {
  if (other !== undefined && identity.id === other.identity) return "other";
  return who.person.id === one.person ? "one" : undefined;
}

function factsOf(one: Account, other: Account): NonNullable<Reply["facts"]> {
  const label = message("replies:fact.account");
  return [one, other].map(({ name, identity }) => ({ label, value: shownAccount(name, identity) }));
}

function waitFor(until: number, now: number): AccessError {
  return new AccessError("link-wait", { pause: { kind: "duration", seconds: Math.ceil((until - now) / 1000) } });
}
