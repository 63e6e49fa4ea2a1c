import { isView } from "#core/actions.ts";
import { parseHours } from "./hours.ts";
import { closest, isAction, matchingActions, patternComplaint } from "./patterns.ts";
import { isConfirmedByDefault, parseRequirement } from "./requirement.ts";
import type { PolicyNames, Role } from "./role.ts";
import { type Complaint, suggestion } from "./suggest.ts";

/** A complaint and where in the checked object its cause stands. */
export interface LocatedComplaint extends Complaint {
  readonly path: readonly (string | number)[];
}

/** Everything wrong in one well-shaped role: unknown names, ill-formed hours and requirements, doors open to everybody. */
export function checkRole(role: Role, names: PolicyNames, heldBy: readonly string[]): readonly LocatedComplaint[] {
  const faults: LocatedComplaint[] = [];
  const add = (path: readonly (string | number)[], complaint: Complaint | undefined) => {
    if (complaint !== undefined) faults.push({ path, ...complaint });
  };
  role.allow.forEach((pattern, index) => {
    add(["allow", index], patternComplaint(pattern));
  });
  role.at?.forEach((place, index) => {
    add(["at", index], unknown("place", place, names.places));
  });
  if (role.hours !== undefined) {
    const hours = parseHours(role.hours);
    if (!hours.isWell) add(["hours"], hours.complaint);
  }
  for (const pattern of Object.keys(role.limits)) add(["limits", pattern], patternComplaint(pattern));
  faults.push(...checkRequire(role.require, names.roles));
  for (const pattern of Object.keys(role.require)) add(["require", pattern], uselessNone(role, pattern));
  return [...faults, ...checkOpenness(role, heldBy)];
}

/** Everything wrong in the `require` of a role, a place or a thing. */
export function checkRequire(
  require: Readonly<Record<string, string>>,
  roles: readonly string[],
): readonly LocatedComplaint[] {
  return Object.entries(require).flatMap(([pattern, text]) => {
    const complaint = patternComplaint(pattern) ?? requirementComplaint(pattern, text, roles);
    return complaint === undefined ? [] : [{ path: ["require", pattern], ...complaint }];
  });
}

function requirementComplaint(pattern: string, text: string, roles: readonly string[]): Complaint | undefined {
  const read = parseRequirement(text);
  if (!read.isWell) return read.complaint;
  if (isAction(pattern) && isView(pattern) && read.obligations.length > 0) {
    return { problem: `"${pattern}" only looks and takes nothing`, mend: "remove this line" };
  }
  for (const one of read.obligations) {
    if (one.kind !== "approve" || one.from === undefined) continue;
    const complaint = unknown("role", one.from, roles);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

/** `none` under a wildcard does not lift a confirmation: that takes the name of the action, written out. */
function uselessNone(role: Role, pattern: string): Complaint | undefined {
  const text = role.require[pattern];
  if (isAction(pattern) || text === undefined || text.trim() !== "none") return undefined;
  const allowed = new Set(role.allow.flatMap(matchingActions));
  const meant = matchingActions(pattern).filter(
    (action) => allowed.has(action) && isConfirmedByDefault(action) && closest(role.require, action) === text,
  );
  const unlifted = meant.filter((action) => !Object.hasOwn(role.require, action));
  if (unlifted.length === 0) return undefined;
  return {
    problem: `"${pattern}: none" lifts no confirmation of ${unlifted.join(", ")}`,
    mend: `write each out, like "${unlifted[0]}: none", or leave "${pattern}" away`,
  };
}

function checkOpenness(role: Role, heldBy: readonly string[]): readonly LocatedComplaint[] {
  const acting = role.allow.flatMap((pattern, index) => {
    const found = matchingActions(pattern).find((action) => !action.endsWith(".view"));
    return found === undefined ? [] : [{ pattern, action: found, index }];
  });
  const [first] = acting;
  if (first === undefined) return [];
  if (role.everyone) {
    return acting.map(({ pattern, index }) => ({
      path: ["allow", index],
      problem: `"${pattern}" would let everybody act, because the role has "everyone: true"`,
      mend: 'allow only actions that end in ".view", or give the role to people or groups',
    }));
  }
  if (role.channels.length === 0 || role.groups.length > 0 || heldBy.length > 0) return [];
  return acting.map(({ pattern, index }) => ({
    path: ["allow", index],
    problem: `"${pattern}" would let everybody in a channel act; a channel gives rights to look only`,
    mend: 'allow only actions that end in ".view", or give the role to people or groups as well',
  }));
}

/** Complains of a name that is not among those known. */
export function unknown(kind: string, name: string, known: readonly string[]): Complaint | undefined {
  if (known.includes(name)) return undefined;
  return { problem: `there is no ${kind} "${name}"`, mend: suggestion(name, known, `first add the ${kind}`) };
}
