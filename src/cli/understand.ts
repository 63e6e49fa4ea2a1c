import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { z } from "zod";
import { createUnderstander, parseHomes } from "#language/understander.ts";
import { parseUtterances } from "#language/utterances.ts";
import { type CliCommand, readArgs, UsageError } from "#src/cli/command.ts";
import { readCommands } from "#src/commands.ts";
import { completenessTable, localeFiles, readCompleteness } from "#src/completeness.ts";
import { readLocales } from "#src/locales.ts";

const lineSchema = z.looseObject({ text: z.string(), lang: z.string(), home: z.string().optional() });

const understand: CliCommand = {
  help: `usage: usher understand [--home <entities.json>] [--explain]
       usher understand --completeness

Reads JSON Lines {id?, text, lang, home?} and prints the same with intent, slots, confidence, alternatives, micros.
No vendor is called. --home resolves names against that file; --explain adds tokens, templates and runners-up.
--completeness shows how much of what English has every language has, and what it lacks.`,

  async run(args) {
    const { values } = readArgs(args, {
      home: { type: "string" },
      explain: { type: "boolean", default: false },
      completeness: { type: "boolean", default: false },
    });
    if (values.completeness) return printCompleteness();
    const files = await readLocales();
    const locales = Object.fromEntries(
      Object.entries(files).map(([tag, { utterances }]) => [tag, parseUtterances(utterances)]),
    );
    const understander = await createUnderstander(
      locales,
      values.home === undefined ? { homes: {} } : readHomes(values.home),
      await readCommands(),
    );
    for await (const text of createInterface({ input: process.stdin })) {
      if (text.trim() === "") continue;
      const line = readLine(text);
      const begun = performance.now();
      const understood = understander(line);
      const micros = Math.round((performance.now() - begun) * 1000);
      const explained = values.explain ? { explanation: understander.explain(line) } : {};
      process.stdout.write(`${JSON.stringify({ ...line, ...understood, micros, ...explained })}\n`);
    }
    return 0;
  },
};

export default understand;

/** The table, then one line for everything that is not there: language, file, key. */
async function printCompleteness(): Promise<number> {
  const rows = await readCompleteness();
  const missing = rows.flatMap(({ locale, files }) =>
    localeFiles.flatMap((file) => files[file].missing.map((key) => `${locale}  ${file}  ${key}`)),
  );
  process.stdout.write(`${[...completenessTable(rows), ...missing].join("\n")}\n`);
  return missing.length === 0 ? 0 : 1;
}

function readHomes(file: string) {
  try {
    return parseHomes(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new UsageError(`--home "${file}" is no file of homes: {"homes": {"<key>": {"lang", "entities": [...]}}}`);
  }
}

function readLine(text: string): z.output<typeof lineSchema> {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch {
    throw new UsageError(`no line like {"text": "…", "lang": "en"}: ${text.slice(0, 80)}`);
  }
}
