import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { isSignedBySlack } from "#adapters/slack/signature.ts";
import type { Platform } from "#core/ports.ts";
import { Secret } from "#core/secret.ts";
import { createScriptedBot, makeCard, type ScriptedBot } from "../../contracts/scripted-bot.ts";
import { createHarness, type SlackHarness } from "./harness.ts";

const vector = {
  secret: new Secret("8f742231b10e8888abcd99yyyzzz85a5"),
  timestamp: "1531420618",
  signature: "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
  body: Buffer.from(
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V" +
      "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=" +
      "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN" +
      "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
  ),
};

describe("Slack's signatures", () => {
  const at = Number(vector.timestamp) * 1000;

  it("verify for the published example", () => {
    expect(isSignedBySlack(vector, vector.secret, at)).toBe(true);
  });

  it.each([
    ["301 s in the past", at + 301_000],
    ["301 s in the future", at - 301_000],
  ])("are refused when the stamp lies %s", (_, now) => {
    expect(isSignedBySlack(vector, vector.secret, now)).toBe(false);
  });

  it("hold at exactly 300 s either way", () => {
    expect(isSignedBySlack(vector, vector.secret, at + 300_000)).toBe(true);
    expect(isSignedBySlack(vector, vector.secret, at - 300_000)).toBe(true);
  });

  it("are refused when missing, changed or made with another secret", () => {
    expect(isSignedBySlack({ ...vector, signature: undefined }, vector.secret, at)).toBe(false);
    expect(isSignedBySlack({ ...vector, timestamp: undefined }, vector.secret, at)).toBe(false);
    expect(isSignedBySlack({ ...vector, timestamp: "0x5b47a28a" }, vector.secret, at)).toBe(false);
    expect(isSignedBySlack({ ...vector, body: Buffer.from("token=other") }, vector.secret, at)).toBe(false);
    expect(isSignedBySlack({ ...vector, signature: "v0=abc" }, vector.secret, at)).toBe(false);
    expect(isSignedBySlack(vector, new Secret("another"), at)).toBe(false);
  });
});

describe("Slack over HTTP", () => {
  let harness: SlackHarness;
  let platform: Platform;
  let bot: ScriptedBot;

  async function connect(): Promise<SlackHarness> {
    bot = createScriptedBot(async (_turn, responder) => responder.show(makeCard({ title: "Heard" })));
    harness = await createHarness("http");
    platform = await harness.connect(bot);
    return harness;
  }

  afterEach(async () => {
    await platform.stop();
    await harness.close();
  });

  it("answers the address check with the challenge", async () => {
    const { fake } = await connect();
    const answer = await fake.request(JSON.stringify({ type: "url_verification", challenge: "abc123" }));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ challenge: "abc123" });
  });

  it("refuses what is unsigned, signed by another, or signed at another time with 401", async () => {
    const { fake } = await connect();
    const body = JSON.stringify({ type: "url_verification", challenge: "abc123" });
    const now = Math.floor(Date.now() / 1000);
    expect((await fake.request(body, { secret: "not the secret" })).status).toBe(401);
    expect((await fake.request(body, { stamp: now - 301 })).status).toBe(401);
    expect((await fake.request(body, { stamp: now + 302 })).status).toBe(401);
    expect((await fetch(fake.eventsUrl ?? "", { method: "POST", body })).status).toBe(401);
  });

  it("answers rightly signed nonsense with 4xx", async () => {
    const { fake } = await connect();
    const form = "application/x-www-form-urlencoded";
    for (const [body, type] of [
      ["{", "application/json"],
      ["[1,2]", "application/json"],
      ['"text"', "application/json"],
      ["{}", "application/json"],
      ["", form],
      ["payload=%7B", form],
      ["payload=null", form],
      ["just some words", form],
      ['{"type":"event_callback"}', "application/json"],
      ['{"event":null}', "application/json"],
      ['{"event":7,"team_id":3}', "application/json"],
    ] as const) {
      const { status } = await fake.request(body, { type });
      expect(status, body).toBeGreaterThanOrEqual(400);
      expect(status, body).toBeLessThan(500);
    }
  });

  it("refuses bodies over 1 MB", async () => {
    const { fake } = await connect();
    expect((await fake.request(JSON.stringify({ pad: "x".repeat(1_000_001) }))).status).toBe(413);
  });

  it("answers a repeated event with an empty 200", async () => {
    const { fake } = await connect();
    const event = fake.payloads.mention("open the side gate", harness.person);
    await (await fake.deliver(event)).acknowledged;
    const answer = await fake.request(JSON.stringify(event.payload), {
      headers: { "x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout" },
    });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe("");
  });

  it("takes the stamp of the request as the time of a command", async () => {
    const { fake } = await connect();
    const stamp = Math.floor(Date.now() / 1000) - 90;
    const { payload } = fake.payloads.command("/door", "open", harness.person);
    const body = new URLSearchParams(Object.entries(payload).map(([key, value]) => [key, String(value)])).toString();
    await fake.request(body, { type: "application/x-www-form-urlencoded", stamp });
    await bot.handled(1);
    expect(bot.fresh.at(-1)?.at).toBe(stamp * 1000);
  });

  it("takes nothing new once it stops", async () => {
    const { fake } = await connect();
    await platform.stop();
    const answer = await fake.request(JSON.stringify(fake.payloads.mention("open", harness.person).payload));
    expect(answer.status).toBe(503);
  });
});

