import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { root, sourceFiles } from "../imports.ts";
import { usher } from "./process.ts";

it.each([
  [["open the front door", "--as", "staff", "--confirm"], "done", 0],
  [["open the front door", "--as", "staff"], "confirm", 3],
  [["open the front door", "--as", "guest"], "refused", 2],
  [["gibberish of the first order"], "not-understood", 3],
] as const)("usher say %j prints %s and exits with %i", async (args, status, code) => {
  const ended = await usher(["say", ...args, "--json"]);
  const answer = JSON.parse(ended.out) as { status: string };
  expect(Object.keys(answer)).toEqual(["status", "outcome", "command", "slots", "text", "buttons", "card"]);
  expect(answer.status).toBe(status);
  expect(ended.code).toBe(code);
});

it("prints an overview that names every command, each with help of its own", async () => {
  const { out } = await usher(["--help"]);
  const named = [...out.matchAll(/^ {2}([a-z]+) {2}/gm)].map(([, name = ""]) => name);
  const files = sourceFiles("src/cli/*.ts").filter((file) =>
    readFileSync(join(root, file), "utf8").includes("CliCommand = {"),
  );
  expect(named.toSorted()).toEqual(files.map((file) => basename(file, ".ts")).toSorted());
  for (const name of named) {
    const { default: command } = (await import(`../../src/cli/${name}.ts`)) as { default: { help: string } };
    expect(command.help).toContain(`usage: usher ${name}`);
  }
  expect((await usher(["say", "--help"])).out).toContain("exit code: 0 done, 2 refused");
});

it.each([
  [["nonsense"], 'there is no command "nonsense"'],
  [["say"], "say takes one text"],
  [["say", "hello", "--as", "nobody"], 'there is no person "nobody"'],
  [["say", "hello", "--wrong"], "--wrong"],
  [["say", "hello", "--config", "/does/not/exist.yaml"], "the file cannot be read"],
] as const)("usher %j exits with 1 and says why", async (args, words) => {
  const { code, err } = await usher(args);
  expect(code).toBe(1);
  expect(err).toContain(words);
});
