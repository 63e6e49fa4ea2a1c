import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
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

/** Every figure with its floor, measured in the same run; `--only <word>` measures some of them and writes nothing. */
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

const { values } = parseArgs({ options: { only: { type: "string" } } });
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
  writeFileSync(new URL("RESULTS.md", import.meta.url), inMarkdown(rows, machine));
}
