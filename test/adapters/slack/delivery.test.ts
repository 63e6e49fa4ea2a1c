import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Platform } from "#core/ports.ts";
import type { Card } from "#core/reply.ts";
import {
  createScriptedBot,
  makeCard,
  makeConfirmCard,
  type ScriptedBot,
  yesToken,
} from "../../contracts/scripted-bot.ts";
import { energyByDay, inWords, lapTimes } from "../../pictures/samples.ts";
import { createHarness, type SlackHarness } from "./harness.ts";

let harness: SlackHarness;
let bot: ScriptedBot;
let platform: Platform;
let now: number;

beforeEach(async () => {
  now = Date.now();
  harness = await createHarness("socket", { now: () => now });
  bot = createScriptedBot();
  platform = await harness.connect(bot);
});

afterEach(async () => {
  await platform.stop();
  await harness.close();
});

const showing = (...cards: readonly Card[]): void =>
  bot.script(async (_turn, responder) => {
    for (const card of cards) await responder.show(card);
  });

const numbered = (count: number, parts: Partial<Card> = {}): readonly Card[] =>
  Array.from({ length: count }, (_, index) => makeCard({ title: `Step ${index + 1}`, placement: "replace", ...parts }));

const calls = (method: string) => harness.fake.state.calls.filter((call) => call.method === method);

describe("a response address that is used up", () => {
  it("lets a private card go on in a direct message, and improve there", async () => {
    showing(...numbered(8));
    await harness.slash("door open");
    await bot.handled(1);
    expect(calls("response_url")).toHaveLength(5);
    const cards = harness.cards();
    expect(cards.every((card) => card.visibleTo === harness.person)).toBe(true);
    const last = cards.at(-1);
    expect(last?.text).toBe("Step 8");
    expect(last?.id.startsWith("D")).toBe(true);
    expect(cards.filter((card) => card.id.startsWith("D"))).toHaveLength(1);
  });

  it("lets a public card go on as the bot's own message", async () => {
    showing(...numbered(7, { visibility: "public" }));
    await harness.slash("race show");
    await bot.handled(1);
    const last = harness.cards().at(-1);
    expect(last).toMatchObject({ text: "Step 7", visibleTo: "everyone" });
  });

  it("lets the card that was pressed go on in place when everybody sees it", async () => {
    showing(makeConfirmCard({ visibility: "public" }));
    await harness.mention("open the side gate");
    const card = await harness.seen((shown) => shown.buttons.length > 0);
    showing(...numbered(9, { visibility: "public" }));
    await harness.press(card, yesToken);
    await bot.handled(2);
    expect(harness.cards().map((shown) => shown.text)).toEqual(["Step 9"]);
    expect(calls("response_url")).toHaveLength(5);
  });

  it("ends after 30 minutes", async () => {
    bot.script(async (_turn, responder) => {
      await responder.show(makeCard({ title: "Early" }));
      now += 30 * 60_000 + 1000;
      await responder.show(makeCard({ title: "Late" }));
    });
    await harness.slash("door open");
    await bot.handled(1);
    const [early, late] = harness.cards();
    expect(early?.text).toBe("Early");
    expect(late).toMatchObject({ text: "Late", visibleTo: harness.person });
    expect(late?.id.startsWith("D")).toBe(true);
  });

  it("is not called when it does not lie with Slack", async () => {
    showing(makeCard({ title: "For you alone" }));
    const command = harness.fake.payloads.command("/door", "open", harness.person);
    const payload = { ...command.payload, response_url: "https://hooks.slack.com.evil.test/commands/1" };
    await harness.fake.deliver({ ...command, payload });
    const card = await harness.seen((shown) => shown.text === "For you alone");
    expect(card.id.startsWith("D")).toBe(true);
  });
});

