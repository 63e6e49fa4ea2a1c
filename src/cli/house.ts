import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { discordConfig } from "#adapters/discord/config.ts";
import { slackConfig } from "#adapters/slack/config.ts";
import { ConfigError } from "#core/errors.ts";
import type { Log } from "#core/ports.ts";
import type { Store } from "#core/store.ts";
import { compileCedar } from "#policy/cedar-file.ts";
import type { Sandbox } from "#sandbox/sandbox.ts";
import { UsageError } from "#src/cli/command.ts";
import { type Config, readConfig } from "#src/config.ts";
import { createLog, type LogOptions } from "#src/log.ts";
import { createUsher, systemClock, systemRandom, type Usher, type UsherOptions } from "#src/main.ts";
import { openStore } from "#store/open.ts";
import { vendors } from "#vendors/registry.ts";

const defaultFile = "usher.yaml";

export type FullConfig = Awaited<ReturnType<typeof readText>>;

/** A configuration with where it came from; the sandbox's own when there is no file. */
export interface Opened {
  readonly config: FullConfig;
  readonly sandbox?: Sandbox;
  close(): Promise<void>;
}

/** The file that is meant: the one named, else `usher.yaml` here, else none. */
export function configFile(named: string | undefined): string | undefined {
  if (named !== undefined) return resolve(named);
  return existsSync(defaultFile) ? resolve(defaultFile) : undefined;
}

/** Reads the configuration; without one, starts the five simulated clouds on a fresh temporary folder. */
export async function openConfig(named: string | undefined): Promise<Opened> {
  const file = configFile(named);
  if (file !== undefined) {
    const config = await readFileConfig(file);
    return { config, close: async () => {} };
  }
  const { startSandbox } = await import("#sandbox/sandbox.ts");
  const folder = await mkdtemp(join(tmpdir(), "usher-"));
  const sandbox = await startSandbox({ clock: systemClock, random: systemRandom });
  const config = await readText(sandbox.config, join(folder, defaultFile));
  return {
    config,
    sandbox,
    async close() {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function readFileConfig(file: string): Promise<FullConfig> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    const mend = "name an existing file with --config, or leave it out to try the sandbox";
    throw new ConfigError([{ file, key: "", problem: "the file cannot be read", mend }]);
  }
  return readText(text, file);
}

async function readText(text: string, file: string) {
  const named = await Promise.all(
    Object.entries(vendors).map(async ([name, load]) => [name, (await load()).config] as const),
  );
  const schemas = { vendors: Object.fromEntries(named), slack: slackConfig, discord: discordConfig };
  const source = { text, file, env: process.env, readFile: (path: string) => readFileSync(path, "utf8") };
  return readConfig(source, schemas, (cedar, names) => compileCedar(cedar, names).faults);
}

/** Opens everything for a one-shot command and closes it again, whatever happens. */
export async function withUsher<T>(
  named: string | undefined,
  run: (usher: Usher, opened: Opened) => Promise<T>,
  options: Partial<UsherOptions> = {},
): Promise<T> {
  const opened = await openConfig(named);
  try {
    const usher = await createUsher({
      config: opened.config,
      log: quietLog(opened.config),
      isExclusive: false,
      patienceMs: 10_000,
      freshForMs: 15 * 60_000,
      ...options,
    });
    try {
      return await run(usher, opened);
    } finally {
      await usher.close();
    }
  } finally {
    await opened.close();
  }
}

/** Opens the configuration's store alone, beside whoever runs on it, and closes it again. */
export async function withStore<T>(
  named: string | undefined,
  run: (store: Store, config: FullConfig) => Promise<T>,
): Promise<T> {
  const file = configFile(named);
  if (file === undefined) throw new UsageError("there is no usher.yaml here; name one with --config");
  const config = await readFileConfig(file);
  const store = await openStore({
    ...config.store,
    directory: dirname(config.file),
    clock: systemClock,
    random: systemRandom,
    log: quietLog(config),
    exclusive: false,
  });
  try {
    return await run(store, config);
  } finally {
    await store.close();
  }
}

/** For one-shot commands: what a person must know comes as words, the log keeps to defects. */
function quietLog(config: Config): Log {
  return logOn(config, process.env.USHER_LOG ?? "error");
}

const levels: readonly LogOptions["level"][] = ["debug", "info", "warn", "error", "silent"];

/** A log on standard error, with everything secret of this configuration known to it. */
export function logOn(config: Config, level: string): Log {
  const known = levels.find((one) => one === level) ?? "info";
  return createLog({ level: known, destination: process.stderr, secrets: secretsOf(config) });
}

function secretsOf(value: unknown, found: string[] = []): string[] {
  if (typeof value !== "object" || value === null) return found;
  if ("reveal" in value && typeof value.reveal === "function") found.push(String(value.reveal()));
  for (const inner of Object.values(value)) secretsOf(inner, found);
  return found;
}
