import { describe, expect, it } from "vitest";
import { readPhone } from "#core/phone.ts";

describe("a phone number", () => {
  it.each([
    ["+34 600 000 077", "+34600000077"],
    ["0034600000077", "+34600000077"],
    ["+44 (0)20 7946 0958", "+442079460958"],
    ["+1 (202) 555-0143", "+12025550143"],
    ["+49/30.12345-67", "+49301234567"],
    ["＋34 600 000 077", "+34600000077"],
    ["+34‑600–000—077", "+34600000077"],
  ])("%s is read as %s", (text, number) => {
    expect(readPhone(text)).toBe(number);
  });

  it.each([
    "600 000 077",
    "34600000077",
    "0600000077",
    "+0600000077",
    "+34",
    "+34 600 000 077 ext 5",
    "+1234567890123456",
    "++34600000077",
    "call me",
    "+",
    "",
  ])("%j is none", (text) => {
    expect(readPhone(text)).toBeUndefined();
  });
});
