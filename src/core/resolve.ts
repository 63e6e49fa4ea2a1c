import type { Command } from "#core/command.ts";
import type { Directory, Entity } from "#core/directory.ts";
import { InputError } from "#core/errors.ts";
import type { Rights } from "#core/gate.ts";
import { isSameGathering } from "#core/gather.ts";
import type { Json } from "#core/json.ts";
import { offers } from "#core/own.ts";
import type { Who } from "#core/person.ts";
import { type Mention, parseSlots, type SlotDescription } from "#core/slots.ts";

/** Raw slot values by slot name, canonical: what the slot schemas parse. */
export type Raw = Readonly<Record<string, Json>>;

/** Why a command cannot run yet. */
export type Gap =
  /** Nothing said; pick one of these. */
  | { readonly kind: "missing"; readonly slot: SlotDescription; readonly options: readonly Entity[] }
  /** A name that nothing visible goes by: the same for hidden and for unknown things. */
  | {
      readonly kind: "unknown";
      readonly slot: SlotDescription;
      readonly mention: string;
      readonly options: readonly Entity[];
    }
  /** Several visible things go by the name. */
  | {
      readonly kind: "ambiguous";
      readonly slot: SlotDescription;
      readonly mention: string;
      readonly options: readonly Entity[];
    };

export type Resolved =
  | {
      readonly kind: "ready";
      /** What the command's handler takes. */
      readonly slots: Readonly<Record<string, unknown>>;
      /** The same as raw values, entities resolved. */
      readonly raw: Raw;
      readonly entities: readonly Entity[];
    }
  | { readonly kind: "gap"; readonly gap: Gap };

export interface ResolveTools {
  readonly directory: Directory;
  readonly rights: Rights;
}

/** Raw slots to what the command's handler takes: mentions become entities, everything else is parsed. */
export function resolve(command: Command, raw: Raw, who: Who, tools: ResolveTools): Resolved {
  const entities: Record<string, Entity> = {};
  const rest: Record<string, Json> = { ...raw };
  for (const slot of command.described) {
    if (slot.wire !== "entity") continue;
    const found = resolveEntity(command, slot, raw[slot.name], who, tools);
    if (found === undefined) continue;
    if ("kind" in found && "slot" in found) return { kind: "gap", gap: found };
    entities[slot.name] = found;
    rest[slot.name] = { mention: found.name, candidates: [found.id] };
  }
  const missing = command.described.find((slot) => slot.isRequired && rest[slot.name] === undefined);
  if (missing !== undefined) return { kind: "gap", gap: { kind: "missing", slot: missing, options: [] } };
  const parsed = parseSlots(command.slots, rest);
  if (!parsed.ok) throw new InputError("slot-wrong", { slot: slotName(command, parsed.slot), text: parsed.text });
  return { kind: "ready", slots: { ...parsed.values, ...entities }, raw: rest, entities: Object.values(entities) };
}

/** The words for a slot, in the reader's language. */
export function slotName(command: Command, slot: string) {
  return { key: `commands:${command.noun}.${command.verb}.slots.${slot}.name` };
}

/** Rooms and places are used through what is in them; rights are given on a place itself. */
function isThrough({ kind }: Entity, action: Command["action"]): boolean {
  return kind === "area" || (kind === "place" && action?.startsWith("access.") !== true);
}

function resolveEntity(
  command: Command,
  slot: SlotDescription,
  value: Json | undefined,
  who: Who,
  { directory, rights }: ResolveTools,
): Entity | Gap | undefined {
  const { action } = command;
  const kinds = slot.kinds ?? [];
  const usable = () => (action === null ? [] : rights.usable(who, kinds, action));
  if (value === undefined) {
    if (!slot.isRequired) return undefined;
    const options = usable();
    const [only] = options;
    if (only === undefined) throw new InputError("nothing-usable");
    return options.length === 1 ? only : { kind: "missing", slot, options };
  }
  const mention = value as unknown as Mention;
  const visible = mention.candidates
    .map((id) => directory.entity(id))
    .filter((entity): entity is Entity => entity !== undefined && kinds.includes(entity.kind) && !entity.isHidden)
    .filter((entity) => rights.sees(who, entity));
  const able = visible.filter((entity) => isThrough(entity, action) || action === null || offers(entity, action));
  const [first, ...others] = able;
  // One room that several vendors know is one room.
  if (first !== undefined && others.every((one) => isSameGathering(one, first))) return first;
  if (able.length > 1) return { kind: "ambiguous", slot, mention: mention.mention, options: able };
  const [unable] = visible;
  if (unable !== undefined) throw new InputError("not-offered", { thing: { kind: "entity", id: unable.id } });
  const options = usable();
  if (options.length === 0) throw new InputError("nothing-usable");
  return { kind: "unknown", slot, mention: mention.mention, options };
}
