import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Platform } from "#core/ports.ts";
import {
  createScriptedBot,
  makeCard,
  makeConfirmCard,
  type ScriptedBot,
  yesToken,
} from "../../contracts/scripted-bot.ts";
import { elementsOf } from "../../fakes/slack/payloads.ts";
import { createHarness, type SlackHarness, wordsOf } from "./harness.ts";

const openToken = "Open-9kT2nQ7sWc4yUz6MbA";

const panel = [
  {
    title: "Doors",
    lines: [{ label: "Side gate", detail: "Head office", choices: [{ label: "Open", token: openToken }] }],
    search: { label: "Search by name", token: "Search-5kT2nQ7sWc4yUz6" },
  },
  {
    title: "Lights",
    lines: [
      {
        label: "Kitchen",
        choices: [
          { label: "on", token: "On-token-9kT2nQ7sWc4yUz" },
          { label: "off", token: "Off-token-9kT2nQ7sWc4yU" },
        ],
      },
    ],
  },
  {
    title: "Language",
    lines: [
      {
        label: "English",
        choices: Array.from({ length: 9 }, (_, index) => ({
          label: `Language ${index}`,
          token: `Lang-${index}-token-4yUz6MbA`,
        })),
      },
    ],
  },
];

describe.each(["socket", "http"] as const)("the Home tab over %s", (mode) => {
  let harness: SlackHarness;
  let bot: ScriptedBot;
  let platform: Platform;
  let drawn = 0;

  beforeEach(async () => {
    harness = await createHarness(mode);
    drawn = 0;
    bot = createScriptedBot(async (turn, responder) => {
      const isHome = turn.input.kind === "command" && turn.input.command === "home show";
      if (isHome) drawn += 1;
      await responder.show(isHome ? makeCard({ title: `Your panel ${drawn}`, panel }) : makeConfirmCard());
    });
    platform = await harness.connect(bot);
  });

  afterEach(async () => {
    await platform.stop();
    await harness.close();
  });

  const home = (user = harness.person): readonly unknown[] =>
    (harness.fake.state.homes.get(user)?.blocks ?? []) as readonly unknown[];

  async function open(user = harness.person): Promise<void> {
    const before = bot.fresh.length;
    await harness.fake.deliver(harness.fake.payloads.homeOpened(user));
    await bot.handled(before + 1);
    await harness.settled();
  }

  it("is this person's own panel, with what can be done beside each thing", async () => {
    await open();
    const { state } = harness.fake;
    expect(bot.fresh[0]).toMatchObject({
      identity: { id: harness.identity(harness.person) },
      conversation: { id: `slack:${state.team}/${state.directChannel(harness.person)}`, kind: "direct" },
    });
    expect(wordsOf(home())).toContain("Side gate\nHead office");
    expect(elementsOf(home()).map((element) => element.type)).toEqual([
      "button",
      "external_select",
      "overflow",
      "static_select",
    ]);
    expect(harness.cards()).toEqual([]);
  });

  it("asks for each opening in the direct conversation, where it is confirmed", async () => {
    await open();
    await harness.fake.deliver(harness.fake.payloads.pressHome(openToken, harness.person));
    const card = await harness.seen((shown) => shown.buttons.length === 2);
    expect(card).toMatchObject({ visibleTo: harness.person, text: "Open the side gate?" });
    expect(bot.fresh[1]?.input).toMatchObject({ kind: "press", token: openToken });
    const asked = bot.fresh[1]?.conversation.id;
    await harness.settled();
    const before = bot.fresh.length;
    bot.script(async (_turn, responder) =>
      responder.show(makeCard({ title: "Opened", outcome: "accepted", placement: "replace" })),
    );
    await harness.press(card, yesToken);
    await harness.seen((shown) => shown.id === card.id && shown.text === "Opened");
    expect(bot.fresh[before]?.conversation.id).toBe(asked);
  });

  it("is drawn anew after the person did something, and for others who look after something happened", async () => {
    await open();
    await open(harness.other);
    expect(wordsOf(home())).toContain("Your panel 1");
    await harness.direct("kitchen off");
    await bot.handled(4);
    await harness.settled();
    expect(drawn).toBe(3);
    expect(wordsOf(home())).toContain("Your panel 3");
    bot.script(async (turn, responder) => {
      const isHome = turn.input.kind === "command";
      if (isHome) drawn += 1;
      await responder.show(makeCard({ title: `Your panel ${drawn}`, outcome: isHome ? null : "done" }));
    });
    await harness.direct("kitchen on", harness.other);
    await bot.handled(7);
    await harness.settled();
    expect(drawn).toBe(5);
  });

  it("is drawn for nobody who never opened it", async () => {
    await harness.direct("kitchen off");
    await bot.handled(1);
    await harness.settled();
    expect(harness.fake.state.homes.size).toBe(0);
  });

  it("offers what this person may say beside the conversation, and nothing to who may say nothing", async () => {
    const { payloads, state } = harness.fake;
    bot.suggestions([]);
    await harness.fake.deliver(payloads.homeOpened(harness.person, "messages"));
    await harness.settled();
    expect(state.prompts).toEqual([]);
    bot.suggestions(Array.from({ length: 6 }, (_, index) => ({ title: `Title ${index}`, text: `open gate ${index}` })));
    await harness.fake.deliver(payloads.homeOpened(harness.person, "messages"));
    await harness.fake.deliver(payloads.assistantOpened(harness.person));
    const direct = state.directChannel(harness.person);
    await vi.waitFor(() => {
      // The first opening may still be asked about when the second comes: the same place may be told twice.
      const seen = state.prompts.map(({ channel, thread, prompts }) => `${channel} ${thread !== ""} ${prompts.length}`);
      expect(new Set(seen)).toEqual(new Set([`${direct} false 4`, `${direct} true 4`]));
    }, 10_000);
    expect(state.prompts[0]?.prompts[0]).toEqual({ title: "Title 0", message: "open gate 0" });
    expect(bot.turns).toEqual([]);
  });
});