describe("a Web API in trouble", () => {
  it("gets the same card again once its rate limit has passed", async () => {
    harness.fake.fault("chat.postMessage", { times: 2, retryAfter: 0 });
    showing(makeCard({ title: "Patience" }));
    await harness.direct("hello");
    await bot.handled(1);
    expect(harness.cards().map((card) => card.text)).toEqual(["Patience"]);
  });

  it("holds up no other method while one is limited", async () => {
    harness.fake.fault("chat.postMessage", { times: 1, retryAfter: 1 });
    showing(makeCard({ title: "Heard" }));
    await harness.direct("hello");
    await harness.slash("door open");
    expect((await harness.seen((card) => card.text === "Heard")).id.startsWith("C")).toBe(true);
  });

  it("gets a plainer card when it takes no table", async () => {
    harness.fake.fault("chat.postMessage", { error: "invalid_blocks" });
    const table = { columns: [{ label: "Bib", align: "left" as const }], rows: [["007"]] };
    showing(makeCard({ title: "Passings", table }));
    await harness.direct("who passed?");
    const card = await harness.seen((shown) => shown.text.includes("Passings"));
    expect(card.text).toContain("Bib\n007");
  });

  it("still shows the card when a picture cannot be uploaded, with its words in its place", async () => {
    harness.fake.fault("files.getUploadURLExternal", { error: "missing_scope" });
    showing(makeCard({ title: "Your key", qr: { content: "K", alt: "QR code of your key" } }));
    await harness.direct("my key");
    const card = await harness.seen((shown) => shown.text.includes("Your key"));
    expect(card).toMatchObject({ pictures: 0, text: "Your key\nQR code of your key" });
  });

  it("is waited for only a moment when it does not say who somebody is", async () => {
    harness.fake.fault("users.info", { times: 1, delayMs: 900 });
    showing(makeCard({ title: "Heard" }));
    await harness.direct("hello");
    await bot.handled(1);
    expect(bot.fresh[0]?.identity.standing).toBe("restricted");
    expect(bot.fresh[0]?.locale).toBeUndefined();
  });

  it("lets a card go to the person directly when the channel takes none", async () => {
    harness.fake.fault("chat.postEphemeral", { error: "user_not_in_channel" });
    showing(makeCard({ title: "For you alone" }));
    await harness.mention("hello");
    const card = await harness.seen((shown) => shown.text === "For you alone");
    expect(card.visibleTo).toBe(harness.person);
  });

  it("does not end the turn when nothing can be shown at all", async () => {
    harness.fake.fault("chat.postMessage", { times: 20, error: "channel_not_found" });
    showing(makeCard({ title: "Lost" }));
    await harness.direct("hello");
    await bot.handled(1);
    expect(harness.log.some((line) => line.startsWith("error slack-card-lost"))).toBe(true);
  });
});

describe("pictures", () => {
  it("are uploaded whole and shared with nobody but who sees the card", async () => {
    const png = Uint8Array.from({ length: 5000 }, (_, index) => index % 251);
    showing(makeCard({ title: "Race", visibility: "public", picture: { name: "race.png", png, alt: "Lap times" } }));
    await harness.mention("show the race");
    await harness.seen((shown) => shown.pictures === 1);
    const [file] = [...harness.fake.state.files.values()];
    expect(file?.bytes?.equals(Buffer.from(png))).toBe(true);
    expect(file?.channels).toEqual([]);
  });
});

describe("charts", () => {
  const laps = inWords(lapTimes(["7 Ann", "12 Bob"], 12), "en");
  const energy = inWords(energyByDay(3, ["Kitchen", "Hall"]), "en");
  const blocks = () => JSON.stringify(calls("chat.postMessage").map(({ args }) => args.blocks));

  it("that Slack cannot draw are uploaded as a picture that is shared with nobody", async () => {
    showing(makeCard({ title: "Lap times", chart: laps }));
    await harness.direct("lap times");
    await harness.seen((shown) => shown.pictures === 1);
    const [file] = [...harness.fake.state.files.values()];
    expect(file?.bytes?.subarray(1, 4).toString()).toBe("PNG");
    expect(file?.channels).toEqual([]);
  });

  it("that Slack draws are never uploaded", async () => {
    showing(makeCard({ title: "Energy", chart: energy }));
    await harness.direct("energy");
    await bot.handled(1);
    expect(blocks()).toContain("data_visualization");
    expect(harness.fake.state.files.size).toBe(0);
  });

  it("are drawn after all where Slack refuses its own block", async () => {
    harness.fake.fault("chat.postMessage", { error: "invalid_blocks" });
    showing(makeCard({ title: "Energy", chart: energy }));
    await harness.direct("energy");
    await harness.seen((shown) => shown.pictures === 1);
  });

  it("are told in words where nothing can be drawn", async () => {
    harness.fake.fault("files.getUploadURLExternal", { error: "missing_scope" });
    showing(makeCard({ title: "Lap times", chart: laps }));
    await harness.direct("lap times");
    const card = await harness.seen((shown) => shown.text.includes("Lap times"));
    expect(card.text).toContain(laps.alt);
  });
});

