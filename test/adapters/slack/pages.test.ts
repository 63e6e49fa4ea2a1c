import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Platform } from "#core/ports.ts";
import { createScriptedBot, makeCard, type ScriptedBot } from "../../contracts/scripted-bot.ts";
import { createHarness, type SlackHarness } from "./harness.ts";

const rows = Array.from({ length: 120 }, (_, index) => [`bib-${index + 1}.`]);
const long = makeCard({ title: "Passings", table: { columns: [{ label: "Bib", align: "left" }], rows } });

describe.each(["socket", "http"] as const)("a long table over %s", (mode) => {
  let harness: SlackHarness;
  let bot: ScriptedBot;
  let platform: Platform;
  let now: number;

  beforeEach(async () => {
    now = Date.now();
    harness = await createHarness(mode, { now: () => now });
    bot = createScriptedBot(async (_turn, responder) => responder.show(long));
    platform = await harness.connect(bot);
  });

  afterEach(async () => {
    await platform.stop();
    await harness.close();
  });

  const page = (range: string) => harness.seen((card) => card.text.includes(range));
  const value = (card: Awaited<ReturnType<typeof page>>, label: string) =>
    card.buttons.find((button) => button.label === label)?.value ?? "";

  it("is turned page by page in place, by whoever sees it, and holds every row", async () => {
    await harness.slash("race passings last=120");
    const first = await page("1–50 / 120");
    expect(first.buttons.map((button) => button.label)).toEqual(["→"]);
    await harness.press(first, value(first, "→"));
    const second = await page("51–100 / 120");
    expect(second.id).toBe(first.id);
    expect(second.buttons.map((button) => button.label)).toEqual(["←", "→"]);
    await harness.press(second, value(second, "→"));
    const third = await page("101–120 / 120");
    await harness.press(third, value(third, "←"));
    await page("51–100 / 120");
    const all = [first, second, third].map((card) => card.text).join("\n");
    for (const [bib] of rows) expect(all).toContain(bib);
    expect(bot.turns).toHaveLength(1);
    expect(harness.cards()).toHaveLength(1);
  });

  it("is turned in a channel as in private", async () => {
    bot.script(async (_turn, responder) => responder.show({ ...long, visibility: "public" }));
    await harness.mention("show all passings");
    const first = await page("1–50 / 120");
    await harness.press(first, value(first, "→"), harness.other);
    expect((await page("51–100 / 120")).visibleTo).toBe("everyone");
  });

  it("is asked for again once its pages are gone", async () => {
    await harness.slash("race passings last=120");
    const first = await page("1–50 / 120");
    now += 31 * 60_000;
    bot.script(async (_turn, responder) => responder.show(makeCard({ title: "Just ask again" })));
    await harness.press(first, value(first, "→"));
    await page("Just ask again");
    expect(bot.fresh[1]?.input).toMatchObject({ kind: "press" });
  });
});
