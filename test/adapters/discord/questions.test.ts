import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Platform } from "#core/ports.ts";
import type { Card } from "#core/reply.ts";
import { createScriptedBot, makeCard, type ScriptedBot } from "../../contracts/scripted-bot.ts";
import type { FakeMessage } from "../../fakes/discord/world.ts";
import { createStage, type DiscordStage, seenCard } from "./harness.ts";

const question = makeCard({ status: "ask", title: "How long shall the key work?" });

describe("questions on Discord", () => {
  let stage: DiscordStage;
  let bot: ScriptedBot;
  let platform: Platform;

  beforeEach(async () => {
    stage = await createStage("gateway");
    bot = createScriptedBot(async (_turn, responder) => responder.show(question));
    const words = (key: string): string | undefined => (key === "replies:ask.answer" ? "Answer" : undefined);
    platform = (await stage.connect(bot, {}, { words })).platform;
  });
  afterEach(async () => {
    await platform.stop();
    await stage.fake.close();
  });

  const shown = (title: string): Promise<FakeMessage> =>
    stage.fake.world.until(() => stage.fake.messages().find((message) => seenCard(message).text === title));
  const idOn = (message: FakeMessage): string => seenCard(message).buttons[0]?.value ?? "";
  const field = (value: string) => [{ type: 18, component: { type: 4, custom_id: "text", value } }];
  async function ask(): Promise<FakeMessage> {
    await stage.fake.people.slash(stage.here, "key", "create", { door: "lobby" });
    return shown(question.title);
  }
  async function formOf(user: string, message: FakeMessage) {
    const act = await stage.fake.people.press(user, message, idOn(message));
    return stage.fake.world.until(() => act.interaction.callback);
  }
  const valueIn = (form: unknown): unknown =>
    (form as { components: { component: { value?: string } }[] }).components[0]?.component.value;

  it("bring up a form whose words come back as a sentence, and the answer takes their place", async () => {
    const card = await ask();
    expect(seenCard(card).buttons).toMatchObject([{ label: "Answer", style: "plain" }]);
    const form = await formOf(stage.person.id, card);
    expect(form.type).toBe(9);
    bot.script(async (_turn, responder) => responder.show(makeCard({ title: "Key made" })));
    await stage.fake.people.submit(stage.here, idOn(card), field("2 hours"), card);
    expect((await shown("Key made")).id).toBe(card.id);
    expect(bot.fresh[1]?.input).toEqual({ kind: "utterance", text: "2 hours" });
    expect(seenCard(card).buttons).toEqual([]);
  });

  it("come back with what was filled in when it was wrong", async () => {
    const card = await ask();
    expect(valueIn((await formOf(stage.person.id, card)).data)).toBeUndefined();
    const again: Card = { ...question, title: "When does it end?" };
    bot.script(async (_turn, responder) => responder.show(again));
    await stage.fake.people.submit(stage.here, idOn(card), field("2 hoours"), card);
    const second = await shown(again.title);
    expect(valueIn((await formOf(stage.person.id, second)).data)).toBe("2 hoours");
  });

  it("open no form for another person, nor for a form that is gone", async () => {
    const card = await ask();
    const form = await formOf(stage.other.id, card);
    expect(form.type).toBe(6);
    await bot.handled(2);
    expect(bot.fresh[1]?.input).toMatchObject({ kind: "press", token: idOn(card) });
    await stage.fake.people.submit(stage.here, "answer:of-another-time", field("2 hours"));
    await bot.handled(3);
    expect(bot.fresh[2]?.input).toEqual({ kind: "press", token: "answer:of-another-time" });
  });

  it("have no button where choices or other buttons answer them", async () => {
    const choices = [{ label: "Lobby", token: "token-of-the-lobby-0123456" }];
    bot.script(async (_turn, responder) => responder.show({ ...question, choices }));
    const card = await ask();
    expect(seenCard(card).buttons.map(({ label }) => label)).toEqual(["Lobby"]);
  });
});
