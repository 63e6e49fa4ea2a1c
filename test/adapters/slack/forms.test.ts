import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Platform } from "#core/ports.ts";
import type { CardForm } from "#core/reply.ts";
import { readCommands } from "#src/commands.ts";
import { createScriptedBot, makeCard, makeConfirmCard, type ScriptedBot } from "../../contracts/scripted-bot.ts";
import { closeForm, fieldsOf, submitForm, typeAhead } from "../../fakes/slack/forms.ts";
import type { FakeView } from "../../fakes/slack/state.ts";
import { createHarness, type SlackHarness } from "./harness.ts";

const formToken = "Form-9kT2nQ7sWc4yUz6MbA";
const gate = { mention: "Side gate", candidates: ["acme:gate/2"] };

const form: CardForm = {
  command: "key create",
  title: "Create a temporary key",
  token: formToken,
  label: "Fill in a form",
  submit: "Send",
  cancel: "Cancel",
  fields: [
    {
      slot: "door",
      label: "door",
      hint: "Which door",
      wire: "entity",
      isRequired: true,
      known: { text: "Side gate", value: gate },
    },
    { slot: "window", label: "duration", hint: "“2 hours”", wire: "window", isRequired: true },
    {
      slot: "uses",
      label: "uses",
      hint: "How often",
      wire: "integer",
      isRequired: false,
      known: { text: "3", value: 3 },
    },
    { slot: "kind", label: "kind", hint: "", wire: "choice", isRequired: false, choices: ["digits", "qr"] },
  ],
};
const question = makeCard({ title: "How long?", status: "ask", form });

