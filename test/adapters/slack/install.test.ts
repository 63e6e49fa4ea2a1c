import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HttpAnswer, Platform } from "#core/ports.ts";
import type { Secret } from "#core/secret.ts";
import { createScriptedBot, makeCard, type ScriptedBot } from "../../contracts/scripted-bot.ts";
import { createHarness, createTestVault, type SlackHarness } from "./harness.ts";

const install = { clientId: "12.34", clientSecret: "fake-client-secret", stateSecret: "state" };

describe("installing the bot in several workspaces", () => {
  let harness: SlackHarness;
  let bot: ScriptedBot;
  let platform: Platform;
  let now: number;
  let kept: Map<string, Secret>;

  async function connect(): Promise<void> {
    const { team, otherTeam } = harness.fake.state;
    const config = { botToken: undefined, teams: [team, otherTeam], ...install };
    platform = await harness.connectWith(bot, config, createTestVault(kept));
  }

  beforeEach(async () => {
    now = Date.now();
    kept = new Map();
    harness = await createHarness("http", { now: () => now });
    bot = createScriptedBot(async (_turn, responder) => responder.show(makeCard({ title: "Heard" })));
    await connect();
  });

  afterEach(async () => {
    await platform.stop();
    await harness.close();
  });

  async function get(path: string, cookie?: string): Promise<HttpAnswer> {
    const route = harness.routes().find((one) => one.method === "GET" && one.path === path.split("?")[0]);
    const headers = cookie === undefined ? {} : { cookie };
    return (await route?.handle({ method: "GET", path, headers, body: Buffer.alloc(0) })) ?? { status: 404 };
  }

  async function begin(): Promise<{ readonly state: string; readonly cookie: string; readonly location: URL }> {
    const { headers } = await get("/slack/install");
    const location = new URL(headers?.location ?? "");
    const cookie = headers?.["set-cookie"]?.split(";")[0] ?? "";
    return { location, cookie, state: location.searchParams.get("state") ?? "" };
  }

  async function installIn(team: string): Promise<HttpAnswer> {
    harness.fake.state.codes.set("code-1", team);
    const { state, cookie } = await begin();
    return get(`/slack/oauth_redirect?code=code-1&state=${encodeURIComponent(state)}`, cookie);
  }

  it("sends the browser to Slack with the scopes of the manifest", async () => {
    const { location } = await begin();
    expect(location.pathname).toBe("/oauth/v2/authorize");
    expect(location.searchParams.get("client_id")).toBe("12.34");
    expect(location.searchParams.get("scope")?.split(",")).toContain("chat:write");
  });

  it("keeps the token it is given, and serves the workspace at once and after a restart", async () => {
    const { team } = harness.fake.state;
    expect((await installIn(team)).status).toBe(302);
    await harness.slash("door open");
    await bot.handled(1);
    expect(kept.get(`slack.team.${team}`)?.reveal()).toBe(`xoxb-installed-${team}`);
    await platform.stop();
    await connect();
    await harness.slash("door open");
    await bot.handled(2);
  });

  it("answers nothing in a workspace that did not install it", async () => {
    await installIn(harness.fake.state.team);
    const delivery = await harness.stranger("open");
    await delivery.acknowledged;
    await harness.settled();
    expect(bot.turns).toEqual([]);
  });

  it("takes back the token of a workspace that is not served", async () => {
    const answer = await installIn("T0NOBODY01");
    expect(answer.status).toBe(403);
    expect(harness.fake.state.tokens.has("xoxb-installed-T0NOBODY01")).toBe(false);
    expect(kept.size).toBe(0);
  });

  it("refuses a state that another browser brings, that is forged, or that is too old", async () => {
    harness.fake.state.codes.set("code-1", harness.fake.state.team);
    const { state, cookie } = await begin();
    const [nonce] = state.split(".");
    const forged = `${nonce}.${now + 60_000}.AAAA`;
    expect((await get(`/slack/oauth_redirect?code=code-1&state=${state}`)).status).toBe(403);
    expect((await get(`/slack/oauth_redirect?code=code-1&state=${state}`, `${cookie}x`)).status).toBe(403);
    expect((await get(`/slack/oauth_redirect?code=code-1&state=${forged}`, cookie)).status).toBe(403);
    expect((await get("/slack/oauth_redirect?code=code-1", cookie)).status).toBe(403);
    now += 11 * 60_000;
    expect((await get(`/slack/oauth_redirect?code=code-1&state=${state}`, cookie)).status).toBe(403);
    expect(harness.fake.state.codes.has("code-1")).toBe(true);
  });

  it("answers 400 when Slack does not take the code, or the person said no", async () => {
    const { state, cookie } = await begin();
    expect((await get(`/slack/oauth_redirect?code=nonsense&state=${state}`, cookie)).status).toBe(400);
    expect((await get(`/slack/oauth_redirect?error=access_denied&state=${state}`, cookie)).status).toBe(400);
  });

  it.each([
    ["removes the app", { type: "app_uninstalled" }],
    ["revokes the bot's token", { type: "tokens_revoked", tokens: { bot: ["U0FAKEBOT1"] } }],
  ])("forgets a workspace that %s", async (_, event) => {
    const { team } = harness.fake.state;
    await installIn(team);
    await harness.fake.deliver(harness.fake.payloads.event(event, team));
    await harness.settled();
    expect(kept.has(`slack.team.${team}`)).toBe(false);
    await harness.slash("door open");
    await harness.settled();
    expect(bot.turns).toEqual([]);
  });
});

describe("a single workspace that takes its token back", () => {
  it("is no longer served, and the bot says that it is not ready", async () => {
    const harness = await createHarness("socket");
    const bot = createScriptedBot();
    const platform = await harness.connect(bot);
    await harness.fake.deliver(harness.fake.payloads.event({ type: "app_uninstalled" }));
    await harness.settled();
    expect(platform.isReady()).toBe(false);
    await platform.stop();
    await harness.close();
  });
});
