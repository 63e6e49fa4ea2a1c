import { type Action, isView } from "#core/actions.ts";
import type { Directory, Entity, Place } from "#core/directory.ts";
import type { Rights } from "#core/gate.ts";
import { membersOf } from "#core/gather.ts";
import type { GrantedRights } from "#core/grants.ts";
import { offers } from "#core/own.ts";
import type { Who } from "#core/person.ts";
import type { Decision, Policy } from "#core/policy.ts";

const none: GrantedRights = { holding: () => [], isAny: () => false };

export function createRights(
  policy: Policy,
  directory: Directory,
  actions: readonly Action[],
  granted: GrantedRights = none,
): Rights {
  const rolesFor = (who: Who, action: Action) => (isView(action) ? [...who.roles, ...who.viewRoles] : who.roles);

  const mayAnywhere = (who: Who, action: Action): boolean =>
    policy.mayAnywhere(who.person, action, rolesFor(who, action)) || granted.isAny(who.person, action);

  const mayEver = (who: Who, action: Action, entity: Entity): boolean => {
    // People stand in no place: who may do it somewhere may do it with them.
    if (entity.kind === "person") return mayAnywhere(who, action);
    const place = directory.place(entity.place);
    const isGranted = granted.isAny(who.person, action, entity);
    return place !== undefined && policy.mayEver(who.person, action, entity, place, rolesFor(who, action), isGranted);
  };

  const mayUse = (who: Who, action: Action, entity: Entity): boolean => {
    const test = (one: Entity): boolean => offers(one, action) && mayEver(who, action, one);
    // A room is seen and used through what is in it; so is a place, but for the rights that are given on it.
    if (entity.kind === "area") return membersOf(directory, entity).some(test);
    if (entity.kind !== "place" || offers(entity, action)) return test(entity);
    return mayAnywhere(who, action) && membersOf(directory, entity).some(test);
  };

  const question = (who: Who, action: Action, entity: Entity, place: Place, now: number, channel: string) => {
    return { person: who.person, action, entity, place, now, channel, roles: rolesFor(who, action) };
  };

  return {
    mayUse,
    mayAnywhere,
    sees: (who, entity) => actions.some((action) => mayUse(who, action, entity)),
    usable(who, kinds, action) {
      if (!mayAnywhere(who, action)) return [];
      return directory
        .all()
        .filter((entity) => kinds.includes(entity.kind) && mayUse(who, action, entity))
        .toSorted((a, b) => a.name.localeCompare(b.name));
    },
    decide(who, action, entity, now, channel, isEmergency = false): Decision {
      if (entity.kind === "person" && mayAnywhere(who, action)) {
        return { isAllowed: true, rules: [], obligations: [{ kind: "confirm" }], limits: {} };
      }
      const place = directory.place(entity.place);
      if (place === undefined) return { isAllowed: false, rules: [], reason: "default-deny" };
      const asked = question(who, action, entity, place, now, channel);
      if (isEmergency) return policy.decide({ ...asked, isEmergency });
      const grants = granted.isAny(who.person, action, entity)
        ? granted.holding(who, action, entity, place, now, channel)
        : [];
      const decision = policy.decide(grants.length === 0 ? asked : { ...asked, grants });
      if (decision.isAllowed || grants.length > 0 || decision.reason !== "default-deny") return decision;
      // Somebody gave it, for other times or hours.
      return granted.isAny(who.person, action, entity) ? { ...decision, reason: "not-now" } : decision;
    },
    mayGive(who, action, entity) {
      const place = directory.place(entity.place);
      const roles = rolesFor(who, action);
      return place !== undefined && policy.mayEver(who.person, action, entity, place, roles);
    },
  };
}
