import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importsOf, loadedWith, root, sourceFiles } from "./imports.ts";

/** Who may import what: a folder of files, and the beginnings of what they may reach. */
const rules: readonly { readonly files: string; readonly may: readonly string[] }[] = [
  { files: "src/core/**/*.ts", may: ["src/core/", "zod"] },
  { files: "commands/**/*.ts", may: ["src/core/"] },
  { files: "src/gate/**/*.ts", may: ["src/core/", "src/gate/", "zod", "node:crypto"] },
  { files: "src/rights/**/*.ts", may: ["src/core/", "src/rights/", "zod", "node:crypto"] },
  { files: "src/keys/**/*.ts", may: ["src/core/", "src/keys/", "zod", "node:crypto"] },
  { files: "src/language/**/*.ts", may: ["src/core/", "src/language/", "zod"] },
  { files: "src/policy/**/*.ts", may: ["src/core/", "src/policy/", "zod", "@cedar-policy/cedar-wasm", "node:crypto"] },
  { files: "src/store/**/*.ts", may: ["src/core/", "src/store/", "kysely", "pg", "zod", "node:"] },
  {
    files: "src/sandbox/**/*.ts",
    may: ["src/core/", "src/sandbox/", "src/vendors/", "zod", "yaml", "qrcode", "node:"],
  },
  { files: "src/config.ts", may: ["src/core/", "src/config/", "src/policy/", "zod", "yaml", "node:path"] },
  { files: "src/config/**/*.ts", may: ["src/core/", "src/config/", "src/policy/", "zod", "yaml", "node:path"] },
  { files: "src/adapters/terminal/**/*.ts", may: ["src/core/", "src/adapters/terminal/", "qrcode", "node:"] },
  {
    files: "src/adapters/slack/**/*.ts",
    may: ["src/core/", "src/adapters/slack/", "zod", "@slack/", "qrcode", "undici", "node:"],
  },
  {
    files: "src/adapters/discord/**/*.ts",
    may: ["src/core/", "src/adapters/discord/", "zod", "discord.js", "qrcode", "undici", "node:"],
  },
  {
    files: "src/pictures/**/*.ts",
    may: ["src/core/", "src/pictures/", "d3-scale", "d3-shape", "@resvg/resvg-js", "node:"],
  },
  ...["raixer", "akuvox", "overkiz", "avion", "rufus"].map((vendor) => ({
    files: `src/vendors/${vendor}/**/*.ts`,
    may: [
      "src/core/",
      `src/vendors/${vendor}/`,
      /^src\/vendors\/[a-z-]+\.ts$/.source,
      "undici",
      "zod",
      "cockatiel",
      "node-cache",
      "node:",
    ],
  })),
  {
    files: "src/vendors/*.ts",
    may: ["src/core/", "src/vendors/", "undici", "zod", "cockatiel", "node-cache", "node:"],
  },
];

const isAllowed = (to: string, may: readonly string[]) =>
  may.some((one) =>
    one.startsWith("^") ? new RegExp(one).test(to) : to === one || (/[/:]$/.test(one) && to.startsWith(one)),
  );

describe("imports", () => {
  it.each(rules)("of $files stay where they may", ({ files, may }) => {
    const found = sourceFiles(files);
    expect(found, `no file matches ${files}`).not.toEqual([]);
    const wrong = found.flatMap(importsOf).filter(({ to }) => !isAllowed(to, may));
    expect(wrong).toEqual([]);
  });

  it("of the composition root and the command line are made by nobody else", () => {
    const outside = sourceFiles("{src,commands}/**/*.ts").filter(
      (file) => !file.startsWith("src/cli/") && file !== "src/main.ts",
    );
    const wrong = outside.flatMap(importsOf).filter(({ to }) => to === "src/main.ts" || to.startsWith("src/cli/"));
    expect(wrong).toEqual([]);
  });

  it("of i18next are made in one file, of node-cache in the vendor layer", () => {
    const users = (name: string) =>
      sourceFiles("{src,commands}/**/*.ts").filter((file) => importsOf(file).some(({ to }) => to === name));
    expect(users("i18next")).toEqual(["src/translate.ts"]);
    expect(users("node-cache").every((file) => file.startsWith("src/vendors/"))).toBe(true);
  });
});

describe("the gate is the only way to the world", () => {
  it("issues permits in one place alone", () => {
    const issuers = sourceFiles("{src,commands}/**/*.ts").filter((file) =>
      /\.issue\(/.test(readFileSync(join(root, file), "utf8")),
    );
    expect(issuers).toEqual(["src/gate/act.ts"]);
  });

  it("hands performers to the gate alone", () => {
    const callers = sourceFiles("{src,commands}/**/*.ts")
      .filter((file) => !file.startsWith("src/vendors/"))
      .filter((file) => /\.performers?\b|performer\(/.test(readFileSync(join(root, file), "utf8")));
    // The keyring stands around a vendor's performers and is itself handed to the gate alone.
    expect(callers).toEqual(["src/accounts.ts", "src/gate/act.ts", "src/keys/keyring.ts", "src/main.ts"]);
  });
});

describe("only what the configuration names is loaded", () => {
  it.each(["src/cli/start.ts", "src/cli/say.ts", "src/main.ts"])(
    "%s brings neither platform's library along",
    (file) => {
      const loaded = loadedWith(file);
      expect(loaded.size).toBeGreaterThan(50);
      expect([...loaded].filter((one) => one === "discord.js" || one.startsWith("@slack/"))).toEqual([]);
    },
  );

  it.each(["src/cli/start.ts", "src/cli/say.ts", "src/pictures/pictures.ts"])(
    "%s brings nothing that draws along, which its own thread loads with the first picture",
    (file) => {
      expect([...loadedWith(file)].filter((one) => one.startsWith("d3-") || one.startsWith("@resvg/"))).toEqual([]);
      expect([...loadedWith("src/pictures/worker.ts")]).toContain("@resvg/resvg-js");
    },
  );

  it("one platform never brings the other's library along, not even when it is needed", () => {
    const users = (library: RegExp) => {
      const files = sourceFiles("src/**/*.ts").filter((file) => importsOf(file).some(({ to }) => library.test(to)));
      return [...new Set(files.map((file) => file.split("/").slice(0, 3).join("/")))];
    };
    expect(users(/^@slack\//)).toEqual(["src/adapters/slack"]);
    expect(users(/^discord\.js$/)).toEqual(["src/adapters/discord"]);
  });
});

describe("files", () => {
  it("stay under 400 lines, tables of operations excepted", () => {
    const long = sourceFiles("{src,commands}/**/*.ts")
      .filter((file) => !/\/operations(\/|\.ts)/.test(file))
      .filter((file) => readFileSync(join(root, file), "utf8").split("\n").length > 401);
    expect(long).toEqual([]);
  });
});
