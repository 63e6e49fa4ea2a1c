import fc from "fast-check";
import { expect, it } from "vitest";
import { type Action, actions } from "#core/actions.ts";
import { patterns } from "#policy/patterns.ts";
import { createPolicy } from "#policy/policy.ts";
import type { Role } from "#policy/role.ts";
import { ask, front, hq, lab, labDoor, person, role } from "./world.ts";

/** Ranges with their meaning told apart from the parser: days, first minute, minute after the last. */
const spans = [
  ["Mon-Fri 08:00-20:00", (day: number, minute: number) => day <= 5 && minute >= 480 && minute < 1200],
  ["Sat 10:00-12:00", (day: number, minute: number) => day === 6 && minute >= 600 && minute < 720],
  ["18:30-06:15", (_: number, minute: number) => minute >= 1110 || minute < 375],
] as const;

const names = ["a", "b", "c", "d"] as const;
const body = fc.record({
  allow: fc.uniqueArray(fc.constantFrom(...patterns), { maxLength: 3 }),
  at: fc.option(fc.constantFrom<readonly string[]>(["hq"], ["lab"], ["hq", "lab"]), { nil: undefined }),
  span: fc.option(fc.constantFrom(...spans), { nil: undefined }),
});
const questions = fc.record({
  held: fc.subarray([...names, "unknown"]),
  action: fc.constantFrom(...actions),
  isLab: fc.boolean(),
  now: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
});

function matches(pattern: string, action: Action): boolean {
  return pattern === "*" || pattern === action || (pattern.endsWith(".*") && action.startsWith(pattern.slice(0, -1)));
}

it("never allows what no rule allows, and allows what one does", () => {
  fc.assert(
    fc.property(
      fc.tuple(body, body, body, body),
      fc.array(questions, { minLength: 5, maxLength: 5 }),
      (bodies, asked) => {
        const roles = bodies.map(({ allow, at, span }, index): Role => {
          const places = at === undefined ? {} : { at };
          return role(names[index] ?? "", { allow, ...places, ...(span === undefined ? {} : { hours: span[0] }) });
        });
        const policy = createPolicy({ roles, places: [hq, lab] });
        for (const { held, action, isLab, now } of asked) {
          const [on, place] = isLab ? ([labDoor, lab] as const) : ([front, hq] as const);
          const clock = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(place.timezone);
          const speaking = bodies.filter(
            ({ allow, at }, index) =>
              held.some((one) => one === names[index]) &&
              allow.some((pattern) => matches(pattern, action)) &&
              (at?.includes(place.id) ?? true),
          );
          const isAllowed = speaking.some(
            ({ span }) => span?.[1](clock.dayOfWeek, clock.hour * 60 + clock.minute) ?? true,
          );
          const decision = ask(policy, { who: "ada", roles: held, action, on, place, now });
          expect(decision.isAllowed).toBe(isAllowed);
          if (!decision.isAllowed) expect(decision.reason).toBe(speaking.length > 0 ? "not-now" : "default-deny");
          expect(policy.mayEver(person("ada"), action, on, place, held)).toBe(speaking.length > 0);
        }
      },
    ),
    { numRuns: 150 },
  );
});
