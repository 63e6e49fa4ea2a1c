import type { Action } from "#core/actions.ts";
import type { Reads } from "#core/capabilities.ts";
import type { Directory, Entity, EntityKind, Place } from "#core/directory.ts";
import type { BotError } from "#core/errors.ts";
import type { WaitingRequest } from "#core/gate.ts";
import type { Grant, Lockdown } from "#core/grants.ts";
import type { HealthView } from "#core/health.ts";
import type { Guest } from "#core/identities.ts";
import type { KeyView } from "#core/keys.ts";
import type { Explanation } from "#core/language.ts";
import type { Message } from "#core/message.ts";
import type { Person, Who } from "#core/person.ts";
import type { Plan } from "#core/plan.ts";
import type { Decision } from "#core/policy.ts";
import type { RecordsView } from "#core/records.ts";
import type { Reply } from "#core/reply.ts";
import { describeSlots, type Filled, type SlotDescription, type Slots } from "#core/slots.ts";
import type { Change } from "#core/undo.ts";
import type { WatchesView } from "#core/watch.ts";

/** What came of something that may well fail. */
export type Attempted<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: BotError };

/** All that a command may reach. It cannot act: it reads, and returns data. */
export interface CommandContext {
  readonly person: Person;
  /** Epoch ms of this turn. */
  readonly now: number;
  readonly locale: string;
  readonly directory: Directory;
  readonly reads: Reads;
  /** Things of these kinds on which the person may do the command's action at some time, by name. */
  allowed(kinds: readonly EntityKind[], action?: Action): readonly Entity[];
  /** Of these, the things on which the person may do it at this very moment, whatever else it takes. */
  allowedNow(entities: readonly Entity[], action?: Action): readonly Entity[];
  /** Whether the person may ever do it on this thing; the command's own action when none is named. */
  allowedOn(entity: Entity, action?: Action): boolean;
  placeOf(entity: Entity): Place;
  /** Whether vendors answer; to be asked of accounts alone of which the person may see something. */
  readonly health: HealthView;
  /** A change of this person that can still be taken back: the one named, else the latest. */
  change(id?: string): Promise<Change | undefined>;
  /** Every command this person may use somewhere, for help. */
  readonly commands: readonly Command[];
  readonly access: AccessView;
  /** IANA zone in which times are read before a place is known. */
  readonly zone: string;
  /** In the reader's words, to search in; replies are put into words later. */
  say(message: Message): string;
  /** Why a text would be understood so by this person's language. */
  explain(text: string): Explanation;
  /**
   * The value, or why there is none: the vendor of the account failed, or takes longer than people wait for an answer.
   * What is no error of ours is thrown on.
   */
  attempt<T>(account: string, work: Promise<T>): Promise<Attempted<T>>;
  /** What was done through us, as the audit has it. */
  readonly records: RecordsView;
  readonly keys: KeyView;
  /** What the rules say at this moment about this person, this thing and the action. */
  decide(entity: Entity, action: Action): Decision;
  /** Whom the asker follows. */
  readonly watches: WatchesView;
  readonly preferences: {
    readonly locale: string | undefined;
    setLocale(locale: string): Promise<void>;
    readonly known: readonly string[];
  };
}

/** What commands about rights may look at, and what they ask of the gate. */
export interface AccessView {
  /** Neither revoked nor over. */
  grants(): readonly Grant[];
  lockdowns(): readonly Lockdown[];
  /** Those who ask to be let in. */
  asking(): readonly Guest[];
  /** A person of the configuration, as they stand now. */
  who(person: string): Who | undefined;
  decide(who: Who, action: Action, entity: Entity): Decision;
  /** Approves or declines what another person asked for. */
  vote(request: string, isFor: boolean, reason?: string): Promise<Reply>;
  /** What waits for the word of this person. */
  requests(): Promise<readonly WaitingRequest[]>;
  prove(code: string): Promise<Reply>;
  setPin(words: string): Promise<Reply>;
  setTotp(code: string | undefined): Promise<Reply>;
  /** Without a code a fresh one to enter on another account, with one the question whether both are theirs. */
  link(code: string | undefined): Promise<Reply>;
  unlink(): Promise<Reply>;
  /** Asks the owners to be let in. */
  askToEnter(reason: string | undefined): Promise<Reply>;
  /** Whether hours are written as they should be. */
  isHours(text: string): boolean;
}

/** The part that needs no turn. */
export type AccessLookup = Pick<AccessView, "grants" | "lockdowns" | "asking" | "who" | "isHours">;

interface Common<S extends Slots> {
  /** `<noun> <verb>`, as the file `commands/<noun>/<verb>.ts` is named. A noun's `show` may be left out in text. */
  readonly name: string;
  /** What must be allowed; null for what everybody may do about themselves (help, me). */
  readonly action: Action | null;
  readonly slots: S;
  /** Slots whose words may stand without a name in slash text, most likely first. All of them when absent. */
  readonly positional?: readonly (keyof S & string)[];
}

export interface AnswerDefinition<S extends Slots> extends Common<S> {
  /** Reads only. */
  answer(context: CommandContext, slots: Filled<S>): Promise<Reply>;
}

export interface PlanDefinition<S extends Slots> extends Common<S> {
  readonly action: Action;
  /** Says what is to be done; the gate decides and does it. */
  plan(context: CommandContext, slots: Filled<S>): Promise<Plan>;
}

export interface Command {
  readonly name: string;
  readonly noun: string;
  readonly verb: string;
  readonly action: Action | null;
  readonly slots: Slots;
  readonly described: readonly SlotDescription[];
  readonly positional: readonly string[];
  readonly does: "answer" | "plan";
  answer?(context: CommandContext, slots: Readonly<Record<string, unknown>>): Promise<Reply>;
  plan?(context: CommandContext, slots: Readonly<Record<string, unknown>>): Promise<Plan>;
}

/** Declares one command; everything that platforms need is derived from its slots. */
export function defineCommand<S extends Slots>(definition: AnswerDefinition<S> | PlanDefinition<S>): Command {
  const [noun, verb, ...rest] = definition.name.split(" ");
  if (noun === undefined || verb === undefined || rest.length > 0) {
    throw new TypeError(`command name "${definition.name}" is not "<noun> <verb>"`);
  }
  const { answer, plan, slots, positional, ...common } = definition as AnswerDefinition<S> & PlanDefinition<S>;
  return {
    ...common,
    noun,
    verb,
    slots,
    described: describeSlots(slots),
    positional: positional ?? Object.keys(slots),
    does: plan === undefined ? "answer" : "plan",
    ...(answer === undefined ? {} : { answer: answer as Command["answer"] }),
    ...(plan === undefined ? {} : { plan: plan as Command["plan"] }),
  };
}
