import type { Command } from "#core/command.ts";
import type { Json } from "#core/json.ts";
import type { Language, ReadingContext } from "#core/language.ts";
import { candidatesOf } from "#core/mentions.ts";
import type { Raw } from "#core/resolve.ts";
import type { SlotDescription } from "#core/slots.ts";

/**
 * Slash words of a command with choices or free text among its slots: a choice is written as it is (`on`, `door.open`),
 * and a text is all that follows the other values. Undefined for every other command, and where that reads nothing.
 */
export function readPlainWords(
  command: Command,
  rest: string,
  context: ReadingContext,
  language: Language,
): Raw | undefined {
  const choices = command.described.filter(({ wire }) => wire === "choice");
  const [text, ...texts] = command.described.filter(({ wire, name }) => wire === "text" && isPositional(command, name));
  const others = command.described.length - choices.length;
  if (choices.length === 0 && (text === undefined || others < 2)) return undefined;
  const { words, raw } = withoutChoices(rest, choices);
  const whole = language.readSlots(command, words.join(" "), context);
  const isText = text !== undefined && texts.length === 0;
  // What reads a text as one word among others has read too little of it.
  const isWhole = whole.kind === "read" && whole.how === "exact" && !(isText && hasNumbersForName(whole.raw));
  if (isWhole && !(isText && text.name in whole.raw && !rest.includes("="))) {
    return { ...whole.raw, ...raw };
  }
  if (!isText) return undefined;
  const found = words.flatMap((_, cut) => {
    const [before, after] = [words.slice(0, cut).join(" "), words.slice(cut).join(" ")];
    const ways = [{ values: before, said: after }, ...(cut === 0 ? [] : [{ values: after, said: before }])];
    return ways.flatMap(({ values, said }, at) => {
      const read = language.readSlots(command, values, context);
      const isWell =
        read.kind === "read" && read.how === "exact" && !(text.name in read.raw) && !hasNumbersForName(read.raw);
      return isWell ? [{ at, cut, said, raw: read.raw, count: Object.keys(read.raw).length }] : [];
    });
  });
  // The way that fills most slots is meant; of equal ones that in which the text comes last and is longest.
  const [best] = found.toSorted((a, b) => b.count - a.count || a.at - b.at || a.cut - b.cut);
  return best === undefined ? undefined : { ...best.raw, ...raw, [text.name]: best.said.slice(0, 200) };
}

/** Whether figures were taken for a name that nothing goes by: where a text is wanted too, they are the text. */
function hasNumbersForName(raw: Raw): boolean {
  return Object.values(raw).some((value) => {
    if (typeof value !== "object" || value === null || !("mention" in value)) return false;
    const { mention } = value;
    const isFigures = typeof mention === "string" && mention.split(/\s+/).every((word) => /\p{N}/u.test(word));
    return isFigures && candidatesOf(value).length === 0;
  });
}

function isPositional({ positional }: Command, name: string): boolean {
  return positional.includes(name);
}

/** The first word that is one of a slot's choices is its value; what is written with a name is left to it. */
function withoutChoices(rest: string, choices: readonly SlotDescription[]): { words: readonly string[]; raw: Raw } {
  const raw: Record<string, Json> = {};
  const words = rest.split(/\s+/).filter((word) => {
    const slot = choices.find(({ name, choices: known }) => !(name in raw) && known?.includes(word.toLowerCase()));
    if (slot !== undefined) raw[slot.name] = word.toLowerCase();
    return slot === undefined && word !== "";
  });
  return { words, raw };
}