describe("files", () => {
  const file = {
    name: "race.csv",
    type: "text/csv",
    bytes: Buffer.from("bib,lap\n7,1\n"),
    label: "race.csv (14 bytes)",
    lost: "The file race.csv could not be delivered.",
  };
  const places = () => [...harness.fake.state.files.values()].flatMap(({ channels }) => channels);

  it("of a public card stand in the channel, in the same thread", async () => {
    showing(makeCard({ title: "Export", visibility: "public", file }));
    await harness.mention("export the race");
    await bot.handled(1);
    expect(places()).toEqual([harness.fake.state.channel]);
    expect(calls("files.completeUploadExternal")[0]?.args.thread_ts).toBeDefined();
    const [stored] = [...harness.fake.state.files.values()];
    expect(stored?.bytes?.equals(Buffer.from(file.bytes))).toBe(true);
  });

  it.each(["mention", "slash"] as const)("of a private card reach the asker alone, asked by %s", async (way) => {
    showing(makeCard({ title: "Export", file }));
    await harness[way](way === "slash" ? "race export" : "export the race");
    await bot.handled(1);
    expect(places()).toHaveLength(1);
    expect(places().every((place) => place.startsWith("D"))).toBe(true);
  });

  it("go to the asker where the bot may not write into the channel", async () => {
    harness.fake.fault("files.completeUploadExternal", { error: "not_in_channel" });
    showing(makeCard({ title: "Export", visibility: "public", file }));
    await harness.mention("export the race");
    await bot.handled(1);
    expect(places().every((place) => place.startsWith("D"))).toBe(true);
    expect(places()).toHaveLength(1);
  });

  it("are shared once, however often the card is improved", async () => {
    showing(makeCard({ title: "Export", file }), makeCard({ title: "Export", placement: "replace", file }));
    await harness.direct("export the race");
    await bot.handled(1);
    expect(harness.fake.state.files.size).toBe(1);
  });

  it("that cannot be uploaded are said to be lost", async () => {
    harness.fake.fault("files.getUploadURLExternal", { error: "missing_scope" });
    showing(makeCard({ title: "Export", file }));
    await harness.direct("export the race");
    const card = await harness.seen((shown) => shown.text.includes("Export"));
    expect(card.text).toContain(file.lost);
  });
});

describe("people", () => {
  it("come with Slack's language, name, standing and groups", async () => {
    const { state } = harness.fake;
    state.addUser({ id: "U0000EVA01", name: "Eva", locale: "es-ES" });
    state.groups.set("S0STAFF001", ["U0000EVA01", harness.person]);
    await harness.direct("abre la puerta", "U0000EVA01");
    await bot.handled(1);
    expect(bot.fresh[0]).toMatchObject({
      locale: "es-ES",
      identity: {
        id: `slack:${state.team}/U0000EVA01`,
        tenant: state.team,
        standing: "member",
        displayName: "Eva",
        groups: [`slack:${state.team}/S0STAFF001`],
      },
    });
  });

  it.each([
    ["restricted", { isRestricted: true }],
    ["deactivated", { isDeleted: true }],
    ["bot", { isBot: true }],
  ] as const)("who are %s are said to be", async (standing, parts) => {
    harness.fake.state.addUser({ id: "U0000EVA01", name: "Eva", ...parts });
    await harness.slash("door open", "U0000EVA01");
    await bot.handled(1);
    expect(bot.fresh[0]?.identity.standing).toBe(standing);
  });

  it("are not looked up by group where no role goes by groups", async () => {
    await platform.stop();
    platform = await harness.connectWith(bot, {}, undefined, { hasGroupRoles: () => false });
    await harness.direct("hello");
    await bot.handled(1);
    expect(calls("usergroups.list")).toEqual([]);
    expect(bot.fresh[0]?.identity.groups).toEqual([]);
  });

  it("of another workspace in a shared channel are external, with their own workspace in their id", async () => {
    const { payloads, state } = harness.fake;
    state.addUser({ id: "U0000EVA01", name: "Eva" });
    await harness.fake.deliver(
      payloads.mention("open", "U0000EVA01", { team: state.otherTeam, user_team: state.otherTeam }),
    );
    await bot.handled(1);
    expect(bot.fresh[0]?.identity).toMatchObject({
      id: `slack:${state.otherTeam}/U0000EVA01`,
      standing: "external",
      groups: [],
    });
  });

  it("are asked about once, until Slack says that they changed", async () => {
    const { payloads, state } = harness.fake;
    await harness.direct("one");
    await bot.handled(1);
    await harness.direct("two");
    await bot.handled(2);
    expect(calls("users.info")).toHaveLength(1);
    await harness.fake.deliver(payloads.event({ type: "user_change", user: { id: harness.person } }));
    await harness.settled();
    const person = state.users.get(harness.person);
    if (person !== undefined) person.locale = "es-ES";
    await harness.direct("three");
    await bot.handled(3);
    expect(bot.fresh[2]?.locale).toBe("es-ES");
  });
});

