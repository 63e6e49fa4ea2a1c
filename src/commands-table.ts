import type { Command } from "#core/command.ts";
import type { LocaleTexts } from "#src/translate.ts";
import { createWording, defaultLocale } from "#src/translate.ts";

/** The table of all commands for people who read about Usher, made from the definitions. */
export function commandsTable(commands: readonly Command[], locales: Readonly<Record<string, LocaleTexts>>): string {
  const wording = createWording(locales, { entity: () => undefined, place: () => undefined }, "UTC");
  const say = (key: string) => wording.say({ key }, defaultLocale);
  const lines = commands.map((command) => {
    const base = `commands:${command.noun}.${command.verb}`;
    const name = command.verb === "show" ? `/${command.noun}` : `/${command.noun} ${command.verb}`;
    const slots = command.described.map((slot) => {
      const label = say(`${base}.slots.${slot.name}.name`);
      return slot.isRequired ? `<${label}>` : `[${label}]`;
    });
    return `| \`${[name, ...slots].join(" ")}\` | ${say(`${base}.help`)} | ${command.action === null ? "everybody" : `\`${command.action}\``} |`;
  });
  return ["| command | | right |", "|---|---|---|", ...lines].join("\n");
}
