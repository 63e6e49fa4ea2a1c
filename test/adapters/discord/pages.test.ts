import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Platform } from "#core/ports.ts";
import { createScriptedBot, makeCard, type ScriptedBot } from "../../contracts/scripted-bot.ts";
import type { FakeMessage } from "../../fakes/discord/world.ts";
import { createStage, type DiscordStage, seenCard } from "./harness.ts";

const long = makeCard({
  title: "Passings",
  visibility: "public",
  table: {
    columns: [{ label: "bib and name", align: "left" }],
    rows: Array.from({ length: 400 }, (_, index) => [`runner number ${index + 1} of the club`]),
  },
});

describe("long lists on Discord", () => {
  let stage: DiscordStage;
  let bot: ScriptedBot;
  let platform: Platform;

  beforeEach(async () => {
    stage = await createStage("gateway");
    bot = createScriptedBot(async (_turn, responder) => responder.show(long));
    platform = (await stage.connect(bot)).platform;
  });
  afterEach(async () => {
    await platform.stop();
    await stage.fake.close();
  });

  const only = (): Promise<FakeMessage> => stage.fake.world.until(() => stage.fake.messages()[0]);
  const turn = (label: string, card: FakeMessage, user = stage.person.id) => {
    const id = seenCard(card).buttons.find((button) => button.label === label)?.value ?? "";
    return stage.fake.people.press(user, card, id);
  };

  it("are one message whose pages are turned by its buttons", async () => {
    stage.fake.people.say(stage.here, "passings", { mention: true });
    const card = await only();
    expect(seenCard(card).text).toContain("runner number 1 of");
    expect(seenCard(card).buttons.map(({ label }) => label)).toEqual(["▶"]);
    const texts = [seenCard(card).text];
    while (seenCard(card).buttons.some(({ label }) => label === "▶")) {
      const { edits } = card;
      await turn("▶", card);
      await stage.fake.world.until(() => (card.edits > edits ? true : undefined));
      texts.push(seenCard(card).text);
    }
    expect(stage.fake.messages()).toHaveLength(1);
    expect(texts.join("\n").match(/runner number \d+ of/g)).toHaveLength(400);
    expect(bot.turns).toHaveLength(1);
  });

  it("are turned by nobody else", async () => {
    stage.fake.people.say(stage.here, "passings", { mention: true });
    const card = await only();
    bot.script(async (_turn, responder) => responder.show(makeCard({ title: "Not yours" })));
    await turn("▶", card, stage.other.id);
    await bot.handled(2);
    expect(card.edits).toBe(0);
  });
});
