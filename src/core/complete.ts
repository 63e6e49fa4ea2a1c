import type { Command } from "#core/command.ts";
import type { Directory, Entity } from "#core/directory.ts";
import { fold } from "#core/fold.ts";
import type { Gate } from "#core/gate.ts";
import type { Asker, Bot, Clock, CompletionRequest } from "#core/ports.ts";
import type { Turn } from "#core/turn.ts";

/** The policy is asked for at most so many candidates; platforms show at most 25. */
const mostAsked = 100;
const mostShown = 25;

export interface CompleteTools {
  readonly gate: Gate;
  readonly commands: ReadonlyMap<string, Command>;
  readonly directory: Directory;
  readonly clock: Clock;
}

/** Names for an entity slot, limited to what this person may use: names first, those that begin with the words before others, then rights for the few that match. */
export async function complete(request: CompletionRequest, tools: CompleteTools): ReturnType<Bot["complete"]> {
  const command = tools.commands.get(request.command);
  const slot = command?.described.find((one) => one.name === request.slot);
  if (command === undefined || slot?.wire !== "entity") return [];
  const who = tools.gate.identify(asTurn(request, tools.clock.now()));
  const { action } = command;
  if (action === null || !tools.gate.rights.mayAnywhere(who, action)) return [];
  const asked = fold(request.text);
  const first: Entity[] = [];
  const further: Entity[] = [];
  for (const entity of tools.directory.all()) {
    if (slot.kinds?.includes(entity.kind) !== true) continue;
    const places = namesOf(entity, request.locale).map((name) => fold(name).indexOf(asked));
    if (places.includes(0)) first.push(entity);
    else if (places.some((at) => at > 0) && further.length < mostAsked) further.push(entity);
    if (first.length === mostAsked) break;
  }
  return [...first, ...further]
    .slice(0, mostAsked)
    .filter((entity) => tools.gate.rights.mayUse(who, action, entity))
    .slice(0, mostShown)
    .map((entity) => ({ label: entity.name, value: entity.id }));
}

/** What the thing is called by everybody, and in the language of who asks. */
function namesOf({ name, aliases }: Entity, locale = ""): readonly string[] {
  return [name, ...(aliases[""] ?? []), ...(aliases[locale.split("-")[0] ?? ""] ?? [])];
}

/** Who asks without a turn, as far as rights go by it. */
export function asTurn({ identity, conversation }: Asker, at: number): Turn {
  const input = { kind: "utterance", text: "" } as const;
  return { id: "", key: "", at, platform: identity.platform, identity, conversation, input };
}
