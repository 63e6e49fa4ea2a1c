import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Platform } from "#core/ports.ts";
import type { Card, CardForm } from "#core/reply.ts";
import { wordsOf } from "#src/cli/manifest.ts";
import { readCommands } from "#src/commands.ts";
import { readLocales } from "#src/locales.ts";
import { createScriptedBot, makeCard, type ScriptedBot } from "../../contracts/scripted-bot.ts";
import type { FakeMessage } from "../../fakes/discord/world.ts";
import { createStage, type DiscordStage, seenCard } from "./harness.ts";

const form: CardForm = {
  command: "key create",
  title: "Create a temporary key",
  token: "token-of-the-form-0123456789",
  label: "Fill in a form",
  submit: "Send",
  cancel: "Cancel",
  fields: [
    {
      slot: "door",
      label: "door",
      hint: "For which door",
      wire: "entity",
      isRequired: true,
      known: { text: "Lobby", value: { mention: "lobby", candidates: ["hq:lobby"] } },
    },
    { slot: "window", label: "duration", hint: "How long it holds", wire: "window", isRequired: true },
    { slot: "uses", label: "uses", hint: "How often", wire: "integer", isRequired: false },
  ],
};
const question = makeCard({ status: "ask", title: "How long shall the key work?", form });

interface Field {
  readonly label: string;
  readonly description?: string;
  readonly component: {
    readonly type: number;
    readonly custom_id: string;
    readonly value?: string;
    readonly options?: readonly { readonly value: string; readonly default?: boolean }[];
  };
}
interface Modal {
  readonly custom_id: string;
  readonly title: string;
  readonly components: readonly Field[];
}

