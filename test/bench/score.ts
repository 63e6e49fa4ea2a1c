/**
 * Scores understanding against a corpus of sentences:
 * `node test/bench/score.ts <corpus.jsonl> <homes.json> [--lang de] [--errors] [--variant accents|caps|typo|typos]`.
 * Without files it scores the project's own examples. Nothing is called and nothing is opened.
 */
import { readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createUnderstander, parseHomes, type Understood } from "#language/understander.ts";
import { parseUtterances } from "#language/utterances.ts";
import { commands } from "../language/support.ts";
import { scoreOwnExamples } from "./score-own.ts";
import { type CorpusRow, Tally } from "./score-tally.ts";
import { variantsOf } from "./score-variants.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lang: { type: "string" },
    errors: { type: "boolean", default: false },
    variant: { type: "string", default: "none" },
    only: { type: "string" },
  },
});
const [corpus, home] = positionals;
if (corpus === undefined || home === undefined) {
  for (const line of await scoreOwnExamples()) console.log(line);
  process.exit(corpus === undefined ? 0 : 1);
}

const folder = new URL("../../locales/", import.meta.url);
const locales = Object.fromEntries(
  readdirSync(folder)
    .filter((locale) => readdirSync(new URL(locale, folder)).includes("utterances.json"))
    .map((locale) => [
      locale,
      parseUtterances(JSON.parse(readFileSync(new URL(`${locale}/utterances.json`, folder), "utf8"))),
    ]),
);
const understand = await createUnderstander(locales, parseHomes(JSON.parse(readFileSync(home, "utf8"))), commands);
const rows = readFileSync(corpus, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as CorpusRow)
  .filter((row) => (values.lang === undefined || values.lang.split(",").includes(row.lang)) && row.lang in locales);

const tallies = new Map<string, Tally>();
const micros: number[] = [];
for (const row of rows) {
  for (const text of variantsOf(row.text, values.variant, row.id)) {
    const before = process.hrtime.bigint();
    const got: Understood = understand({ ...row, text });
    micros.push(Number(process.hrtime.bigint() - before) / 1000);
    const tally = tallies.get(row.lang) ?? new Tally();
    tallies.set(row.lang, tally);
    const problem = tally.add(row, got);
    const isWanted = values.only === undefined || problem?.startsWith(values.only) === true;
    if (values.errors && problem !== undefined && isWanted) {
      const shown = (slots: unknown): string => JSON.stringify(slots);
      console.log(
        `${problem} ${row.lang} [${text}] want ${row.intent} ${shown(row.slots)} got ${got.intent} ${shown(got.slots)} ${row.trap ?? ""}`,
      );
    }
  }
}
const all = new Tally();
for (const [lang, tally] of tallies) {
  console.log(tally.line(lang));
  all.take(tally);
}
console.log(all.line("all"));
micros.sort((a, b) => a - b);
const at = (share: number): string => (micros[Math.floor(micros.length * share)] ?? 0).toFixed(1);
console.log(`micros per sentence: p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(0.99999)}`);
