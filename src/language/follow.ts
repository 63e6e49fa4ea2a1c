import type { FollowUp } from "#core/language.ts";
import { keysOf, type Token, tokenise } from "./text.ts";
import type { UtterancesFile } from "./utterances.ts";

/** What one language makes of words that lean on what was said before, and of words that join two requests. */
export interface Follow {
  followUp(text: string): FollowUp | undefined;
  divide(text: string): readonly (readonly string[])[];
}

/** More requests than this in one breath are none. */
const mostParts = 4;
const mostCuts = 4;
/** Between these one request may end and the next begin; a number keeps its comma. */
const pause = /[,;.!?、。；！？]/u;

type Phrases = readonly (readonly string[])[];

export function createFollow({ _follow, _fillers }: UtterancesFile): Follow {
  const toPhrases = (words: readonly string[]): Phrases =>
    words.map(keysOf).toSorted((one, other) => other.length - one.length);
  const again = toPhrases(_follow.again);
  const also = toPhrases(_follow.also);
  const too = toPhrases(_follow.too);
  const joints = toPhrases(_follow.joints);
  const fillers = toPhrases(_fillers);

  function trimmed(list: readonly Token[]): readonly Token[] {
    let rest = list;
    for (;;) {
      const first = startingWith(rest, fillers);
      const last = endingWith(rest.slice(first), fillers);
      if (first + last === 0) return rest;
      rest = rest.slice(first, rest.length - last);
    }
  }

  function followUp(text: string): FollowUp | undefined {
    const { clean, list } = tokenise(text);
    if (list.length === 0) return undefined;
    if ([list, trimmed(list)].some((said) => said.length > 0 && startingWith(said, again) === said.length))
      return { kind: "again" };
    const before = startingWith(list, also);
    const inner = list.slice(before);
    const after = endingWith(inner, too);
    if (before + after === 0) return undefined;
    const rest = trimmed(inner.slice(0, inner.length - after));
    return rest.length === 0 ? undefined : { kind: "also", rest: textOf(clean, rest) };
  }

  function divide(text: string): readonly (readonly string[])[] {
    const { clean, list } = tokenise(text);
    const cuts = cutsIn(clean, list);
    if (cuts.length === 0 || cuts.length > mostCuts) return [];
    return subsetsOf(cuts)
      .filter((some) => some.length < mostParts)
      .toSorted((one, other) => one.length - other.length)
      .map((some) => rangesOf(list, some).map((range) => textOf(clean, trimmed(range))))
      .filter((parts) => parts.every((part) => part !== ""));
  }

  /** Where a request may end: after which token, and with which one the next begins. */
  function cutsIn(clean: string, list: readonly Token[]): readonly Cut[] {
    const cuts: Cut[] = [];
    for (let at = 1; at < list.length; at += 1) {
      const [before, here] = [list[at - 1], list[at]];
      if (before === undefined || here === undefined) continue;
      const joint = startingWith(list.slice(at), joints);
      const isPause = pause.test(clean.slice(before.end, here.start));
      if (joint === 0 && !isPause) continue;
      if (at + joint < list.length) cuts.push({ end: at, next: at + joint });
      at += joint;
    }
    return cuts;
  }

  return { followUp, divide };
}

interface Cut {
  readonly end: number;
  readonly next: number;
}

function rangesOf(list: readonly Token[], cuts: readonly Cut[]): readonly (readonly Token[])[] {
  const starts = [0, ...cuts.map(({ next }) => next)];
  const ends = [...cuts.map(({ end }) => end), list.length];
  return starts.map((start, index) => list.slice(start, ends[index]));
}

function textOf(clean: string, list: readonly Token[]): string {
  return clean.slice(list[0]?.start ?? 0, list.at(-1)?.end ?? 0);
}

function subsetsOf(cuts: readonly Cut[]): readonly (readonly Cut[])[] {
  return Array.from({ length: 2 ** cuts.length - 1 }, (_, index) =>
    cuts.filter((_cut, bit) => ((index + 1) >> bit) % 2 === 1),
  );
}

/** How many tokens the longest of the phrases takes at the start; 0 when none stands there. */
function startingWith(list: readonly Token[], phrases: Phrases): number {
  return phrases.find((keys) => keys.every((key, at) => list[at]?.key === key))?.length ?? 0;
}

function endingWith(list: readonly Token[], phrases: Phrases): number {
  return (
    phrases.find((keys) => keys.every((key, at) => list[list.length - keys.length + at]?.key === key))?.length ?? 0
  );
}
