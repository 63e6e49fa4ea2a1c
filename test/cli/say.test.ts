import { expect, it } from "vitest";
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

it("prints help for every command, and an overview that names them all", async () => {
  const { out } = await usher(["--help"]);
  const names = [...out.matchAll(/^ {2}([a-z]+) {2}/gm)].map(([, name = ""]) => name);
  expect(names).toEqual(
    [
      "start",
      "sandbox",
      "say",
      "understand",
      "vendor",
      "things",
      "doctor",
      "audit",
      "policy",
      "manifest",
      "register",
    ].filter((name) => out.includes(name)),
  );
  const helps = await Promise.all(names.map((name) => usher([name, "--help"])));
  for (const { code, out: help } of helps) {
    expect(code).toBe(0);
    expect(help).toContain("usage: usher ");
  }
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
