import type { Command } from "#core/command.ts";
import { type EntityKind, entityKinds } from "#core/directory.ts";
import type { NameEntry } from "#core/language.ts";
import type { Grammar } from "./grammar.ts";
import { Names } from "./names.ts";
import { study } from "./study.ts";

const perSlice = 5;

/**
 * Reads a language's own examples once, in small slices, so that the first people to speak do not wait for what is
 * made when it is first needed. Changes no answer.
 */
export async function warmUp(grammar: Grammar, commands: ReadonlyMap<string, Command>): Promise<void> {
  grammar.nearWords("");
  const names = await Names.of(exampleNames(grammar), () => grammar.articles);
  const sentences = Object.values(grammar.file.commands).flatMap((entries) =>
    entries.flatMap((entry) => [...Object.keys(entry.yes), ...entry.no]),
  );
  for (const [at, sentence] of sentences.entries()) {
    study(sentence, grammar, names, commands);
    if (at % perSlice === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The things that the examples speak of. */
function exampleNames(grammar: Grammar): readonly NameEntry[] {
  return Object.values(grammar.file.commands).flatMap((entries) =>
    entries.flatMap(({ yes }) =>
      Object.values(yes).flatMap((slots) =>
        Object.entries(slots).flatMap(([slot, name]) => {
          const kind = entityKinds.find((one): one is EntityKind => one === slot);
          return kind === undefined || typeof name !== "string" ? [] : [{ id: name, kind, name, locale: "" }];
        }),
      ),
    ),
  );
}
