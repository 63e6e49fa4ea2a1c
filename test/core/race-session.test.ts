import { describe, expect, it } from "vitest";
import { meantBib } from "#core/race-session.ts";

describe("the bib that is meant", () => {
  it("is the very text before anything else: zeros count", () => {
    expect(meantBib("7", ["007", "7"])).toBe("7");
    expect(meantBib("007", ["007", "7"])).toBe("007");
  });

  it("is the only one that differs by zeros in front", () => {
    expect(meantBib("7", ["007", "70"])).toBe("007");
    expect(meantBib("0007", ["007"])).toBe("007");
    expect(meantBib("a7", ["A7"])).toBe("A7");
  });

  it("stays as it was said when none or several could be meant", () => {
    expect(meantBib("7", ["007", "07"])).toBe("7");
    expect(meantBib("7", ["8"])).toBe("7");
    expect(meantBib("000", ["0"])).toBe("0");
  });
});
