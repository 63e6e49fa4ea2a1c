import { wishOf } from "#language/reading.ts";
import { languageOf, locales, tags } from "../language/support.ts";

/** How the project's own examples are read: each `yes` as its command with its slots, no `no` as that command. */
export async function scoreOwnExamples(): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const tag of tags) {
    const language = await languageOf(tag);
    let [yes, right, no, wrong] = [0, 0, 0, 0];
    for (const [command, entries] of Object.entries(locales[tag]?.commands ?? {})) {
      for (const entry of entries) {
        for (const [text, wanted] of Object.entries(entry.yes)) {
          const [parse] = language.parses(text, tag);
          yes += 1;
          if (parse?.template.command !== command) continue;
          const names = new Set(parse.slots.map((slot) => slot.name));
          if (wishOf(parse.slots) !== undefined) names.add("level");
          if (Object.keys(wanted).every((name) => names.has(name))) right += 1;
        }
        for (const text of entry.no) {
          no += 1;
          if (language.parses(text, tag).some((parse) => parse.template.entry === entry)) wrong += 1;
        }
      }
    }
    lines.push(`${tag}  yes ${right} of ${yes}  wrongly taken ${wrong} of ${no}`);
  }
  return lines;
}
