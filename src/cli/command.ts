import { type ParseArgsConfig, parseArgs } from "node:util";
import type { ConfigError } from "#core/errors.ts";

/** One command of the command line; resolves to the exit code. */
export interface CliCommand {
  readonly help: string;
  run(args: readonly string[]): Promise<number>;
}

/** The command was typed wrongly; the message says how it is meant. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Options and words, strictly: what is not known is a `UsageError`. */
export function readArgs<const O extends Options>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Every fault with its place, what is wrong, and how to mend it. */
export function faultsInWords({ faults }: ConfigError): string {
  const lines = faults.map(({ file, line, key, problem, mend }) => {
    const place = line === undefined ? file : `${file}:${line}`;
    return `${place}  ${key}\n    ${problem}\n    mend: ${mend}\n`;
  });
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  return `${lines.join("")}usher: ${count} in the configuration; nothing was started\n`;
}
