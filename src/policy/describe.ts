import { policyToText, schemaToText } from "@cedar-policy/cedar-wasm/nodejs";
import type { Action } from "#core/actions.ts";
import type { ConfigFault } from "#core/errors.ts";
import type { Limits } from "#core/policy.ts";
import { compileRules, type PolicyConfig } from "./policy.ts";
import { defaultObligations, requirementText } from "./requirement.ts";
import type { Role } from "./role.ts";
import { coveredActions, type Rule } from "./rule.ts";
import { createSchema } from "./schema.ts";
import { erringRules, isOwn, uselessParts } from "./warnings.ts";

interface RuleDescription {
  readonly id: string;
  readonly effect: "permit" | "forbid";
  readonly actions: readonly Action[];
  /** As written in `require`; of a rule without one, what its actions take by default. Absent on a forbid. */
  readonly require?: string;
  readonly limits: Limits;
  /** The rule in Cedar's own words. */
  readonly text: string;
}

interface RoleDescription {
  readonly name: string;
  /** Ids of the people who hold it by name. */
  readonly heldBy: readonly string[];
  readonly groups: readonly string[];
  readonly channels: readonly string[];
  readonly everyone: boolean;
  readonly at?: readonly string[];
  readonly hours?: string;
  readonly rules: readonly RuleDescription[];
}

export interface PolicyDescription {
  readonly roles: readonly RoleDescription[];
  /** Rules of `usher.cedar`. */
  readonly cedar: readonly RuleDescription[];
  /** The Cedar schema against which `usher.cedar` is validated. */
  readonly schema: string;
  /** Rules that err when they are asked: every question they concern is refused. */
  readonly faults: readonly ConfigFault[];
  /** What can never match or changes nothing. */
  readonly warnings: readonly ConfigFault[];
}

/** What each role may do, and what in the policy cannot do what it seems to. Throws `ConfigError` like `createPolicy`. */
export function describePolicy(config: PolicyConfig): PolicyDescription {
  const rules = compileRules(config);
  const schema = schemaToText(createSchema(config.roles.map((role) => role.name)));
  return {
    roles: config.roles.map((role) => describeRole(role, config, rules)),
    cedar: rules.filter(isOwn).map(describeRule),
    schema: schema.type === "success" ? schema.text : "",
    faults: erringRules(config, rules),
    warnings: uselessParts(config, rules),
  };
}

function describeRole(role: Role, { people = [] }: PolicyConfig, rules: readonly Rule[]): RoleDescription {
  const { name, groups, channels, everyone, at, hours } = role;
  return {
    name,
    heldBy: people.filter((person) => person.roles.includes(name)).map((person) => person.id),
    groups,
    channels,
    everyone,
    ...(at === undefined ? {} : { at }),
    ...(hours === undefined ? {} : { hours }),
    rules: rules.filter((rule) => !isOwn(rule) && rule.audience.role === name).map(describeRule),
  };
}

function describeRule(rule: Rule): RuleDescription {
  const { id, json, limits, obligations } = rule;
  const covered = coveredActions(json);
  const byDefault = [...new Set(covered.map((action) => requirementText(defaultObligations(action))))].join(" or ");
  const written = policyToText(rule.text ?? json);
  return {
    id,
    effect: json.effect,
    actions: covered,
    ...(json.effect === "forbid"
      ? {}
      : { require: obligations === undefined ? byDefault : requirementText(obligations) }),
    limits,
    text: rule.text ?? (written.type === "success" ? written.text : ""),
  };
}
