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
import { createLog, createStage, type DiscordStage, seenCard } from "../adapters/discord/harness.ts";
import { createHarness, type SlackHarness } from "../adapters/slack/harness.ts";
import type { SeenCard } from "../contracts/platform.ts";
import { silent } from "./house.ts";

const owner = "U0000OWN01";

/** One bot on Slack and Discord at once, and one person with an account on each. */
describe("a person on two platforms", () => {
  let sandbox: Sandbox;
  let usher: Usher;
  let slack: SlackHarness;
  let discord: DiscordStage;
  let platforms: readonly Platform[];
  const folder = mkdtempSync(join(tmpdir(), "usher-two-"));

  beforeAll(async () => {
    [sandbox, slack, discord] = await Promise.all([
      startSandbox({ clock: systemClock, random: systemRandom }),
      createHarness("socket"),
      createStage("gateway"),
    ]);
    slack.fake.state.addUser({ id: owner, name: "Olivia" });
    slack.fake.state.groups.set("S0000STAFF", [slack.person]);
    const text = sandbox.config
      .replace('"terminal:me"', JSON.stringify(slack.identity(owner)))
      .replace("    at: [hq]\n", `    at: [hq]\n    slackGroups: ["${slack.fake.state.team}/S0000STAFF"]\n`);
    const file = join(folder, "usher.yaml");
    writeFileSync(file, text);
    const config = await readFileConfig(file);
    usher = await createUsher({ config, log: silent, isExclusive: true, patienceMs: 5000, freshForMs: 0 });
    const { commands, bot, rights } = usher;
    const words = wordsOf(await readLocales());
    const left = (identity: string) => rights.members.left(identity);
    platforms = [
      await slack.connectWith(bot, {}, undefined, { words, commands, left }),
      (await discord.connect(bot, {}, { words, commands, left, log: createLog() })).platform,
    ];
    rights.notices.attach(platforms);
    rights.members.attach(platforms);
  }, 60_000);

  afterAll(async () => {
    await Promise.all([...platforms.map((platform) => platform.stop()), usher.close()]);
    await Promise.all([slack.close(), discord.fake.close(), sandbox.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const there = () => ({ channel: discord.channel.id, user: discord.other.id });
  const cards = (): readonly SeenCard[] => discord.fake.messages().map(seenCard);
  function next(): (fits: (card: SeenCard) => boolean) => Promise<SeenCard> {
    const known = new Set(cards().map(({ id }) => id));
    return (fits) => discord.fake.world.until(() => cards().find((card) => !known.has(card.id) && fits(card)));
  }
  async function pressThere(card: SeenCard): Promise<void> {
    const message = discord.fake.world.messages.get(card.id);
    const yes = card.buttons.find(({ style }) => style === "yes")?.value ?? "";
    if (message !== undefined) await discord.fake.people.press(discord.other.id, message, yes);
  }
  async function openThere(): Promise<SeenCard> {
    const seen = next();
    await discord.fake.people.slash(there(), "door", "open", { door: "front door" });
    return seen((card) => card.visibleTo === discord.other.id && card.text !== "");
  }

  it("is one after a code here and a yes on both sides, with the rights of their Slack group", async () => {
    expect((await openThere()).buttons.map(({ label }) => label)).toEqual(["Ask for access"]);
    await slack.slash("access link");
    const shown = await slack.seen((card) => card.text.includes("Link your other account"));
    expect(shown.visibleTo).toBe(slack.person);
    const [code = ""] = /[0-9A-Z]{4}(-[0-9A-Z]{4}){2}/.exec(shown.text) ?? [];
    const seen = next();
    await discord.fake.people.slash(there(), "access", "link", { code });
    const question = await seen((card) => card.text.includes("Are both accounts yours?"));
    expect(question.visibleTo).toBe(discord.other.id);
    expect(question.text).toContain(slack.identity(slack.person));
    await pressThere(question);
    const mirrored = await slack.seen((card) => card.text.includes("Are both accounts yours?"));
    expect(mirrored.visibleTo).toBe(slack.person);
    expect(mirrored.text).toContain(`discord:${discord.other.id}`);
    await slack.press(mirrored, mirrored.buttons.find(({ style }) => style === "yes")?.value ?? "");
    const told = await slack.seen((card) => card.visibleTo === owner && card.text.includes("Two accounts were linked"));
    expect(told.buttons.map(({ label }) => label)).toEqual(["Suspend"]);
    const opening = await openThere();
    expect(opening.text).toContain("Open Front door?");
    await pressThere(opening);
    await discord.fake.world.until(() => cards().find(({ text }) => text.includes("Front door is open")));
  });

  it("loses the rights of the other account once Slack says that theirs is deactivated", async () => {
    const user = { id: slack.person, deleted: true };
    slack.fake.state.addUser({ id: slack.person, name: "Ana", isDeleted: true });
    await slack.fake.deliver(slack.fake.payloads.event({ type: "user_change", user }));
    const notice = await slack.seen((card) => card.visibleTo === owner && card.text.includes("suspended"));
    expect(notice.text).toContain(slack.identity(slack.person));
    expect(notice.buttons.map(({ label }) => label)).toEqual(["Restore"]);
    expect((await openThere()).text).not.toContain("Open Front door?");
  });

  it("is looked for in the guild, and gone once the guild does not know them", async () => {
    const [, platform] = platforms;
    const identity = `discord:${discord.other.id}`;
    expect(await platform?.member?.(identity)).toMatchObject({ standing: "member" });
    discord.guild.members.delete(discord.other.id);
    expect(await platform?.member?.(identity)).toBe("gone");
    expect(await platform?.member?.(`discord:${discord.stranger.id}`)).toBe("gone");
    expect(await platforms[0]?.member?.(slack.identity(slack.person))).toBe("gone");
    expect(await platforms[0]?.member?.(slack.identity(slack.other))).toMatchObject({ standing: "member" });
    expect(await platforms[0]?.member?.(identity)).toBeUndefined();
  });
});
