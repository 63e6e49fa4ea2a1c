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
import type { FakeGuild, FakeUser } from "../../fakes/discord/world.ts";
import { createLog, createStage, type DiscordStage, seenCard } from "./harness.ts";

const roles = { club: "700000000000000011", team: "700000000000000012" } as const;

/** Two guilds, each with a role for a place of its own, on the real core. */
describe("rights by the roles of guilds", () => {
  let sandbox: Sandbox;
  let usher: Usher;
  let stage: DiscordStage;
  let platform: Platform;
  let second: FakeGuild;
  let user: FakeUser;
  const folder = mkdtempSync(join(tmpdir(), "usher-rights-"));

  beforeAll(async () => {
    [sandbox, stage] = await Promise.all([
      startSandbox({ clock: systemClock, random: systemRandom }),
      createStage("gateway"),
    ]);
    second = stage.fake.addGuild("Team");
    user = stage.fake.addUser("alex");
    const text = sandbox.config
      .replace(
        "places:\n",
        [
          `  club: { allow: ["door.open"], at: [hq], discordRoles: ["${stage.guild.id}/${roles.club}"] }`,
          `  team: { allow: ["door.open"], at: [shed], discordRoles: ["${second.id}/${roles.team}"] }`,
          "places:",
          '  shed: { name: "Shed", timezone: Europe/Madrid }',
          "",
        ].join("\n"),
      )
      .replace(/(name: "Garage"\n\s+place: )hq/, "$1shed");
    const file = join(folder, "usher.yaml");
    writeFileSync(file, text);
    const config = await readFileConfig(file);
    usher = await createUsher({ config, log: createLog(), isExclusive: true, patienceMs: 5000, freshForMs: 0 });
    const { commands, bot } = usher;
    const services = { commands, words: wordsOf(await readLocales()) };
    platform = (await stage.connect(bot, { guilds: [stage.guild.id, second.id] }, services)).platform;
  }, 30_000);

  afterAll(async () => {
    await platform.stop();
    await usher.close();
    await stage.fake.close();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const channelOf = (guild: FakeGuild) => ({ channel: stage.fake.addChannel(guild).id, user: user.id });
  const direct = () => ({ channel: stage.fake.directWith(user).id, user: user.id });

  /** Whether asking to open a door is answered by the question, and not by a refusal or a list of others. */
  async function mayOpen(where: { channel: string; user: string }, door: string, extra: object = {}): Promise<boolean> {
    stage.fake.world.messages.clear();
    const options = [{ name: "open", type: 1, options: [{ name: "door", type: 3, value: door }] }];
    await stage.fake.people.command(where, { name: "door", options, ...extra });
    const card = await stage.fake.world.until(() => stage.fake.messages()[0]);
    return seenCard(card).buttons.some(({ style }) => style === "yes");
  }

  it("hold in the places of each guild alone", async () => {
    stage.fake.addMember(stage.guild, user, [roles.club]);
    stage.fake.addMember(second, user, []);
    expect(await mayOpen(channelOf(stage.guild), "Front door")).toBe(true);
    expect(await mayOpen(channelOf(stage.guild), "Garage")).toBe(false);
    expect(await mayOpen(channelOf(second), "Front door")).toBe(false);
    stage.fake.addMember(second, user, [roles.team]);
    expect(await mayOpen(channelOf(second), "Garage")).toBe(true);
    expect(await mayOpen(channelOf(second), "Front door")).toBe(false);
  });

  it("hold together in direct messages, and end at once for who leaves", async () => {
    stage.fake.addMember(stage.guild, user, [roles.club]);
    stage.fake.addMember(second, user, [roles.team]);
    expect(await mayOpen(direct(), "Front door")).toBe(true);
    expect(await mayOpen(direct(), "Garage")).toBe(true);
    second.members.delete(user.id);
    expect(await mayOpen(direct(), "Garage")).toBe(false);
    expect(await mayOpen(direct(), "Front door")).toBe(true);
    stage.guild.members.delete(user.id);
    expect(await mayOpen(direct(), "Front door")).toBe(false);
  });

  it("end between the question and the click", async () => {
    stage.fake.addMember(stage.guild, user, [roles.club]);
    expect(await mayOpen(channelOf(stage.guild), "Front door")).toBe(true);
    const card = await stage.fake.world.until(() => stage.fake.messages()[0]);
    const yes = seenCard(card).buttons.find(({ style }) => style === "yes")?.value ?? "";
    stage.fake.addMember(stage.guild, user, []);
    await stage.fake.people.press(user.id, card, yes);
    await stage.fake.world.until(() => (card.edits > 1 || stage.fake.messages().length > 1 ? true : undefined));
    const words = stage.fake.messages().map((one) => seenCard(one).text);
    expect(words.join("\n")).not.toContain("is opening");
  });

  it("come from the guilds of the house where only the person brought the bot along", async () => {
    stage.fake.addMember(stage.guild, user, [roles.club]);
    const brought = { isBotInstalled: false };
    expect(await mayOpen(direct(), "Front door", brought)).toBe(true);
    stage.fake.addMember(stage.guild, user, []);
    expect(await mayOpen(direct(), "Front door", brought)).toBe(false);
  });
});