describe.each(["gateway", "http"] as const)("forms on Discord over %s", (mode) => {
  let stage: DiscordStage;
  let bot: ScriptedBot;
  let platform: Platform;

  beforeEach(async () => {
    stage = await createStage(mode);
    bot = createScriptedBot(async (_turn, responder) => responder.show(question));
    bot.names(() => [
      { label: "Lobby", value: "hq:lobby" },
      { label: "Side gate", value: "hq:side" },
    ]);
    await connect();
  });
  afterEach(async () => {
    await platform.stop();
    await stage.fake.close();
  });

  async function connect(): Promise<void> {
    const words = wordsOf(await readLocales());
    platform = (await stage.connect(bot, {}, { words, commands: await readCommands() })).platform;
  }
  const shown = (title: string): Promise<FakeMessage> =>
    stage.fake.world.until(() => stage.fake.messages().find((message) => seenCard(message).text.includes(title)));
  const idOn = (message: FakeMessage): string => seenCard(message).buttons[0]?.value ?? "";
  const field = (id: string, value: string) => ({ type: 18, component: { type: 4, custom_id: id, value } });
  const picked = (id: string, value: string) => ({ type: 18, component: { type: 3, custom_id: id, values: [value] } });
  async function ask(): Promise<FakeMessage> {
    await stage.fake.people.slash(stage.here, "door", "open", { door: "side gate" });
    return shown(question.title);
  }
  async function modalOn(message: FakeMessage, user = stage.person.id): Promise<Modal> {
    const act = await stage.fake.people.press(user, message, idOn(message));
    const callback = await stage.fake.world.until(() => act.interaction.callback);
    expect(callback.type).toBe(9);
    return callback.data as unknown as Modal;
  }

  it("open by the button of a card, with what is known", async () => {
    const modal = await modalOn(await ask());
    expect(modal.title).toBe(form.title);
    expect(modal.components.map(({ label }) => label)).toEqual(["door", "duration", "uses"]);
    const [door, window] = modal.components;
    expect(door?.component.options).toMatchObject([{ value: "hq:lobby", default: true }, { value: "hq:side" }]);
    expect(window?.component.value).toBeUndefined();
  });

  it("come back as a command with what was typed, and the answer takes the place of the card", async () => {
    const card = await ask();
    const modal = await modalOn(card);
    bot.script(async (_turn, responder) => responder.show(makeCard({ title: "Key made" })));
    const filled = [picked("door", "hq:side"), field("window", "2 hours"), field("uses", "")];
    await stage.fake.people.submit(stage.here, modal.custom_id, filled, card);
    expect((await shown("Key made")).id).toBe(card.id);
    expect(bot.fresh[1]?.input).toEqual({
      kind: "command",
      command: "key create",
      raw: { door: "hq:side", window: "2 hours" },
    });
    expect(seenCard(card).buttons).toEqual([]);
  });

  it("are sent back with the faults and with all that was filled in", async () => {
    const card = await ask();
    const modal = await modalOn(card);
    bot.faults(
      ({ raw }): Readonly<Record<string, string>> =>
        raw.window === "2 hoours" ? { window: "This is no time: 2 hoours" } : {},
    );
    const wrong = [picked("door", "hq:side"), field("window", "2 hoours"), field("uses", "3")];
    await stage.fake.people.submit(stage.here, modal.custom_id, wrong, card);
    const again = await shown("This is no time");
    expect(again.id).toBe(card.id);
    expect(bot.fresh).toHaveLength(1);
    const second = await modalOn(again);
    const [door, window, uses] = second.components;
    expect(door?.component.options).toMatchObject([{ value: "hq:lobby" }, { value: "hq:side", default: true }]);
    expect(window).toMatchObject({ description: "This is no time: 2 hoours", component: { value: "2 hoours" } });
    expect(uses?.component.value).toBe("3");
    const right = [picked("door", "hq:side"), field("window", "2 hours"), field("uses", "3")];
    await stage.fake.people.submit(stage.here, second.custom_id, right, again);
    await bot.handled(2);
    expect(bot.fresh[1]?.input).toMatchObject({ raw: { door: "hq:side", window: "2 hours", uses: "3" } });
  });

  it("open at once for a command whose values are missing, in the person's language", async () => {
    bot.faults(() => ({ window: "Missing" }));
    const act = await stage.fake.people.slash(stage.here, "key", "create", { door: "hq:lobby" });
    const callback = await stage.fake.world.until(() => act.interaction.callback);
    expect(callback.type).toBe(9);
    const modal = callback.data as unknown as Modal;
    expect(modal.components.map(({ label }) => label)).toEqual(["puerta", "duración", "usos", "para", "teléfono"]);
    expect(modal.components[0]?.component.options?.[0]).toMatchObject({ value: "hq:lobby", default: true });
    expect(modal.components[1]?.component.value).toBeUndefined();
    expect(bot.turns).toEqual([]);
    bot.faults(() => ({}));
    await stage.fake.people.submit(stage.here, modal.custom_id, [
      picked("door", "hq:lobby"),
      field("window", "2 horas"),
    ]);
    await bot.handled(1);
    expect(bot.fresh[0]?.input).toMatchObject({
      kind: "command",
      command: "key create",
      raw: { door: "hq:lobby", window: "2 horas" },
    });
  });

  it("do not open for who may not do it: the turn says so", async () => {
    const act = await stage.fake.people.slash(stage.here, "key", "create", {});
    await bot.handled(1);
    expect(act.interaction.callback?.type).toBe(5);
    expect(bot.fresh[0]?.input).toEqual({ kind: "command", command: "key create", raw: {} });
  });

  it("do not open for another person, whose press goes to the bot", async () => {
    const card = await ask();
    const act = await stage.fake.people.press(stage.other.id, card, idOn(card));
    await bot.handled(2);
    expect(act.interaction.callback?.type).toBe(6);
    expect(bot.fresh[1]?.input).toMatchObject({ kind: "press", token: form.token });
  });

  it("keep what was filled in over a restart", async () => {
    const card = await ask();
    const modal = await modalOn(card);
    await platform.stop();
    await connect();
    bot.script(async (_turn, responder) => responder.show(makeCard({ title: "Key made" })));
    const filled = [picked("door", "hq:side"), field("window", "2 hours"), field("uses", "")];
    await stage.fake.people.submit(stage.here, modal.custom_id, filled, card);
    await bot.handled(2);
    expect(bot.fresh[1]?.input).toMatchObject({ raw: { door: "hq:side", window: "2 hours" } });
    await stage.fake.people.press(stage.person.id, card, form.token);
    await bot.handled(3);
    expect(bot.fresh[2]?.input).toMatchObject({ kind: "press", token: form.token });
  });

  it("hand over a form of another time or of nobody as a press, which the bot answers", async () => {
    await stage.fake.people.submit(stage.here, "fill:no such#thing", [field("x", "y")]);
    await stage.fake.people.submit(stage.here, "of-a-bot-long-gone", []);
    await bot.handled(2);
    expect(bot.fresh.map(({ input }) => input.kind)).toEqual(["press", "press"]);
  });

  it("open from the menu of a user, named after them", async () => {
    bot.faults(() => ({ window: "Missing" }));
    const act = await stage.fake.people.command(stage.here, {
      name: "Make a key",
      type: 2,
      target: stage.other.id,
      resolved: { users: { [stage.other.id]: { id: stage.other.id, username: "kim" } } },
    });
    const callback = await stage.fake.world.until(() => act.interaction.callback);
    const modal = callback.data as unknown as Modal;
    expect(modal.title).toContain("kim");
    expect(modal.components.find(({ component }) => component.custom_id === "name")?.component.value).toBe("kim");
    bot.faults(() => ({}));
    await stage.fake.people.command(stage.here, { name: "Make a key", type: 2, target: stage.other.id });
    await bot.handled(1);
    expect(bot.fresh[0]?.input).toEqual({ kind: "command", command: "key create", raw: {} });
  });

  it("from the menu of a user know them by the name that people here see", async () => {
    bot.faults(() => ({}));
    const { id } = stage.other;
    await stage.fake.people.command(stage.here, {
      name: "Make a key",
      type: 2,
      target: id,
      resolved: { users: { [id]: { id, username: "kim", global_name: "Kim" } }, members: { [id]: { nick: "Kimmy" } } },
    });
    await bot.handled(1);
    expect(bot.fresh[0]?.input).toEqual({ kind: "command", command: "key create", raw: { name: "Kimmy" } });
  });

  it("answer within a second while nobody knows what is missing", async () => {
    bot.check = () => new Promise(() => {});
    const act = await stage.fake.people.slash(stage.here, "key", "create", {});
    const begun = act.interaction.createdAt;
    const callback = await stage.fake.world.until(() => act.interaction.callback);
    expect(callback.type).toBe(5);
    expect(callback.at - begun).toBeLessThan(1_000);
  });

  it("search among more things than a card can show", async () => {
    const search = { label: "Search by name", token: "token-of-the-search-012345678" };
    const many: Card = makeCard({ status: "choose", title: "Which door?", search });
    bot.script(async (_turn, responder) => responder.show(many));
    bot.finds(() => [{ label: "Side gate", token: "token-of-the-side-gate-01234567" }]);
    await stage.fake.people.slash(stage.here, "door", "open");
    const card = await shown("Which door?");
    const modal = await modalOn(card);
    await stage.fake.people.submit(stage.here, modal.custom_id, [field("text", "side")], card);
    await stage.fake.world.until(() => seenCard(card).buttons.find(({ label }) => label === "Side gate"));
    expect(bot.searches[0]).toMatchObject({ token: search.token, text: "side" });
  });
});
