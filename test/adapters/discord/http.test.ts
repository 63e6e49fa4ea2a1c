import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HttpAnswer, HttpRoute, Platform } from "#core/ports.ts";
import { createScriptedBot, makeCard, type ScriptedBot } from "../../contracts/scripted-bot.ts";
import { FakeDiscord, type SignedRequest } from "../../fakes/discord/fake-discord.ts";
import { createStage, type DiscordStage } from "./harness.ts";

describe("signed interactions over HTTP", () => {
  let stage: DiscordStage;
  let bot: ScriptedBot;
  let platform: Platform;
  let route: HttpRoute | undefined;

  beforeEach(async () => {
    stage = await createStage("http");
    bot = createScriptedBot(async (_turn, responder) => responder.show(makeCard({ title: "Heard" })));
    const connection = await stage.connect(bot);
    platform = connection.platform;
    route = connection.routes[0];
  });
  afterEach(async () => {
    await platform.stop();
    await stage.fake.close();
  });

  async function post({ headers, body }: SignedRequest): Promise<HttpAnswer> {
    if (route === undefined) throw new Error("no route");
    return route.handle({ method: "POST", path: route.path, headers, body: Buffer.from(body) });
  }

  /** The payload of a slash command, caught before it is delivered. */
  async function payload(): Promise<string> {
    let caught = "";
    stage.fake.deliverOverHttp(async ({ body }) => {
      caught = body;
    });
    await stage.fake.people.slash(stage.here, "door", "open", { door: "side gate" });
    return caught;
  }

  const minutes = (count: number): number => Date.now() + count * 60_000;

  it("answers Discord's ping", async () => {
    const answer = await post(stage.fake.signed('{"type":1}'));
    expect(answer).toMatchObject({ status: 200, body: '{"type":1}' });
  });

  it("takes a signed command", async () => {
    const answer = await post(stage.fake.signed(await payload()));
    expect(answer.status).toBe(202);
    await bot.handled(1);
    expect(bot.fresh[0]?.input).toEqual({ kind: "command", command: "door open", raw: { door: "side gate" } });
  });

  it("takes stamps that are less than five minutes off", async () => {
    expect((await post(stage.fake.signed('{"type":1}', minutes(4.9)))).status).toBe(200);
    expect((await post(stage.fake.signed('{"type":1}', minutes(-4.9)))).status).toBe(200);
  });

  it.each([
    ["a stamp from the past", (body: string) => stage.fake.signed(body, minutes(-5.1))],
    ["a stamp from the future", (body: string) => stage.fake.signed(body, minutes(5.1))],
    ["a changed body", (body: string) => ({ ...stage.fake.signed(body), body: body.replace("open", "hold") })],
    ["another's key", (body: string) => new FakeDiscord().signed(body)],
    ["no signature", (body: string) => ({ headers: {}, body })],
    ["a signature that is none", (body: string) => changed(stage.fake.signed(body), "x-signature-ed25519", "zz")],
    ["a stamp that is none", (body: string) => changed(stage.fake.signed(body), "x-signature-timestamp", "soon")],
  ])("answers 401 to %s and does nothing", async (_name, make) => {
    const answer = await post(make(await payload()));
    expect(answer.status).toBe(401);
    await platform.stop();
    expect(bot.turns).toEqual([]);
  });

  it.each([
    ["no JSON", "{"],
    ["a bare word", '"ping"'],
    ["nothing", "null"],
    ["an unknown type", '{"type":99}'],
    ["a command without data", '{"type":2,"id":"1","application_id":"1","token":"t"}'],
    ["nobody", '{"type":2,"id":"1","application_id":"1","token":"t","data":{"name":"door"}}'],
  ])("answers 400 to rightly signed %s", async (_name, body) => {
    expect((await post(stage.fake.signed(body))).status).toBe(400);
    expect(bot.turns).toEqual([]);
  });

  it("is ready while the gateway is away", () => {
    stage.fake.gateway.isDown = true;
    stage.fake.gateway.drop();
    expect(platform.isReady()).toBe(true);
  });
});

function changed(request: SignedRequest, header: string, value: string): SignedRequest {
  return { ...request, headers: { ...request.headers, [header]: value } };
}
