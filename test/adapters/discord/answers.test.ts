import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Platform } from "#core/ports.ts";
import {
  createScriptedBot,
  makeCard,
  makeConfirmCard,
  type ScriptedBot,
  yesToken,
} from "../../contracts/scripted-bot.ts";
import type { FakeMessage } from "../../fakes/discord/world.ts";
import { createStage, type DiscordStage, seenCard } from "./harness.ts";

const minutes = 60_000;
const secret = makeCard({ title: "Secret digits" });
const open = makeCard({ title: "For all", visibility: "public" });

describe("answers on Discord", () => {
  let stage: DiscordStage;
  let bot: ScriptedBot;
  let platform: Platform;

  beforeEach(async () => {
    stage = await createStage("gateway");
    bot = createScriptedBot(async (_turn, responder) => responder.show(secret));
    platform = (await stage.connect(bot)).platform;
  });
  afterEach(async () => {
    await platform.stop();
    await stage.fake.close();
  });

  const slash = () => stage.fake.people.slash(stage.here, "key", "create", { door: "side gate" });
  const mention = (words = "make a key", where = stage.here) => stage.fake.people.say(where, words, { mention: true });
  const texts = (): readonly string[] => stage.fake.messages().map((message) => seenCard(message).text);
  const shown = (text: string): Promise<FakeMessage> =>
    stage.fake.world.until(() => stage.fake.messages().find((message) => seenCard(message).text.includes(text)));
  const direct = () => stage.fake.directWith(stage.person).id;

  it("goes on in a direct message when an interaction's token has run out, if private", async () => {
    bot.script(async (_turn, responder) => {
      await responder.show(makeCard({ title: "On its way" }));
      stage.fake.world.advance(16 * minutes);
      await responder.show(secret);
    });
    await slash();
    const later = await shown("Secret digits");
    expect(later.channel).toBe(direct());
  });

  it("goes on in the channel when an interaction's token has run out, if public", async () => {
    bot.script(async (_turn, responder) => {
      stage.fake.world.advance(16 * minutes);
      await responder.show(open);
    });
    await slash();
    expect((await shown("For all")).channel).toBe(stage.channel.id);
  });

  it("edits the clicked card as the bot's own message after the token has run out", async () => {
    bot.script(async (_turn, responder) => responder.show(makeConfirmCard({ visibility: "public" })));
    mention();
    const card = await shown("Open the side gate?");
    bot.script(async (_turn, responder) => {
      await responder.show(makeCard({ title: "Accepted", visibility: "public", placement: "replace" }));
      stage.fake.world.advance(16 * minutes);
      await responder.show(makeCard({ title: "Completed", visibility: "public", placement: "replace" }));
    });
    await stage.fake.people.press(stage.person.id, card, yesToken);
    expect((await shown("Completed")).id).toBe(card.id);
    expect(texts()).toEqual(["Completed"]);
  });

  it("answers by direct message when the acknowledgement came too late", async () => {
    stage.fake.world.now();
    stage.fake.rest.faults.push({
      path: /callback$/,
      times: 1,
      answer: { status: 404, body: { code: 10_062, message: "Unknown interaction" } },
    });
    await slash();
    expect((await shown("Secret digits")).channel).toBe(direct());
    expect(stage.lines).toContainEqual({
      event: "discord-not-taken",
      fields: { what: "acknowledge", status: 404, code: 10_062, count: 1 },
    });
  });

  it("still answers when the acknowledgement was lost on the way but taken", async () => {
    stage.fake.rest.faults.push({ path: /callback$/, times: 1, answer: "reset", isDone: true });
    await slash();
    const answer = await shown("Secret digits");
    expect(answer.visibleTo).toBe(stage.person.id);
    expect(answer.channel).toBe(stage.channel.id);
  });

  it("leaves no placeholder when nothing is to be shown", async () => {
    bot.script(async () => {});
    const act = await slash();
    await bot.handled(1);
    await stage.fake.world.until(() =>
      stage.fake.rest.log.some(({ method }) => method === "DELETE") ? true : undefined,
    );
    expect(act.interaction.callback?.type).toBe(5);
    expect([...stage.fake.world.messages.values()]).toEqual([]);
  });

  it("shows a private answer to nobody when direct messages are closed, and lives on", async () => {
    stage.person.acceptsDirect = false;
    mention();
    await bot.handled(1);
    await stage.fake.world.until(() => (stage.lines.some(({ fields }) => fields.code === 50_007) ? true : undefined));
    expect(texts()).toEqual([]);
    expect(await platform.notify(`discord:${stage.person.id}`, secret)).toBe(false);
    await slash();
    await shown("Secret digits");
  });

  it("shows a card again that its reader has dismissed", async () => {
    bot.script(async (_turn, responder) => {
      await responder.show(makeCard({ title: "On its way" }));
      const [first] = stage.fake.messages();
      stage.fake.world.messages.delete(first?.id ?? "");
      await responder.show(makeCard({ title: "Completed" }));
    });
    await slash();
    expect((await shown("Completed")).visibleTo).toBe(stage.person.id);
  });

  it("waits out rate limits and answers every turn of a burst", async () => {
    bot.script(async (turn, responder) =>
      responder.show(makeCard({ title: `Answer to ${turn.key}`, visibility: "public" })),
    );
    for (let index = 0; index < 8; index += 1) mention(`open ${index}`);
    await stage.fake.world.until(() => (stage.fake.messages().length === 8 ? true : undefined));
    expect(stage.fake.rest.limits.invalidRequests).toBe(0);
  });

  it("repeats no message whose answer was lost", async () => {
    stage.fake.rest.faults.push({
      method: "POST",
      path: /messages$/,
      times: 1,
      answer: { status: 502, body: {} },
      isDone: true,
    });
    bot.script(async (_turn, responder) => responder.show(open));
    mention();
    await bot.handled(1);
    await platform.stop();
    expect(texts()).toEqual(["For all"]);
  });

  it("takes away the buttons of a public card that a private one follows", async () => {
    bot.script(async (_turn, responder) => responder.show(makeConfirmCard({ visibility: "public" })));
    mention();
    const card = await shown("Open the side gate?");
    bot.script(async (_turn, responder) => responder.show({ ...secret, placement: "replace" }));
    await stage.fake.people.press(stage.person.id, card, yesToken);
    await shown("Secret digits");
    const left = stage.fake.world.messages.get(card.id);
    expect(left?.components).toEqual([]);
    expect(left === undefined ? "" : seenCard(left).text).toContain("Open the side gate?");
  });

  it("hands over what was chosen in a select", async () => {
    const choices = ["one", "two"].map((name) => ({
      label: name,
      detail: "Headquarters",
      token: `token-of-choice-${name}-0123`,
    }));
    bot.script(async (_turn, responder) => responder.show(makeCard({ title: "Which?", choices })));
    await slash();
    const card = await shown("Which?");
    await stage.fake.people.choose(stage.person.id, card, "choose:0", ["token-of-choice-two-0123"]);
    await bot.handled(2);
    expect(bot.fresh[1]?.input).toMatchObject({ kind: "press", token: "token-of-choice-two-0123" });
  });

  it("completes names while they are typed", async () => {
    bot.names(() => [
      { label: "Side gate", value: "hq:gate-1" },
      { label: "n".repeat(150), value: "hq:gate-2" },
    ]);
    const act = await stage.fake.people.type(stage.here, "door", "open", "door", "ga");
    await stage.fake.world.until(() => act.interaction.callback);
    expect(act.interaction.callback?.data).toMatchObject({
      choices: [{ name: "Side gate", value: "hq:gate-1" }, { value: "hq:gate-2" }],
    });
    expect(bot.completions[0]).toMatchObject({ command: "door open", slot: "door", text: "ga", locale: "es-ES" });
  });

  it("completes with nothing when the bot fails, and for guilds that are not served", async () => {
    bot.names(() => {
      throw new Error("broken");
    });
    stage.fake.addMember(stage.foreign, stage.person);
    for (const channel of [stage.channel, stage.foreignChannel]) {
      const act = await stage.fake.people.type(
        { channel: channel.id, user: stage.person.id },
        "door",
        "open",
        "door",
        "",
      );
      expect((await stage.fake.world.until(() => act.interaction.callback)).data).toEqual({ choices: [] });
    }
  });

  it("says that it is typing while a sentence takes long", async () => {
    let finish = (): void => {};
    bot.script(async (_turn, responder) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      await responder.show(open);
    });
    mention();
    await stage.fake.world.until(() =>
      stage.fake.rest.log.some(({ path }) => path.endsWith("/typing")) ? true : undefined,
    );
    finish();
    await shown("For all");
  });
});
