import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeText, lengthOf, readText, shorten, splitText } from "#adapters/slack/text.ts";

describe("text from Slack", () => {
  it.each([
    ["<@U0BOT> open the gate", "open the gate"],
    ["open <@U0BOT|usher> the gate", "open the gate"],
    ["a key for <@U0ANA>", "a key for <@U0ANA>"],
    ["post to <#C01|general> and <#C02|>", "post to #general and #C02"],
    ["see <https://x.test/a?b=1&amp;c=2|the page> or <https://y.test>", "see the page or https://y.test"],
    ["mail <mailto:a@x.test|a@x.test>, call <tel:+34600000001>", "mail a@x.test, call +34600000001"],
    ["<!channel> <!subteam^S01|@staff> <!here>", "@channel @staff @here"],
    ["a &lt;b&gt; &amp; c &amp;lt;", "a <b> & c &lt;"],
    ["  spaces  ", "spaces"],
  ])("reads %j as typed", (from, to) => {
    expect(readText(from, "U0BOT")).toBe(to);
  });
});

describe("text for Slack", () => {
  it("leaves no mark that Slack reads, and comes back as it was", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = escapeText(text);
        expect(escaped).not.toMatch(/[<>]/);
        expect(readText(escaped)).toBe(text.trim());
      }),
    );
  });

  it("is split into parts that fit, with nothing lost and no character torn", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), fc.integer({ min: 10, max: 60 }), (text, most) => {
        const parts = splitText(text, most);
        expect(parts.join("")).toBe(text);
        for (const part of parts) expect(lengthOf(part)).toBeLessThanOrEqual(most);
      }),
    );
  });

  it("breaks between lines and words where it can", () => {
    expect(splitText("one two three\nfour five", 16)).toEqual(["one two three\n", "four five"]);
    expect(splitText("one two three four", 10)).toEqual(["one two ", "three four"]);
  });

  it("is shortened with an ellipsis within the limit", () => {
    expect(shorten("a<b", 6)).toBe("a&lt;b");
    expect(shorten("gate number one", 9)).toBe("gate…");
    expect(shorten("&&&&", 12)).toHaveLength(11);
  });
});
