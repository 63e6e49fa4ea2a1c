import type { Directory, Entity } from "#core/directory.ts";
import type { Rights } from "#core/gate.ts";
import type { Json } from "#core/json.ts";
import type { Who } from "#core/person.ts";
import type { Raw } from "#core/resolve.ts";

/** What goes by a mention in raw slots: ids of things; nothing for every other value. */
export function candidatesOf(value: Json | undefined): readonly string[] {
  if (!isMention(value)) return [];
  return value.candidates.filter((id): id is string => typeof id === "string");
}

function isMention(value: Json | undefined): value is { mention: string; candidates: readonly Json[] } {
  return typeof value === "object" && value !== null && "mention" in value && "candidates" in value;
}

interface Viewer {
  readonly who: Who;
  readonly directory: Directory;
  readonly rights: Rights;
}

/** The first thing that goes by the mention and that this person may know of. */
export function visibleIn(value: Json | undefined, { who, directory, rights }: Viewer): Entity | undefined {
  return candidatesOf(value)
    .map((id) => directory.entity(id))
    .find((entity): entity is Entity => entity !== undefined && !entity.isHidden && rights.sees(who, entity));
}

/** Whether every thing named may be known to this person; what names nothing may. */
export function isShowable(raw: Raw, viewer: Viewer): boolean {
  return Object.values(raw).every(
    (value) => candidatesOf(value).length === 0 || visibleIn(value, viewer) !== undefined,
  );
}

/** Raw slots for others to read: a thing is its id, or the words used when this person may know nothing by them. */
export function inIds(raw: Raw, viewer: Viewer): Raw {
  return Object.fromEntries(
    Object.entries(raw).map(([slot, value]) => [
      slot,
      isMention(value) ? (visibleIn(value, viewer)?.id ?? value.mention) : value,
    ]),
  );
}
