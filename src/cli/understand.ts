import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { z } from "zod";
import { createUnderstander, parseHomes } from "#language/understander.ts";
import { parseUtterances } from "#language/utterances.ts";
import { type CliCommand, readArgs, UsageError } from "#src/cli/command.ts";
import { readCommands } from "#src/commands.ts";
import { readLocales } from "#src/locales.ts";

const lineSchema = z.looseObject({ text: z.string(), lang: z.string(), home: z.string().optional() });

const understand: CliCommand = {
  help: `usage: usher understand [--home <entities.json>] [--explain]

Reads JSON Lines {id?, text, lang, home?} and prints the same with intent, slots, confidence, alternatives, micros.
No vendor is called. --home resolves names against that file; --explain adds tokens, templates and runners-up.`,

  async run(args) {
    const { values } = readArgs(args, { home: { type: "string" }, explain: { type: "boolean", default: false } });
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
