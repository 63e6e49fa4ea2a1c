import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Platform } from "#core/ports.ts";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";
import { readFileConfig } from "#src/cli/house.ts";
import { createUsher, systemClock, systemRandom, type Usher } from "#src/main.ts";
import type { SeenCard } from "../../contracts/platform.ts";
import { closeForm, fieldsOf, submitForm, typeAhead } from "../../fakes/slack/forms.ts";
import { elementsOf } from "../../fakes/slack/payloads.ts";
import { createHarness, createTestLog, type SlackHarness, wordsOf } from "./harness.ts";

async function until<T>(find: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 400; tries += 1) {
    const found = find();
    if (found !== undefined) return found;
    await sleep(10);
  }
  throw new Error("waited in vain");
}

/** The real core on the simulated clouds, talked to over the fake Slack. */
describe.each(["socket", "http"] as const)("Usher on Slack over %s", (mode) => {
  let sandbox: Sandbox;
  let usher: Usher;
  let harness: SlackHarness;
  let platform: Platform;
  const folder = mkdtempSync(join(tmpdir(), "usher-slack-"));

  beforeAll(async () => {
    sandbox = await startSandbox({ clock: systemClock, random: systemRandom });
    harness = await createHarness(mode);
    harness.fake.state.addUser({ id: "U0000EVA01", name: "Eva", locale: "es-ES" });
    const text = sandbox.config
      .replace('"terminal:me"', JSON.stringify(harness.identity(harness.person)))
      .replace('"terminal:staff"', JSON.stringify(harness.identity("U0000EVA01")));
    const file = join(folder, "usher.yaml");
    writeFileSync(file, text);
    const config = await readFileConfig(file);
    usher = await createUsher({
      config,
      log: createTestLog(harness.log),
      isExclusive: true,
      patienceMs: 5000,
      freshForMs: 0,
    });
    const words = (key: string, locale: string) => usher.wording.say({ key }, locale);
    platform = await harness.connectWith(usher.bot, {}, undefined, { words });
  });

  afterAll(async () => {
    await Promise.all([platform.stop(), usher.close()]);
    await harness.close();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const fresh = (): ((fits: (card: SeenCard) => boolean) => Promise<SeenCard>) => {
    const known = new Set(harness.cards().map((card) => card.id));
    return (fits) => harness.seen((card) => !known.has(card.id) && fits(card));
  };
  const yes = (card: SeenCard): string => card.buttons.find((button) => button.style === "yes")?.value ?? "";

  it("opens a door after its button, and replaces the card", async () => {
    const seen = fresh();
    await harness.slash("door open front door");
    const question = await seen((card) => card.buttons.length > 0);
    expect(question.text).toContain("Open Front door?");
    expect(question.visibleTo).toBe(harness.person);
    await harness.press(question, yes(question));
    const result = await harness.seen((card) => card.id === question.id && card.buttons.length === 0);
    expect(result.text).toContain("Front door is open");
  });

  it("answers a sentence in the thread of its mention", async () => {
    const seen = fresh();
    await harness.mention("please open the front door");
    const card = await seen((shown) => shown.buttons.length > 0);
    expect(card.visibleTo).toBe("everyone");
    expect(harness.messageOf(card)?.thread).toBeDefined();
  });

  it("speaks the language that Slack knows of the person", async () => {
    const seen = fresh();
    await harness.direct("abre la puerta principal", "U0000EVA01");
    const question = await seen((card) => card.buttons.length > 0);
    expect(question.text).toContain("¿");
  });

  it("shows a new key with its digits and QR code to the asker alone", async () => {
    const seen = fresh();
    await harness.slash("key create lobby for 2 hours");
    const question = await seen((card) => card.buttons.length > 0);
    await harness.press(question, yes(question));
    const key = await harness.seen((card) => card.id === question.id && card.pictures === 1);
    expect(key.visibleTo).toBe(harness.person);
    expect([...harness.fake.state.files.values()].every((file) => file.channels.length === 0)).toBe(true);
    await harness.settled();
    await harness.press(key, key.options[0]?.value ?? "");
    await until(() => (harness.cards().some((card) => card.id === key.id) ? undefined : true));
  });

  it("leaves no live button on a public question that was answered or cancelled", async () => {
    for (const style of ["yes", "plain"] as const) {
      const seen = fresh();
      await harness.mention("open the front door");
      const question = await seen((card) => card.buttons.length > 0);
      const button = question.buttons.find((one) => one.style === style);
      await harness.press(question, button?.value ?? "");
      await harness.seen((card) => card.id === question.id && card.buttons.length === 0);
    }
  });

  it("refuses another person's press privately and keeps the card", async () => {
    const seen = fresh();
    await harness.mention("open the front door");
    const question = await seen((card) => card.buttons.length > 0);
    await harness.press(question, yes(question), "U0000EVA01");
    const refusal = await seen((card) => card.visibleTo === "U0000EVA01");
    expect(refusal.text).not.toContain("Front door");
    expect(harness.cards().find((card) => card.id === question.id)?.buttons).toHaveLength(2);
  });

  it("fills in a key in a form: a wrong field is said at the field, the right one asks for the button", async () => {
    const { state } = harness.fake;
    await harness.slash("key create lobby");
    const view = await until(() => [...state.views.values()].at(-1));
    expect(fieldsOf(view).map((field) => field.block_id)).toEqual(expect.arrayContaining(["door", "window", "uses"]));
    expect(fieldsOf(view)[0]?.element.initial_option?.text.text).toBe("Lobby");
    const wrong = await submitForm(harness.fake, view, { window: "banana" }, harness.person);
    expect(Object.keys(wrong.errors ?? {})).toEqual(["window"]);
    expect(wrong.errors?.window).toContain("banana");
    const seen = fresh();
    await submitForm(harness.fake, view, { window: "2 hours" }, harness.person);
    const question = await seen((card) => card.buttons.some((button) => button.style === "yes"));
    expect(question).toMatchObject({ visibleTo: harness.person });
    expect(question.text).toContain("Lobby");
    expect(question.text).toContain("Create a key for one use?");
  });

  it("goes on in words with what a closed form held, and back into the form", async () => {
    const { state } = harness.fake;
    await harness.slash("key create lobby uses=3");
    const view = await until(() => [...state.views.values()].at(-1));
    const seen = fresh();
    await closeForm(harness.fake, view, harness.person);
    const card = await seen((shown) => shown.buttons.length === 1);
    expect(card.text).toContain("How long shall the key work?");
    await harness.press(card, card.buttons[0]?.value ?? "");
    const again = await until(() => [...state.views.values()].at(-1));
    expect(fieldsOf(again).map(({ element }) => element.initial_option?.text.text ?? element.initial_value)).toEqual(
      expect.arrayContaining(["Lobby", "3"]),
    );
    await submitForm(harness.fake, again, { window: "for 2 hours" }, harness.person);
    const question = await harness.seen((shown) => shown.text.includes("3 uses"));
    expect(question.buttons).toHaveLength(2);
  });

  it("finds in a form only what this person may use", async () => {
    const { state } = harness.fake;
    await harness.slash("key create");
    const view = await until(() => [...state.views.values()].at(-1));
    const actionId = fieldsOf(view)[0]?.element.action_id ?? "";
    const options = await typeAhead(harness.fake, { actionId, view }, "lob", harness.person);
    expect(options.map((option) => option.text.text)).toEqual(["Lobby"]);
    expect(await typeAhead(harness.fake, { actionId, view }, "lob", harness.other)).toEqual([]);
    const seen = fresh();
    await submitForm(harness.fake, view, { door: options[0] ?? "", window: "2 hours" }, harness.person);
    expect((await seen((card) => card.buttons.length === 2)).text).toContain("Lobby");
  });

  it("draws each their own Home tab, names nothing to strangers, and asks before a door opens", async () => {
    const { payloads, state } = harness.fake;
    await harness.fake.deliver(payloads.homeOpened(harness.person));
    await harness.fake.deliver(payloads.homeOpened(harness.other));
    const home = await until(() => state.homes.get(harness.person)?.blocks as readonly unknown[] | undefined);
    const strange = await until(() => state.homes.get(harness.other)?.blocks as readonly unknown[] | undefined);
    expect(wordsOf(home)).toContain("Front door");
    expect(wordsOf(home)).toContain("Kitchen");
    for (const name of ["Front door", "Lobby", "Kitchen", "Good night"]) expect(wordsOf(strange)).not.toContain(name);
    const seen = fresh();
    const line = home.find((block) => JSON.stringify(block).includes("Front door")) as { accessory: { value: string } };
    await harness.fake.deliver(payloads.pressHome(line.accessory.value, harness.person));
    const question = await seen((card) => card.buttons.length === 2);
    expect(question.text).toContain("Open Front door?");
    await harness.press(question, yes(question));
    await harness.seen((card) => card.id === question.id && card.text.includes("Front door is open"));
  });

  it("changes the language from the Home tab, which then speaks it", async () => {
    const { payloads, state } = harness.fake;
    await harness.fake.deliver(payloads.homeOpened("U0000EVA01"));
    const home = await until(() => state.homes.get("U0000EVA01"));
    expect(wordsOf(home.blocks as readonly unknown[])).toContain("Puertas");
    const menus = elementsOf(home.blocks as readonly unknown[]).filter((element) => element.type === "static_select");
    const german = menus.flatMap((menu) => menu.options ?? []).find((one) => JSON.stringify(one).includes("Deutsch"));
    await harness.fake.deliver(payloads.pressHome(german?.value ?? "", "U0000EVA01"));
    await until(() =>
      wordsOf((state.homes.get("U0000EVA01")?.blocks ?? []) as readonly unknown[]).includes("Türen") ? true : undefined,
    );
  });

  it("suggests sentences that this person may say", async () => {
    const { payloads, state } = harness.fake;
    await harness.fake.deliver(payloads.homeOpened(harness.person, "messages"));
    const { prompts } = await until(() => state.prompts.at(-1));
    expect(prompts.length).toBeGreaterThan(1);
    const before = state.prompts.length;
    await harness.fake.deliver(payloads.homeOpened(harness.other, "messages"));
    await harness.settled();
    expect(state.prompts).toHaveLength(before);
    const seen = fresh();
    await harness.direct((prompts[0] as { message: string }).message);
    expect((await seen(() => true)).text).not.toContain("did not understand");
  });

  it("lists the doors in a table with a button that ends what opens at every ring", async () => {
    let seen = fresh();
    await harness.slash("door hold front door 30 minutes");
    const question = await seen((card) => card.buttons.length === 2);
    await harness.press(question, yes(question));
    await harness.seen((card) => card.id === question.id && card.text.includes("opens at every ring"));
    seen = fresh();
    await harness.slash("door");
    const list = await seen((card) => card.text.includes("3 doors"));
    expect(list.visibleTo).toBe(harness.person);
    for (const word of ["Front door", "Garage", "Lobby", "online", "30 minutes more"])
      expect(list.text).toContain(word);
    const end = list.buttons.find(({ label }) => label === "End for Front door");
    await harness.press(list, end?.value ?? "");
    await harness.seen((card) => card.id === list.id && card.text.includes("no longer opens at rings"));
  });

  it("shows the picture that the door phone took, from the history", async () => {
    let seen = fresh();
    await harness.slash("door open lobby");
    const question = await seen((card) => card.buttons.length === 2);
    await harness.press(question, yes(question));
    await harness.seen((card) => card.id === question.id && card.text.includes("Done: Lobby is open"));
    seen = fresh();
    await harness.slash("door history lobby last 3");
    const history = await seen((card) => card.text.includes("events at Lobby"));
    expect(history.text).toContain("my log and akuvox");
    const picture = history.buttons.find(({ label }) => label.startsWith("Picture"));
    await harness.press(history, picture?.value ?? "");
    const shown = await harness.seen((card) => card.id === history.id && card.pictures === 1);
    expect(shown.visibleTo).toBe(harness.person);
  });

  it("refuses strangers privately", async () => {
    const seen = fresh();
    await harness.mention("open the front door", harness.other);
    const refusal = await seen(() => true);
    expect(refusal.visibleTo).toBe(harness.other);
    expect(refusal.buttons).toEqual([{ label: "Ask for access", style: "plain", value: expect.any(String) }]);
  });
});
