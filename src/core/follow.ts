import type { Command } from "#core/command.ts";
import type { LastRequest } from "#core/dialogue.ts";
import { InputError } from "#core/errors.ts";
import type { Json } from "#core/json.ts";
import type { Language, ReadingContext } from "#core/language.ts";
import { candidatesOf } from "#core/mentions.ts";
import type { Heard } from "#core/read.ts";
import type { Raw } from "#core/resolve.ts";
import { hasSecrets } from "#core/secrets.ts";

type Commanded = Extract<Heard, { kind: "command" }>;

interface FollowTools {
  readonly language: Language;
  readonly commands: ReadonlyMap<string, Command>;
  /** Whether this person may know of what the words name: else they name nothing. */
  sees(mention: Json): boolean;
}

/** Whether "again" and "and the garage" may lean on it: rights and secrets are always said anew. */
export function isRemembered(command: Command): boolean {
  return command.action !== null && !command.action.startsWith("access.") && !hasSecrets(command);
}

/** "Again", "and the garage", "a bit darker": the last request once more, or with another thing or value. */
export function readFollowUp(
  text: string,
  last: LastRequest | undefined,
  context: ReadingContext,
  tools: FollowTools,
): Commanded | undefined {
  const said = tools.language.followUp(text, context.locale);
  const command = last === undefined ? undefined : tools.commands.get(last.command);
  if (last === undefined || command === undefined) {
    if (said?.kind === "again") throw new InputError("nothing-to-repeat");
    return undefined;
  }
  if (said?.kind === "again") return fromMemory(command, last.raw);
  if (said?.kind === "also") return readAlso(said.rest, last, context, tools);
  // Without a word that leans on it, only a level is clear enough: "a bit darker".
  const level = command.described.find(({ wire, name }) => wire === "level" && last.raw[name] !== undefined);
  const value = level && tools.language.readSlot(command, level.name, text, context);
  return level === undefined || value === undefined
    ? undefined
    : fromMemory(command, { ...last.raw, [level.name]: value });
}

/** The same with what these words name: another thing, else another value of what was said. */
export function readAlso(
  words: string,
  last: LastRequest,
  context: ReadingContext,
  { language, commands, sees }: FollowTools,
): Commanded | undefined {
  const command = commands.get(last.command);
  const said = command?.described.filter(({ name }) => last.raw[name] !== undefined) ?? [];
  for (const { name, wire } of said.toSorted((a, b) => rank(a.wire) - rank(b.wire))) {
    if (command === undefined || wire === "text") continue;
    const value = language.readSlot(command, name, words, context);
    const isKnown = value !== undefined && (wire !== "entity" || (candidatesOf(value).length > 0 && sees(value)));
    if (isKnown) return fromMemory(command, { ...last.raw, [name]: value });
  }
  return undefined;
}

const rank = (wire: string): number => (wire === "entity" ? 0 : 1);

/** "Brighter" without a light means the one that was just set. */
export function leanOn(heard: Commanded, last: LastRequest | undefined): Commanded {
  const { command, raw } = heard;
  const mayLean = command.action === "light.set" || command.action === "shade.move";
  if (last === undefined || !mayLean || !Object.values(raw).some(isChange)) return heard;
  const missing = command.described.find(({ wire, isRequired, name }) => {
    return wire === "entity" && isRequired && raw[name] === undefined;
  });
  const thing = missing && last.raw[missing.name];
  if (missing === undefined || thing === undefined) return heard;
  return { ...heard, raw: { ...raw, [missing.name]: thing }, how: "from-memory" };
}

function isChange(value: Json): boolean {
  return typeof value === "object" && value !== null && "delta" in value;
}

function fromMemory(command: Command, raw: Raw): Commanded {
  return { kind: "command", command, raw, how: "from-memory" };
}
