import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stampOf } from "#adapters/discord/inbound.ts";
import { defineCommand } from "#core/command.ts";
import { message } from "#core/message.ts";
import type { Platform } from "#core/ports.ts";
import { slot } from "#core/slots.ts";
import { createScriptedBot, makeCard, type ScriptedBot } from "../../contracts/scripted-bot.ts";
import { createStage, type DiscordStage } from "./harness.ts";

describe("who and where on Discord", () => {
  let stage: DiscordStage;
  let bot: ScriptedBot;
  let platform: Platform;

  beforeEach(async () => {
    stage = await createStage("gateway");
    bot = createScriptedBot(async (_turn, responder) => responder.show(makeCard({ title: "Heard" })));
    platform = (await stage.connect(bot)).platform;
  });
  afterEach(async () => {
    await platform.stop();
    await stage.fake.close();
  });

  const slash = (where = stage.here, values = {}) => stage.fake.people.slash(where, "door", "open", values);
  async function turn(count = 1) {
    await bot.handled(count);
    const found = bot.fresh[count - 1];
    if (found === undefined) throw new Error("no turn");
    return found;
  }

  it("tells roles of the guild as they are at that moment", async () => {
    await slash();
    expect((await turn()).identity).toMatchObject({
      id: `discord:${stage.person.id}`,
      tenant: stage.guild.id,
      standing: "member",
      groups: [`discord:${stage.guild.id}/700000000000000001`],
    });
    stage.fake.addMember(stage.guild, stage.person, []);
    await slash();
    expect((await turn(2)).identity.groups).toEqual([]);
  });

  it("asks for the membership of who writes a direct message", async () => {
    const where = { channel: stage.fake.directWith(stage.person).id, user: stage.person.id };
    stage.fake.people.say(where, "open the side gate");
    const first = await turn();
    expect(first.identity).toMatchObject({
      standing: "member",
      groups: [`discord:${stage.guild.id}/700000000000000001`],
    });
    expect(first.conversation).toEqual({ id: `discord:@me/${where.channel}`, kind: "direct" });
    stage.guild.members.delete(stage.person.id);
    await slash(where);
    expect((await turn(2)).identity).toMatchObject({ standing: "external", groups: [] });
  });

  it("gives no group to whom it cannot ask about", async () => {
    stage.fake.rest.faults.push({
      path: /members/,
      times: 9,
      answer: { status: 403, body: { code: 50_001, message: "no" } },
    });
    stage.fake.people.say({ channel: stage.fake.directWith(stage.person).id, user: stage.person.id }, "open");
    expect((await turn()).identity).toMatchObject({ standing: "external", groups: [] });
  });

  it.each([
    ["not let in yet", { pending: true }, "restricted"],
    ["silenced", { communication_disabled_until: "2999-01-01T00:00:00Z" }, "restricted"],
    ["silenced long ago", { communication_disabled_until: "2020-01-01T00:00:00Z" }, "member"],
    ["a guest", { flags: 16 }, "external"],
  ])("knows who is %s", async (_name, member, standing) => {
    stage.guild.members.set(stage.person.id, { user: stage.person.id, roles: [], ...member });
    await slash();
    expect((await turn()).identity.standing).toBe(standing);
  });

  it("takes a thread as part of its channel, for commands and for sentences", async () => {
    const thread = stage.fake.addChannel(stage.guild, stage.channel);
    const where = { channel: thread.id, user: stage.person.id };
    await slash(where);
    const conversation = { id: `discord:${stage.guild.id}/${stage.channel.id}`, kind: "channel", thread: thread.id };
    expect((await turn()).conversation).toEqual(conversation);
    stage.fake.people.say(where, "open the side gate", { mention: true });
    expect((await turn(2)).conversation).toEqual(conversation);
  });

  it("keeps typed options as they were given", async () => {
    await slash(stage.here, { door: "side gate", uses: 3, loud: true });
    expect((await turn()).input).toEqual({
      kind: "command",
      command: "door open",
      raw: { door: "side gate", uses: 3, loud: true },
    });
  });

  it("reads a command without verbs as its noun's show", async () => {
    await stage.fake.people.command(stage.here, { name: "help" });
    expect((await turn()).input).toEqual({ kind: "command", command: "help show", raw: {} });
  });

  it("passes on the person's language and the moment of the interaction", async () => {
    const act = await slash();
    const { locale, at, key } = await turn();
    expect(locale).toBe("es-ES");
    expect(at).toBe(act.interaction.createdAt);
    expect(key).toBe(`discord:${act.interaction.id}`);
  });

  it.each([
    ["<@BOT> open the gate", "open the gate"],
    ["<@!BOT>, open the gate", "open the gate"],
    ["please <@BOT> open the gate", "please   open the gate"],
  ])("hears %j without the mention", async (words, heard) => {
    stage.fake.people.say(stage.here, words.replace("BOT", stage.fake.world.botId), { mention: true });
    expect((await turn()).input).toEqual({ kind: "utterance", text: heard });
  });

  it("knows options by the words they were registered with, and by their slots", async () => {
    await platform.stop();
    const command = defineCommand({
      name: "door open",
      action: null,
      slots: { door: slot.text(), window: slot.text(), uses: slot.text() },
      answer: async () => ({ status: "done", outcome: null, visibility: "private", title: message("replies:done") }),
    });
    const english: Readonly<Record<string, string>> = { window: "Duration", uses: "door" };
    const words = (key: string): string | undefined => english[key.split(".").at(-2) ?? ""];
    platform = (await stage.connect(bot, {}, { commands: [command], words })).platform;
    await slash(stage.here, { door: "side gate", duration: "2 hours", uses: "3" });
    expect((await turn()).input).toMatchObject({ raw: { door: "side gate", window: "2 hours", uses: "3" } });
    await slash(stage.here, { window: "1 hour" });
    expect((await turn(2)).input).toMatchObject({ raw: { window: "1 hour" } });
    await stage.fake.people.type(stage.here, "door", "open", "duration", "2");
    await stage.fake.world.until(() => bot.completions[0]);
    expect(bot.completions[0]?.slot).toBe("window");
  });

  it("takes a message from its menu as a sentence", async () => {
    const said = { id: "800000000000000001", content: "open the side gate" };
    const use = { name: "Do this", type: 3, target: said.id, resolved: { messages: { [said.id]: said } } };
    await stage.fake.people.command(stage.here, use);
    expect((await turn()).input).toEqual({ kind: "utterance", text: "open the side gate" });
  });

  it("reads words that begin with a slash as a command", async () => {
    stage.fake.people.say(stage.here, "/door open side gate", { mention: true });
    expect((await turn()).input).toEqual({ kind: "slash", text: "door open side gate" });
  });

  it("hears no webhooks", async () => {
    stage.fake.people.say(stage.here, "open", { mention: true, isWebhook: true });
    await slash();
    await turn();
    expect(bot.fresh).toHaveLength(1);
  });

  it("works where only the user has installed it, and does not write there by itself", async () => {
    const channel = stage.fake.addChannel(stage.foreign);
    stage.foreign.hasBot = false;
    stage.fake.addMember(stage.foreign, stage.person);
    await platform.stop();
    platform = (await stage.connect(bot, { guilds: undefined })).platform;
    bot.script(async (_turn, responder) => {
      stage.fake.world.advance(16 * 60_000);
      await responder.show(makeCard({ title: "Late", visibility: "public" }));
    });
    const options = [{ name: "open", type: 1, options: [] }];
    const where = { channel: channel.id, user: stage.person.id };
    await stage.fake.people.command(where, { name: "door", options, isBotInstalled: false });
    const late = await stage.fake.world.until(() => stage.fake.messages()[0]);
    expect(late.channel).toBe(stage.fake.directWith(stage.person).id);
  });
});

describe("snowflakes", () => {
  it("carry their moment, unless they cannot be Discord's", () => {
    expect(stampOf("1200000000000000000")).toBe(1_706_172_694_921);
    expect(stampOf("1234")).toBeUndefined();
    expect(stampOf("not-an-id")).toBeUndefined();
  });
});