describe.each(["socket", "http"] as const)("forms over %s", (mode) => {
  let harness: SlackHarness;
  let bot: ScriptedBot;
  let platform: Platform;

  beforeEach(async () => {
    harness = await createHarness(mode);
    bot = createScriptedBot(async (_turn, responder) => responder.show(question));
    platform = await harness.connect(bot);
  });

  afterEach(async () => {
    await platform.stop();
    await harness.close();
  });

  const opened = (): FakeView | undefined => [...harness.fake.state.views.values()].at(-1);

  async function openForm(): Promise<FakeView> {
    const before = bot.fresh.length;
    await harness.slash("key create side gate 3");
    await bot.handled(before + 1);
    const view = opened();
    if (view === undefined) throw new Error(`no form\n${harness.log.join("\n")}`);
    return view;
  }

  it("open at once where a command lacks something, with what was said already in them", async () => {
    const view = await openForm();
    expect(harness.cards()).toEqual([]);
    expect(fieldsOf(view).map((field) => [field.block_id, field.optional, field.element.type])).toEqual([
      ["door", false, "external_select"],
      ["window", false, "plain_text_input"],
      ["uses", true, "number_input"],
      ["kind", true, "static_select"],
    ]);
    expect(fieldsOf(view)[0]?.element.initial_option).toMatchObject({ value: "acme:gate/2" });
    expect(fieldsOf(view)[2]?.element.initial_value).toBe("3");
  });

  it("come back as the command, known values where they were left and texts where they were typed", async () => {
    const view = await openForm();
    bot.script(async (_turn, responder) => responder.show(makeConfirmCard()));
    const { delivery } = await submitForm(harness.fake, view, { window: "for 2 hours", kind: "qr" }, harness.person);
    const card = await harness.seen((shown) => shown.buttons.length > 0);
    expect(bot.fresh[1]).toMatchObject({
      conversation: { id: `slack:${harness.fake.state.team}/${harness.fake.state.channel}`, kind: "channel" },
      input: {
        kind: "command",
        command: "key create",
        raw: { door: "acme:gate/2", window: "for 2 hours", uses: 3, kind: "qr" },
      },
    });
    expect(card.visibleTo).toBe(harness.person);
    expect(delivery.acks()).toBe(1);
  });

  it("stay open with the fault at its field, and run nothing", async () => {
    const view = await openForm();
    bot.faults(({ raw }) => {
      const faults: Record<string, string> = raw.window === "banana" ? { window: "That is no time." } : {};
      return faults;
    });
    const wrong = await submitForm(harness.fake, view, { window: "banana" }, harness.person);
    expect(wrong.errors).toEqual({ window: "That is no time." });
    await harness.settled();
    expect(bot.turns).toHaveLength(1);
    bot.script(async (_turn, responder) => responder.show(makeCard({ title: "Heard" })));
    const right = await submitForm(harness.fake, view, { window: "2 hours" }, harness.person);
    expect(right.errors).toBeUndefined();
    await harness.seen((shown) => shown.text === "Heard");
    expect(bot.turns).toHaveLength(2);
  });

  it("are acknowledged in time when their check takes long, and go on as a turn", async () => {
    const view = await openForm();
    bot.script(async (_turn, responder) => responder.show(makeCard({ title: "Heard" })));
    bot.check = () => new Promise(() => {});
    const { errors } = await submitForm(harness.fake, view, { window: "2 hours" }, harness.person);
    expect(errors).toBeUndefined();
    await harness.seen((shown) => shown.text === "Heard");
  });

  it("run once when they are sent off twice", async () => {
    const view = await openForm();
    bot.script(async (_turn, responder) => responder.show(makeCard({ title: "Heard" })));
    const { delivery } = await submitForm(harness.fake, view, { window: "2 hours" }, harness.person);
    await bot.handled(2);
    await (await delivery.repeat()).acknowledged;
    await harness.settled();
    expect(bot.fresh).toHaveLength(2);
    expect(harness.cards().filter((card) => card.text === "Heard")).toHaveLength(1);
  });

  it("give way to the question when they are closed, so that words answer it too", async () => {
    const view = await openForm();
    await closeForm(harness.fake, view, harness.person);
    const card = await harness.seen((shown) => shown.text.includes("How long?"));
    expect(bot.fresh[1]?.input).toEqual({ kind: "press", token: formToken });
    expect(card).toMatchObject({ visibleTo: harness.person, buttons: [{ label: "Fill in a form", value: formToken }] });
    expect(harness.fake.state.views.size).toBe(0);
  });

  it("open from the button of a question that was asked for words, whose card becomes the answer", async () => {
    await harness.mention("make me a key");
    const card = await harness.seen((shown) => shown.buttons.length === 1);
    bot.script(async (_turn, responder) => responder.show({ ...question, placement: "replace" }));
    await harness.press(card, formToken);
    await bot.handled(2);
    const view = opened();
    if (view === undefined) throw new Error("no form");
    bot.script(async (_turn, responder) => responder.show(makeConfirmCard()));
    await submitForm(harness.fake, view, { window: "2 hours" }, harness.person);
    const after = await harness.seen((shown) => shown.text.includes("Open the side gate?"));
    expect(after.id).toBe(card.id);
    expect(harness.cards()).toHaveLength(1);
  });

  it("do not stand in the way of a question that choices answer", async () => {
    const choices = [{ label: "Front", token: "choice-token-number-0001" }];
    const fields = form.fields.slice(0, 1);
    bot.script(async (_turn, responder) =>
      responder.show(makeCard({ title: "Which?", status: "choose", choices, form: { ...form, fields } })),
    );
    await harness.slash("door open");
    const card = await harness.seen((shown) => shown.text.includes("Which?"));
    expect(card.buttons.map((button) => button.label)).toEqual(["Front"]);
    expect(harness.fake.state.views.size).toBe(0);
  });

  it("leave the question on its card when Slack opens none", async () => {
    harness.fake.fault("views.open", { error: "expired_trigger_id" });
    await harness.slash("key create");
    const card = await harness.seen((shown) => shown.text.includes("How long?"));
    expect(card.buttons.map((button) => button.label)).toEqual(["Fill in a form"]);
  });

  it("find things while somebody types, only for the person who does", async () => {
    const view = await openForm();
    bot.names(({ text }) => [{ label: `Gate ${text}`, value: "acme:gate/7" }]);
    const actionId = fieldsOf(view)[0]?.element.action_id ?? "";
    const options = await typeAhead(harness.fake, { actionId, view }, "no", harness.person);
    expect(options).toEqual([{ text: { type: "plain_text", text: "Gate no" }, value: "acme:gate/7" }]);
    expect(bot.completions).toMatchObject([
      { command: "key create", slot: "door", text: "no", identity: { id: harness.identity(harness.person) } },
    ]);
  });

  it("are acknowledged empty when names take too long", async () => {
    const view = await openForm();
    bot.names(() => {
      throw new TypeError("no names today");
    });
    const actionId = fieldsOf(view)[0]?.element.action_id ?? "";
    expect(await typeAhead(harness.fake, { actionId, view }, "no", harness.person)).toEqual([]);
  });

  it("open from a shortcut beside a message for whoever wrote it, by the name that people see", async () => {
    await platform.stop();
    platform = await harness.connectWith(bot, {}, undefined, { commands: await readCommands() });
    const { payloads, state } = harness.fake;
    await harness.fake.deliver(payloads.messageShortcut("usher-key-create-message", harness.person, harness.other));
    await bot.handled(1);
    const name = state.users.get(harness.other)?.name;
    expect(name).toBeTruthy();
    expect(bot.fresh[0]?.input).toEqual({ kind: "command", command: "key create", raw: { name } });
  });

  it("open from a shortcut, and answer where it was used", async () => {
    const { payloads, state } = harness.fake;
    await harness.fake.deliver(payloads.messageShortcut("usher-key-create-message", harness.person, harness.other));
    await bot.handled(1);
    expect(bot.fresh[0]).toMatchObject({
      input: { kind: "command", command: "key create", raw: {} },
      conversation: { id: `slack:${state.team}/${state.channel}` },
    });
    expect(opened()).toBeDefined();
    await harness.fake.deliver(payloads.shortcut("usher-door-open", harness.person));
    await bot.handled(2);
    expect(bot.fresh[1]).toMatchObject({
      input: { kind: "command", command: "door open", raw: {} },
      conversation: { id: `slack:${state.team}/${state.directChannel(harness.person)}`, kind: "direct" },
    });
  });
});

