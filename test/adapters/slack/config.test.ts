import { describe, expect, it } from "vitest";
import { slackConfig } from "#adapters/slack/config.ts";

function faults(config: unknown): readonly string[] {
  const parsed = slackConfig.safeParse(config);
  return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
}

describe("the slack section of the configuration", () => {
  it("needs a bot token and an app token for Socket Mode, and fills in the rest", () => {
    const config = slackConfig.parse({ botToken: "xoxb-1", appToken: "xapp-1" });
    expect(config).toMatchObject({ mode: "socket", apiUrl: "https://slack.com/api/", commandPrefix: "" });
  });

  it("keeps tokens from being printed", () => {
    const config = slackConfig.parse({ botToken: "xoxb-canary", appToken: "xapp-canary", signingSecret: "canary" });
    expect(JSON.stringify(config)).not.toContain("canary");
    expect(config.botToken?.reveal()).toBe("xoxb-canary");
  });

  it("tells every fault at once, with its key", () => {
    expect(faults({ mode: "http", clientId: "1.2", botToken: "xoxp-1" })).toEqual([
      expect.stringMatching(/^signingSecret: .*copy the Signing Secret/),
      expect.stringMatching(/^stateSecret: .*only work together/),
      expect.stringMatching(/^botToken: .*begins with xoxb-/),
    ]);
  });

  it.each([
    [{}, "botToken"],
    [{ botToken: "xoxb-1" }, "appToken"],
    [{ botToken: "xoxb-1", appToken: "xoxb-1" }, "appToken"],
    [{ botToken: "xoxb-1", mode: "http" }, "signingSecret"],
    [{ botToken: "xoxb-1", appToken: "xapp-1", apiUrl: "slack.example" }, "apiUrl"],
    [{ botToken: "xoxb-1", appToken: "xapp-1", apiUrl: "ftp://slack.example" }, "apiUrl"],
    [{ botToken: "xoxb-1", appToken: "xapp-1", teams: ["acme"] }, "teams.0"],
    [{ botToken: "xoxb-1", appToken: "xapp-1", teams: [] }, "teams"],
    [{ botToken: "xoxb-1", appToken: "xapp-1", commandPrefix: "My Bot" }, "commandPrefix"],
  ])("finds what is wrong in %j", (config, key) => {
    expect(faults(config).some((fault) => fault.startsWith(`${key}: `))).toBe(true);
  });

  it("takes the keys of an installable app in place of a bot token", () => {
    const install = { clientId: "1.2", clientSecret: "s", stateSecret: "t" };
    expect(faults({ mode: "http", signingSecret: "x", teams: ["T01"], ...install })).toEqual([]);
  });

  it("does not let anybody install an app", () => {
    const install = { clientId: "1.2", clientSecret: "s", stateSecret: "t" };
    expect(faults({ mode: "http", signingSecret: "x", ...install })).toEqual([
      expect.stringMatching(/^teams: .*anybody could install/),
    ]);
  });
});