describe("where an answer stands", () => {
  it("is the thread of the mention", async () => {
    showing(makeCard({ title: "For all", visibility: "public" }));
    await harness.fake.deliver(harness.fake.payloads.mention("hi", harness.person, { thread_ts: "1732104000.000100" }));
    await harness.seen((card) => card.text === "For all");
    expect(harness.fake.state.messages.at(-1)?.thread).toBe("1732104000.000100");
    expect(bot.fresh[0]?.conversation.thread).toBe("1732104000.000100");
  });

  it("is a new thread under a mention that stands in none", async () => {
    showing(makeCard({ title: "For all", visibility: "public" }));
    const mention = harness.fake.payloads.mention("hi", harness.person);
    await harness.fake.deliver(mention);
    await harness.seen((card) => card.text === "For all");
    const { ts } = (mention.payload as { event: { ts: string } }).event;
    expect(harness.fake.state.messages.at(-1)?.thread).toBe(ts);
  });

  it("is a direct message for forms and shortcuts that nobody knows", async () => {
    showing(makeCard({ title: "I do not know that" }));
    const { payloads } = harness.fake;
    const view = { id: "V01", hash: "1.a", type: "modal", callback_id: "somebody-elses", state: { values: {} } };
    const delivery = await harness.fake.deliver(payloads.submission(view, harness.person));
    await delivery.acknowledged;
    await harness.fake.deliver(payloads.shortcut("somebody-elses", harness.person));
    await bot.handled(2);
    expect(bot.fresh[0]?.key).toBe("slack:V01/1.a");
    expect(harness.cards().map((card) => [card.text, card.visibleTo])).toEqual([
      ["I do not know that", harness.person],
      ["I do not know that", harness.person],
    ]);
  });

  it("is nowhere for a link that was followed", async () => {
    const press = harness.fake.payloads.press(undefined, "", harness.person);
    const actions = [{ type: "button", action_id: "link", url: "https://example.test" }];
    const delivery = await harness.fake.deliver({ ...press, payload: { ...press.payload, actions } });
    await delivery.acknowledged;
    await harness.settled();
    expect(bot.turns).toEqual([]);
  });

  it("follows a command whose name carries the configured prefix", async () => {
    await platform.stop();
    await harness.close();
    harness = await createHarness("socket");
    bot = createScriptedBot();
    platform = await harness.connectWith(bot, { commandPrefix: "acme-" });
    const { payloads } = harness.fake;
    await harness.fake.deliver(payloads.command("/acme-door", "open &lt;side&gt; gate", harness.person));
    await bot.handled(1);
    await harness.fake.deliver(payloads.command("/acme-usher", "me", harness.person));
    await bot.handled(2);
    expect(bot.fresh.map((turn) => turn.input)).toEqual([
      { kind: "slash", text: "door open <side> gate" },
      { kind: "slash", text: "me" },
    ]);
  });
});