describe.each(["socket", "http"] as const)("a search over %s", (mode) => {
  let harness: SlackHarness;
  let bot: ScriptedBot;
  let platform: Platform;

  beforeEach(async () => {
    harness = await createHarness(mode);
    bot = createScriptedBot(async (_turn, responder) =>
      responder.show(
        makeCard({
          title: "Which door?",
          status: "choose",
          search: { label: "Search", token: "Search-5kT2nQ7sWc4yUz6" },
        }),
      ),
    );
    platform = await harness.connect(bot);
  });

  afterEach(async () => {
    await platform.stop();
    await harness.close();
  });

  it("offers what the bot finds, each as something to press", async () => {
    await harness.slash("door open");
    const card = await harness.seen((shown) => shown.text.includes("Which door?"));
    const [block] = (harness.messageOf(card)?.blocks ?? []).slice(-1) as { elements: { action_id: string }[] }[];
    const actionId = block?.elements[0]?.action_id ?? "";
    bot.finds(() => [{ label: "Gate 7", token: "Found-5kT2nQ7sWc4yUz66M" }]);
    const { channel } = harness.fake.state;
    const options = await typeAhead(harness.fake, { actionId, channel }, "ga", harness.person);
    expect(bot.searches).toMatchObject([
      {
        token: "Search-5kT2nQ7sWc4yUz6",
        text: "ga",
        conversation: { id: `slack:${harness.fake.state.team}/${channel}` },
      },
    ]);
    expect(options.map((option) => option.value)).toEqual(["Found-5kT2nQ7sWc4yUz66M"]);
    bot.script(async (_turn, responder) => responder.show(makeConfirmCard({ placement: "replace" })));
    await harness.press(card, options[0]?.value ?? "");
    await harness.seen((shown) => shown.id === card.id && shown.buttons.length === 2);
  });
});
