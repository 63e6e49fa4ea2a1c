import type { SchemaJson } from "@cedar-policy/cedar-wasm/nodejs";
import { actions } from "#core/actions.ts";
import { matchingActions, patterns } from "./patterns.ts";

/**
 * The Cedar schema of this configuration: `Person in Role` (the configured ones, enumerated), `Thing in Place`,
 * actions with their groups (`door.*`, `*`), and the wall clock of the thing's place as context.
 */
export function createSchema(roles: readonly string[]): SchemaJson<string> {
  const groups = patterns.filter((pattern) => pattern.endsWith("*"));
  const context = {
    type: "Record",
    attributes: { weekday: { type: "Long" }, minute: { type: "Long" }, channel: { type: "String" } },
  } as const;
  const appliesTo = { principalTypes: ["Person"], resourceTypes: ["Thing"], context };
  const actionEntries = actions.map((action) => [action, { memberOf: groupsOf(action, groups), appliesTo }] as const);
  const thing = {
    type: "Record",
    attributes: { kind: { type: "String" }, account: { type: "String" }, vendor: { type: "String" } },
  } as const;
  return {
    "": {
      entityTypes: {
        ...(roles.length === 0 ? { Role: {} } : { Role: { enum: [...roles] } }),
        Place: {},
        Person: { memberOfTypes: ["Role"] },
        Thing: { memberOfTypes: ["Place"], shape: thing },
      },
      actions: { ...Object.fromEntries(groups.map((group) => [group, {}])), ...Object.fromEntries(actionEntries) },
    },
  };
}

function groupsOf(action: string, groups: readonly string[]): { id: string }[] {
  return groups.filter((group) => matchingActions(group).some((one) => one === action)).map((id) => ({ id }));
}
