import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Platform } from "#core/ports.ts";
import { createScriptedBot, makeCard, type ScriptedBot } from "../../contracts/scripted-bot.ts";
import type { Outgoing } from "../../fakes/slack/payloads.ts";
import { createHarness, type SlackHarness } from "./harness.ts";

/** Payloads as other workspaces, older clients and Slack's rarer corners make them. */
describe.each(["socket", "http"] as const)("odd payloads over %s", (mode) => {
  let harness: SlackHarness;
  let bot: ScriptedBot;
  let platform: Platform;

  beforeEach(async () => {
    harness = await createHarness(mode);
    bot = createScriptedBot(async (_turn, responder) => responder.show(makeCard({ title: "Heard" })));
    platform = await harness.connect(bot);
  });

  afterEach(async () => {
    await platform.stop();
    await harness.close();
  });

  const changed = (outgoing: Outgoing, parts: Readonly<Record<string, unknown>>): Outgoing => ({
    ...outgoing,
    payload: { ...outgoing.payload, ...parts },
  });
  const without = (outgoing: Outgoing, ...keys: readonly string[]): Outgoing => ({
    ...outgoing,
    payload: Object.fromEntries(Object.entries(outgoing.payload).filter(([key]) => !keys.includes(key))),
  });
  const heard = () => bot.fresh.map((turn) => ("text" in turn.input ? turn.input.text : turn.input.kind));

  it("take the sentence out of a mention, whoever else it mentions and however it is written", async () => {
    const { payloads, state } = harness.fake;
    const ts = () => ({ ts: state.stamp() });
    const texts = [
      `<@${state.botUser}>   open the gate`,
      `open the gate <@${state.botUser}|usher>`,
      `hey <@${state.botUser}>, open the gate for <@${harness.other}>`,
      `<@${state.botUser}> <@${state.botUser}> open the gate`,
    ];
    for (const text of texts) await harness.fake.deliver(payloads.mention("", harness.person, { text, ...ts() }));
    await bot.handled(4);
    expect(heard().toSorted()).toEqual(
      ["open the gate", "open the gate", `hey , open the gate for <@${harness.other}>`, "open the gate"].toSorted(),
    );
  });

  it("answer a message once that comes as a mention and as a direct message, in either order", async () => {
    const { payloads, state } = harness.fake;
    const channel = state.directChannel(harness.person);
    const ts = state.stamp();
    await harness.fake.deliver(payloads.mention("open", harness.person, { channel, channel_type: "im", ts }));
    await harness.fake.deliver(payloads.message(`<@${state.botUser}> open`, harness.person, { channel, ts }));
    await bot.handled(1);
    await harness.settled();
    expect(heard()).toEqual(["open"]);
  });

  it.each([
    ["edited", { subtype: "message_changed", message: { text: "open" }, previous_message: { text: "opn" } }],
    ["deleted", { subtype: "message_deleted", deleted_ts: "1.1" }],
    ["hidden", { hidden: true }],
    ["by a bot without an id of its own", { bot_profile: { name: "other" } }],
    ["by a bot by its subtype alone", { subtype: "bot_message", username: "other" }],
    ["by Slackbot", { user: "USLACKBOT" }],
    ["by nobody", { user: undefined }],
    ["about somebody who joined", { subtype: "channel_join" }],
    ["in a channel without a mention", { channel: "C0GENERAL1", channel_type: "channel" }],
    ["in a private channel without a mention", { channel: "G0PRIVATE1", channel_type: "group" }],
    ["in a conversation of several without a mention", { channel: "G0SEVERAL1", channel_type: "mpim" }],
  ])("give no turn to a message that is %s", async (_what, parts) => {
    const delivery = await harness.fake.deliver(harness.fake.payloads.message("open", harness.person, parts));
    await delivery.acknowledged;
    await harness.settled();
    expect(bot.turns).toEqual([]);
    expect(harness.cards()).toEqual([]);
  });

  it("give no turn to a bot that hides it in its messages", async () => {
    harness.fake.state.addUser({ id: "U0ROBOT001", name: "Robot", isBot: true });
    await harness.mention("open the gate", "U0ROBOT001");
    await harness.direct("open the gate", "U0ROBOT001");
    await harness.settled();
    expect(bot.turns).toEqual([]);
    expect(harness.cards()).toEqual([]);
  });

  it("take messages with files, broadcasts to the channel, and unknown fields", async () => {
    const { payloads } = harness.fake;
    const file = { subtype: "file_share", files: [{ id: "F1" }], blocks: [{ type: "rich_text" }], client_msg_id: "x" };
    await harness.fake.deliver(payloads.message("open one", harness.person, file));
    await harness.fake.deliver(
      payloads.mention("open two", harness.person, { subtype: "thread_broadcast", thread_ts: "1.1" }),
    );
    await bot.handled(2);
    expect(heard().toSorted()).toEqual(["open one", "open two"]);
  });

  it("serve a workspace within an organisation, whichever way the payload names it", async () => {
    const { payloads, state } = harness.fake;
    const inOrganisation = { enterprise_id: "E0ORG00001", is_enterprise_install: "true" };
    await harness.fake.deliver(changed(payloads.command("/door", "open one", harness.person), inOrganisation));
    const press = payloads.press(undefined, "some-token-of-22-chars-", harness.person);
    await harness.fake.deliver(changed(press, { team: null, enterprise: { id: "E0ORG00001", name: "Org" } }));
    const mention = payloads.mention("open two", harness.person);
    const authorizations = [{ enterprise_id: "E0ORG00001", team_id: null, is_enterprise_install: true }];
    await harness.fake.deliver(changed(mention, { ...inOrganisation, authorizations }));
    await bot.handled(3);
    expect(bot.fresh.map((turn) => turn.identity.id)).toEqual(Array(3).fill(harness.identity(harness.person)));
    expect(bot.fresh.every((turn) => turn.conversation.id === `slack:${state.team}/${state.channel}`)).toBe(true);
  });

  it("answer by direct message where a command or press brings no response address", async () => {
    const { payloads } = harness.fake;
    await harness.fake.deliver(without(payloads.command("/door", "open", harness.person), "response_url"));
    await harness.fake.deliver(
      without(payloads.press(undefined, "a-token", harness.person), "response_url", "channel", "container"),
    );
    await bot.handled(2);
    await harness.settled();
    expect(harness.cards().map((card) => [card.text, card.visibleTo])).toEqual(
      Array(2).fill(["Heard", harness.person]),
    );
  });

  it("hear of a press without a value or with a value of another kind, and say a private sentence", async () => {
    const { payloads } = harness.fake;
    const press = payloads.press(undefined, "", harness.person);
    const kinds = [
      { type: "users_select", action_id: "x", selected_user: harness.other },
      {
        type: "checkboxes",
        action_id: "x",
        selected_options: [{ value: "y", text: { type: "plain_text", text: "y" } }],
      },
      { type: "datepicker", action_id: "x", selected_date: "2026-01-01" },
    ];
    for (const [index, action] of kinds.entries()) {
      const own = { trigger_id: `trigger-${index}`, actions: [{ ...action, block_id: "b", action_ts: `1.${index}` }] };
      await (await harness.fake.deliver(changed(press, own))).acknowledged;
    }
    await bot.handled(3);
    await harness.settled();
    expect(heard()).toEqual(["press", "press", "press"]);
    expect(harness.cards().every((card) => card.visibleTo === harness.person)).toBe(true);
  });

  it("acknowledge forms and type-ahead that are nobody's, with nothing in them", async () => {
    const { payloads } = harness.fake;
    const suggestion = await harness.fake.deliver(
      payloads.suggestion({ actionId: "somebody-elses", channel: "C0GENERAL1" }, "a", harness.person),
    );
    expect(await suggestion.acknowledged).toEqual({ options: [] });
    const bad = { type: "modal", callback_id: "usher-form", private_metadata: "{not json", state: {} };
    const submission = await harness.fake.deliver(payloads.submission({ id: "V1", ...bad }, harness.person));
    expect((await submission.acknowledged) ?? {}).toEqual({});
    await bot.handled(1);
    expect(heard()).toEqual(["press"]);
  });

  it("acknowledge events that nobody reads, known to Slack or not", async () => {
    const { payloads } = harness.fake;
    for (const type of ["reaction_added", "team_join", "assistant_thread_context_changed", "brand_new_event"]) {
      await (await harness.fake.deliver(payloads.event({ type, user: harness.person }))).acknowledged;
    }
    await (await harness.fake.deliver(payloads.event({ type: "app_home_opened" }))).acknowledged;
    await harness.settled();
    expect(bot.turns).toEqual([]);
  });

  it("are not taken for a workspace that is not served, whatever they are", async () => {
    const { payloads, state } = harness.fake;
    const elsewhere = { team: { id: state.otherTeam }, team_id: state.otherTeam };
    const stranger = { user: { id: "U0STRANGE1", team_id: state.otherTeam } };
    const many = [
      changed(payloads.press(undefined, "a-token", harness.person), { ...elsewhere, ...stranger }),
      changed(payloads.shortcut("usher-door-open", harness.person), { ...elsewhere, ...stranger }),
      changed(payloads.suggestion({ actionId: "usher-find:door open:door", channel: "C1" }, "a", harness.person), {
        ...elsewhere,
        ...stranger,
      }),
      payloads.event({ type: "app_home_opened", user: harness.person, tab: "home" }, state.otherTeam),
    ];
    for (const one of many) await (await harness.fake.deliver(one)).acknowledged;
    await harness.settled();
    expect(bot.turns).toEqual([]);
    expect(bot.completions).toEqual([]);
    expect(state.homes.size).toBe(0);
  });

  it("say that they come late when Slack held them back, by Slack's own stamp", async () => {
    const { payloads } = harness.fake;
    const old = `${Math.floor(Date.now() / 1000) - 300}.000100`;
    await harness.fake.deliver(payloads.message("open", harness.person, { ts: old }));
    await bot.handled(1);
    expect(Date.now() - (bot.fresh[0]?.at ?? 0)).toBeGreaterThan(290_000);
  });
});
