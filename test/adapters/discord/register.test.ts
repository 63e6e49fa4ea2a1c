import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { discordConfig } from "#adapters/discord/config.ts";
import { servedLocales } from "#adapters/discord/locales.ts";
import { registerCommands } from "#adapters/discord/register.ts";
import { defineCommand } from "#core/command.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";
import { wordsOf } from "#src/cli/manifest.ts";
import { readCommands } from "#src/commands.ts";
import { readLocales } from "#src/locales.ts";
import { commandFaults } from "../../fakes/discord/checks.ts";
import { FakeDiscord } from "../../fakes/discord/fake-discord.ts";
import type { FakeCommand } from "../../fakes/discord/world.ts";
import { createLog } from "./harness.ts";

/** The real words of all our languages, as the command line hands them in. */
const locales = await readLocales();
const words = wordsOf(locales);

interface StoredOption {
  readonly name: string;
  readonly type: number;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly name_localizations?: Readonly<Record<string, string>>;
  readonly options: readonly StoredOption[];
}
type StoredCommand = StoredOption &
  FakeCommand & { readonly contexts: readonly number[]; readonly integration_types: readonly number[] };

const languages = { locales: Object.keys(locales), default: "en" };
const reads = (entry: { method: string }): boolean => entry.method !== "GET";

