import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Bot, Platform } from "#core/ports.ts";
import { createScriptedBot, makeCard, makeConfirmCard, noToken, type ScriptedBot, yesToken } from "./scripted-bot.ts";

/** A message as people see it on the fake platform, in one form for every platform. */
export interface SeenCard {
  /** The fake platform's id of the message: stays the same when the message is edited. */
  readonly id: string;
  /** `everyone` in the conversation, or the one user who sees it. */
  readonly visibleTo: string;
  /** Every word on the card, buttons left out. */
  readonly text: string;
  /** Buttons that can be pressed (links are not among them). */
  readonly buttons: readonly { readonly label: string; readonly value: string; readonly style: "yes" | "plain" }[];
  /** Options of select menus. */
  readonly options: readonly { readonly label: string; readonly value: string }[];
  readonly pictures: number;
}

/** One request that the fake platform delivered to the bot. */
export interface Delivery {
  /** Resolves when the platform has the acknowledgement. */
  readonly acknowledged: Promise<void>;
  /** How many acknowledgements came. */
  acks(): number;
  /** Delivers the very same request once more. */
  repeat(): Promise<Delivery>;
}

/** What a platform's tests must provide to run the contract. */
export interface PlatformHarness {
  /** Starts the adapter under test on the fake platform. */
  connect(bot: Bot): Promise<Platform>;
  readonly person: string;
  readonly other: string;
  /** The identity id (`slack:T/U`) of a user of the fake. */
  identity(user: string): string;
  /** Slash form, as `door open side gate`. */
  slash(text: string, by?: string): Promise<Delivery>;
  /** A sentence that mentions the bot in a public channel. */
  mention(text: string, by?: string): Promise<Delivery>;
  direct(text: string, by?: string): Promise<Delivery>;
  press(card: SeenCard, value: string, by?: string): Promise<Delivery>;
  /** A channel message that does not mention the bot. */
  chatter(text: string): Promise<Delivery>;
  /** A message that the bot itself, or another bot, wrote, mentioning the bot. */
  botMessage(text: string, from: "self" | "other"): Promise<Delivery>;
  /** An edit of a message that mentions the bot. */
  edit(text: string): Promise<Delivery>;
  /** A command that the bot does not declare. */
  unknownCommand(): Promise<Delivery>;
  /** A press on a button whose value no card ever had. */
  unknownButton(): Promise<Delivery>;
  /** The same request by somebody of a workspace or guild that is not served. */
  stranger(text: string): Promise<Delivery>;
  /** All messages that stand now, oldest first. */
  cards(): readonly SeenCard[];
  /** Resolves when a message fits; rejects after a while. */
  seen(fits: (card: SeenCard) => boolean): Promise<SeenCard>;
  /** Resolves when everything that was delivered so far is acknowledged and taken in. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const enough = "x".repeat(40);

/** What every chat platform's adapter keeps, whatever it runs over. */
export function describePlatform(name: string, createHarness: () => Promise<PlatformHarness>): void {
  describe(`${name}: platform contract`, () => {
    let harness: PlatformHarness;
    let bot: ScriptedBot;
    let platform: Platform;

    beforeEach(async () => {
      harness = await createHarness();
      bot = createScriptedBot(async (_turn, responder) => responder.show(makeCard({ title: "Heard" })));
      platform = await harness.connect(bot);
    });

    afterEach(async () => {
      await platform.stop();
      await harness.close();
    });

    async function confirmCard(): Promise<SeenCard> {
      bot.script(async (_turn, responder) => responder.show(makeConfirmCard()));
      await harness.slash("door open side gate");
      return harness.seen((card) => card.buttons.length > 0);
    }

    it("is ready once connected", () => {
      expect(platform.isReady()).toBe(true);
    });

    it("acknowledges while the bot still works, and once", async () => {
      let finish = (): void => {};
      const working = new Promise<void>((resolve) => {
        finish = resolve;
      });
      bot.script(async (_turn, responder) => {
        await working;
        await responder.show(makeCard({ title: "After long work" }));
      });
      const delivery = await harness.slash("door open side gate");
      await delivery.acknowledged;
      expect(harness.cards().some((card) => card.text.includes("After long work"))).toBe(false);
      finish();
      await harness.seen((card) => card.text.includes("After long work"));
      expect(delivery.acks()).toBe(1);
    });

    it("hands over slash text with who and where", async () => {
      await harness.slash("door open side gate");
      await bot.handled(1);
      const turn = bot.fresh[0];
      expect(turn?.identity.id).toBe(harness.identity(harness.person));
      expect(turn?.identity.standing).toBe("member");
      expect(turn?.platform).toBe(platform.name);
      expect(turn?.key.startsWith(`${platform.name}:`)).toBe(true);
      expect(turn?.conversation.id.startsWith(`${platform.name}:`)).toBe(true);
    });

    it("hands over a mention as the sentence without the mention", async () => {
      await harness.mention("please open the side gate");
      await bot.handled(1);
      expect(bot.fresh[0]?.input).toEqual({ kind: "utterance", text: "please open the side gate" });
      expect(bot.fresh[0]?.conversation.kind).toBe("channel");
    });

    it("hands over a direct message", async () => {
      await harness.direct("open the side gate");
      await bot.handled(1);
      expect(bot.fresh[0]?.input).toEqual({ kind: "utterance", text: "open the side gate" });
      expect(bot.fresh[0]?.conversation.kind).toBe("direct");
    });

    it("passes on text of 10,000 characters whole or not at all, and lives on", async () => {
      const long = `open ${"really ".repeat(1_427)}now`;
      await harness.direct(long);
      await harness.settled();
      for (const turn of bot.fresh) expect(turn.input).toEqual({ kind: "utterance", text: long });
      const before = bot.fresh.length;
      await harness.direct("open the side gate");
      await bot.handled(before + 1);
    });

    it("gives no turn to bots, to itself, to edits and to talk that is not for it", async () => {
      await harness.botMessage("open the side gate", "self");
      await harness.botMessage("open the side gate", "other");
      await harness.edit("open the side gate");
      await harness.chatter("open the side gate");
      await harness.settled();
      expect(bot.turns).toEqual([]);
      expect(harness.cards()).toEqual([]);
    });

    it("acknowledges workspaces that are not served and answers nothing", async () => {
      const delivery = await harness.stranger("door open side gate");
      await delivery.acknowledged;
      await harness.settled();
      expect(bot.turns).toEqual([]);
      expect(harness.cards()).toEqual([]);
    });

    it("shows private cards to the asker alone, also after a mention", async () => {
      bot.script(async (_turn, responder) => responder.show(makeCard({ title: "Only for you" })));
      await harness.mention("show my key");
      const afterMention = await harness.seen((card) => card.text.includes("Only for you"));
      expect(afterMention.visibleTo).toBe(harness.person);
      await harness.slash("key show", harness.other);
      const afterSlash = await harness.seen((card) => card.visibleTo === harness.other);
      expect(afterSlash.text).toContain("Only for you");
    });

    it("answers a mention publicly when the card is public", async () => {
      bot.script(async (_turn, responder) => responder.show(makeCard({ title: "For all", visibility: "public" })));
      await harness.mention("who won?");
      expect((await harness.seen((card) => card.text.includes("For all"))).visibleTo).toBe("everyone");
    });

    it("improves the card of a mention in place", async () => {
      bot.script(async (_turn, responder) => {
        await responder.show(makeCard({ title: "Sent to the door", visibility: "public" }));
        await responder.show(makeCard({ title: "The door says done", visibility: "public", placement: "replace" }));
      });
      await harness.mention("open the side gate");
      await bot.handled(1);
      await harness.seen((card) => card.text.includes("The door says done"));
      expect(harness.cards().filter((card) => card.text.includes("Sent to the door"))).toEqual([]);
    });

    it("draws a confirmation with exactly one yes button whose value is the token", async () => {
      const card = await confirmCard();
      expect(card.buttons.filter((button) => button.style === "yes").map((button) => button.value)).toEqual([yesToken]);
      expect(card.buttons.map((button) => button.value)).toEqual([yesToken, noToken]);
      expect(card.visibleTo).toBe(harness.person);
    });

    it("hands over a press as its token and replaces the card that was pressed", async () => {
      const card = await confirmCard();
      bot.script(async (_turn, responder) =>
        responder.show(makeCard({ title: "Opened", outcome: "accepted", placement: "replace", tone: "success" })),
      );
      const delivery = await harness.press(card, yesToken);
      const after = await harness.seen((shown) => shown.text.includes("Opened"));
      expect(bot.fresh[1]?.input).toMatchObject({ kind: "press", token: yesToken });
      expect(delivery.acks()).toBe(1);
      expect(after.buttons).toEqual([]);
      expect(harness.cards().filter((shown) => shown.buttons.length > 0)).toEqual([]);
    });

    it("keeps the pressed card when the answer is a new private one", async () => {
      bot.script(async (_turn, responder) => responder.show(makeConfirmCard({ visibility: "public" })));
      await harness.mention("open the side gate");
      const card = await harness.seen((shown) => shown.buttons.length > 0);
      bot.script(async (_turn, responder) => responder.show(makeCard({ title: "Not yours", status: "refused" })));
      await harness.press(card, yesToken, harness.other);
      const refusal = await harness.seen((shown) => shown.text.includes("Not yours"));
      expect(refusal.visibleTo).toBe(harness.other);
      expect(harness.cards().find((shown) => shown.id === card.id)?.buttons).toHaveLength(2);
    });

    it("never lets a private card take the place of a public one", async () => {
      bot.script(async (_turn, responder) => responder.show(makeConfirmCard({ visibility: "public" })));
      await harness.mention("make me a key");
      const card = await harness.seen((shown) => shown.buttons.length > 0);
      bot.script(async (_turn, responder) =>
        responder.show(makeCard({ title: "Digits for you", placement: "replace", visibility: "private" })),
      );
      await harness.press(card, yesToken);
      const secret = await harness.seen((shown) => shown.text.includes("Digits for you"));
      expect(secret.visibleTo).toBe(harness.person);
      expect(harness.cards().filter((shown) => shown.buttons.length > 0)).toEqual([]);
    });

    it("gives the same key to a repeated request, so that nothing runs or shows twice", async () => {
      const delivery = await harness.slash("door open side gate");
      await bot.handled(1);
      await harness.seen((card) => card.text.includes("Heard"));
      const again = await delivery.repeat();
      await again.acknowledged;
      await harness.settled();
      expect(bot.fresh).toHaveLength(1);
      expect(harness.cards().filter((card) => card.text.includes("Heard"))).toHaveLength(1);
    });

    it("hands over unknown commands and buttons, so that they get a private sentence", async () => {
      bot.script(async (_turn, responder) => responder.show(makeCard({ title: "I do not know that" })));
      await harness.unknownCommand();
      const afterCommand = await harness.seen((card) => card.text.includes("I do not know that"));
      expect(afterCommand.visibleTo).toBe(harness.person);
      await harness.unknownButton();
      await bot.handled(2);
      await harness.settled();
      const answers = harness.cards().filter((card) => card.text.includes("I do not know that"));
      expect(answers).toHaveLength(2);
      expect(answers.every((card) => card.visibleTo === harness.person)).toBe(true);
    });

    it("splits what is too long for one message and loses nothing", async () => {
      const parts = Array.from({ length: 40 }, (_, index) => `part ${index + 1} of the story ${enough.repeat(8)}`);
      bot.script(async (_turn, responder) => responder.show(makeCard({ title: "Long story", text: parts })));
      await harness.direct("tell me everything");
      await bot.handled(1);
      const all = harness
        .cards()
        .map((card) => card.text)
        .join("\n");
      for (let index = 1; index <= parts.length; index += 1) expect(all).toContain(`part ${index} of the story`);
      expect(all.split("x").length - 1).toBe(40 * 40 * 8);
    });

    it("offers every choice with its token", async () => {
      const choices = Array.from({ length: 12 }, (_, index) => ({
        label: `Gate ${index + 1}`,
        token: `choice-token-number-${String(index).padStart(4, "0")}`,
      }));
      bot.script(async (_turn, responder) =>
        responder.show(makeCard({ title: "Which one?", status: "choose", choices })),
      );
      await harness.slash("door open gate");
      const card = await harness.seen((shown) => shown.text.includes("Which one?"));
      expect([...card.buttons, ...card.options].map((option) => option.value)).toEqual(
        choices.map((choice) => choice.token),
      );
    });

    it("shows names with markup as plain text and pings nobody", async () => {
      const title = "No door <!channel> @everyone <@U0000001> *bold* `code`";
      bot.script(async (_turn, responder) => responder.show(makeCard({ title, text: [title], visibility: "public" })));
      await harness.mention("open it");
      await bot.handled(1);
      const card = await harness.seen((shown) => shown.text.includes("No door"));
      expect(card.text).toContain(title);
    });

    it("draws a QR code as a picture on a private card", async () => {
      bot.script(async (_turn, responder) =>
        responder.show(makeCard({ title: "Your key", qr: { content: "KEY-12345", alt: "QR code of your key" } })),
      );
      await harness.slash("key create");
      await harness.seen((shown) => shown.text.includes("Your key"));
      const cards = harness.cards();
      expect(cards.some((shown) => shown.pictures === 1)).toBe(true);
      expect(cards.every((shown) => shown.visibleTo === harness.person)).toBe(true);
    });

    it("writes to a person privately, and says so when it cannot", async () => {
      expect(await platform.notify(harness.identity(harness.person), makeCard({ title: "Door unknown" }))).toBe(true);
      const card = await harness.seen((shown) => shown.text.includes("Door unknown"));
      expect(card.visibleTo).toBe(harness.person);
      expect(await platform.notify("elsewhere:1", makeCard({ title: "Door unknown" }))).toBe(false);
    });

    it.each(["mention", "direct"] as const)("writes into a conversation for those there (%s)", async (way) => {
      const conversations: string[] = [];
      bot.script(async ({ conversation }, responder) => {
        conversations.push(conversation.id);
        await responder.show(makeCard({ title: "Heard" }));
      });
      await harness[way]("hello");
      await harness.seen((shown) => shown.text.includes("Heard"));
      const card = makeCard({ title: "Somebody rings", visibility: "public" });
      expect(await platform.announce(conversations[0] ?? "", card)).toBe(true);
      const rung = await harness.seen((shown) => shown.text.includes("Somebody rings"));
      expect(rung.visibleTo).toBe(way === "mention" ? "everyone" : harness.person);
      expect(await platform.announce("elsewhere:1/2", card)).toBe(false);
    });

    it.each(["slash", "mention", "direct"] as const)(
      "shows cards beside each other, each improved by itself (%s)",
      async (way) => {
        bot.script(async (_turn, responder) => {
          await responder.show(makeCard({ title: "First thing" }));
          const beside = responder.beside?.();
          await beside?.show(makeCard({ title: "Second thing" }));
          await responder.show(makeCard({ title: "First improved" }));
        });
        await harness[way]("door open side gate");
        await harness.seen((card) => card.text.includes("First improved"));
        const texts = harness.cards().map((card) => card.text);
        expect(texts.filter((text) => text.includes("Second thing"))).toHaveLength(1);
      },
    );

    it("replaces what told that it takes long: one living card", async () => {
      bot.script(async (_turn, responder) => {
        await responder.progress?.(makeCard({ title: "Takes long", placement: "new" }));
        await responder.show(makeCard({ title: "At last" }));
      });
      await harness.direct("door open side gate");
      await harness.seen((card) => card.text.includes("At last"));
      expect(harness.cards().filter((card) => card.text.includes("Takes long"))).toEqual([]);
    });

    it("tells on the pressed card that it takes long, without buttons", async () => {
      const card = await confirmCard();
      let finish = (): void => {};
      const working = new Promise<void>((resolve) => {
        finish = resolve;
      });
      bot.script(async (_turn, responder) => {
        await responder.progress?.(makeCard({ title: "Takes long", placement: "replace" }));
        await working;
        await responder.show(makeCard({ title: "At last", placement: "replace" }));
      });
      await harness.press(card, yesToken);
      const waiting = await harness.seen((shown) => shown.text.includes("Takes long"));
      expect(waiting.buttons).toEqual([]);
      finish();
      await harness.seen((shown) => shown.text.includes("At last"));
      const left = harness.cards().filter((shown) => shown.text.includes("Takes long") || shown.buttons.length > 0);
      expect(left).toEqual([]);
    });

    it("finishes what runs when it stops", async () => {
      let finish = (): void => {};
      const working = new Promise<void>((resolve) => {
        finish = resolve;
      });
      bot.script(async (_turn, responder) => {
        await working;
        await responder.show(makeCard({ title: "Finished after stop" }));
      });
      const delivery = await harness.slash("door open side gate");
      await delivery.acknowledged;
      await harness.settled();
      const stopped = platform.stop();
      finish();
      await stopped;
      expect(harness.cards().some((card) => card.text.includes("Finished after stop"))).toBe(true);
      expect(platform.isReady()).toBe(false);
    });
  });
}
