import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Platform } from "#core/ports.ts";
import { createScriptedBot, makeCard, type ScriptedBot } from "../../contracts/scripted-bot.ts";
import { createStage, type DiscordStage, seenCard } from "./harness.ts";

describe("odd things that Discord might send", () => {
  let stage: DiscordStage;
  let bot: ScriptedBot;
  let platform: Platform;

  beforeEach(async () => {
    stage = await createStage("gateway");
    bot = createScriptedBot(async (_turn, responder) => responder.show(makeCard({ title: "Heard" })));
  });
  afterEach(async () => {
    await platform.stop();
    await stage.fake.close();
  });

  async function connect(settings: object = {}): Promise<void> {
    platform = (await stage.connect(bot, settings)).platform;
  }
  const until = (is: () => boolean): Promise<void> =>
    vi.waitFor(() => expect(is()).toBe(true), { timeout: 15_000, interval: 5 });
  const send = (t: string, d: unknown): void => stage.fake.gateway.dispatch(t, d, { guild: stage.guild.id });
  const heard = () => stage.fake.world.until(() => stage.fake.messages().find((one) => seenCard(one).text === "Heard"));

  /** A command's payload as it is sent, for changing; the fake knows the interaction. */
  async function payload(): Promise<Record<string, unknown>> {
    const { payload: sent, interaction } = await stage.fake.people.slash(stage.here, "door", "open", { door: "gate" });
    await bot.handled(1);
    stage.fake.world.messages.clear();
    const id = stage.fake.world.snowflake();
    const token = `token-${id}`;
    stage.fake.world.interactions.set(id, {
      ...interaction,
      id,
      token,
      callback: undefined,
      callbacksTried: 0,
      original: undefined,
    });
    return { ...sent, id, token };
  }
  const message = (changes: object) => ({
    id: stage.fake.world.snowflake(),
    channel_id: stage.channel.id,
    guild_id: stage.guild.id,
    type: 0,
    author: { id: stage.person.id, username: "robin" },
    member: { roles: [] },
    content: `<@${stage.fake.world.botId}> open the gate`,
    timestamp: new Date(stage.fake.world.now()).toISOString(),
    mentions: [{ id: stage.fake.world.botId }],
    ...changes,
  });

  it.each([
    ["without what is optional", ["application_id", "context", "locale", "channel", "authorizing_integration_owners"]],
    ["with nothing where nothing was expected", []],
  ])("answers a command %s", async (_name, left) => {
    await connect();
    const sent = await payload();
    for (const key of left) delete sent[key];
    if (left.length === 0) Object.assign(sent, { locale: null, channel: null, authorizing_integration_owners: null });
    send("INTERACTION_CREATE", sent);
    await heard();
    expect(bot.fresh[1]?.input).toEqual({ kind: "command", command: "door open", raw: { door: "gate" } });
  });

  it("lives through frames that make no sense", async () => {
    await connect();
    const odd = [null, 7, "x", [], {}, { type: 2 }, { type: 77, id: "1", token: "t" }];
    for (const each of odd) {
      send("INTERACTION_CREATE", each);
      send("MESSAGE_CREATE", each);
    }
    send("SOMETHING_NEW", { any: "thing" });
    await stage.fake.people.slash(stage.here, "door", "open", { door: "gate" });
    await bot.handled(1);
    expect(bot.turns).toHaveLength(1);
  });

  it("leaves no placeholder of a command that it cannot read", async () => {
    await connect();
    send("INTERACTION_CREATE", { ...(await payload()), data: { name: 7 } });
    await until(() =>
      stage.fake.rest.log.some(({ method, path }) => method === "DELETE" && path.endsWith("@original")),
    );
    expect([...stage.fake.world.messages.values()]).toEqual([]);
    expect(bot.turns).toHaveLength(1);
  });

  it.each([
    ["a webhook's", { webhook_id: "1" }],
    ["a join", { type: 7 }],
    ["a pin", { type: 6 }],
    ["a thread's first", { type: 21 }],
    ["an application's answer", { type: 20 }],
    ["text that never came", { content: "", mentions: [] }],
    ["an author's that is missing", { author: undefined }],
    ["a mention of all", { content: "@everyone open", mentions: [], mention_everyone: true }],
  ])("makes no turn of a message that is %s", async (_name, changes) => {
    await connect();
    send("MESSAGE_CREATE", message(changes));
    send("MESSAGE_CREATE", message({}));
    await bot.handled(1);
    expect(bot.turns).toHaveLength(1);
  });

  it("hears replies, posts in forums and threads that it was never told of", async () => {
    await connect();
    send("MESSAGE_CREATE", message({ type: 19, message_reference: { message_id: "1" }, referenced_message: null }));
    const post = stage.fake.addChannel(stage.guild, stage.channel);
    send("MESSAGE_CREATE", message({ channel_id: post.id, position: 0 }));
    await bot.handled(2);
    expect(bot.fresh.map(({ conversation }) => conversation.id)).toEqual(
      Array(2).fill(`discord:${stage.guild.id}/${stage.channel.id}`),
    );
    expect(bot.fresh.map(({ conversation }) => conversation.thread)).toContain(post.id);
  });

  it("makes nothing of a message whose words were kept back, and says so to the bot", async () => {
    await connect();
    send("MESSAGE_CREATE", message({ content: "" }));
    await bot.handled(1);
    expect(bot.fresh[0]?.input).toEqual({ kind: "utterance", text: "" });
  });

  it("waits as long as the body of a rate limit says where no header does", async () => {
    await connect();
    const limited = { status: 429, body: { message: "limited", retry_after: 0.2, global: false } };
    stage.fake.rest.faults.push({ method: "PATCH", path: /@original$/, times: 1, answer: limited });
    await stage.fake.people.slash(stage.here, "door", "open", { door: "gate" });
    await heard();
    const tries = stage.fake.rest.log.filter(({ method, path }) => method === "PATCH" && path.endsWith("@original"));
    expect(tries.map(({ status }) => status)).toEqual([429, 200]);
    expect((tries[1]?.at ?? 0) - (tries[0]?.at ?? 0)).toBeGreaterThanOrEqual(190);
  });

  it("identifies anew when its session is gone", async () => {
    await connect();
    stage.fake.gateway.forgetSessions();
    stage.fake.gateway.drop();
    await until(() => stage.fake.gateway.identifies === 2 && platform.isReady());
    await stage.fake.people.slash(stage.here, "door", "open", { door: "gate" });
    await bot.handled(1);
  }, 20_000);

  it.each([4000, 4007, 4009])(
    "comes back after close code %i",
    async (code) => {
      await connect();
      stage.fake.gateway.closeAll(code);
      await until(() => stage.fake.gateway.connections === 2 && platform.isReady());
      await stage.fake.people.slash(stage.here, "door", "open", { door: "gate" });
      await bot.handled(1);
    },
    20_000,
  );

  it("tells of a close that the library does not survive, and starts over", async () => {
    await connect();
    stage.fake.gateway.closeAll(4014);
    await until(() => stage.fake.gateway.identifies === 2 && platform.isReady());
    expect(stage.lines).toContainEqual({ event: "discord-shard-closed", fields: { code: 4014, shard: 0 } });
  }, 20_000);

  it("resumes where it was greeted when it was told nowhere else", async () => {
    stage.fake.gateway.isTerse = true;
    await connect();
    stage.fake.gateway.drop();
    await until(() => stage.fake.gateway.resumes === 1 && platform.isReady());
    await stage.fake.people.slash(stage.here, "door", "open", { door: "gate" });
    await bot.handled(1);
  }, 20_000);
});
