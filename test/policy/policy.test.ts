import { describe, expect, it } from "vitest";
import { createPolicy } from "#policy/policy.ts";
import {
  ask,
  evening,
  front,
  hq,
  lab,
  labDoor,
  lamp,
  limitsOf,
  person,
  safe,
  side,
  thing,
  timer,
  told,
  vault,
  wall,
  world,
} from "./world.ts";

const policy = createPolicy(world);
const madrid = (text: string) => wall(text, "Europe/Madrid");
const newYork = (text: string) => wall(text, "America/New_York");
const wednesday = madrid("2026-03-04T10:00");

describe("a decision", () => {
  it.each([
    // who, roles, action, thing, place, now, verdict
    ["a guest opens nothing", [], "door.open", front, hq, wednesday, "deny: default-deny"],
    ["a guest sees nothing", [], "door.view", front, hq, wednesday, "deny: default-deny"],
    ["an unknown role gives nothing", ["boss"], "door.open", front, hq, wednesday, "deny: default-deny"],
    ["an owner opens by written-out none", ["owner"], "door.open", front, hq, wednesday, "allow: none"],
    ["an owner holds a door after confirming", ["owner"], "door.hold", front, hq, wednesday, "allow: confirm"],
    ["an owner schedules after confirming", ["owner"], "door.schedule", front, hq, wednesday, "allow: confirm"],
    ["an owner makes a key after confirming", ["owner"], "key.create", front, hq, wednesday, "allow: confirm"],
    ["an owner grants after confirming", ["owner"], "access.grant", front, hq, wednesday, "allow: confirm"],
    ["an owner lifts a lockdown after confirming", ["owner"], "access.unlock", front, hq, wednesday, "allow: confirm"],
    ["an owner switches lockdown on at once", ["owner"], "access.lockdown", front, hq, wednesday, "allow: none"],
    ["an owner calls a vendor after confirming", ["owner"], "vendor.call", front, hq, wednesday, "allow: confirm"],
    ["an owner manages a race after confirming", ["owner"], "race.manage", timer, hq, wednesday, "allow: confirm"],
    ["an owner closes a door at once", ["owner"], "door.close", front, hq, wednesday, "allow: none"],
    ["an owner revokes a key at once", ["owner"], "key.revoke", front, hq, wednesday, "allow: none"],
    ["an owner runs a scene at once", ["owner"], "scene.run", evening, hq, wednesday, "allow: none"],
    ["an owner moves a shade at once", ["owner"], "shade.move", lamp, hq, wednesday, "allow: none"],
    ["an owner sees the audit", ["owner"], "audit.view", front, hq, wednesday, "allow: none"],
    ["a place asks for approval on top", ["owner"], "door.open", safe, vault, wednesday, "allow: approve:2 from owner"],
    ["a thing asks for a PIN on top", ["owner"], "door.open", side, hq, wednesday, "allow: pin"],
    ["a thing's PIN joins the confirmation", ["staff"], "door.open", side, hq, wednesday, "allow: confirm + pin"],
    ["looking at such a thing takes nothing", ["staff"], "door.view", side, hq, wednesday, "allow: none"],
    ["staff opens after confirming", ["staff"], "door.open", front, hq, wednesday, "allow: confirm"],
    ["staff sets a light at once", ["staff"], "light.set", lamp, hq, wednesday, "allow: none"],
    ["staff needs an approval for a key", ["staff"], "key.create", front, hq, wednesday, "allow: approve:1"],
    ["staff may not hold", ["staff"], "door.hold", front, hq, wednesday, "deny: default-deny"],
    ["staff has nothing at another place", ["staff"], "door.open", labDoor, lab, wednesday, "deny: default-deny"],
    ["staff's day begins at eight", ["staff"], "door.open", front, hq, madrid("2026-03-04T08:00"), "allow: confirm"],
    ["and not a minute before", ["staff"], "door.open", front, hq, madrid("2026-03-04T07:59:59"), "deny: not-now"],
    [
      "it lasts until the last minute",
      ["staff"],
      "door.open",
      front,
      hq,
      madrid("2026-03-04T19:59:59"),
      "allow: confirm",
    ],
    ["and ends at eight sharp", ["staff"], "door.open", front, hq, madrid("2026-03-04T20:00"), "deny: not-now"],
    ["Saturday is no working day", ["staff"], "door.open", front, hq, madrid("2026-03-07T10:00"), "deny: not-now"],
    [
      "the clocks go forward: eight is eight",
      ["staff"],
      "door.open",
      front,
      hq,
      Date.UTC(2026, 2, 30, 6, 0),
      "allow: confirm",
    ],
    ["a week earlier that was seven", ["staff"], "door.open", front, hq, Date.UTC(2026, 2, 23, 6, 0), "deny: not-now"],
    [
      "the clocks go back: 07:30 it is",
      ["staff"],
      "door.open",
      front,
      hq,
      Date.UTC(2026, 9, 26, 6, 30),
      "deny: not-now",
    ],
    ["where it was 08:30 before", ["staff"], "door.open", front, hq, Date.UTC(2026, 9, 23, 6, 30), "allow: confirm"],
    ["night begins on Friday", ["night"], "door.open", front, hq, madrid("2026-03-06T22:00"), "allow: confirm"],
    ["passes midnight", ["night"], "door.open", front, hq, madrid("2026-03-07T03:29"), "allow: confirm"],
    ["ends on Saturday morning", ["night"], "door.open", front, hq, madrid("2026-03-07T03:30"), "deny: not-now"],
    [
      "Saturday's night ends on Sunday",
      ["night"],
      "door.open",
      front,
      hq,
      madrid("2026-03-08T02:00"),
      "allow: confirm",
    ],
    [
      "Friday's small hours are not in it",
      ["night"],
      "door.open",
      front,
      hq,
      madrid("2026-03-06T02:00"),
      "deny: not-now",
    ],
    ["Sunday evening is over", ["night"], "door.open", front, hq, madrid("2026-03-08T22:30"), "deny: not-now"],
    [
      "the hour that is skipped: 01:59",
      ["night"],
      "door.open",
      front,
      hq,
      Date.UTC(2026, 2, 29, 0, 59),
      "allow: confirm",
    ],
    ["is followed by 03:00", ["night"], "door.open", front, hq, Date.UTC(2026, 2, 29, 1, 0), "allow: confirm"],
    [
      "and half an hour later it is over",
      ["night"],
      "door.open",
      front,
      hq,
      Date.UTC(2026, 2, 29, 1, 30),
      "deny: not-now",
    ],
    [
      "the hour that comes twice: first 02:30",
      ["night"],
      "door.open",
      front,
      hq,
      Date.UTC(2026, 9, 25, 0, 30),
      "allow: confirm",
    ],
    ["second 02:30", ["night"], "door.open", front, hq, Date.UTC(2026, 9, 25, 1, 30), "allow: confirm"],
    ["03:30 after it", ["night"], "door.open", front, hq, Date.UTC(2026, 9, 25, 2, 30), "deny: not-now"],
    [
      "a cleaner comes every morning",
      ["cleaner"],
      "door.open",
      front,
      hq,
      madrid("2026-03-08T06:30"),
      "allow: confirm",
    ],
    [
      "and on Saturday a second time",
      ["cleaner"],
      "door.open",
      front,
      hq,
      madrid("2026-03-07T10:59"),
      "allow: confirm",
    ],
    ["not on Sunday", ["cleaner"], "door.open", front, hq, madrid("2026-03-08T10:00"), "deny: not-now"],
    [
      "a place has its own clock",
      ["cleaner"],
      "door.open",
      labDoor,
      lab,
      newYork("2026-03-04T06:30"),
      "allow: confirm",
    ],
    ["not that of another", ["cleaner"], "door.open", labDoor, lab, madrid("2026-03-04T06:30"), "deny: not-now"],
    ["permits are alternatives", ["staff", "trusted"], "door.open", front, hq, wednesday, "allow: none"],
    [
      "only those that hold now count",
      ["staff", "careful"],
      "door.open",
      front,
      hq,
      madrid("2026-03-07T10:00"),
      "allow: totp",
    ],
    ["the closest pattern counts", ["careful"], "door.hold", front, hq, wednesday, "allow: confirm"],
    ["then the area", ["careful"], "door.open", front, hq, wednesday, "allow: totp"],
    ["then the star", ["careful"], "light.set", lamp, hq, wednesday, "allow: pin"],
    ["everybody may look", ["visitors"], "door.view", front, hq, wednesday, "allow: none"],
    ["and do nothing else", ["visitors"], "door.open", front, hq, wednesday, "deny: default-deny"],
  ] as const)("%s", (_, roles, action, on, place, now, verdict) => {
    expect(told(ask(policy, { who: "ada", roles, action, on, place, now }))).toBe(verdict);
  });

  it("names the rules that decided", () => {
    const both = ask(policy, {
      who: "ada",
      roles: ["night", "staff"],
      action: "door.open",
      on: front,
      place: hq,
      now: wednesday,
    });
    expect(both.rules).toEqual(["role.staff.1"]);
  });

  it("gives the limits of the permits that ask for least", () => {
    const asked = { who: "ada", action: "key.create", on: front, place: hq, now: wednesday } as const;
    expect(limitsOf(ask(policy, { ...asked, roles: ["staff"] }))).toEqual({ maxHours: 72, maxUses: 5, perDay: 3 });
    expect(limitsOf(ask(policy, { ...asked, roles: ["staff", "keymaster"] }))).toEqual({ maxHours: 24, perDay: 10 });
  });

  it("takes the most generous limit of equally demanding permits", () => {
    const asked = { who: "ada", action: "key.create", on: front, place: hq, now: wednesday } as const;
    expect(limitsOf(ask(policy, { ...asked, roles: ["owner", "keymaster"] }))).toEqual({});
  });

  it("asks for the most when the requirement of a thing cannot be read", () => {
    const odd = thing("gate:odd", "door", "hq", { "door.open": "whatever" });
    const decision = ask(policy, {
      who: "ada",
      roles: ["owner"],
      action: "door.open",
      on: odd,
      place: hq,
      now: wednesday,
    });
    expect(told(decision)).toBe("allow: approve:99");
  });

  it("refuses a wildcard that would lift confirmations without naming them", () => {
    const config = { ...world, roles: world.roles.map((one) => ({ ...one, require: { "*": "none" } })) };
    expect(() => createPolicy(config)).toThrow("config-faults");
  });
});

describe("visibility", () => {
  const ada = person("ada");

  it("counts any time of the week", () => {
    expect(policy.mayEver(ada, "door.open", front, hq, ["night"])).toBe(true);
    expect(policy.mayEver(ada, "door.open", labDoor, lab, ["staff"])).toBe(false);
    expect(policy.mayEver(ada, "key.create", front, hq, ["night"])).toBe(false);
    expect(policy.mayEver(ada, "door.open", front, hq, [])).toBe(false);
  });

  it("knows what a person may do anywhere", () => {
    expect(policy.mayAnywhere(ada, "door.open", ["staff"])).toBe(true);
    expect(policy.mayAnywhere(ada, "door.hold", ["staff"])).toBe(false);
    expect(policy.mayAnywhere(ada, "door.open", [])).toBe(false);
  });
});
