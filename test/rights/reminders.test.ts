import { describe, expect, it } from "vitest";
import type { Grant } from "#core/grants.ts";
import { remindersOf } from "#rights/reminders.ts";

const hour = 3_600_000;
const now = Date.UTC(2026, 4, 4, 12);
const grant = (hours: number): Grant => ({
  id: "one",
  person: "gwen",
  action: "door.open",
  thing: "home:front",
  giver: "olga",
  giverRoles: [],
  from: now,
  until: now + hours * hour,
  used: 0,
});
const when = (hours: number) =>
  remindersOf(grant(hours), "Olga", "UTC", now).map(({ to, request: { due = now } }) => [to, (due - now) / hour]);

describe("what is said about a grant", () => {
  it("comes at once, a day and an hour before its end, to both sides", () => {
    expect(when(72)).toEqual([
      ["grantee", 0],
      ["grantee", 48],
      ["giver", 48],
      ["grantee", 71],
      ["giver", 71],
    ]);
  });

  it("leaves out reminders that would come at once or before it begins", () => {
    expect(when(24)).toEqual([
      ["grantee", 0],
      ["grantee", 23],
      ["giver", 23],
    ]);
    expect(when(1)).toEqual([["grantee", 0]]);
  });

  it("offers whoever gave it the same for as long again, from its end on", () => {
    const [, , giver] = remindersOf(grant(24), "Olga", "UTC", now);
    const [button, ...more] = giver?.request.buttons ?? [];
    expect(more).toEqual([]);
    expect(button?.next).toMatchObject({
      command: "access grant",
      raw: { right: "door.open", window: { from: now + 24 * hour, until: now + 48 * hour } },
    });
  });
});
