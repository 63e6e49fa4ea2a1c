import { describe, expect, it } from "vitest";
import { ConfigError } from "#core/errors.ts";
import { unknownThings } from "#policy/cedar-file.ts";
import { createPolicy } from "#policy/policy.ts";
import { ask, evening, front, hq, lamp, limitsOf, person, safe, side, told, vault, wall, world } from "./world.ts";

const file = "usher.cedar";
const wednesday = wall("2026-03-04T10:00", "Europe/Madrid");
const withCedar = (text: string) => createPolicy({ ...world, cedar: { text, file } });

function faultsOf(text: string): readonly string[] {
  try {
    withCedar(text);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((one) => `${one.line} ${one.key}: ${one.problem} / ${one.mend}`);
  }
}

const open = { action: "door.open", on: front, place: hq, now: wednesday } as const;

describe("usher.cedar", () => {
  it("allows what no role says", () => {
    const policy = withCedar(
      `permit (principal == Person::"carl", action == Action::"light.set", resource in Place::"hq");`,
    );
    const asked = { roles: [], action: "light.set", on: lamp, place: hq, now: wednesday } as const;
    expect(told(ask(policy, { ...asked, who: "carl" }))).toBe("allow: none");
    expect(told(ask(policy, { ...asked, who: "sam" }))).toBe("deny: default-deny");
  });

  it("overrides every permit with a forbid, and says which", () => {
    const policy = withCedar(
      `@id("keep-out") forbid (principal == Person::"olga", action, resource == Thing::"gate:front");`,
    );
    const decision = ask(policy, { ...open, who: "olga", roles: ["owner"] });
    expect(decision).toMatchObject({ isAllowed: false, reason: "forbidden", rules: ["keep-out"] });
    expect(policy.mayEver(person("olga"), "door.open", front, hq, ["owner"])).toBe(false);
    expect(policy.mayEver(person("olga"), "door.open", side, hq, ["owner"])).toBe(true);
  });

  it("names rules without an id by their line", () => {
    const policy = withCedar(`// first line\n\nforbid (principal, action == Action::"door.open", resource);`);
    expect(ask(policy, { ...open, who: "olga", roles: ["owner"] }).rules).toEqual(["cedar.line-3"]);
    expect(policy.mayAnywhere(person("olga"), "door.open", ["owner"])).toBe(false);
  });

  it("reads requirements and limits from annotations, and defaults where there are none", () => {
    const policy = withCedar(`
      @require("pin") @limits("perDay=2, maxHours=8")
      permit (principal == Person::"carl", action == Action::"key.create", resource);
      permit (principal == Person::"sam", action == Action::"key.create", resource);
      @require("none")
      permit (principal == Person::"nina", action == Action::"key.create", resource);
    `);
    const asked = { roles: [], action: "key.create", on: front, place: hq, now: wednesday } as const;
    expect(told(ask(policy, { ...asked, who: "carl" }))).toBe("allow: pin");
    expect(limitsOf(ask(policy, { ...asked, who: "carl" }))).toEqual({ perDay: 2, maxHours: 8 });
    expect(told(ask(policy, { ...asked, who: "sam" }))).toBe("allow: confirm");
    expect(told(ask(policy, { ...asked, who: "nina" }))).toBe("allow: none");
  });

  it("adds the place's requirement to a permit of its own", () => {
    const policy = withCedar(
      `permit (principal == Person::"carl", action in Action::"door.*", resource in Place::"vault");`,
    );
    const decision = ask(policy, { ...open, who: "carl", roles: [], on: safe, place: vault });
    expect(told(decision)).toBe("allow: confirm + approve:2 from owner");
  });

  it("decides by channel, kind, account and clock", () => {
    const policy = withCedar(`
      permit (principal in Role::"cleaner", action == Action::"scene.run", resource)
      when { context.channel == "slack:T01/C01" && resource.kind == "scene" && resource.account == "home" };
      permit (principal in Role::"cleaner", action == Action::"light.set", resource)
      when { context.weekday == 3 && context.minute + 60 > 600 && resource.vendor == "overkiz" };
    `);
    const scene = {
      who: "carl",
      roles: ["cleaner"],
      action: "scene.run",
      on: evening,
      place: hq,
      now: wednesday,
    } as const;
    expect(told(ask(policy, { ...scene, channel: "slack:T01/C01" }))).toBe("allow: none");
    expect(told(ask(policy, { ...scene, channel: "slack:T01/C02" }))).toBe("deny: default-deny");
    expect(policy.mayEver(person("carl"), "scene.run", evening, hq, ["cleaner"])).toBe(true);
    const light = { ...scene, action: "light.set", on: lamp } as const;
    expect(told(ask(policy, light))).toBe("allow: none");
    expect(told(ask(policy, { ...light, now: wednesday + 86_400_000 }))).toBe("deny: not-now");
  });

  it("refuses when a rule errs, even though Cedar itself would skip it and allow", () => {
    const policy = withCedar(`
      @id("overflow") forbid (principal, action == Action::"door.open", resource)
      when { 9223372036854775807 + context.minute > 0 };
    `);
    const decision = ask(policy, { ...open, who: "olga", roles: ["owner"] });
    expect(decision).toEqual({ isAllowed: false, reason: "fault", rules: ["overflow"] });
    expect(policy.mayEver(person("olga"), "door.open", front, hq, ["owner"])).toBe(false);
    expect(told(ask(policy, { ...open, who: "olga", roles: ["owner"], action: "door.close" }))).toBe("allow: none");
  });

  it("refuses when an allowing rule errs beside one that allows", () => {
    const policy = withCedar(`
      permit (principal in Role::"owner", action == Action::"door.open", resource)
      when { context.minute * 9223372036854775807 > 0 };
    `);
    expect(told(ask(policy, { ...open, who: "olga", roles: ["owner"] }))).toBe("deny: fault");
  });
});

