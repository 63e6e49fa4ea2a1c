import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Platform } from "#core/ports.ts";
import { hotp } from "#gate/totp.ts";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";
import { readFileConfig } from "#src/cli/house.ts";
import { wordsOf } from "#src/cli/manifest.ts";
import { readLocales } from "#src/locales.ts";
import { createUsher, systemClock, systemRandom, type Usher } from "#src/main.ts";
import type { SeenCard } from "../../contracts/platform.ts";
import { createLog, createStage, type DiscordStage, type LogLine, seenCard } from "./harness.ts";

const pin = "835291";

/** PIN, one-time codes and the approval of others, as a person on Discord meets them. */
describe.each(["gateway", "http"] as const)("proof on Discord over %s", (mode) => {
  let sandbox: Sandbox;
  let usher: Usher;
  let stage: DiscordStage;
  let platform: Platform;
  const lines: LogLine[] = [];
  const folder = mkdtempSync(join(tmpdir(), "usher-discord-proof-"));

  beforeAll(async () => {
    [sandbox, stage] = await Promise.all([
      startSandbox({ clock: systemClock, random: systemRandom }),
      createStage(mode),
    ]);
    const text = sandbox.config
      .replace('"terminal:me"', `"discord:${stage.other.id}"`)
      .replace('"terminal:staff"', `"discord:${stage.person.id}"`)
      .replace("    at: [hq]\n", '    at: [hq]\n    require: { door.open: pin, key.create: "approve:1 from owner" }\n')
      .replace('  owner: { allow: ["*"] }', '  owner: { allow: ["*"], require: { door.open: totp } }');
    const file = join(folder, "usher.yaml");
    writeFileSync(file, `${text}store: { key: "${Buffer.alloc(32, 7).toString("base64")}" }\n`);
    const config = await readFileConfig(file);
    usher = await createUsher({ config, log: createLog(lines), isExclusive: true, patienceMs: 5000, freshForMs: 0 });
    const { commands, bot } = usher;
    platform = (await stage.connect(bot, {}, { commands, words: wordsOf(await readLocales()) })).platform;
    usher.rights.notices.attach([platform]);
  }, 30_000);

  afterAll(async () => {
    await platform.stop();
    await usher.close();
    await stage.fake.close();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const staff = () => ({ channel: stage.channel.id, user: stage.person.id });
  const owner = () => ({ channel: stage.channel.id, user: stage.other.id });
  const cards = (): readonly SeenCard[] => stage.fake.messages().map(seenCard);
  const seen = (fits: (card: SeenCard) => boolean): Promise<SeenCard> =>
    stage.fake.world
      .until(() => cards().find(fits))
      .catch(() => {
        throw new Error(`no such card among ${JSON.stringify(cards(), null, 1)}`);
      });
  function fresh(): (fits: (card: SeenCard) => boolean) => Promise<SeenCard> {
    const known = new Set(cards().map((card) => card.id));
    return (fits) => seen((card) => !known.has(card.id) && fits(card));
  }
  async function press(card: SeenCard, label: string | undefined, user: string) {
    const message = stage.fake.world.messages.get(card.id);
    const button = card.buttons.find((one) => (label === undefined ? one.style === "yes" : one.label === label));
    if (message === undefined || button === undefined) throw new Error(`no such button on "${card.text}"`);
    return { message, act: await stage.fake.people.press(user, message, button.value) };
  }
  /** Opens the form behind the only button of a card and sends it off with one word in it. */
  async function fillIn(card: SeenCard, where: { channel: string; user: string }, slot: string, word: string) {
    const { message, act } = await press(card, card.buttons[0]?.label, where.user);
    const form = await stage.fake.world.until(() => act.interaction.callback);
    expect(form.type).toBe(9);
    const { custom_id: id, components } = form.data as { custom_id: string; components: { component: object }[] };
    expect(components.map(({ component }) => component)).toMatchObject([{ type: 4, custom_id: slot, required: true }]);
    const filled = [{ type: 18, component: { type: 4, custom_id: slot, value: word } }];
    await stage.fake.people.submit(where, id, filled, message);
  }

  it("takes a PIN in a form after the button, and repeats it nowhere", async () => {
    const next = fresh();
    await stage.fake.people.slash(staff(), "access", "pin", { pin });
    expect((await next((card) => card.text.includes("PIN"))).visibleTo).toBe(stage.person.id);
    const asking = fresh();
    await stage.fake.people.slash(staff(), "door", "open", { door: "puerta principal" });
    const question = await asking((card) => card.buttons.some(({ style }) => style === "yes"));
    await press(question, undefined, stage.person.id);
    const waits = await seen((card) => card.id === question.id && card.text.includes("PIN"));
    await fillIn(waits, staff(), "code", "111222");
    const wrong = await seen((card) => card.visibleTo === stage.person.id && card.text.includes("No es correcto"));
    expect(wrong.text).not.toContain("111222");
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await fillIn(wrong, staff(), "code", pin);
    await seen((card) => card.text.includes("se está abriendo") || card.text.includes("abierta"));
    const kept = ["usher.db", "usher.db-wal"].map((name) => readFileSync(join(folder, name), "latin1")).join("");
    const shown = stage.fake.messages().map((message) => JSON.stringify(message));
    expect(kept + shown.join("") + JSON.stringify(lines)).not.toContain(pin);
  });

  it("sets up one-time codes with a picture for the asker alone, and takes one in a form", async () => {
    const next = fresh();
    await stage.fake.people.slash(owner(), "access", "totp", {});
    const shown = await next((card) => card.pictures === 1);
    expect(shown.visibleTo).toBe(stage.other.id);
    const secret = Buffer.from((await usher.store.loadSecret("totp-new:owner")) ?? "", "base64");
    const code = (steps: number) => hotp(secret, Math.floor(systemClock.now() / 30_000) + steps);
    const set = fresh();
    await stage.fake.people.slash(owner(), "access", "totp", { code: code(0) });
    await set((card) => card.text.includes("One-time codes are set up"));
    const asking = fresh();
    await stage.fake.people.slash(owner(), "door", "open", { door: "front door" });
    const question = await asking((card) => card.buttons.some(({ style }) => style === "yes"));
    await press(question, undefined, stage.other.id);
    const waits = await seen((card) => card.id === question.id && card.text.includes("Now your one-time code"));
    await fillIn(waits, owner(), "code", code(1));
    await seen((card) => card.visibleTo === stage.other.id && card.text.includes("Front door is open"));
  });

  it("asks an owner in a direct message, and shows the key's digits to the asker alone", async () => {
    const asking = fresh();
    await stage.fake.people.slash(staff(), "key", "create", { door: "lobby", duration: "2 horas" });
    const waiting = await asking((card) => card.visibleTo === stage.person.id && card.text.includes("aprobación"));
    const notice = await asking((card) => card.text.includes("asks for your approval"));
    expect(
      stage.fake.world.channels.get(stage.fake.world.messages.get(notice.id)?.channel ?? "")?.guild,
    ).toBeUndefined();
    expect(notice.buttons.map(({ label }) => label)).toEqual(["Approve", "Decline"]);
    await press(notice, "Approve", stage.other.id);
    const key = await seen((card) => card.id === waiting.id && card.pictures === 1);
    const [digits = ""] = /\d{4,}/.exec(key.text) ?? [];
    expect(digits).not.toBe("");
    const decided = await seen((card) => card.id === notice.id && card.buttons.length === 0);
    expect(decided.text).not.toContain(digits);
  });

  it("tells the asker the reason of a no that was given in a command", async () => {
    const asking = fresh();
    await stage.fake.people.slash(staff(), "key", "create", { door: "lobby", duration: "3 horas" });
    const waiting = await asking((card) => card.visibleTo === stage.person.id && card.text.includes("aprobación"));
    const notice = await asking((card) => card.text.includes("asks for your approval"));
    const [request = ""] = /\b\d{6}\b/.exec(notice.text) ?? [];
    await stage.fake.people.slash(owner(), "access", "decline", { request, reason: "not at night" });
    const told = await seen((card) => card.id === waiting.id && card.text.includes("not at night"));
    expect(told.buttons).toEqual([]);
  });
});
