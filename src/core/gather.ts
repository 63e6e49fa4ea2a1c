import type { Action } from "#core/actions.ts";
import type { Directory, Entity } from "#core/directory.ts";

type May = (entity: Entity) => boolean;

/** Whether it stands for several things: a room, a place, a group. */
export function isGathering(entity: Pick<Entity, "kind" | "members">): boolean {
  return entity.kind === "area" || entity.kind === "place" || (entity.members ?? []).length > 0;
}

/** Whether both are the same room, told by several vendors: same name, same place. */
export function isSameGathering(a: Entity, b: Entity): boolean {
  return isGathering(a) && isGathering(b) && a.place === b.place && fold(a.name) === fold(b.name);
}

function fold(name: string): string {
  return name.normalize("NFKC").trim().toLocaleLowerCase();
}

/** Members that the directory knows and that are not hidden. */
export function membersOf(directory: Directory, entity: Entity): readonly Entity[] {
  if (entity.kind === "place") return directory.all().filter((one) => one.place === entity.place && isInPlace(one));
  return (entity.members ?? [])
    .map((member) => directory.entity(`${entity.account}:${member}`))
    .filter((member): member is Entity => member !== undefined && !member.isHidden);
}

/** Rooms are left out for what is in them; nobody means a switched appliance by "everything at home". */
function isInPlace(entity: Entity): boolean {
  return entity.kind !== "place" && entity.kind !== "area" && entity.traits?.appliance !== true;
}

/**
 * The things behind what was named that can do the action and on which `may` holds, each once: the thing itself, or
 * all that is in a room, a group or a place, over all vendors that know a room of that name there. A group that can
 * be told as a whole stands for its members.
 */
export function thingsMeant(directory: Directory, named: Entity, action: Action, may: May): readonly Entity[] {
  const found = new Map<string, Entity>();
  for (const whole of wholesOf(directory, named)) {
    for (const one of partsOf(directory, whole, action, may)) found.set(one.id, one);
  }
  return withoutMembers(directory, [...found.values()]);
}

/** Without those that are in a group which is there too. */
export function withoutMembers(directory: Directory, things: readonly Entity[]): readonly Entity[] {
  const inGroups = new Set(things.flatMap((one) => membersOf(directory, one).map(({ id }) => id)));
  return things.filter((one) => !inGroups.has(one.id));
}

function partsOf(directory: Directory, whole: Entity, action: Action, may: May): readonly Entity[] {
  const can = (one: Entity): boolean => one.capabilities.includes(action) && may(one);
  const members = membersOf(directory, whole);
  if (can(whole) && members.every((member) => may(member))) return [whole];
  return members
    .flatMap((member) => (isGathering(member) ? partsOf(directory, member, action, may) : [member]))
    .filter(can);
}

/** The single things behind what was named that can do the action: as `thingsMeant`, groups as their members. */
export function eachMeant(directory: Directory, named: Entity, action: Action, may: May): readonly Entity[] {
  const found = new Map<string, Entity>();
  const visit = (one: Entity): void => {
    const members = membersOf(directory, one);
    if (members.length > 0) for (const member of members) visit(member);
    else if (one.capabilities.includes(action) && may(one)) found.set(one.id, one);
  };
  for (const whole of wholesOf(directory, named)) visit(whole);
  return [...found.values()];
}

/** All single things of these that are not switched appliances: groups are left out for their members. */
export function withoutGroups(directory: Directory, things: readonly Entity[]): readonly Entity[] {
  return things.filter((one) => one.traits?.appliance !== true && membersOf(directory, one).length === 0);
}

function wholesOf(directory: Directory, named: Entity): readonly Entity[] {
  if (!isGathering(named)) return [named];
  return directory.all().filter((one) => one === named || isSameGathering(one, named));
}
