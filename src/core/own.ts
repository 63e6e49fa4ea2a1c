import type { Action } from "#core/actions.ts";
import type { Entity } from "#core/directory.ts";

/** The account of what is ours: places and people, as things that rights are given on. No configured one is called so. */
export const ownAccount = "~";

/** Whom the audit names where nobody asked: the house itself. No id of a person begins so. */
export const ownPerson = "~usher";

const placeStart = "place/";
const personStart = "person/";

export function placeThing(place: string): string {
  return `${ownAccount}:${placeStart}${place}`;
}

export function personThing(person: string): string {
  return `${ownAccount}:${personStart}${person}`;
}

/** The id of the person that a thing's id stands for; undefined for every other thing. */
export function personIn(thing: string): string | undefined {
  const start = `${ownAccount}:${personStart}`;
  return thing.startsWith(start) ? thing.slice(start.length) : undefined;
}

/** The person's id behind a thing of kind `person`. */
export function personOf(entity: Pick<Entity, "vendorId">): string {
  return entity.vendorId.slice(personStart.length);
}

/** Whether the action can be done with the thing at all; rights and records can be looked at on everything. */
export function offers(entity: Pick<Entity, "capabilities">, action: Action): boolean {
  return action.startsWith("access.") || action === "audit.view" || entity.capabilities.includes(action);
}
