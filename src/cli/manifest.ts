import { createManifest } from "#adapters/slack/manifest.ts";
import { type CliCommand, readArgs, UsageError } from "#src/cli/command.ts";
import { configFile, readFileConfig } from "#src/cli/house.ts";
import { readCommands } from "#src/commands.ts";
import { readLocales } from "#src/locales.ts";
import { hasGroupRoles } from "#src/main.ts";
import { createWording, defaultLocale } from "#src/translate.ts";

const manifest: CliCommand = {
  help: `usage: usher manifest slack [--mode socket|http] [--url <public https address>] [--prefix <text>] [--config <file>]

Prints the whole Slack app manifest, made from the commands; paste it under "Create New App", "From a manifest".
What --mode and --prefix do not say is taken from the configuration, where there is one.`,

  async run(args) {
    const { values, positionals } = readArgs(args, {
      mode: { type: "string" },
      url: { type: "string" },
      prefix: { type: "string" },
      config: { type: "string" },
    });
    if (positionals.length !== 1 || positionals[0] !== "slack") throw new UsageError("usher manifest takes slack");
    const file = configFile(values.config);
    const config = file === undefined ? undefined : await readFileConfig(file);
    const slack = config?.slack;
    const mode = values.mode ?? slack?.mode ?? "socket";
    if (mode !== "socket" && mode !== "http") throw new UsageError("--mode is socket or http");
    if (mode === "http" && values.url === undefined)
      throw new UsageError("mode http needs --url, the address Slack reaches");
    const made = createManifest(await readCommands(), wordsOf(await readLocales()), {
      mode,
      commandPrefix: values.prefix ?? slack?.commandPrefix ?? "",
      isInstallable: slack?.clientId !== undefined,
      // Without a configuration nobody knows yet whether groups will give roles.
      hasGroupRoles: config === undefined || hasGroupRoles(config.roles, "slack"),
      ...(values.url === undefined ? {} : { publicUrl: values.url }),
    });
    process.stdout.write(`${JSON.stringify(made, undefined, 2)}\n`);
    return 0;
  },
};

export default manifest;

/** Words for keys that exist; a key without words in this language gives none. */
export function wordsOf(locales: Awaited<ReturnType<typeof readLocales>>) {
  const nothing = { entity: () => undefined, place: () => undefined };
  const wording = createWording(locales, nothing, "UTC");
  return (key: string, locale: string = defaultLocale): string | undefined => {
    const text = wording.say({ key }, locale);
    return key.endsWith(text) ? undefined : text;
  };
}
