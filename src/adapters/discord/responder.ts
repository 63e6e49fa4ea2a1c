import type { Log, Responder } from "#core/ports.ts";
import type { Card } from "#core/reply.ts";
import { type ApiFailure, DiscordFailure } from "./calls.ts";
import type { ExtraButton } from "./components.ts";
import { type Drawing, type Outgoing, render } from "./outbound.ts";

/** A message that stands somewhere and can be changed. */
export interface Shown {
  /** Whether others than the asker can see it. */
  readonly isPublic: boolean;
  /** Each throws `DiscordFailure` when the message cannot be reached any more. */
  edit(message: Outgoing): Promise<void>;
  /** Takes the buttons away and leaves the words. */
  strip(): Promise<void>;
  remove(): Promise<void>;
}

/** Where the cards of one turn go: a channel, a direct message, an interaction. */
export interface Stage {
  /** Whether the first card can take the place of what is shown before it. */
  readonly isEditable: (card: Card) => boolean;
  /** The message that the first card takes the place of: what was clicked, or the placeholder of a deferred answer. */
  opening(card: Card): Promise<Shown | undefined>;
  /** Puts up a new message, private ones where only the asker sees them. */
  post(message: Outgoing, isPrivate: boolean): Promise<Shown>;
  /** Called once the turn is over; `isAnswered` tells whether any card was shown. */
  finish(isAnswered: boolean): Promise<void>;
}

export interface TurnResponder extends Responder {
  finish(): Promise<void>;
}

/** Counts what Discord did not take, by its code. */
export type CountFailure = (what: string, failure: ApiFailure) => void;

export function createFailureCounter(log: Log): CountFailure {
  const counts = new Map<string, number>();
  return (what, failure) => {
    const name = `${what}:${failure.status}/${failure.code}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    log.warn("discord-not-taken", { what, ...failure, count });
  };
}

/** Runs a call to Discord; false (and counted) when Discord did not take it. */
export async function attempt(what: string, count: CountFailure, call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (!(error instanceof DiscordFailure)) throw error;
    count(what, error.failure);
    return false;
  }
}

/** Shows the cards of one turn on its stage, one after the other, each whole. */
export function createResponder(
  stage: Stage,
  tools: {
    readonly drawing: Drawing;
    readonly count: CountFailure;
    readonly log: Log;
    /** Buttons of the adapter's own for this card. */
    extras(card: Card): readonly ExtraButton[];
    /** The messages of a card, a long list as one with pages. */
    bound(card: Card, messages: readonly Outgoing[]): readonly Outgoing[];
  },
  /** The place of the first card is taken already. */
  isBeside = false,
): TurnResponder {
  let shown: Shown[] | undefined = isBeside ? [] : undefined;
  let queue: Promise<void> = Promise.resolve();
  const { count } = tools;

  async function place(message: Outgoing, isPrivate: boolean, before: Shown | undefined): Promise<Shown | undefined> {
    const mayStay = before !== undefined && !(isPrivate && before.isPublic);
    if (mayStay && (await attempt("edit", count, () => before.edit(message)))) return before;
    if (before !== undefined) await attempt("strip", count, () => before.strip());
    let now: Shown | undefined;
    await attempt("post", count, async () => {
      now = await stage.post(message, isPrivate);
    });
    return now;
  }

  async function showNow(card: Card): Promise<void> {
    const isPrivate = card.visibility === "private";
    const messages = tools.bound(card, await render(card, tools.drawing, tools.extras(card)));
    const opening = shown === undefined ? await stage.opening(card) : undefined;
    const before = shown ?? (opening === undefined ? [] : [opening]);
    const after: Shown[] = [];
    for (const [index, message] of messages.entries()) {
      const now = await place(message, isPrivate, before[index]);
      if (now !== undefined) after.push(now);
    }
    for (const surplus of before.slice(messages.length)) await attempt("remove", count, () => surplus.remove());
    shown = after;
  }

  function inTurn(card: Card): Promise<void> {
    queue = queue
      .then(() => showNow(card))
      .catch((error: unknown) => tools.log.error("discord-show-failed", { name: nameOf(error) }));
    return queue;
  }

  return {
    show: inTurn,
    async progress(card) {
      if (shown === undefined && stage.isEditable(card)) await inTurn(card);
    },
    beside: () => createResponder(stage, tools, true),
    async finish() {
      await queue;
      await attempt("finish", count, () => stage.finish(shown !== undefined));
    },
  };
}

/** The kind of an error; its text may hold what people wrote. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
