import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discordConfig } from "#adapters/discord/config.ts";
import { slackConfig } from "#adapters/slack/config.ts";
import { readCommands } from "#src/commands.ts";
import { commandsTable } from "#src/commands-table.ts";
import { readConfig } from "#src/config.ts";
import { readLocales } from "#src/locales.ts";
import { vendors } from "#vendors/registry.ts";
import { root } from "./imports.ts";
import { openWholeHouse, type WholeHouse } from "./whole/house.ts";

const readme = readFileSync(join(root, "README.md"), "utf8");
const blocks = (kind: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\`$`, "gms"))].map(([, text = ""]) => text);

describe("README", () => {
  it("has the two commands", () => {
    expect(blocks("sh").map((block) => block.trim())).toEqual(
      expect.arrayContaining(["npm ci && npm start", "npm ci && npm test"]),
    );
  });

  it("shows a configuration without a fault", async () => {
    const [text = ""] = blocks("yaml");
    const variables = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => name);
    const value = (name: string) =>
      name === "USHER_STORE_KEY"
        ? Buffer.alloc(32, 7).toString("base64")
        : name === "SLACK_BOT_TOKEN"
          ? "xoxb-1"
          : name === "SLACK_APP_TOKEN"
            ? "xapp-1"
            : "x";
    const named = await Promise.all(
      Object.entries(vendors).map(async ([name, load]) => [name, (await load()).config] as const),
    );
    const schemas = { vendors: Object.fromEntries(named), slack: slackConfig, discord: discordConfig };
    const readFile = () => {
      throw Object.assign(new Error("none"), { code: "ENOENT" });
    };
    const env = Object.fromEntries(variables.map((name) => [name, value(name)]));
    expect(() => readConfig({ text, file: "/x/usher.yaml", env, readFile }, schemas)).not.toThrow();
  });

  it("shows TypeScript that the compiler takes", () => {
    const folder = join(root, "test/.readme");
    mkdirSync(folder, { recursive: true });
    try {
      const files = blocks("ts").map((text, index) => {
        const file = join(folder, `block-${index}.ts`);
        writeFileSync(file, text);
        return file;
      });
      expect(files.length).toBeGreaterThan(1);
      const { compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8")) as {
        compilerOptions: object;
      };
      const project = join(folder, "tsconfig.json");
      writeFileSync(project, JSON.stringify({ compilerOptions: { ...compilerOptions, noUnusedLocals: false }, files }));
      execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", project], {
        encoding: "utf8",
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("names only commands of the command line that exist", () => {
    const known = readFileSync(join(root, "src/cli/usher.ts"), "utf8");
    const named = [...readme.matchAll(/npx usher ([a-z]+)/g)].map(([, name = ""]) => name);
    expect(named.length).toBeGreaterThan(10);
    for (const name of new Set(named)) expect(known).toContain(`src/cli/${name}.ts`);
  });

  it("names only folders that exist", () => {
    const folders = [...readme.matchAll(/^\| `((?:src|commands|locales)\/[^`<]*)/gm)].map(([, folder = ""]) => folder);
    for (const folder of folders) expect(() => readFileSync(join(root, folder))).toThrow(/EISDIR/);
  });

  it("holds the table of the commands as they are", async () => {
    const [, table = ""] = /<!-- commands -->\n(.*?)<!-- \/commands -->/s.exec(readme) ?? [];
    expect(table.trim()).toBe(commandsTable(await readCommands(), await readLocales()).trim());
  });
});

describe("README's transcript", () => {
  let house: WholeHouse;
  beforeAll(async () => {
    house = await openWholeHouse();
  });
  afterAll(() => house.close());

  it("is what happens", async () => {
    const [text = ""] = blocks("transcript");
    const turns = text
      .split(/^> /m)
      .slice(1)
      .map((turn) => turn.trimEnd().split("\n"));
    expect(turns.length).toBeGreaterThan(5);
    let tokens: readonly string[] = [];
    for (const [said = "", ...shown] of turns) {
      const token = /^\d$/.test(said) ? tokens[Number(said) - 1] : undefined;
      const input =
        token === undefined ? ({ kind: "utterance", text: said } as const) : ({ kind: "press", token } as const);
      const [card] = await house.turn("owner", input, { isFirstEnough: true });
      if (card === undefined) throw new Error(`no answer to "${said}"`);
      tokens = [...card.buttons, ...card.choices].map((one) => one.token);
      const facts = card.facts.map(({ label, value }) => `${label} ${value}`);
      const lines = [
        card.title,
        ...card.text,
        ...facts,
        ...card.buttons.map(({ label }, index) => `[${index + 1}] ${label}`),
      ];
      for (const line of shown) expect(lines, said).toContain(line.trim().replace(/ {2,}/g, " "));
    }
  });
});
