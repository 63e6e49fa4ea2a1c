import { describe, expect, it } from "vitest";
import { describePolicy } from "#policy/describe.ts";
import { type AskedRow, expectations, foundIn, testPolicy } from "#policy/expectations.ts";
import { createPolicy, type PolicyConfig } from "#policy/policy.ts";
import { front, hq, lab, labDoor, person, place, role, wall, world } from "./world.ts";

describe("the description of a policy", () => {
  it("tells what each role may do, and what it takes", () => {
    const staff = describePolicy(world).roles.find((one) => one.name === "staff");
    expect(staff).toMatchObject({ heldBy: ["sam"], at: ["hq"], hours: "Mon-Fri 08:00-20:00" });
    expect(staff?.rules.map(({ id, actions, require }) => [id, actions.join(" "), require])).toEqual([
      ["role.staff.1", "door.open", "confirm"],
      ["role.staff.2", "door.view scene.run light.set", "none"],
      ["role.staff.3", "key.create", "approve:1"],
    ]);
    expect(staff?.rules[2]?.limits).toEqual({ maxHours: 72, maxUses: 5, perDay: 3 });
  });

  it("shows every rule in Cedar's words, and the schema they are held against", () => {
    const text = '@id("no-doors") forbid (principal in Role::"staff", action in Action::"door.*", resource);';
    const { roles, cedar, schema } = describePolicy({ ...world, cedar: { text, file: "usher.cedar" } });
    expect(roles[1]?.rules[0]?.text).toContain('principal in Role::"staff"');
    expect(roles[1]?.rules[0]?.text).toContain("context.minute >= 480");
    expect(cedar).toMatchObject([{ id: "no-doors", effect: "forbid", text }]);
    expect(schema).toContain('entity Role enum ["owner"');
  });

  it("warns of what can never match or changes nothing", () => {
    const config: PolicyConfig = {
      file: "usher.yaml",
      places: [place("hq", "UTC", { "door.open": "none" })],
      people: [{ id: "sam", roles: ["staff"] }],
      roles: [
        role("staff", {
          allow: ["door.open"],
          require: { "key.create": "pin", "door.*": "confirm", "door.open": "pin" },
          limits: { "light.*": { perDay: 1 } },
        }),
        role("nobody", { allow: ["*"] }),
      ],
      cedar: {
        file: "usher.cedar",
        text: [
          '@id("closed") forbid (principal in Role::"staff", action == Action::"door.open", resource);',
          '@id("odd") forbid (principal, action, resource) when { resource.kind == "door" && false };',
        ].join("\n"),
      },
    };
    expect(describePolicy(config).warnings.map(({ key, problem }) => `${key}: ${problem}`)).toEqual([
      'roles.staff.require["key.create"]: no action that the role allows falls under this',
      'roles.staff.require["door.*"]: no action that the role allows falls under this',
      'roles.staff.limits["light.*"]: no action that the role allows falls under this',
      "roles.nobody: nobody holds this role",
      'places.hq.require["door.open"]: "none" on a place changes nothing',
      "odd: policy is impossible: the policy expression evaluates to false for all valid requests",
      'role.staff.1: this can never match: "closed" forbids all of it',
    ]);
  });

  it("finds rules that err", () => {
    const text = [
      '@id("well") forbid (principal, action, resource) when { context.minute + 1 == 7 };',
      '@id("overflow") forbid (principal, action, resource) when { 9223372036854775807 + context.minute > 7 };',
    ].join("\n");
    expect(describePolicy({ ...world, cedar: { text, file: "usher.cedar" } }).faults).toMatchObject([
      { file: "usher.cedar", key: "overflow" },
    ]);
  });
});

describe("a table of expectations", () => {
  const policy = createPolicy(world);
  const things = { front: { entity: front, place: hq }, lab: { entity: labDoor, place: lab } };
  const subject = {
    now: wall("2026-03-04T10:00", "Europe/Madrid"),
    who: (id: string) => {
      const found = world.people?.find((one) => one.id === id);
      return found === undefined ? undefined : { person: person(id), roles: found.roles, viewRoles: ["visitors"] };
    },
    decide: async ({ who, action, entity, place, at, row }: AskedRow) =>
      foundIn(
        policy.decide({
          person: who.person,
          roles: action.endsWith(".view") ? [...who.roles, ...who.viewRoles] : who.roles,
          action,
          entity,
          place,
          now: at,
          channel: row.channel,
        }),
      ),
    thing: (name: string) => Object.entries(things).find(([one]) => one === name)?.[1],
  };
  const run = (...rows: readonly unknown[]) => testPolicy(expectations.parse(rows), subject);

  it("is met where the policy decides as expected", async () => {
    const results = await run(
      { person: "sam", action: "door.open", thing: "front", expect: "confirm" },
      { person: "sam", action: "door.open", thing: "front", at: "2026-03-04 20:00", expect: "deny: not-now" },
      { person: "sam", action: "door.open", thing: "lab", expect: "deny" },
      { person: "carl", action: "door.open", thing: "lab", at: "2026-03-04T11:30:00Z", expect: "allow" },
      { person: "carl", action: "door.view", thing: "lab", expect: "none" },
    );
    expect(results.filter((one) => !one.isMet)).toEqual([]);
  });

  it("tells what was found instead, and by which rules", async () => {
    expect(await run({ person: "sam", action: "door.open", thing: "front", expect: "none" })).toEqual([
      { isMet: false, expected: "none", found: "confirm", rules: ["role.staff.1"] },
    ]);
  });

  it.each([
    [{ person: "zoe", action: "door.open", thing: "front" }, 'there is no person "zoe"'],
    [{ person: "sam", action: "door.opn", thing: "front" }, 'there is no action "door.opn"; did you mean "door.open"?'],
    [{ person: "sam", action: "door.*", thing: "front" }, '"door.*" is a pattern; name one action'],
    [{ person: "sam", action: "door.open", thing: "rear" }, 'there is no thing "rear"'],
    [
      { person: "sam", action: "door.open", thing: "front", at: "noon" },
      '"noon" is no time; write it like 2026-03-29 01:30',
    ],
  ])("cannot be met by a row that means nothing: %j", async (row, found) => {
    expect(await run({ ...row, expect: "deny" })).toMatchObject([{ isMet: false, found }]);
  });
});
