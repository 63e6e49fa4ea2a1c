import { readdirSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import type { NameEntry } from "#core/language.ts";
import { compileGrammars, createLanguage, type Understander } from "#language/language.ts";
import { parseUtterances, type UtterancesFile } from "#language/utterances.ts";
import { readCommands } from "#src/commands.ts";
import { quantile, type Row, spreadOf } from "./row.ts";

const folder = new URL("../../locales/", import.meta.url);
const rounds = 7;
const adjectives = ["north", "south", "east", "west", "upper", "lower", "big", "small", "old", "front", "back", "side"];
const nouns = ["door", "gate", "hatch", "entrance", "barrier", "turnstile", "portal", "shutter", "ramp", "lock"];

function readLocales(): Readonly<Record<string, UtterancesFile>> {
  return Object.fromEntries(
    readdirSync(folder).map((tag) => {
      const text = readFileSync(new URL(`${tag}/utterances.json`, folder), "utf8");
      return [tag, parseUtterances(JSON.parse(text))];
    }),
  );
}

function* manyNames(count: number): Iterable<NameEntry> {
  for (let at = 0; at < count; at += 1) {
    const adjective = adjectives[at % adjectives.length] ?? "";
    const noun = nouns[(at * 7) % nouns.length] ?? "";
    yield { id: `account:${at}`, kind: "door", name: `${adjective} ${noun} ${at}`, locale: "" };
  }
}

/** Every example of every language, and an opening by name, as people would type them. */
function sentencesOf(locales: Readonly<Record<string, UtterancesFile>>): readonly { text: string; tag: string }[] {
  const own = Object.entries(locales).flatMap(([tag, file]) =>
    Object.values(file.commands).flatMap((entries) =>
      entries.flatMap((entry) => [...Object.keys(entry.yes), ...entry.no].map((text) => ({ text, tag }))),
    ),
  );
  const named = Array.from({ length: 200 }, (_, at) => ({
    text: `open the north ${nouns[(at * 84) % 10] ?? ""} ${at * 12}`,
    tag: "en",
  }));
  return [...own, ...named];
}

/** The quickest of some rounds for each sentence, so that what else runs on the machine does not count. */
function microsOf(language: Understander, sentences: readonly { text: string; tag: string }[]): readonly number[] {
  const best = sentences.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, { text, tag }] of sentences.entries()) {
      const begun = performance.now();
      language.parses(text, tag);
      best[at] = Math.min(best[at] ?? 0, (performance.now() - begun) * 1000);
    }
  }
  return best;
}

function heap(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

/** The longest that other work had to wait while something was done. */
async function longestWait(work: () => Promise<void>): Promise<{ readonly took: number; readonly stall: number }> {
  let stall = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    stall = Math.max(stall, now - last);
    last = now;
  }, 0);
  const begun = performance.now();
  await work();
  const took = performance.now() - begun;
  clearInterval(timer);
  return { took, stall };
}

/** Understanding: time per sentence, what names cost, and how long a start and a swap take. */
export async function benchLanguage(): Promise<readonly Row[]> {
  const commands = await readCommands();
  const locales = readLocales();
  const sentences = sentencesOf(locales);
  const before = heap();
  const times: number[] = [];
  let language = createLanguage({ commands, locales, grammars: compileGrammars(locales, commands) });
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    language = createLanguage({ commands, locales, grammars: compileGrammars(locales, commands) });
    times.push(performance.now() - begun);
  }
  await language.warm();
  await language.setNames([]);
  const bare = microsOf(language, sentences);
  const swap = await longestWait(() => language.setNames(manyNames(50_000)));
  const many = microsOf(language, sentences);
  const grown = heap() - before;
  await language.setNames(manyNames(200_000));
  const most = microsOf(language, sentences);
  const ratio = quantile(most, 0.5) / quantile(many, 0.5);
  const us = (value: number): string => `${value.toFixed(1)} µs`;
  const row = (what: string, floor: string, measured: string, spread: string, goal: string, isMet: boolean): Row => ({
    what,
    floor,
    measured,
    spread,
    goal,
    isMet,
  });
  return [
    row(
      "sentence to intent, 50,000 names, p50",
      `${us(quantile(bare, 0.5))} without names`,
      us(quantile(many, 0.5)),
      spreadOf(many, 1),
      "≤ 15 µs",
      quantile(many, 0.5) <= 15,
    ),
    row(
      "sentence to intent, 50,000 names, p99",
      `${us(quantile(bare, 0.99))} without names`,
      us(quantile(many, 0.99)),
      spreadOf(many, 1),
      "≤ 100 µs",
      quantile(many, 0.99) <= 100,
    ),
    row(
      "the same at 200,000 names, p50",
      us(quantile(many, 0.5)),
      `${ratio.toFixed(2)}x`,
      spreadOf(most, 1),
      "≤ 1.5x",
      ratio <= 1.5,
    ),
    row("nine languages and 50,000 names in memory", "before", `${grown.toFixed(0)} MB`, "", "≤ 64 MB", grown <= 64),
    row(
      "nine languages compiled",
      "",
      `${quantile(times, 0.5).toFixed(0)} ms`,
      spreadOf(times, 0),
      "≤ 200 ms",
      quantile(times, 0.5) <= 200,
    ),
    row(
      "50,000 names swapped",
      "",
      `${swap.took.toFixed(0)} ms`,
      `longest wait of others ${swap.stall.toFixed(1)} ms`,
      "≤ 200 ms",
      swap.took <= 200,
    ),
  ];
}