describe("faults of usher.cedar", () => {
  it("come together, each with line, rule and how to mend it", () => {
    const text = [
      '@id("night") @require("approve:1 from ownr")',
      "permit (",
      '  principal in Role::"staf",',
      '  action == Action::"door.opn",',
      '  resource in Place::"hqq"',
      ");",
      'forbid (principal == Person::"olgaa", action, resource == Thing::"gat:1");',
      'permit (principal, action == Action::"door.open", resource);',
      '@require("none") permit (principal in Role::"staff", action in Action::"door.*", resource);',
      '@limits("many") forbid (principal, action, resource) when { resource.colour == "red" };',
      '@id("night") @require("pin") forbid (principal, action, resource) when { context.minute > "a" };',
      '@id("role.staff.1") forbid (principal is Person, action, resource == Thing::"front");',
    ].join("\n");
    expect(faultsOf(text)).toEqual([
      '1 night: there is no role "ownr" / did you mean "owner"?',
      '3 night: there is no role "staf" / did you mean "staff"?',
      '4 night: there is no action "door.opn" / did you mean "door.open"?',
      '5 night: there is no place "hqq" / did you mean "hq"?',
      '7 cedar.line-7: there is no person "olgaa" / did you mean "olga"?',
      '7 cedar.line-7: there is no account "gat" / did you mean "gate"?',
      '8 cedar.line-8: this permit is for everybody / name whom it is for: principal == Person::"…" or principal in Role::"…"',
      '9 cedar.line-9: @require("none") lifts the confirmation of door.open, door.hold, door.schedule without naming it / write the action out: action == Action::"door.open"',
      '10 cedar.line-10: "many" are no limits / write them like "maxHours=72, perDay=3"',
      "10 cedar.line-10: attribute `colour` on entity type `Thing` not found / did you mean `account`?",
      '11 night: two policies are called "night" / give each its own @id',
      "11 night: a forbid requires nothing / remove @require, or write a permit",
      "11 night: unexpected type: expected Long but saw String / compare the types with the schema that the policy check prints",
      '12 role.staff.1: "role.staff.1" looks like a rule of ours / choose an @id without that beginning',
      '12 role.staff.1: "front" is no thing / write it as "<account>:<vendor id>"',
    ]);
  });

  it("tell where the text stops being Cedar", () => {
    expect(faultsOf('permit (principal in Role::"staff",\n  action resource);')[0]).toMatch(
      /^2 policy: unexpected token `resource`/,
    );
    expect(faultsOf("permit (principal == ?principal, action, resource);")).toEqual([
      "1 policy: templates are not used here / name the person or the role in place of the slot",
    ]);
  });

  it("include things that no account holds, once they are known", () => {
    const text = 'forbid (principal, action,\n resource == Thing::"gate:gone");';
    expect(unknownThings({ text, file }, (id) => id === "gate:front")).toMatchObject([
      { line: 2, problem: 'there is no thing "gate:gone"' },
    ]);
    expect(unknownThings({ text, file }, () => true)).toEqual([]);
  });
});