describe("registering with Discord", () => {
  let fake: FakeDiscord;

  beforeEach(async () => {
    fake = await new FakeDiscord().listen();
  });
  afterEach(() => fake.close());

  async function register(settings: object = {}, isDryRun = false) {
    const config = discordConfig.parse({ token: fake.token, apiUrl: fake.apiUrl, ...settings });
    const log = createLog();
    return registerCommands({ config, commands: await readCommands(), words, languages, isDryRun, log });
  }
  const stored = (guild = "") => [...(fake.world.commands.get(guild)?.values() ?? [])];
  const named = (name: string): StoredCommand => {
    const found = stored().find((command) => command.name === name);
    if (found === undefined) throw new Error(`${name} is not registered`);
    return found as unknown as StoredCommand;
  };

  it("creates every noun with its verbs and options in all languages", async () => {
    const [done] = await register();
    expect(done?.scope).toBe("global");
    expect(done?.created).toContain("door");
    const key = named("key");
    const create = key.options.find(({ name }) => name === "create");
    expect(create?.options.map((option) => option.name)).toEqual(["door", "duration", "uses", "for", "phone-number"]);
    // What is left out is asked for in a form.
    expect(create?.options.some((option) => option.required === true)).toBe(false);
    expect(create?.options[0]?.autocomplete).toBe(true);
    expect(create?.options[1]?.name_localizations).toMatchObject({
      "en-US": "duration",
      "en-GB": "duration",
      "es-ES": "duración",
      "es-419": "duración",
    });
    expect(create?.options[2]).toMatchObject({ type: 4, min_value: 1, max_value: 100 });
    expect(key.contexts).toEqual([0, 1, 2]);
    expect(key.integration_types).toEqual([0, 1]);
    expect(named("help").options).toMatchObject([{ type: 3, name: "about" }]);
  });

  it("writes nothing when nothing differs", async () => {
    await register();
    const before = fake.rest.log.filter(reads).length;
    const [again] = await register();
    expect(again).toMatchObject({ created: [], changed: [], deleted: [] });
    expect(fake.rest.log.filter(reads)).toHaveLength(before);
  });

  it("changes only what differs and deletes what it does not know", async () => {
    await register();
    const door = named("door");
    const help = named("help");
    fake.world.commands.get("")?.set(door.id, { ...door, description: "Old words" });
    const teapot = {
      id: fake.world.snowflake(),
      application_id: fake.world.applicationId,
      version: "1",
      name: "teapot",
      type: 1,
      description: "Brews",
    };
    fake.world.commands.get("")?.set(teapot.id, teapot);
    const [done] = await register();
    expect(done).toMatchObject({ created: [], changed: ["door"], deleted: ["teapot"] });
    expect(named("door").id).toBe(door.id);
    expect(named("help").version).toBe(help.version);
  });

  it("says what it would do and sends nothing on a dry run", async () => {
    const [done] = await register({}, true);
    expect(done?.created).toContain("door");
    expect(fake.rest.log.filter(reads)).toEqual([]);
  });

  it("registers in the named guilds only, and takes the global ones away", async () => {
    await register();
    const guild = fake.addGuild("Clubhouse");
    const done = await register({ guilds: [guild.id] });
    expect(done.map(({ scope }) => scope)).toEqual([guild.id, "global"]);
    expect(stored()).toEqual([]);
    expect(stored(guild.id).map(({ name }) => name)).toContain("door");
    const again = await register({ guilds: [guild.id] });
    expect(again.flatMap(({ created, changed, deleted }) => [...created, ...changed, ...deleted])).toEqual([]);
  });

  it("puts a sentence in the menu of messages where there are words for it", async () => {
    const menu = (key: string): string | undefined => (key === "commands:menu.message.name" ? "Do this" : undefined);
    const config = discordConfig.parse({ token: fake.token, apiUrl: fake.apiUrl });
    const options = { config, commands: [], words: menu, languages, isDryRun: false, log: createLog() };
    await registerCommands(options);
    expect(stored()).toMatchObject([{ type: 3, name: "Do this", name_localizations: { "es-ES": "Do this" } }]);
    expect((await registerCommands(options))[0]?.unchanged).toEqual(["Do this"]);
  });

  it("tells a rate limit from other trouble", async () => {
    const daily = { status: 400, body: { message: "Max", code: 30_034 } };
    fake.rest.faults.push({ method: "POST", path: /commands$/, times: 1, answer: daily });
    await expect(register()).rejects.toMatchObject({ code: "platform-rate-limit" });
    await expect(register({ token: "wrong" })).rejects.toMatchObject({ code: "platform-down" });
  });

  it("waits out a rate limit and then goes on", async () => {
    const limited = {
      status: 429,
      headers: { "retry-after": "0" },
      body: { message: "slow", retry_after: 0.01, global: false },
    };
    fake.rest.faults.push({ method: "POST", path: /commands$/, times: 1, answer: limited });
    const [done] = await register();
    expect(stored()).toHaveLength(done?.created.length ?? -1);
  });

  it("stays within Discord's limits with every kind of slot and long words", async () => {
    const everything = defineCommand({
      name: "test everything",
      action: "door.view",
      slots: {
        things: slot.entity("door").optional(),
        words: slot.text(),
        number: slot.integer(2, 9),
        flag: slot.boolean().optional(),
        mode: slot.choice(["once", "hold"]),
        length: slot.duration().optional(),
        time: slot.window().optional(),
        level: slot.level().optional(),
        bib: slot.bib().optional(),
      },
      answer: async () => ({ status: "done", outcome: null, visibility: "private", title: message("replies:done") }),
    });
    const config = discordConfig.parse({ token: fake.token, apiUrl: fake.apiUrl });
    const long = (key: string): string => (key.endsWith("name") ? "Two Words" : "very long words ".repeat(20));
    await registerCommands({
      config,
      commands: [everything],
      words: long,
      languages,
      isDryRun: false,
      log: createLog(),
    });
    expect(commandFaults(named("test"))).toEqual([]);
    const names = named("test").options[0]?.options.map(({ name }) => name);
    expect(names?.slice(0, 3)).toEqual(["words", "number", "mode"]);
  });
});

describe("Discord's languages", () => {
  it("are served by the nearest of ours", () => {
    expect(servedLocales(["en", "es", "pt-BR", "zh-Hant"])).toEqual({
      "en-GB": "en",
      "en-US": "en",
      "es-ES": "es",
      "es-419": "es",
      "pt-BR": "pt-BR",
      "zh-TW": "zh-Hant",
    });
  });
});
