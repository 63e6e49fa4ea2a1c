import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { slackConfig } from "#adapters/slack/config.ts";
import { checkSlack, type Finding } from "#adapters/slack/doctor.ts";
import { scopes } from "#adapters/slack/manifest.ts";
import { FakeSlack } from "../../fakes/slack/fake-slack.ts";
import { createTestLog } from "./harness.ts";

describe("the doctor's look at Slack", () => {
  let fake: FakeSlack;

  beforeEach(async () => {
    fake = await FakeSlack.start();
    fake.state.scopes = Object.keys(scopes);
  });

  afterEach(() => fake.close());

  function check(parts: Readonly<Record<string, unknown>> = {}): Promise<readonly Finding[]> {
    const { botToken, appToken, apiUrl } = fake;
    return checkSlack(slackConfig.parse({ botToken, appToken, apiUrl, ...parts }), createTestLog());
  }

  it("finds nothing to mend where all is well", async () => {
    expect(await check()).toEqual([
      { state: "ok", what: expect.stringContaining(fake.state.team) },
      { state: "ok", what: expect.stringContaining("Socket Mode") },
    ]);
  });

  it("says which scope is missing, and what is lost without it", async () => {
    fake.state.scopes = Object.keys(scopes).filter((scope) => scope !== "files:write");
    const found = (await check()).filter(({ state }) => state === "warn");
    expect(found).toEqual([expect.objectContaining({ what: expect.stringMatching(/files:write .*QR codes/) })]);
  });

  it("says when a token is not taken, without showing it", async () => {
    const found = await check({ botToken: "xoxb-canary", appToken: "xapp-canary" });
    expect(found.map(({ state }) => state)).toEqual(["bad", "bad"]);
    expect(JSON.stringify(found)).not.toContain("canary");
  });

  it("warns when the token's own workspace is not served", async () => {
    const found = await check({ teams: [fake.state.otherTeam] });
    expect(found.some(({ state, mend }) => state === "warn" && mend?.includes(fake.state.team))).toBe(true);
  });
});
