import { createHash } from "node:crypto";
import type { Expr, PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import { type Action, isView } from "#core/actions.ts";
import type { Limits, Obligation } from "#core/policy.ts";
import { parseHours, type WeekHours } from "./hours.ts";
import { closest, isAction, matchingActions } from "./patterns.ts";
import { defaultObligations, isConfirmedByDefault, parseRequirement, requirementText } from "./requirement.ts";
import type { Role } from "./role.ts";

/** One Cedar policy with what we keep beside it: Cedar decides whether it applies, we know what it takes. */
export interface Rule {
  readonly id: string;
  readonly json: PolicyJson;
  /** The words of `usher.cedar`, loaded in place of the JSON form, which cannot hold every number. */
  readonly text?: string;
  /** Absent: what the action takes by default. */
  readonly obligations?: readonly Obligation[];
  readonly limits: Limits;
  /** The role or person that the head names; rules of other roles stay out of a person's set. */
  readonly audience: { readonly role?: string; readonly person?: string };
  /** Holds in a lockdown alone, for those who say why. */
  readonly breaksGlass?: true;
}

/** Stands for the grants of a request: permits, so that every forbid still wins over them. */
export const grantRule: Rule = {
  id: "grant",
  audience: {},
  limits: {},
  json: {
    effect: "permit",
    principal: { op: "All" },
    action: { op: "All" },
    resource: { op: "All" },
    conditions: [],
  },
};

/** A role as Cedar policies: one per obligation and limits, `role.<name>.<n>`. The role must have been checked. */
export function compileRole(role: Role): readonly Rule[] {
  const groups = new Map<string, { actions: Action[]; obligations: readonly Obligation[]; limits: Limits }>();
  for (const action of new Set(role.allow.flatMap(matchingActions))) {
    const obligations = obligationsOf(role, action);
    const limits = closest(role.limits, action) ?? {};
    const key = JSON.stringify([requirementText(obligations), Object.entries(limits).toSorted()]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { actions: [action], obligations, limits });
    else group.actions.push(action);
  }
  return [...groups.values()].map(({ actions, obligations, limits }, index) => ({
    id: `role.${role.name}.${index + 1}`,
    audience: { role: role.name },
    obligations,
    limits,
    json: {
      effect: "permit",
      principal: { op: "in", entity: { type: "Role", id: role.name } },
      action: { op: "in", entities: actions.map((id) => ({ type: "Action", id })) },
      resource: { op: "All" },
      conditions: conditionsOf(role).map((body) => ({ kind: "when", body })),
    },
  }));
}

function obligationsOf(role: Role, action: Action): readonly Obligation[] {
  if (isView(action)) return [];
  const text = closest(role.require, action);
  const read = text === undefined ? undefined : parseRequirement(text);
  if (read === undefined || !read.isWell) return defaultObligations(action);
  const isWrittenOut = Object.hasOwn(role.require, action);
  if (read.obligations.length === 0 && isConfirmedByDefault(action) && !isWrittenOut) return defaultObligations(action);
  return read.obligations;
}

function conditionsOf(role: Role): readonly Expr[] {
  const conditions: Expr[] = [];
  if (role.at !== undefined) conditions.push(inPlaces(role.at));
  const hours = role.hours === undefined ? undefined : parseHours(role.hours);
  if (hours !== undefined) conditions.push(hours.isWell ? anyOf(hours.hours.map(during)) : { Value: false });
  return conditions;
}

function inPlaces(places: readonly string[]): Expr {
  const set: Expr[] = places.map((id) => ({ Value: { __entity: { type: "Place", id } } }));
  return { in: { left: { Var: "resource" }, right: { Set: set } } };
}

function during({ days, from, until }: WeekHours): Expr {
  const weekday: Expr = { ".": { left: { Var: "context" }, attr: "weekday" } };
  const minute: Expr = { ".": { left: { Var: "context" }, attr: "minute" } };
  const set: Expr[] = days.map((day) => ({ Value: day }));
  const parts: Expr[] = [];
  if (days.length < 7) parts.push({ contains: { left: { Set: set }, right: weekday } });
  if (from > 0) parts.push({ ">=": { left: minute, right: { Value: from } } });
  if (until < 24 * 60) parts.push({ "<": { left: minute, right: { Value: until } } });
  return parts.length === 0 ? { Value: true } : parts.reduce((left, right) => ({ "&&": { left, right } }));
}

function anyOf(expressions: readonly Expr[]): Expr {
  if (expressions.length === 0) return { Value: false };
  return expressions.reduce((left, right) => ({ "||": { left, right } }));
}

/** Actions that a rule's head covers. */
export function coveredActions(json: PolicyJson): readonly Action[] {
  const { action } = json;
  if (action.op === "All") return matchingActions("*");
  if ("slot" in action) return [];
  const entities = "entities" in action ? action.entities : [action.entity];
  return [
    ...new Set(entities.flatMap((entity) => matchingActions(("__entity" in entity ? entity.__entity : entity).id))),
  ];
}

/** Whether the head names this action itself, not a group of actions. */
export function writesOut(json: PolicyJson, action: Action): boolean {
  const head = json.action;
  if (head.op === "All" || "slot" in head) return false;
  const entities = "entities" in head ? head.entities : [head.entity];
  return entities.some((entity) => {
    const { id } = "__entity" in entity ? entity.__entity : entity;
    return isAction(id) && id === action;
  });
}

/** A name for a set of rules that changes with any of their words. */
export function fingerprint(rules: readonly Rule[]): string {
  return createHash("sha256")
    .update(JSON.stringify(rules.map(({ id, json, text }) => [id, text ?? json])))
    .digest("base64url");
}
