import type { Parse } from "#language/match.ts";
import { wishOf } from "#language/reading.ts";
import { languageOf, locales, tags } from "../language/support.ts";

/** How the project's own examples are read: each `yes` as its command with its slots, no `no` as that command. */
export async function scoreOwnExamples(): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const tag of tags) {
    const language = await languageOf(tag);
    const entries = Object.entries(locales[tag]?.commands ?? {}).flatMap(([command, list]) =>
      list.map((entry) => ({ command, entry })),
    );
    const yes = entries.flatMap(({ command, entry }) =>
      Object.entries(entry.yes).map(([text, wanted]) => isRead(language.parses(text, tag)[0], command, wanted)),
    );
    const no = entries.flatMap(({ entry }) =>
      entry.no.map((text) => language.parses(text, tag).some((parse) => parse.template.entry === entry)),
    );
    const count = (all: readonly boolean[]): number => all.filter((one) => one).length;
    lines.push(`${tag}  yes ${count(yes)} of ${yes.length}  wrongly taken ${count(no)} of ${no.length}`);
  }
  return lines;
}

function isRead(parse: Parse | undefined, command: string, wanted: Readonly<Record<string, unknown>>): boolean {
  if (parse?.template.command !== command) return false;
  const names = new Set(parse.slots.map((slot) => slot.name));
  if (wishOf(parse.slots) !== undefined) names.add("level");
  return Object.keys(wanted).every((name) => names.has(name));
}
