import { z } from "zod";
import type { Action } from "#core/actions.ts";
import type { Entity, Place } from "#core/directory.ts";
import type { Who } from "#core/person.ts";
import type { Decision } from "#core/policy.ts";
import { isAction, patternComplaint } from "./patterns.ts";
import { parseRequirement, requirementText } from "./requirement.ts";

const count = z.int().min(0).max(100_000);

/**
 * A table of expectations: who, what, on which thing (directory id or name), when (wall clock of the thing's place,
 * or an instant ending in Z), and `allow`, `deny`, `deny: <reason>` or the exact requirement (`none`, `confirm` …).
 */
export const expectations = z.array(
  z.strictObject({
    name: z.string().optional(),
    /** A right that somebody gave this person in chat for this action and thing. */
    given: z
      .strictObject({
        by: z.string(),
        from: z.string().optional(),
        until: z.string().optional(),
        hours: z.string().optional(),
      })
      .optional(),
    /** Whether the thing's place is locked down, and why it must be opened all the same. */
    lockdown: z.boolean().default(false),
    reason: z.string().optional(),
    /** How often the person did it within the last hour, and within the last day. */
    used: z.strictObject({ hour: count.default(0), day: count.default(0) }).optional(),
    /** What a key is asked for. */
    takes: z.strictObject({ hours: count.optional(), uses: count.optional() }).optional(),
    person: z.string(),
    action: z.string(),
    thing: z.string(),
    at: z.string().optional(),
    channel: z.string().default("terminal"),
    expect: z.string(),
  }),
);

export type Expectation = z.output<typeof expectations>[number];

/** A row with what its words mean. */
export interface AskedRow {
  readonly row: Expectation;
  readonly who: Who;
  readonly action: Action;
  readonly entity: Entity;
  readonly place: Place;
  /** Epoch ms. */
  readonly at: number;
}

/** What was decided: `deny: not-now`, `confirm`, and by which rules. */
export interface Found {
  readonly found: string;
  readonly rules: readonly string[];
}

/** What the table is held against. */
export interface PolicyUnderTest {
  /** Epoch ms for rows without a time. */
  readonly now: number;
  who(person: string): Who | undefined;
  thing(name: string): { readonly entity: Entity; readonly place: Place } | undefined;
  decide(asked: AskedRow): Promise<Found>;
}

export interface ExpectationResult {
  readonly isMet: boolean;
  readonly expected: string;
  /** `deny: not-now`, `confirm`, or why the row could not be asked. */
  readonly found: string;
  readonly rules: readonly string[];
}

/** Holds each row against the policy, in order. */
export async function testPolicy(
  rows: readonly Expectation[],
  subject: PolicyUnderTest,
): Promise<readonly ExpectationResult[]> {
  const results: ExpectationResult[] = [];
  for (const row of rows) {
    const expected = row.expect.trim().replaceAll(/\s+/g, " ");
    const asked = meant(row, subject);
    if (typeof asked === "string") results.push({ isMet: false, expected, found: asked, rules: [] });
    else {
      const { found, rules } = await subject.decide(asked);
      results.push({ isMet: isMet(expected, found), expected, found, rules });
    }
  }
  return results;
}

function isMet(expected: string, found: string): boolean {
  if (expected === "deny") return found.startsWith("deny");
  if (expected === "allow") return !found.startsWith("deny");
  const read = parseRequirement(expected);
  return found === (read.isWell ? requirementText(read.obligations) : expected);
}

export function foundIn(decision: Decision): Found {
  const { rules } = decision;
  return { found: decision.isAllowed ? requirementText(decision.obligations) : `deny: ${decision.reason}`, rules };
}

/** The row with what it names; a text where it names what is not there. */
function meant(row: Expectation, { now, who, thing }: PolicyUnderTest): AskedRow | string {
  const { action } = row;
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
  return { row, who: asker, action, ...found, at };
}

/** Epoch ms of a wall-clock time of the zone, or of an instant; undefined when it is neither. */
export function instantOf(text: string, timezone: string): number | undefined {
  try {
    if (text.endsWith("Z")) return Temporal.Instant.from(text).epochMilliseconds;
    return Temporal.PlainDateTime.from(text).toZonedDateTime(timezone).epochMilliseconds;
  } catch {
    return undefined;
  }
}
