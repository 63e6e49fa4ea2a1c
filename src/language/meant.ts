import type { Command } from "#core/command.ts";
import type { Grammar } from "./grammar.ts";
import type { FilledSlot, Parse } from "./match.ts";
import { type Tokens, tokenise } from "./text.ts";

/** What opens, or lets others open. */
export function isCritical(command: Command | undefined): boolean {
  return command?.does === "plan" && /^(door\.(open|hold|schedule)|key\.create|access\.)/.test(command.action ?? "");
}

/** A misspelt name of one word must be at least this long to be taken for a door's. */
const longEnough = 7;

/**
 * Whether a parse may be taken for what the person wants. Requests that open need a request's form (no question
 * without a polite opening), name one door, and may be misspelt only inside its name.
 */
export function isMeant(parse: Parse, tokens: Tokens, grammar: Grammar, command: Command | undefined): boolean {
  const ownCorrections = parse.slots.reduce((sum, slot) => sum + (isThing(slot) ? slot.span.corrected : 0), 0);
  const areWordsExact = parse.corrected === ownCorrections;
  if (!isCritical(command)) return command?.action !== null || areWordsExact;
  if (tokens.asks && !parse.isAsked) return false;
  if (!areWordsExact) return false;
  return parse.slots.filter(isThing).every((slot) => isOneSureThing(slot, grammar));
}

function isThing(slot: FilledSlot): boolean {
  const { meaning } = slot.span;
  return typeof meaning === "object" && meaning.is === "thing";
}

function isOneSureThing({ span }: FilledSlot, grammar: Grammar): boolean {
  const { meaning } = span;
  if (typeof meaning !== "object" || meaning.is !== "thing") return true;
  const words = tokenise(meaning.text).list;
  if (words.some((word) => grammar.isSeveral(word.key))) return false;
  if (span.corrected === 0) return true;
  // "Tole" could be one gate or several.
  const isNearSeveral = words
    .filter((word) => grammar.wordId(word.key) === -1)
    .some((word) => grammar.nearWords(word.key).some((id) => grammar.isSeveral(grammar.word(id))));
  return (
    !isNearSeveral && (span.named > span.corrected || meaning.entries.every((entry) => entry.name.length >= longEnough))
  );
}
