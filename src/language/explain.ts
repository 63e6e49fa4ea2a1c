import type { Explanation } from "#core/language.ts";
import { textBetween } from "./lattice.ts";
import type { Matcher, Parse, Span } from "./match.ts";
import type { Study } from "./study.ts";
import type { Meaning } from "./values.ts";

const shownTypes = [
  "door",
  "light",
  "area",
  "scene",
  "timer",
  "sensor",
  "level",
  "color",
  "kelvin",
  "duration",
  "window",
] as const;
const mostRunnersUp = 5;

export function explanationOf({ tokens, all, chosen, matcher }: Study): Explanation {
  const others = all.filter((parse) => !chosen.includes(parse)).slice(0, mostRunnersUp);
  return {
    tokens: tokens.list.map(({ text, key }) => ({ text, key })),
    spans: matcher === undefined ? [] : spansIn(matcher),
    parses: [...chosen, ...others].map((parse) => ({ ...shown(parse), isChosen: chosen.includes(parse) })),
  };
}

function shown(parse: Parse) {
  return {
    template: parse.template.id,
    say: parse.template.text,
    slots: parse.slots.map(({ name, type, span }) => ({ name, type, value: inWords(span.meaning) })),
    corrected: parse.corrected,
    fillers: parse.fillers,
  };
}

function spansIn(matcher: Matcher): Explanation["spans"] {
  const { lattice } = matcher;
  return lattice.starts.slice(0, -1).flatMap((from) =>
    shownTypes.flatMap((type) =>
      longest(matcher.spans(type, from)).map((span) => ({
        text: textBetween(lattice, from, span.to),
        type,
        value: inWords(span.meaning),
      })),
    ),
  );
}

function longest(spans: readonly Span[]): readonly Span[] {
  const most = Math.max(...spans.map((span) => span.to));
  return spans.filter((span) => span.to === most).slice(0, 1);
}

function inWords(meaning: Meaning): string {
  if (typeof meaning !== "object") return String(meaning);
  if (meaning.is === "thing") return [...new Set(meaning.entries.map((entry) => entry.id))].join(", ");
  return JSON.stringify(meaning.is === "json" ? meaning.json : { ...meaning, is: undefined });
}
