#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { ConfigError } from "#core/errors.ts";
import type { CliCommand } from "#src/cli/command.ts";
import { faultsInWords, UsageError } from "#src/cli/command.ts";

// Compiled code is kept between starts: the second one takes about half as long. Threads learn of it from the
// environment alone; those of the store and of the pictures would read our files anew each time.
const { directory } = enableCompileCache();
if (directory !== undefined) process.env.NODE_COMPILE_CACHE ??= directory;

/** One line per command; each is loaded only when it is asked for. */
const commands: Readonly<Record<string, { readonly summary: string; load(): Promise<{ default: CliCommand }> }>> = {
  start: {
    summary: "connect everything that the config names; without one: the sandbox and a chat",
    load: () => import("#src/cli/start.ts"),
  },
  sandbox: { summary: "run the five simulated clouds alone", load: () => import("#src/cli/sandbox.ts") },
  say: { summary: "one turn through the real core", load: () => import("#src/cli/say.ts") },
  understand: {
    summary: "show how sentences are understood, without calling anybody",
    load: () => import("#src/cli/understand.ts"),
  },
  vendor: { summary: "list and call the vendors' operations", load: () => import("#src/cli/vendor.ts") },
  things: { summary: "what the accounts hold, as a things: section", load: () => import("#src/cli/things.ts") },
  doctor: { summary: "what works, what does not, how to mend it", load: () => import("#src/cli/doctor.ts") },
  audit: { summary: "verify or export the record", load: () => import("#src/cli/audit.ts") },
  person: { summary: "export or forget what is kept of a person", load: () => import("#src/cli/person.ts") },
  policy: { summary: "check or test who may do what", load: () => import("#src/cli/policy.ts") },
  manifest: { summary: "print the Slack app manifest", load: () => import("#src/cli/manifest.ts") },
  register: { summary: "register the Discord commands", load: () => import("#src/cli/register.ts") },
};

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(overview());
    return name === undefined ? 1 : 0;
  }
  const found = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (found === undefined) {
    process.stderr.write(`usher: there is no command "${name}"\n\n${overview()}`);
    return 1;
  }
  const { default: command } = await found.load();
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(`usher ${name}: ${found.summary}\n\n${command.help}\n`);
    return 0;
  }
  return command.run(args);
}

function overview(): string {
  const widest = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(widest)}  ${summary}`);
  return `usage: usher <command> [options]\n\n${lines.join("\n")}\n\nusher <command> --help tells more.\n`;
}

function report(error: unknown): number {
  if (error instanceof ConfigError) process.stderr.write(faultsInWords(error));
  else if (error instanceof UsageError) process.stderr.write(`usher: ${error.message}\n`);
  else process.stderr.write(`usher: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}

// A closed pipe at the other end (`usher … | head`) is no reason for a stack trace.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2)).catch(report);
