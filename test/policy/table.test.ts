import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";
import { systemClock, systemRandom } from "#src/main.ts";
import { usher } from "../cli/process.ts";
import { root } from "../imports.ts";

const table = join(root, "test/policy/table");
let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  [sandbox, folder] = await Promise.all([
    startSandbox({ clock: systemClock, random: systemRandom }),
    mkdtemp(join(tmpdir(), "usher-table-")),
  ]);
  const { config } = sandbox;
  const things = config.slice(config.indexOf("accounts:")).replace(/(name: "Lobby"\n\s+place: )hq/, "$1lab");
  await writeFile(join(folder, "usher.yaml"), `${await readFile(join(table, "roles.yaml"), "utf8")}${things}`);
  await writeFile(join(folder, "usher.cedar"), await readFile(join(table, "usher.cedar"), "utf8"));
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

const held = (file: string) => usher(["policy", "test", file, "--config", join(folder, "usher.yaml")]);

describe("usher policy test", () => {
  it("finds every row of the table met", async () => {
    const { code, out, err } = await held(join(table, "policy-tests.yaml"));
    expect(err).toBe("");
    expect(out.split("\n").filter((line) => line.startsWith("FAIL"))).toEqual([]);
    const [, met = "0"] = /(\d+) passed, 0 failed/.exec(out) ?? [];
    expect(Number(met)).toBeGreaterThanOrEqual(60);
    expect(code).toBe(0);
  });

  it("says of a row that is not met what was found instead, and fails", async () => {
    const file = join(folder, "wrong.yaml");
    await writeFile(file, "- { person: sam, action: door.open, thing: Front door, lockdown: true, expect: confirm }\n");
    const { code, out } = await held(file);
    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL {2}expected confirm, found deny: (lockdown|not-now)/);
    expect(out).toContain("0 passed, 1 failed");
  });
});
