import { z } from "zod";
import type { Action } from "#core/actions.ts";
import type { Entity, Place } from "#core/directory.ts";
import type { Who } from "#core/person.ts";
import type { Decision, Policy } from "#core/policy.ts";
import { isAction, patternComplaint } from "./patterns.ts";
import { parseRequirement, requirementText } from "./requirement.ts";

/**
 * A table of expectations: who, what, on which thing (directory id or name), when (wall clock of the thing's place,
 * or an instant ending in Z), and `allow`, `deny`, `deny: <reason>` or the exact requirement (`none`, `confirm` …).
 */
export const expectations = z.array(
  z.strictObject({
    name: z.string().optional(),
    person: z.string(),
    action: z.string(),
    thing: z.string(),
    at: z.string().optional(),
    channel: z.string().default("terminal"),
    expect: z.string(),
  }),
);

export type Expectation = z.output<typeof expectations>[number];

/** What the table is held against. */
export interface PolicyUnderTest {
  readonly policy: Policy;
  /** Epoch ms for rows without a time. */
  readonly now: number;
  who(person: string): Who | undefined;
  thing(name: string): { readonly entity: Entity; readonly place: Place } | undefined;
}

export interface ExpectationResult {
  readonly isMet: boolean;
  readonly expected: string;
  /** `deny: not-now`, `confirm`, or why the row could not be asked. */
  readonly found: string;
  readonly rules: readonly string[];
}

/** Holds each row against the policy, in order. */
export function testPolicy(rows: readonly Expectation[], subject: PolicyUnderTest): readonly ExpectationResult[] {
  return rows.map((row) => {
    const expected = row.expect.trim().replaceAll(/\s+/g, " ");
    const asked = ask(row, subject);
    if (typeof asked === "string") return { isMet: false, expected, found: asked, rules: [] };
    const found = told(asked);
    return { isMet: isMet(expected, found), expected, found, rules: asked.rules };
  });
}

function isMet(expected: string, found: string): boolean {
  if (expected === "deny") return found.startsWith("deny");
  if (expected === "allow") return !found.startsWith("deny");
  const read = parseRequirement(expected);
  return found === (read.isWell ? requirementText(read.obligations) : expected);
}

function told(decision: Decision): string {
  return decision.isAllowed ? requirementText(decision.obligations) : `deny: ${decision.reason}`;
}

function ask(row: Expectation, { policy, now, who, thing }: PolicyUnderTest): Decision | string {
  const { action, channel } = row;
  if (!isAction(action)) {
    const { problem, mend } = patternComplaint(action) ?? {
      problem: `"${action}" is a pattern`,
      mend: "name one action",
    };
    return `${problem}; ${mend}`;
  }
  const asker = who(row.person);
  if (asker === undefined) return `there is no person "${row.person}"`;
  const found = thing(row.thing);
  if (found === undefined) return `there is no thing "${row.thing}"`;
  const at = row.at === undefined ? now : instantOf(row.at, found.place.timezone);
  if (at === undefined) return `"${row.at}" is no time; write it like 2026-03-29 01:30`;
  const { entity, place } = found;
  return policy.decide({
    person: asker.person,
    roles: rolesFor(asker, action),
    action,
    entity,
    place,
    now: at,
    channel,
  });
}

/** Roles that come from a channel or belong to everybody count for looking only. */
function rolesFor({ roles, viewRoles }: Who, action: Action): readonly string[] {
  return action.endsWith(".view") ? [...roles, ...viewRoles] : roles;
}

function instantOf(text: string, timezone: string): number | undefined {
  try {
    if (text.endsWith("Z")) return Temporal.Instant.from(text).epochMilliseconds;
    return Temporal.PlainDateTime.from(text).toZonedDateTime(timezone).epochMilliseconds;
  } catch {
    return undefined;
  }
}