describe("Slack over Socket Mode", () => {
  let harness: SlackHarness;
  let platform: Platform;
  let bot: ScriptedBot;

  async function connect(): Promise<SlackHarness> {
    bot = createScriptedBot(async (_turn, responder) => responder.show(makeCard({ title: "Heard" })));
    harness = await createHarness("socket");
    platform = await harness.connect(bot);
    return harness;
  }

  afterEach(async () => {
    await platform.stop();
    await harness.close();
  });

  it("keeps a second socket beside the first", async () => {
    const { fake } = await connect();
    expect(fake.sockets.openSockets).toBe(2);
  });

  it("takes what comes while one socket is refreshed", async () => {
    const { fake } = await connect();
    fake.sockets.disconnect("one");
    const delivery = await harness.slash("door open");
    await delivery.acknowledged;
    expect(platform.isReady()).toBe(true);
  });

  it("comes back when every line is cut, and loses no turn", async () => {
    const { fake } = await connect();
    for (let round = 1; round <= 5; round += 1) {
      if (round % 2 === 0) fake.sockets.cut();
      else fake.sockets.disconnect("all");
      const delivery = await harness.slash("door open");
      await delivery.acknowledged;
      await bot.handled(round);
    }
    expect(bot.fresh).toHaveLength(5);
  });

  it("outlives Slack's refusals while it reconnects", async () => {
    const { fake } = await connect();
    fake.fault("apps.connections.open", { times: 3, status: 503 });
    fake.sockets.cut();
    const delivery = await harness.slash("door open");
    await delivery.acknowledged;
    expect(platform.isReady()).toBe(true);
  });

  it("opens no socket any more once it stops", async () => {
    const { fake } = await connect();
    await platform.stop();
    await harness.settled();
    expect(fake.sockets.openSockets).toBe(0);
    expect(fake.sockets.greeted).toBe(2);
  });

  it("stops quietly in the middle of a reconnection", async () => {
    const { fake } = await connect();
    fake.fault("apps.connections.open", { times: 50, delayMs: 50, status: 503 });
    fake.sockets.cut();
    await platform.stop();
    expect(platform.isReady()).toBe(false);
  });
});

describe("connecting to Slack", () => {
  it("fails plainly when the token is not taken", async () => {
    const harness = await createHarness("socket");
    const connecting = harness.connectWith(createScriptedBot(), { botToken: "xoxb-another-token" });
    await expect(connecting).rejects.toMatchObject({ code: "platform-down", values: { problem: "invalid_auth" } });
    await harness.close();
  });

  it("starts without Slack, is not ready, and stops", async () => {
    const harness = await createHarness("socket");
    harness.fake.fault("auth.test", { times: 100, status: 503 });
    const platform = await harness.connect(createScriptedBot());
    expect(platform.isReady()).toBe(false);
    await platform.stop();
    await harness.close();
  });

  it("writes no token, no name and no message text into its log", async () => {
    const harness = await createHarness("socket");
    const bot = createScriptedBot(async (_turn, responder) => responder.show(makeCard({ title: "The secret answer" })));
    const platform = await harness.connect(bot);
    harness.fake.fault("chat.postMessage", { times: 9, error: "internal_error" });
    await harness.direct("canary sentence");
    await bot.handled(1);
    await platform.stop();
    await harness.close();
    const all = harness.log.join("\n");
    for (const canary of ["canary", "secret answer", harness.fake.botToken, harness.fake.appToken, "Ana"]) {
      expect(all).not.toContain(canary);
    }
  });

  it("loads the library only when it connects", () => {
    const source = readFileSync(new URL("../../../src/adapters/slack/adapter.ts", import.meta.url), "utf8");
    const loaded = [...source.matchAll(/^import (?!type)[^;]*"@slack\/bolt"/gm)];
    expect(loaded).toEqual([]);
  });
});
