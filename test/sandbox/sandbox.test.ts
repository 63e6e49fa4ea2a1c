import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { cloudNames } from "#sandbox/cloud.ts";
import { raixerIds } from "#sandbox/raixer/state.ts";
import { rufusIds } from "#sandbox/rufus/state.ts";
import { startSandbox } from "#sandbox/sandbox.ts";
import { askRaixer, askRufus, movableClock, openSandbox, repeatableRandom, stateOf } from "./clouds.ts";

const languages = ["en", "es", "fr", "de", "it", "pt", "nl", "pl", "ja"];

describe("the ready configuration", () => {
  it("holds the people, roles, places, accounts and things of the sandbox", async () => {
    const sandbox = await openSandbox();
    const config = parse(sandbox.config);
    await sandbox.close();
    expect(config.people.map(({ id }: { id: string }) => id)).toEqual(["owner", "staff", "guest"]);
    expect(config.roles).toEqual({
      owner: { allow: ["*"] },
      staff: { allow: ["door.*", "key.*", "scene.*", "light.*", "shade.*", "race.view", "energy.view"], at: ["hq"] },
    });
    expect(config.places).toEqual({ hq: { name: "HQ", timezone: "Europe/Madrid", channel: "terminal" } });
    expect(config.accounts.map(({ vendor }: { vendor: string }) => vendor)).toEqual(cloudNames);
    for (const { vendor, baseUrl } of config.accounts) {
      expect(baseUrl).toBe(sandbox.clouds[vendor as (typeof cloudNames)[number]].baseUrl);
    }
    const names = config.things.map(({ name }: { name: string }) => name);
    expect(names).toEqual([
      "Front door",
      "Garage",
      "Lobby",
      "Good night",
      "Coming home",
      "Meeting room",
      "Kitchen",
      "Finish line",
    ]);
  });

  it("names every thing in every language, and no two things of a kind alike", async () => {
    const sandbox = await openSandbox();
    const { things } = parse(sandbox.config) as { things: { aliases: Record<string, string[]> }[] };
    await sandbox.close();
    for (const { aliases } of things) expect(Object.keys(aliases)).toEqual(languages);
    for (const language of languages) {
      const all = things.flatMap(({ aliases }) => aliases[language] ?? []).map((name) => name.toLowerCase());
      expect(all).toEqual([...new Set(all)]);
    }
  });
});

/** Five free ports in a row: others on this machine may take one of them in between. */
async function startSomewhere(parts: Parameters<typeof startSandbox>[0]) {
  for (let tried = 1; ; tried += 1) {
    const probe = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => probe.once("listening", resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    try {
      return { port, sandbox: await startSandbox({ ...parts, port }) };
    } catch (error) {
      if (tried === 20) throw error;
    }
  }
}

describe("starting the sandbox", () => {
  it("takes five consecutive ports from the one given, on the loopback interface", async () => {
    const parts = { clock: movableClock(), random: repeatableRandom() };
    const { sandbox, port } = await startSomewhere(parts);
    const ports = cloudNames.map((name) => Number(new URL(sandbox.clouds[name].url).port));
    expect(ports).toEqual([0, 1, 2, 3, 4].map((offset) => port + offset));
    await expect(startSandbox({ ...parts, port: port + 1 })).rejects.toThrow(/EADDRINUSE/);
    await sandbox.close();
    const again = await startSandbox({ ...parts, port });
    await again.close();
  });
});

describe("a sandbox with a folder", () => {
  const folders: string[] = [];
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), "usher-sandbox-"));
    folders.push(made);
    return made;
  };
  afterEach(() => {
    for (const made of folders.splice(0)) rmSync(made, { recursive: true });
  });

  it("goes on where it stopped", async () => {
    const data = folder();
    const first = await openSandbox(data);
    await askRaixer(first)(`POST /devices/${raixerIds.device}/open-door/1`);
    const before = (await askRufus(first)(`GET /sessions/device/${rufusIds.device}`)).body;
    await first.close();
    const second = await openSandbox(data);
    expect(await stateOf(second, "raixer")).toMatchObject({ doors: { [`${raixerIds.device}/1`]: { opened: 1 } } });
    expect((await askRufus(second)(`GET /sessions/device/${rufusIds.device}`)).body).toEqual(before);
    await second.close();
    expect(readdirSync(data).toSorted()).toEqual(cloudNames.map((name) => `${name}.json`).toSorted());
  });

  it("keeps a change before it answers it", async () => {
    const data = folder();
    const first = await openSandbox(data);
    await askRaixer(first)(`POST /devices/${raixerIds.device}/open-door/1`);
    const second = await openSandbox(data);
    expect(await stateOf(second, "raixer")).toMatchObject({ doors: { [`${raixerIds.device}/1`]: { opened: 1 } } });
    await Promise.all([first.close(), second.close()]);
  });

  it("says which file it cannot read", async () => {
    const data = folder();
    for (const text of ["{", "[]", '{"version":9}']) {
      writeFileSync(join(data, "avion.json"), text);
      await expect(openSandbox(data)).rejects.toThrow(/avion\.json/);
    }
  });
});
