import { message } from "#core/message.ts";
import { dailyOf } from "#core/suggest.ts";
import type { Usher } from "#src/main.ts";

const mostExamples = 5;

/** What the terminal says by itself: a greeting, and sentences that are sure to be understood here. */
export function helloWords(usher: Usher, person: string, locale: string, isSandbox: boolean) {
  const { wording, language, directory, commands } = usher;
  const say = (key: string) => wording.say(message(`replies:terminal.${key}`), locale);
  const sentences = dailyOf(commands).flatMap((command) => {
    if (command.action === null) return [];
    const names = command.described.flatMap((slot) => {
      if (slot.wire !== "entity") return [];
      const { action } = command;
      const fits = directory
        .all()
        .filter(
          (one) => slot.kinds?.includes(one.kind) === true && action !== null && one.capabilities.includes(action),
        );
      // Things that the configuration names make better examples than what a vendor calls them.
      const fitting = fits.find((one) => Object.keys(one.aliases).length > 0) ?? fits[0];
      return fitting === undefined ? [] : [[slot.name, nameIn(fitting, locale)] as const];
    });
    const example = language.example(command.name, locale, Object.fromEntries(names));
    return example === undefined ? [] : [`  ${example}`];
  });
  const examples = sentences.slice(0, mostExamples);
  const hello = [say("hello"), ...(isSandbox ? [say("sandbox")] : []), "", say("try"), ...examples, "", say("leave")];
  const number = (shownIn: string) => wording.say(message("replies:terminal.number"), shownIn);
  return { hello, number, bye: say("bye"), person };
}

/** The name that a speaker of the language would use. */
function nameIn(
  entity: { readonly name: string; readonly aliases: Readonly<Record<string, readonly string[]>> },
  locale: string,
): string {
  return entity.aliases[locale]?.[0] ?? entity.name;
}
