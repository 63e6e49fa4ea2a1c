import type { Command } from "#core/command.ts";
import { type Message, message } from "#core/message.ts";
import { keysOf } from "./text.ts";
import type { UtterancesFile } from "./utterances.ts";

export interface Named {
  readonly slot: string;
  readonly text: string;
  readonly isQuoted: boolean;
}

export interface NamedValues {
  readonly values: readonly Named[];
  /** Quoted texts without a name. */
  readonly quoted: readonly string[];
  /** What stands outside quotes and before the first `name=`. */
  readonly words: string;
}

const opening: Readonly<Record<string, string>> = { '"': '"', "“": "”", "„": "“”", "«": "»", "「": "」", "'": "'" };
const namedStart = /(?<=^|\s)([\p{L}\p{M}][\p{L}\p{M}\p{N}-]*)\s?=\s?/gu;

/** Takes `name=value` and quoted values out of slash text; quotes win over everything. */
export function findNamed(
  text: string,
  command: Command,
  slotOf: (name: string) => string | undefined,
): NamedValues | { readonly fault: Message } {
  const cut = cutQuotes(text);
  if (cut === undefined) return { fault: message("errors:unclosed-quote") };
  const { masked, quotes } = cut;
  const starts = [...masked.matchAll(namedStart)];
  const values: Named[] = [];
  const quoted: string[] = [];
  let words = takeQuotes(masked.slice(0, starts[0]?.index ?? masked.length), quotes, quoted);
  for (const [at, start] of starts.entries()) {
    const slot = slotOf(start[1] ?? "");
    if (slot === undefined) {
      return { fault: message("errors:unknown-slot", { slot: start[1] ?? "", command: command.name }) };
    }
    const value = masked.slice(start.index + start[0].length, starts[at + 1]?.index ?? masked.length);
    const quote = /^\ue000(\d+)\ue001/.exec(value);
    if (quote === null) {
      values.push({ slot, text: takeQuotes(value, quotes, quoted), isQuoted: false });
    } else {
      values.push({ slot, text: quotes[Number(quote[1])] ?? "", isQuoted: true });
      words += ` ${takeQuotes(value.slice(quote[0].length), quotes, quoted)}`;
    }
  }
  return { values, quoted, words };
}

/** Puts a mark (of private characters, which clean text has none of) in the place of each quoted text; undefined when a quote is not closed. */
function cutQuotes(text: string): { readonly masked: string; readonly quotes: readonly string[] } | undefined {
  const quotes: string[] = [];
  let masked = "";
  for (let at = 0; at < text.length; at += 1) {
    const closing = opening[text[at] ?? ""];
    const isInWord = text[at] === "'" && !/(^|[\s=])$/.test(text.slice(0, at));
    if (closing === undefined || isInWord) {
      masked += text[at];
      continue;
    }
    let end = at + 1;
    while (end < text.length && !closing.includes(text[end] ?? "")) end += 1;
    if (end === text.length) return undefined;
    masked += `\ue000${quotes.length}\ue001`;
    quotes.push(text.slice(at + 1, end));
    at = end;
  }
  return { masked, quotes };
}

function takeQuotes(masked: string, quotes: readonly string[], into: string[]): string {
  return masked.replace(/\ue000(\d+)\ue001/g, (_, at: string) => {
    into.push(quotes[Number(at)] ?? "");
    return " ";
  });
}

/** The slot that goes by this name, in English or the speaker's language. */
export function nameOfSlot(name: string, command: Command, files: readonly UtterancesFile[]): string | undefined {
  const wanted = keysOf(name).join(" ");
  return command.described.find(
    (slot) =>
      keysOf(slot.name).join(" ") === wanted ||
      files.some((file) => (file._slots[slot.name] ?? []).some((word) => keysOf(word).join(" ") === wanted)),
  )?.name;
}
