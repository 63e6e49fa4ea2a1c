import type { Command } from "#core/command.ts";
import type { Directory } from "#core/directory.ts";
import type { Gate } from "#core/gate.ts";
import type { Language } from "#core/language.ts";
import type { Who } from "#core/person.ts";

/** Platforms show at most four suggestions. */
const most = 4;

/** What people ask for most, in this order; only these are suggested. */
const daily = [
  "door open",
  "key create",
  "lights dim",
  "scene run",
  "race passings",
  "door list",
  "race board",
  "status show",
  "shade open",
];

/** The commands that people ask for most, those first. */
export function dailyOf(commands: Iterable<Command>): readonly Command[] {
  const named = new Map([...commands].map((command) => [command.name, command]));
  return daily.map((name) => named.get(name)).filter((command) => command !== undefined);
}

/** Sentences that this person could say, each with things they may use and each one that is understood. */
export function suggest(
  who: Who,
  locale: string,
  tools: {
    readonly commands: Iterable<Command>;
    readonly gate: Gate;
    readonly language: Language;
    readonly directory: Directory;
  },
): readonly { readonly command: Command; readonly text: string }[] {
  const { gate, language } = tools;
  const found: { readonly command: Command; readonly text: string }[] = [];
  for (const command of dailyOf(tools.commands)) {
    const { action } = command;
    if (found.length === most) break;
    if (action === null || !gate.rights.mayAnywhere(who, action)) continue;
    const names = command.described.flatMap((slot) => {
      const [first] = slot.wire === "entity" ? gate.rights.usable(who, slot.kinds ?? [], action) : [];
      return first === undefined ? [] : [[slot.name, first.name] as const];
    });
    const isMissing = command.described.some(
      (slot) => slot.wire === "entity" && slot.isRequired && !names.some(([name]) => name === slot.name),
    );
    const text = isMissing ? undefined : language.example(command.name, locale, Object.fromEntries(names));
    if (text !== undefined) found.push({ command, text });
  }
  return found;
}
