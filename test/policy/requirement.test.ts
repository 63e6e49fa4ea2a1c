import { describe, expect, it } from "vitest";
import { compareDemand, parseRequirement, requirementText, together } from "#policy/requirement.ts";

function read(text: string) {
  const parsed = parseRequirement(text);
  return parsed.isWell ? parsed.obligations : parsed.complaint.problem;
}

describe("a requirement", () => {
  it.each([
    ["none", []],
    ["confirm", [{ kind: "confirm" }]],
    [" pin ", [{ kind: "pin" }]],
    ["totp + confirm", [{ kind: "confirm" }, { kind: "totp" }]],
    ["approve:2", [{ kind: "approve", count: 2 }]],
    ["approve:2  from owner", [{ kind: "approve", count: 2, from: "owner" }]],
    ["pin+approve:1 from owner", [{ kind: "pin" }, { kind: "approve", count: 1, from: "owner" }]],
    ["approve:1 + approve:3", [{ kind: "approve", count: 3 }]],
  ])("reads %j", (text, obligations) => {
    expect(read(text)).toEqual(obligations);
  });

  it.each([
    ["", "is not a requirement"],
    ["confrm", "is not a requirement"],
    ["none + pin", "stands alone"],
    ["approve", "not a well-formed approval"],
    ["approve:two", "not a well-formed approval"],
    ["approve:0", "by nobody"],
    ["approve:2 from", "not a well-formed approval"],
    ["approve:2 from owner staff", "not a well-formed approval"],
    ["approve:2 of owner", "not a well-formed approval"],
  ])("refuses %j", (text, problem) => {
    expect(read(text)).toContain(problem);
  });

  it("says what to write instead of a typo", () => {
    expect(parseRequirement("confrm")).toMatchObject({ complaint: { mend: 'did you mean "confirm"?' } });
  });
});

describe("obligations", () => {
  it("grow from none over confirm, pin and totp to approvals", () => {
    const texts = ["approve:2 from owner", "pin", "none", "approve:1", "confirm", "approve:2", "confirm + totp"];
    const lists = texts.map((text) => read(text)).filter((one) => typeof one !== "string");
    expect(lists.toSorted(compareDemand).map(requirementText)).toEqual([
      "none",
      "confirm",
      "pin",
      "confirm + totp",
      "approve:1",
      "approve:2",
      "approve:2 from owner",
    ]);
  });

  it("add up without repeating themselves", () => {
    const sum = together(
      [{ kind: "confirm" }, { kind: "approve", count: 1 }],
      [{ kind: "confirm" }, { kind: "approve", count: 2 }, { kind: "approve", count: 1, from: "owner" }],
    );
    expect(requirementText(sum)).toBe("confirm + approve:1 from owner + approve:2");
  });
});
