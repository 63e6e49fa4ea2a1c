import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Platform } from "#core/ports.ts";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";
import { readFileConfig } from "#src/cli/house.ts";
import { createUsher, systemClock, systemRandom, type Usher } from "#src/main.ts";
import type { SeenCard } from "../../contracts/platform.ts";
import { fieldsOf, submitForm } from "../../fakes/slack/forms.ts";
import type { FakeView } from "../../fakes/slack/state.ts";
import { createHarness, createTestLog, type SlackHarness } from "./harness.ts";

const pin = "835291";
const owner = "U0000OWN01";

/** A PIN and the approval of others, as a person on Slack meets them. */
describe.each(["socket", "http"] as const)("proof on Slack over %s", (mode) => {
  let sandbox: Sandbox;
  let usher: Usher;
  let harness: SlackHarness;
  let platform: Platform;
  const folder = mkdtempSync(join(tmpdir(), "usher-slack-proof-"));

  beforeAll(async () => {
    sandbox = await startSandbox({ clock: systemClock, random: systemRandom });
    harness = await createHarness(mode);
    harness.fake.state.addUser({ id: owner, name: "Olivia" });
    const text = sandbox.config
      .replace('"terminal:me"', JSON.stringify(harness.identity(owner)))
      .replace('"terminal:staff"', JSON.stringify(harness.identity(harness.person)))
      .replace("    at: [hq]\n", '    at: [hq]\n    require: { door.open: pin, key.create: "approve:1 from owner" }\n');
    const file = join(folder, "usher.yaml");
    writeFileSync(file, text);
    const config = await readFileConfig(file);
    const log = createTestLog(harness.log);
    usher = await createUsher({ config, log, isExclusive: true, patienceMs: 5000, freshForMs: 0 });
    const words = (key: string, locale: string) => usher.wording.say({ key }, locale);
    platform = await harness.connectWith(usher.bot, {}, undefined, { words, commands: usher.commands });
    usher.rights.notices.attach([platform]);
  }, 60_000);

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
  const labelled = (card: SeenCard, label: string): string =>
    card.buttons.find((button) => button.label === label)?.value ?? "";
  const yes = (card: SeenCard): string => card.buttons.find(({ style }) => style === "yes")?.value ?? "";

  /** The form behind the only button of a card. */
  async function formOf(card: SeenCard): Promise<FakeView> {
    await harness.press(card, card.buttons[0]?.value ?? "");
    for (let tries = 0; tries < 400; tries += 1) {
      const view = [...harness.fake.state.views.values()].at(-1);
      if (view !== undefined) return view;
      await sleep(10);
    }
    throw new Error("no form was opened");
  }

  it("takes a PIN in a form after the button, and repeats it nowhere", async () => {
    const set = fresh();
    await harness.direct(`/access pin ${pin}`);
    await set((card) => card.text.includes("Your PIN is set"));
    const asking = fresh();
    await harness.slash("door open front door");
    const question = await asking((card) => card.buttons.some(({ style }) => style === "yes"));
    await harness.press(question, yes(question));
    const waits = await harness.seen((card) => card.text.includes("Now your PIN"));
    expect(waits.visibleTo).toBe(harness.person);
    const view = await formOf(waits);
    expect(fieldsOf(view).map(({ block_id, optional }) => [block_id, optional])).toEqual([["code", false]]);
    await submitForm(harness.fake, view, { code: "111222" }, harness.person);
    const wrong = await harness.seen((card) => card.text.includes("That is not right"));
    expect(wrong.visibleTo).toBe(harness.person);
    await sleep(1_100);
    await submitForm(harness.fake, await formOf(wrong), { code: pin }, harness.person);
    await harness.seen((card) => card.text.includes("Front door is open"));
    const kept = ["usher.db", "usher.db-wal"].map((name) => readFileSync(join(folder, name), "latin1")).join("");
    expect(kept + harness.log.join("\n") + JSON.stringify(harness.cards())).not.toContain(pin);
  });

  it("asks an owner in a direct message, and shows the key's digits to the asker alone", async () => {
    const asking = fresh();
    await harness.slash("key create lobby for 2 hours");
    const waiting = await asking((card) => card.text.includes("Waiting for the approval"));
    const notice = await asking((card) => card.text.includes("Sam asks for your approval"));
    expect(notice.visibleTo).toBe(owner);
    expect(notice.buttons.map(({ label }) => label)).toEqual(["Approve", "Decline"]);
    await harness.press(notice, labelled(notice, "Approve"), owner);
    const key = await harness.seen((card) => card.pictures === 1);
    expect([waiting.visibleTo, key.visibleTo]).toEqual([harness.person, harness.person]);
    const [digits = ""] = /\d{4,}/.exec(key.text) ?? [];
    const decided = await harness.seen((card) => card.id === notice.id && card.buttons.length === 0);
    expect(decided.text).toContain("Approved");
    expect(decided.text).not.toContain(digits);
  });

  it("tells the asker the reason of a no", async () => {
    const asking = fresh();
    await harness.slash("key create lobby for 3 hours");
    const notice = await asking((card) => card.text.includes("Sam asks for your approval"));
    const [request = ""] = /\b\d{6}\b/.exec(notice.text) ?? [];
    await harness.slash(`access decline ${request} not at night`, owner);
    const told = await harness.seen((card) => card.visibleTo === harness.person && card.text.includes("not at night"));
    expect(told.buttons).toEqual([]);
  });
});
