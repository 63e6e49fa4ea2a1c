import type { ConfigFault } from "#core/errors.ts";
import { impossibleRules } from "./cedar-file.ts";
import { createRuleSet } from "./engine.ts";
import { closest, matchingActions } from "./patterns.ts";
import { namesIn, type PolicyConfig } from "./policy.ts";
import type { Role } from "./role.ts";
import { coveredActions, type Rule } from "./rule.ts";

/** Whether the rule stands in `usher.cedar`. */
export function isOwn(rule: Rule): boolean {
  return rule.text !== undefined;
}

/** What can never match or changes nothing. */
export function uselessParts(config: PolicyConfig, rules: readonly Rule[]): readonly ConfigFault[] {
  return [
    ...config.roles.flatMap((role) => [...unheldRole(role, config), ...idleLines(role, config)]),
    ...emptyRequirements(config),
    ...(config.cedar === undefined ? [] : impossibleRules(config.cedar, namesIn(config))),
    ...overruled(rules, config),
  ];
}

function yamlFault({ file = "usher.yaml" }: PolicyConfig, key: string, problem: string, mend: string): ConfigFault {
  return { file, key, problem, mend };
}

function unheldRole(role: Role, config: PolicyConfig): readonly ConfigFault[] {
  const isHeld = config.people?.some((person) => person.roles.includes(role.name)) ?? false;
  const isInherited = role.groups.length + role.channels.length > 0 || role.everyone;
  if (isHeld || isInherited || role.allow.length === 0) return [];
  const mend = "name it for a person or a group, or remove it";
  return [yamlFault(config, `roles.${role.name}`, "nobody holds this role", mend)];
}

/** Requirements and limits of actions that the role does not allow, or for which a closer line counts. */
function idleLines(role: Role, config: PolicyConfig): readonly ConfigFault[] {
  const allowed = new Set(role.allow.flatMap(matchingActions));
  return (["require", "limits"] as const).flatMap((part) => {
    const patterns = Object.keys(role[part]);
    const closestOf = Object.fromEntries(patterns.map((pattern) => [pattern, pattern]));
    return patterns
      .filter(
        (one) => !matchingActions(one).some((action) => allowed.has(action) && closest(closestOf, action) === one),
      )
      .map((one) => {
        const problem = "no action that the role allows falls under this";
        return yamlFault(
          config,
          `roles.${role.name}.${part}["${one}"]`,
          problem,
          "allow such an action, or remove the line",
        );
      });
  });
}

/** `none` on a place adds nothing; only a role can lift a confirmation. */
function emptyRequirements(config: PolicyConfig): readonly ConfigFault[] {
  return config.places.flatMap(({ id, require = {} }) =>
    Object.entries(require)
      .filter(([, text]) => text.trim() === "none")
      .map(([action]) => {
        return yamlFault(
          config,
          `places.${id}.require["${action}"]`,
          '"none" on a place changes nothing',
          "write it in a role",
        );
      }),
  );
}

/** Permits that a forbid without conditions takes back altogether. */
function overruled(rules: readonly Rule[], config: PolicyConfig): readonly ConfigFault[] {
  const absolute = rules.filter(
    ({ json }) => json.effect === "forbid" && json.resource.op === "All" && json.conditions.length === 0,
  );
  return rules.flatMap((rule) => {
    const stronger = rule.json.effect === "forbid" ? undefined : absolute.find((forbid) => takesBack(forbid, rule));
    if (stronger === undefined) return [];
    const fault = yamlFault(
      config,
      rule.id,
      `this can never match: "${stronger.id}" forbids all of it`,
      "remove one of the two",
    );
    return [isOwn(rule) ? { ...fault, file: config.cedar?.file ?? fault.file } : fault];
  });
}

function takesBack(forbid: Rule, permit: Rule): boolean {
  const { role, person } = forbid.audience;
  const isForAll = role === undefined && person === undefined;
  const isForSame = role === permit.audience.role && person === permit.audience.person;
  const forbidden = coveredActions(forbid.json);
  return (isForAll || isForSame) && coveredActions(permit.json).every((action) => forbidden.includes(action));
}

/** Rules of `usher.cedar` that err, each asked by itself: at each moment that makes a difference, at each place. */
export function erringRules(config: PolicyConfig, rules: readonly Rule[]): readonly ConfigFault[] {
  const problem = "this rule errs when it is asked";
  const mend = "mend its arithmetic; until then every question that it concerns is refused";
  return rules
    .filter((rule) => isOwn(rule) && isErring(rule, config))
    .map((rule) => ({ ...yamlFault(config, rule.id, problem, mend), file: config.cedar?.file ?? "usher.cedar" }));
}

function isErring(rule: Rule, { places, people = [] }: PolicyConfig): boolean {
  const [action] = coveredActions(rule.json);
  if (action === undefined) return false;
  const set = createRuleSet(rule.audience.role === undefined ? [] : [rule.audience.role], action, [rule]);
  const { entities } = set.mentions;
  const named = entities.has("Person") ? people.slice(0, 20).map((one) => one.id) : [];
  const persons = rule.audience.person === undefined ? ["", ...named] : [rule.audience.person];
  const at = entities.has("Place") ? places : places.slice(0, 1);
  const thing = { id: "", kind: "door", account: "", vendor: "" };
  return persons.some((person) =>
    at.some((place) =>
      set.moments.some((moment) => {
        const request = { person, action, thing, place: place.id, channel: "", ...moment };
        return set.evaluate(request).kind === "fault";
      }),
    ),
  );
}
