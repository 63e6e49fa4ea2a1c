import type { Command } from "#core/command.ts";
import type { EntityKind } from "#core/directory.ts";
import type { Json } from "#core/json.ts";
import type { Message } from "#core/message.ts";
import type { HowRead } from "#core/turn.ts";

/** One name of one entity, for the matcher's trie. */
export interface NameEntry {
  readonly id: string;
  readonly kind: EntityKind;
  readonly name: string;
  /** Language tag for which the name counts, `""` for all. */
  readonly locale: string;
  /** Entity ids of every area the thing stands in, where known: "the lamp in the kitchen" is checked against them. */
  readonly areas?: readonly string[];
}

/** What is needed to read times: the speaker's clock. */
export interface ReadingContext {
  readonly locale: string;
  /** Epoch ms. */
  readonly now: number;
  /** IANA time zone in which "18:00" and "tomorrow" are meant. */
  readonly zone: string;
}

/** One way to understand a text. Raw slots are canonical: what the command's slot schemas parse. */
export interface Reading {
  readonly command: string;
  readonly raw: Readonly<Record<string, Json>>;
  readonly how: HowRead;
  /** 0..1. */
  readonly confidence: number;
  /** Id of the template that matched, for `--explain`. */
  readonly template?: string;
}

export type Understanding =
  /** One reading, or several that differ in what would be done: never act on more than one. */
  | { readonly kind: "readings"; readonly readings: readonly [Reading, ...Reading[]] }
  /** Understood, but cannot be done, e.g. "in an hour". */
  | { readonly kind: "declined"; readonly reason: Message; readonly command?: string }
  /** A small dialogue word. */
  | { readonly kind: "word"; readonly word: "yes" | "no" | "cancel" | "help" }
  /** Not understood; suggestions do nothing by themselves. */
  | { readonly kind: "nothing"; readonly suggestions: readonly Reading[] };

export type SlotsRead =
  | { readonly kind: "read"; readonly raw: Readonly<Record<string, Json>>; readonly how: HowRead }
  /** The words that nothing could be made of, and the slot a `name=value` meant when it did not fit. */
  | { readonly kind: "fault"; readonly fault: Message; readonly raw: Readonly<Record<string, Json>> };

/** Words that lean on what was said before: the same once more, or the same of what `rest` names. */
export type FollowUp = { readonly kind: "again" } | { readonly kind: "also"; readonly rest: string };

/** Why a text was understood so: how the sentence was cut up, what was found in it, and everything it could have meant. */
export interface Explanation {
  readonly tokens: readonly { readonly text: string; readonly key: string }[];
  readonly spans: readonly { readonly text: string; readonly type: string; readonly value: string }[];
  /** Chosen ones first, then the runners-up. */
  readonly parses: readonly {
    readonly template: string;
    readonly say: string;
    readonly slots: readonly { readonly name: string; readonly type: string; readonly value: string }[];
    readonly corrected: number;
    readonly fillers: number;
    readonly isChosen: boolean;
  }[];
}

/** Understanding of words: pure, in memory, no network. */
export interface Language {
  /** Languages with all they need, e.g. `["en", "es"]`. */
  readonly locales: readonly string[];
  understand(text: string, context: ReadingContext): Understanding;
  /** "Again", "and the garage", "the garage too"; undefined for everything else. */
  followUp(text: string, locale: string): FollowUp | undefined;
  /**
   * Every way to divide a text into two to four requests, at "and", "then" or a pause, fewest parts first; empty when
   * it holds no such place.
   */
  divide(text: string, locale: string): readonly (readonly string[])[];
  /** Reads what stands after noun and verb: positional words in any order, `name=value`, quotes. */
  readSlots(command: Command, text: string, context: ReadingContext): SlotsRead;
  /** Reads one slot's value from text (a typed option, a form field); undefined when it does not fit. */
  readSlot(command: Command, slot: string, text: string, context: ReadingContext): Json | undefined;
  /** Finds noun and verb (or their words in this language) at the start of slash text. */
  findCommand(
    text: string,
    locale: string,
  ): { readonly command: Command; readonly rest: string } | { readonly suggestions: readonly Command[] };
  /** Why a text was understood so, for those who mend sentences and names. */
  explain(text: string, context: ReadingContext): Explanation;
  /** Replaces all entity names at once, without stopping the loop for long. */
  setNames(names: Iterable<NameEntry>): Promise<void>;
  /** Entities whose names are near to the text, nearest first, for "did you mean". */
  nearest(text: string, kinds: readonly EntityKind[], locale: string, limit: number): readonly string[];
  /** An example sentence of the command that is guaranteed to parse, with the given names filled in. */
  example(command: string, locale: string, names: Readonly<Record<string, string>>): string | undefined;
}
