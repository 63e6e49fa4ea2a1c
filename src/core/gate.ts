import type { Action } from "#core/actions.ts";
import type { Entity, EntityKind } from "#core/directory.ts";
import type { AccessError, BotError } from "#core/errors.ts";
import type { Message } from "#core/message.ts";
import type { Who } from "#core/person.ts";
import type { Act, ActResult, Plan } from "#core/plan.ts";
import type { Decision } from "#core/policy.ts";
import type { Reply } from "#core/reply.ts";
import type { ConfirmationRecord } from "#core/store.ts";
import type { HowRead, Turn } from "#core/turn.ts";

/** The questions about rights that the gate and, through it, `dispatch` ask. Nothing here acts. */
export interface Rights {
  /** Whether the person may do the action on anything, at any time. */
  mayAnywhere(who: Who, action: Action): boolean;
  /** A person sees a thing on which any action is ever allowed to them. */
  sees(who: Who, entity: Entity): boolean;
  /** Things of these kinds on which the action is ever allowed to the person, by name. */
  usable(who: Who, kinds: readonly EntityKind[], action: Action): readonly Entity[];
  /** Whether the action is ever allowed to the person on this thing (an area: on one of its members). */
  mayUse(who: Who, action: Action, entity: Entity): boolean;
  /** `isEmergency`: in a lockdown, by somebody who says why. */
  decide(who: Who, action: Action, entity: Entity, now: number, channel: string, isEmergency?: boolean): Decision;
  /** Whether the person may do it by a rule, grants left aside: nobody passes on what was lent. */
  mayGive(who: Who, action: Action, entity: Entity): boolean;
}

/** What a turn gets back, and, when the outcome may still improve, where the better card comes from. */
export interface Answer {
  readonly reply: Reply;
  readonly later?: () => Promise<Reply | undefined>;
}

/** A plan on its way to the world. */
export interface Ask {
  readonly turn: Turn;
  readonly who: Who;
  readonly command: string;
  readonly plan: Plan;
  readonly how: HowRead;
  readonly locale: string;
}

/** Something that waits for the approval of others. */
export interface WaitingRequest {
  /** By which it is approved or declined. */
  readonly request: string;
  readonly question: Message;
  /** Name of the asker. */
  readonly asker: string;
  /** Epoch ms. */
  readonly until: number;
}

export interface Gate {
  /** Step 1. */
  admit(turn: Turn): Promise<"fresh" | "late" | "seen">;
  /** Why a turn that came late is not acted on: its own lateness, or a clock that cannot be trusted. */
  lateness(turn: Turn): AccessError;
  /** Step 2. */
  identify(turn: Turn): Who;
  readonly rights: Rights;
  /** Steps 3 to 9 for a plan; whatever way in it came. */
  ask(ask: Ask): Promise<Answer>;
  /** The press of a confirmation's own button; undefined when the token is no confirmation. */
  press(turn: Turn, who: Who, token: string): Promise<Answer | undefined>;
  /** The word of another person on a request, named by the beginning of its hash; the last one needed acts. */
  vote(turn: Turn, who: Who, request: string, isFor: boolean, reason?: string): Promise<Reply>;
  /** What waits for the word of this person. */
  requests(who: Who): Promise<readonly WaitingRequest[]>;
  /** What only the person knows or holds, for the question that waits for it. */
  prove(turn: Turn, who: Who, code: string): Promise<Answer>;
  /** Sets the PIN; with one set already, the old one stands before the new. */
  setPin(turn: Turn, who: Who, words: string): Promise<Reply>;
  /** Without a code a new secret for one-time codes, with one its proof. */
  setTotp(turn: Turn, who: Who, code: string | undefined): Promise<Reply>;
  /**
   * Takes away a key whose end has come, as the house itself: nobody asks, so nobody's rights count, and no lockdown
   * stops it. Nothing but `key.revoke` can be done this way. Audited like every act.
   */
  removeExpired(act: Act, turn: string): Promise<ActResult>;
  cancel(turn: Turn, who: Who, hash: string): Promise<Reply>;
  /** The asker's open confirmations in this conversation, newest first. */
  waiting(turn: Turn, who: Who): Promise<readonly ConfirmationRecord[]>;
  /** Step 6, for a record: presses it as if by its button (a typed "yes" where that is allowed). */
  pressRecord(turn: Turn, who: Who, record: ConfirmationRecord): Promise<Answer>;
  /** Rights of a read, step 3 alone; a refusal comes back as the reply. */
  mayRead(turn: Turn, who: Who, action: Action | null, entities: readonly string[]): Promise<Reply | undefined>;
  /** Writes a refusal that was found before any plan existed, and words it. */
  refuse(turn: Turn, who: Who, action: string, error: BotError, thing?: string): Promise<Reply>;
}
