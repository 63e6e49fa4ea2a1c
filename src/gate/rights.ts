import { type Action, isView } from "#core/actions.ts";
import type { Directory, Entity } from "#core/directory.ts";
import type { Rights } from "#core/gate.ts";
import type { Who } from "#core/person.ts";
import type { Policy } from "#core/policy.ts";

export function createRights(policy: Policy, directory: Directory, actions: readonly Action[]): Rights {
  const rolesFor = (who: Who, action: Action) => (isView(action) ? [...who.roles, ...who.viewRoles] : who.roles);

  const mayEver = (who: Who, action: Action, entity: Entity): boolean => {
    const place = directory.place(entity.place);
    return place !== undefined && policy.mayEver(who.person, action, entity, place, rolesFor(who, action));
  };

  /** An area is seen and used through its members. */
  const through = (entity: Entity, test: (member: Entity) => boolean): boolean => {
    if (entity.kind !== "area") return test(entity);
    return (entity.members ?? []).some((id) => {
      const member = directory.entity(`${entity.account}:${id}`);
      return member !== undefined && !member.isHidden && test(member);
    });
  };

  const mayUse = (who: Who, action: Action, entity: Entity): boolean =>
    through(entity, (one) => one.capabilities.includes(action) && mayEver(who, action, one));

  return {
    mayUse,
    mayAnywhere: (who, action) => policy.mayAnywhere(who.person, action, rolesFor(who, action)),
    sees: (who, entity) => actions.some((action) => mayUse(who, action, entity)),
    usable(who, kinds, action) {
      if (!policy.mayAnywhere(who.person, action, rolesFor(who, action))) return [];
      return directory
        .all()
        .filter((entity) => kinds.includes(entity.kind) && mayUse(who, action, entity))
        .toSorted((a, b) => a.name.localeCompare(b.name));
    },
    decide(who, action, entity, now, channel) {
      const place = directory.place(entity.place);
      if (place === undefined) return { isAllowed: false, rules: [], reason: "default-deny" };
      return policy.decide({ person: who.person, action, entity, place, now, channel, roles: rolesFor(who, action) });
    },
  };
}
