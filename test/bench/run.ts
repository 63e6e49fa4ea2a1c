import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { benchDiscord } from "../adapters/discord/bench.ts";
import { benchSlack } from "../adapters/slack/bench.ts";
import { benchAuditRows } from "./audit.ts";
import { benchCompletion } from "./completion.ts";
import { benchGate } from "./gate.ts";
import { benchKills } from "./kills.ts";
import { benchLanguage } from "./language.ts";
import { benchMemory } from "./memory.ts";
import { benchPictures } from "./pictures.ts";
import { benchRace } from "./race.ts";
import { benchRights } from "./rights.ts";
import { inMarkdown, type Row } from "./row.ts";
import { benchStart } from "./start.ts";
import { benchVendors } from "./vendors.ts";

/**
 * Every figure with its floor, measured in the same run; `--only <word>` measures some of them and writes nothing.
 * With `--corpus <sentences.jsonl> --homes <homes.json>` the results say too how those sentences are understood.
 */
const benches: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  gate: benchGate,
  rights: benchRights,
  completion: benchCompletion,
  audit: benchAuditRows,
  language: benchLanguage,
  start: benchStart,
  pictures: benchPictures,
  vendors: benchVendors,
  race: benchRace,
  memory: benchMemory,
  slack: benchSlack,
  discord: benchDiscord,
  kills: benchKills,
};

const { values } = parseArgs({
  options: { only: { type: "string" }, corpus: { type: "string" }, homes: { type: "string" } },
});
const variants = {
  none: "As they are",
  accents: "Without accents",
  caps: "In capitals",
  typo: "With one typo",
} as const;
const rows: Row[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (values.only !== undefined && !name.includes(values.only)) continue;
  process.stdout.write(`${name} …\n`);
  const found = await bench();
  for (const row of found)
    process.stdout.write(
      `  ${row.what}: ${row.measured} (floor ${row.floor}; goal ${row.goal}) ${row.isMet ? "met" : "MISSED"}\n`,
    );
  rows.push(...found);
}
if (values.only === undefined) {
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  writeFileSync(new URL("RESULTS.md", import.meta.url), `${inMarkdown(rows, machine)}${sentencesInMarkdown()}`);
}

function sentencesInMarkdown(): string {
  const { corpus, homes } = values;
  if (corpus === undefined || homes === undefined) return "";
  const score = fileURLToPath(new URL("score.ts", import.meta.url));
  const sections = Object.entries(variants).map(([variant, title]) => {
    const lines = execFileSync(process.execPath, [score, corpus, homes, "--variant", variant], { encoding: "utf8" });
    return `### ${title}\n\n\`\`\`text\n${lines.trim()}\n\`\`\`\n`;
  });
  return `\n## Sentences of a corpus, by language\n\n${sections.join("\n")}`;
}
