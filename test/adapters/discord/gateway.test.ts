import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Platform } from "#core/ports.ts";
import {
  createScriptedBot,
  makeCard,
  makeConfirmCard,
  type ScriptedBot,
  yesToken,
} from "../../contracts/scripted-bot.ts";
import { createStage, type DiscordStage, seenCard } from "./harness.ts";

describe("the gateway in trouble", () => {
  let stage: DiscordStage;
  let bot: ScriptedBot;
  let platform: Platform | undefined;

  beforeEach(async () => {
    stage = await createStage("gateway");
    bot = createScriptedBot(async (_turn, responder) => responder.show(makeCard({ title: "Heard" })));
  });
  afterEach(async () => {
    await platform?.stop();
    platform = undefined;
    await stage.fake.close();
  });

  async function connect(settings: object = {}): Promise<Platform> {
    const connection = await stage.connect(bot, settings);
    platform = connection.platform;
    return connection.platform;
  }
  const until = (is: () => boolean): Promise<void> =>
    vi.waitFor(() => expect(is()).toBe(true), { timeout: 15_000, interval: 5 });
  const slash = () => stage.fake.people.slash(stage.here, "door", "open", { door: "side gate" });

  it("loses no click when the connection breaks in the middle of a confirmation", async () => {
    bot.script(async (_turn, responder) => responder.show(makeConfirmCard()));
    await connect();
    await slash();
    const card = await stage.fake.world.until(() => stage.fake.messages()[0]);
    bot.script(async (_turn, responder) => responder.show(makeCard({ title: "Opened", placement: "replace" })));
    stage.fake.gateway.drop();
    await stage.fake.people.press(stage.person.id, card, yesToken);
    await bot.handled(2);
    expect(bot.fresh[1]?.input).toMatchObject({ kind: "press", token: yesToken });
    await until(() => stage.fake.messages().some((message) => seenCard(message).text === "Opened"));
    expect(stage.fake.gateway.resumes).toBe(1);
    expect(stage.fake.gateway.identifies).toBe(1);
  });

  it("reconnects and resumes when Discord asks for it", async () => {
    const connected = await connect();
    stage.fake.gateway.askToReconnect();
    await until(() => stage.fake.gateway.resumes === 1 && connected.isReady());
    await slash();
    await bot.handled(1);
  });

  it("answers at once while a guild is unavailable at start", async () => {
    const broken = stage.fake.addGuild("Broken", { isAvailable: false });
    const connected = await connect({ guilds: [stage.guild.id, broken.id] });
    expect(connected.isReady()).toBe(true);
    const act = await slash();
    await bot.handled(1);
    expect(act.interaction.callback?.type).toBe(5);
    stage.fake.makeAvailable(broken);
    await slash();
    await bot.handled(2);
  });

  it("hears every guild over several shards", async () => {
    const guilds = [...Array(6).keys()].map((index) =>
      stage.fake.addGuild(`Guild ${index}`, { id: String(BigInt(900_000 + index) << 22n) }),
    );
    const channels = guilds.map((guild) => {
      stage.fake.addMember(guild, stage.person);
      return stage.fake.addChannel(guild);
    });
    const connected = await connect({ shards: 3, guilds: undefined });
    expect(connected.isReady()).toBe(true);
    expect(stage.fake.gateway.sessions.map(({ shard }) => shard).toSorted()).toEqual([0, 1, 2]);
    for (const channel of channels)
      stage.fake.people.say({ channel: channel.id, user: stage.person.id }, "open", { mention: true });
    await bot.handled(6);
    expect(new Set(bot.fresh.map((turn) => turn.identity.tenant))).toEqual(new Set(guilds.map(({ id }) => id)));
  });

  it("takes as many shards as Discord recommends", async () => {
    stage.fake.gateway.recommendedShards = 2;
    const connected = await connect();
    expect(stage.fake.gateway.sessions).toHaveLength(2);
    stage.fake.gateway.drop();
    await until(() => !connected.isReady());
    await until(() => connected.isReady());
  });

  it("starts while Discord is down, and is ready once it is back", async () => {
    stage.fake.rest.faults.push({ path: /^\/gateway\/bot$/, times: 3, answer: { status: 503, body: {} } });
    const connected = await connect();
    expect(connected.isReady()).toBe(false);
    await until(() => connected.isReady());
    await slash();
    await bot.handled(1);
  });

  it("survives a gateway that refuses connections for a while", async () => {
    const connected = await connect();
    stage.fake.gateway.isDown = true;
    stage.fake.gateway.drop();
    await until(() => !connected.isReady());
    stage.fake.gateway.isDown = false;
    await until(() => connected.isReady());
    await slash();
    await bot.handled(1);
  });

  it("says which setting is wrong when the token is refused", async () => {
    await expect(connect({ token: "not-the-token" })).rejects.toMatchObject({
      code: "config-faults",
      faults: [{ key: "discord.token" }],
    });
    expect(JSON.stringify(stage.lines)).not.toContain("not-the-token");
  });

  it("asks for no privileged intents", async () => {
    await connect();
    expect(stage.fake.gateway.sessions[0]?.intents).toBe((1 << 0) | (1 << 9) | (1 << 12));
  });
});
