import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Platform } from "#core/ports.ts";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";
import { readFileConfig } from "#src/cli/house.ts";
import { createUsher, systemClock, systemRandom, type Usher } from "#src/main.ts";
import type { SeenCard } from "../../contracts/platform.ts";
import { createHarness, createTestLog, type SlackHarness } from "./harness.ts";

/** The real core on the simulated clouds, talked to over the fake Slack. */
describe("Usher on Slack", () => {
  let sandbox: Sandbox;
  let usher: Usher;
  let harness: SlackHarness;
  let platform: Platform;
  const folder = mkdtempSync(join(tmpdir(), "usher-slack-"));

  beforeAll(async () => {
    sandbox = await startSandbox({ clock: systemClock, random: systemRandom });
    harness = await createHarness("socket");
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
    platform = await harness.connect(usher.bot);
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
    expect(result.text).toContain("Front door is opening");
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

  it("refuses strangers privately", async () => {
    const seen = fresh();
    await harness.mention("open the front door", harness.other);
    const refusal = await seen(() => true);
    expect(refusal.visibleTo).toBe(harness.other);
    expect(refusal.buttons).toEqual([]);
  });
});
