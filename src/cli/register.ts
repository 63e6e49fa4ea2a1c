import { type Registration, registerCommands } from "#adapters/discord/register.ts";
import { ConfigError } from "#core/errors.ts";
import { type CliCommand, readArgs, UsageError } from "#src/cli/command.ts";
import { configFile, logOn, readFileConfig } from "#src/cli/house.ts";
import { wordsOf } from "#src/cli/manifest.ts";
import { readCommands } from "#src/commands.ts";
import { readLocales } from "#src/locales.ts";
import { defaultLocale } from "#src/translate.ts";

const register: CliCommand = {
  help: `usage: usher register discord [--dry-run] [--config <file>]

Makes Discord's list of commands the same as ours: writes only what differs, deletes what we do not know.
Global, or in the guilds that discord.guilds names. --dry-run only says what would be written.`,

  async run(args) {
    const { values, positionals } = readArgs(args, {
      "dry-run": { type: "boolean", default: false },
      config: { type: "string" },
    });
    if (positionals.length !== 1 || positionals[0] !== "discord") throw new UsageError("usher register takes discord");
    const file = configFile(values.config);
    if (file === undefined) throw new UsageError("there is no usher.yaml here; name one with --config");
    const config = await readFileConfig(file);
    if (config.discord === undefined) {
      const mend = "add a discord section with its token";
      throw new ConfigError([{ file, key: "discord", problem: "discord is not configured", mend }]);
    }
    const locales = await readLocales();
    const done = await registerCommands({
      config: config.discord,
      commands: await readCommands(),
      words: wordsOf(locales),
      languages: { locales: Object.keys(locales), default: defaultLocale },
      isDryRun: values["dry-run"],
      log: logOn(config, process.env.USHER_LOG ?? "error"),
    });
    process.stdout.write(done.map((one) => inWords(one, values["dry-run"])).join(""));
    return 0;
  },
};

export default register;

function inWords({ scope, created, changed, deleted, unchanged }: Registration, isDryRun: boolean): string {
  const list = (verb: string, names: readonly string[]) =>
    names.length === 0 ? "" : `  ${isDryRun ? "would " : ""}${verb}: ${names.join(", ")}\n`;
  const written = list("create", created) + list("change", changed) + list("delete", deleted);
  return `${scope}: ${unchanged.length} unchanged\n${written}`;
}
