import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Command } from "#core/command.ts";
import { PlatformError } from "#core/errors.ts";
import type { Log } from "#core/ports.ts";
import { type Call, createCallers, DiscordFailure } from "./calls.ts";
import type { DiscordConfig } from "./config.ts";
import { type CommandDefinition, defineCommands, type Words } from "./definitions.ts";

export interface RegisterOptions {
  readonly config: DiscordConfig;
  readonly commands: readonly Command[];
  readonly words: Words;
  readonly languages: { readonly locales: readonly string[]; readonly default: string };
  /** Only says what would be written. */
  readonly isDryRun: boolean;
  readonly log: Log;
}

/** What registering did, or would do, in one place. */
export interface Registration {
  /** A guild's id, or `global`. */
  readonly scope: string;
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
  readonly unchanged: readonly string[];
}

const known = z.looseObject({ id: z.string(), name: z.string(), type: z.int().default(1) });
type Known = z.output<typeof known>;

/**
 * Makes Discord's list of commands the same as ours, writing only what differs and deleting what we do not know.
 * Global, or in the guilds that the configuration names: then no global ones remain beside them.
 */
export async function registerCommands(options: RegisterOptions): Promise<readonly Registration[]> {
  const { config, commands, words, languages } = options;
  const { calls } = await createCallers(config, options.log);
  const { Routes } = await import("discord.js");
  try {
    const application =
      config.applicationId ?? read(z.object({ id: z.string() }), await calls("get", Routes.currentApplication())).id;
    const define = (isGlobal: boolean) => defineCommands(commands, words, languages, isGlobal);
    const global = { scope: "global", route: Routes.applicationCommands(application) };
    if (config.guilds === undefined) return [await settle(calls, global, define(true), options)];
    const done = [];
    for (const guild of config.guilds) {
      const place = { scope: guild, route: Routes.applicationGuildCommands(application, guild) };
      done.push(await settle(calls, place, define(false), options));
    }
    return [...done, await settle(calls, global, [], options)];
  } catch (error) {
    if (!(error instanceof DiscordFailure)) throw error;
    options.log.warn("discord-register-failed", { ...error.failure });
    throw new PlatformError(isLimit(error) ? "platform-rate-limit" : "platform-down", {}, error);
  }
}

/** 30034: 200 creates a day for each guild. */
function isLimit({ failure }: DiscordFailure): boolean {
  return failure.status === 429 || failure.code === 30_034;
}

function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new DiscordFailure({ code: 0, status: 200 });
  return parsed.data;
}

async function settle(
  call: Call,
  place: { readonly scope: string; readonly route: `/${string}` },
  wanted: readonly CommandDefinition[],
  { isDryRun }: RegisterOptions,
): Promise<Registration> {
  const query = new URLSearchParams({ with_localizations: "true" });
  const there = read(z.array(known), await call("get", place.route, { query }));
  const find = (definition: CommandDefinition): Known | undefined =>
    there.find((each) => each.name === definition.name && each.type === definition.type);
  const kept = new Set(wanted.map((definition) => find(definition)?.id));
  const deleted = there.filter(({ id }) => !kept.has(id));
  const created = wanted.filter((definition) => find(definition) === undefined);
  const changed = wanted.filter((definition) => {
    const before = find(definition);
    return before !== undefined && !isSame(definition, before);
  });
  if (!isDryRun) {
    // Deleting first makes room below Discord's limit of commands.
    for (const { id } of deleted) await call("delete", `${place.route}/${id}`);
    for (const definition of changed) {
      await call("patch", `${place.route}/${find(definition)?.id ?? ""}`, { body: definition });
    }
    for (const definition of created) await call("post", place.route, { body: definition });
  }
  const names = (all: readonly { readonly name: string }[]): readonly string[] => all.map(({ name }) => name);
  const written = new Set([...created, ...changed]);
  return {
    scope: place.scope,
    created: names(created),
    changed: names(changed),
    deleted: names(deleted),
    unchanged: names(wanted.filter((definition) => !written.has(definition))),
  };
}

/** Whether Discord already has a command just so; what it adds by itself does not count. */
function isSame(definition: CommandDefinition, there: Readonly<Record<string, unknown>>): boolean {
  const { contexts, integration_types } = definition;
  // In a guild's own commands these mean nothing, and Discord fills them in as it likes.
  const unsaid = { ...(contexts ? {} : { contexts }), ...(integration_types ? {} : { integration_types }) };
  return isDeepStrictEqual(comparable({ ...definition }), comparable({ ...there, ...unsaid }));
}

const compared = [
  "type",
  "name",
  "name_localizations",
  "description",
  "description_localizations",
  "required",
  "autocomplete",
  "min_value",
  "max_value",
  "min_length",
  "max_length",
  "value",
  "default_member_permissions",
] as const;

/** One form for what is absent, null, false or empty: Discord writes each of them in its own way. */
function comparable(node: Readonly<Record<string, unknown>>): object {
  const plain = compared.flatMap((key) => {
    const value = node[key];
    const isNothing = value === undefined || value === null || value === false || isEmpty(value);
    return isNothing ? [] : [[key, value]];
  });
  const lists = ["contexts", "integration_types"].flatMap((key) => {
    const value = node[key];
    return Array.isArray(value) ? [[key, value.toSorted()]] : [];
  });
  const inner = ["options", "choices"].flatMap((key) => {
    const value = node[key];
    return Array.isArray(value) && value.length > 0 ? [[key, value.map(comparable)]] : [];
  });
  return Object.fromEntries([...plain, ...lists, ...inner]);
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
