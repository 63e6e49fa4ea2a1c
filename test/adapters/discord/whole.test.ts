import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Platform } from "#core/ports.ts";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";
import { readFileConfig } from "#src/cli/house.ts";
import { wordsOf } from "#src/cli/manifest.ts";
import { readLocales } from "#src/locales.ts";
import { createUsher, systemClock, systemRandom, type Usher } from "#src/main.ts";
import type { SeenCard } from "../../contracts/platform.ts";
import { createLog, createStage, type DiscordStage, seenCard } from "./harness.ts";

/** The real core on the simulated clouds, talked to over the fake Discord. */
describe.each(["gateway", "http"] as const)("Usher on Discord over %s", (mode) => {
  let sandbox: Sandbox;
  let usher: Usher;
  let stage: DiscordStage;
  let platform: Platform;
  const folder = mkdtempSync(join(tmpdir(), "usher-discord-"));

  beforeAll(async () => {
    [sandbox, stage] = await Promise.all([
      startSandbox({ clock: systemClock, random: systemRandom }),
      createStage(mode),
    ]);
    const text = sandbox.config
      .replace('"terminal:me"', `"discord:${stage.other.id}"`)
      .replace('"terminal:staff"', `"discord:${stage.person.id}"`);
    const file = join(folder, "usher.yaml");
    writeFileSync(file, text);
    const config = await readFileConfig(file);
    usher = await createUsher({ config, log: createLog(), isExclusive: true, patienceMs: 5000, freshForMs: 0 });
    const { commands, bot } = usher;
    platform = (await stage.connect(bot, {}, { commands, words: wordsOf(await readLocales()) })).platform;
  }, 30_000);

  afterAll(async () => {
    await platform.stop();
    await usher.close();
    await stage.fake.close();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const owner = () => ({ channel: stage.channel.id, user: stage.other.id });
  const spanish = () => stage.here;
  const stranger = () => {
    stage.fake.addMember(stage.guild, stage.stranger);
    return { channel: stage.channel.id, user: stage.stranger.id };
  };
  const yes = (card: SeenCard): string => card.buttons.find((button) => button.style === "yes")?.value ?? "";
  const cards = (): readonly SeenCard[] => stage.fake.messages().map(seenCard);
  const seen = (fits: (card: SeenCard) => boolean): Promise<SeenCard> =>
    stage.fake.world.until(() => cards().find(fits));
  /** Sees only what came after this moment. */
  function fresh(): (fits: (card: SeenCard) => boolean) => Promise<SeenCard> {
    const known = new Set(cards().map((card) => card.id));
    return (fits) => seen((card) => !known.has(card.id) && fits(card));
  }
  async function press(card: SeenCard, user: string): Promise<void> {
    const message = stage.fake.world.messages.get(card.id);
    if (message !== undefined) await stage.fake.people.press(user, message, yes(card));
  }

  it("opens a door after its button, and replaces the card", async () => {
    const next = fresh();
    await stage.fake.people.slash(owner(), "door", "open", { door: "front door" });
    const question = await next((card) => card.buttons.length > 0);
    expect(question.text).toContain("Open Front door?");
    expect(question.visibleTo).toBe(stage.other.id);
    expect(yes(question)).toMatch(/^[\w-]{22,}$/);
    await press(question, stage.other.id);
    const result = await seen((card) => card.id === question.id && card.buttons.length === 0);
    expect(result.text).toContain("Front door is opening");
  });

  it("answers a sentence where it was said", async () => {
    const next = fresh();
    stage.fake.people.say(owner(), "please open the front door", { mention: true });
    const question = await next((card) => card.buttons.length > 0);
    expect(question.visibleTo).toBe("everyone");
  });

  it("lists the doors with a button that ends what opens at every ring", async () => {
    let next = fresh();
    await stage.fake.people.slash(owner(), "door", "hold", { door: "front door", duration: "30 minutes" });
    const question = await next((card) => card.buttons.length === 2);
    await press(question, stage.other.id);
    await seen((card) => card.id === question.id && card.text.includes("opens at every ring"));
    next = fresh();
    await stage.fake.people.slash(owner(), "door", "list", {});
    const list = await next((card) => card.text.includes("3 doors"));
    expect(list.visibleTo).toBe(stage.other.id);
    for (const word of ["Front door", "Garage", "Lobby", "online", "30 minutes more"])
      expect(list.text).toContain(word);
    const end = list.buttons.find(({ label }) => label === "End for Front door");
    const message = stage.fake.world.messages.get(list.id);
    if (message === undefined) throw new Error("the list is gone");
    await stage.fake.people.press(stage.other.id, message, end?.value ?? "");
    await seen((card) => card.id === list.id && card.text.includes("no longer opens at rings"));
  });

  it("refuses the click of another person privately and leaves the card alone", async () => {
    const next = fresh();
    stage.fake.people.say(owner(), "open the front door", { mention: true });
    const question = await next((card) => card.buttons.length > 0);
    await press(question, stage.person.id);
    const refusal = await next((card) => card.visibleTo === stage.person.id);
    expect(refusal.buttons).toEqual([]);
    expect(cards().find((card) => card.id === question.id)?.buttons).toHaveLength(question.buttons.length);
  });

  it("speaks the language that Discord knows of the person", async () => {
    const next = fresh();
    await stage.fake.people.slash(spanish(), "door", "open", { door: "puerta principal" });
    const question = await next((card) => card.buttons.length > 0);
    expect(question.text).toContain("¿");
  });

  it("shows a new key with its digits and QR code to the asker alone", async () => {
    const next = fresh();
    await stage.fake.people.slash(owner(), "key", "create", { door: "lobby", duration: "2 hours" });
    const question = await next((card) => card.buttons.length > 0);
    await press(question, stage.other.id);
    const key = await seen((card) => card.id === question.id && card.pictures === 1);
    expect(key.visibleTo).toBe(stage.other.id);
    expect(key.text).toMatch(/\d{4,}/);
  });

  it("refuses guests, without saying what exists", async () => {
    const next = fresh();
    await stage.fake.people.slash(stranger(), "door", "open", { door: "front door" });
    const first = await next((card) => card.visibleTo === stage.stranger.id);
    const again = fresh();
    await stage.fake.people.slash(stranger(), "door", "open", { door: "no such door" });
    const second = await again((card) => card.visibleTo === stage.stranger.id);
    expect(second.text).toBe(first.text);
  });

  it("completes the names that this person may use", async () => {
    const act = await stage.fake.people.type(owner(), "door", "open", "door", "fro");
    const { data } = await stage.fake.world.until(() => act.interaction.callback);
    expect(data).toMatchObject({ choices: [{ name: "Front door" }] });
    const guest = await stage.fake.people.type(stranger(), "door", "open", "door", "fro");
    expect((await stage.fake.world.until(() => guest.interaction.callback)).data).toEqual({ choices: [] });
  });

  it("asks for what a key lacks in a form, sends it back with its fault, and makes the key", async () => {
    const { people, world } = stage.fake;
    const next = fresh();
    const act = await people.slash(owner(), "key", "create", { door: "lobby" });
    const form = await world.until(() => act.interaction.callback);
    expect(form.type).toBe(9);
    const { custom_id: id, components } = form.data as { custom_id: string; components: { component: object }[] };
    expect(components.map(({ component }) => component)).toMatchObject([
      { type: 3, options: expect.arrayContaining([expect.objectContaining({ label: "Lobby", default: true })]) },
      { type: 4, custom_id: "window", required: true },
      { type: 4, custom_id: "uses" },
      { type: 4, custom_id: "name", required: false },
      { type: 4, custom_id: "phone", required: false },
    ]);
    expect(components[1]?.component).not.toHaveProperty("value");
    const doors = components[0]?.component as { options: { label: string; value: string }[] };
    const lobby = doors.options.find(({ label }) => label === "Lobby")?.value;
    const filled = (window: string) => [
      { type: 18, component: { type: 3, custom_id: "door", values: [lobby] } },
      { type: 18, component: { type: 4, custom_id: "window", value: window } },
      { type: 18, component: { type: 4, custom_id: "uses", value: "2" } },
    ];
    await people.submit(owner(), id, filled("soonish"));
    const fault = await next((card) => card.text.includes("soonish"));
    expect(fault.visibleTo).toBe(stage.other.id);
    const card = world.messages.get(fault.id);
    const again = card && (await people.press(stage.other.id, card, fault.buttons[0]?.value ?? ""));
    const second = await world.until(() => again?.interaction.callback);
    expect(JSON.stringify(second.data)).toContain('"value":"soonish"');
    await people.submit(owner(), (second.data as { custom_id: string }).custom_id, filled("2 hours"), card);
    const question = await seen((one) => one.id === fault.id && one.buttons.some(({ style }) => style === "yes"));
    await press(question, stage.other.id);
    await seen((one) => one.id === fault.id && one.pictures === 1);
  });

  it("tells a guest who asks for a key that they may not, and opens no form", async () => {
    const next = fresh();
    const act = await stage.fake.people.slash(stranger(), "key", "create", {});
    await next((card) => card.visibleTo === stage.stranger.id);
    expect(act.interaction.callback?.type).toBe(5);
  });

  it("confirms over a connection that was lost in between", async () => {
    const next = fresh();
    await stage.fake.people.slash(owner(), "door", "open", { door: "front door" });
    const question = await next((card) => card.buttons.length > 0);
    stage.fake.gateway.drop();
    await press(question, stage.other.id);
    const result = await seen((card) => card.id === question.id && card.buttons.length === 0);
    expect(result.text).toContain("Front door is opening");
  });

  it("shows race passings as an aligned table", async () => {
    const next = fresh();
    await stage.fake.people.slash(owner(), "race", "passings", { last: 5 });
    const { text } = await next((card) => /\d\d:\d\d/.test(card.text));
    const lines = text.split("\n").filter((line) => /\d\d:\d\d/.test(line));
    expect(lines).toHaveLength(5);
    expect(new Set(lines.map((line) => line.search(/\d\d:\d\d/))).size).toBe(1);
  });
});
