import { describe, expect, it } from "vitest";
import { colourNames, rgbOf } from "#core/colours.ts";
import { fitOf, requestsOf, restoring } from "#core/lights.ts";

const tuned = { traits: { dim: true, kelvin: [2700, 5000] } };
const switched = { traits: { dim: false } };
const colourful = { traits: { dim: true, colour: true, kelvin: true } };

describe("what a light is told", () => {
  it("is the white nearest to one out of its range, with the range", () => {
    expect(fitOf(tuned, { kelvin: 6500 }, undefined)).toEqual({
      input: { kelvin: 5000 },
      nearest: { kelvin: 5000, least: 2700, most: 5000 },
    });
    expect(fitOf(tuned, { kelvin: 3000 }, undefined)).toEqual({ input: { kelvin: 3000 } });
  });

  it("is no level but all or nothing where it cannot be dimmed", () => {
    expect(fitOf(switched, { level: 0 }, undefined)).toEqual({ input: { state: "off" } });
    expect(fitOf(switched, { level: 100 }, undefined)).toEqual({ input: { state: "on" } });
    expect(fitOf(switched, { level: 40 }, undefined)).toEqual({ cannot: "light-no-dim" });
    expect(fitOf(switched, { delta: 10 }, undefined)).toEqual({ cannot: "light-no-dim" });
  });

  it("is no colour that it cannot show, unless its state shows one", () => {
    expect(fitOf(tuned, { colour: "blue" }, undefined)).toEqual({ cannot: "light-no-colour" });
    expect(fitOf(tuned, { colour: "blue" }, { rgb: [1, 2, 3] })).toEqual({ input: { rgb: [0, 0, 255] } });
    expect(fitOf({ traits: { colour: false } }, { colour: "blue" }, { rgb: [1, 2, 3] })).toEqual({
      cannot: "light-no-colour",
    });
  });

  it("switches it on where a colour would not be seen", () => {
    expect(fitOf(colourful, { colour: "#ff8800" }, { isOn: false })).toEqual({
      input: { rgb: [255, 136, 0], state: "on" },
    });
  });

  it("is a white rather than the colour white where it has whites", () => {
    expect(fitOf(tuned, { colour: "white" }, undefined)).toEqual({ input: { kelvin: 4000 } });
    expect(fitOf({ traits: { colour: true } }, { colour: "white" }, undefined)).toEqual({
      input: { rgb: [255, 255, 255] },
    });
  });

  it("goes out one feature at a time, brightness first", () => {
    expect(requestsOf({ rgb: [1, 2, 3], state: "on" })).toEqual([{ state: "on" }, { rgb: [1, 2, 3] }]);
    expect(requestsOf({ level: 30 })).toEqual([{ level: 30 }]);
  });
});

describe("the way back", () => {
  it("is what was before, as far as it was changed", () => {
    expect(restoring({ level: 10 }, { isOn: true, level: 60, kelvin: 3000 })).toEqual({
      input: { level: 60 },
      isPart: false,
    });
    expect(restoring({ kelvin: 5000 }, { isOn: true, level: 60, kelvin: 3000 })).toEqual({
      input: { level: 60, kelvin: 3000 },
      isPart: false,
    });
    expect(restoring({ state: "on" }, { isOn: false, level: 60 })).toEqual({ input: { state: "off" }, isPart: false });
  });

  it("is not made up where nothing was known", () => {
    expect(restoring({ level: 10 }, undefined)).toBeUndefined();
    expect(restoring({ level: 10 }, { isOn: true })).toBeUndefined();
  });

  it("says that a part is missing where a lamp tells both a white and a colour", () => {
    expect(restoring({ colour: "red" }, { isOn: true, level: 50, kelvin: 3000, rgb: [1, 2, 3] })).toEqual({
      input: { level: 50 },
      isPart: true,
    });
  });
});

describe("a colour", () => {
  it("is one of the names or six hexadecimal digits, and nothing else", () => {
    expect(colourNames.map((name) => rgbOf(name))).not.toContain(undefined);
    expect(rgbOf("#FF0080")).toEqual([255, 0, 128]);
    for (const text of ["toString", "#ff00", "ff0080", "#gg0000", ""]) expect(rgbOf(text)).toBeUndefined();
  });
});
