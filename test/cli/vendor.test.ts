import { expect, it } from "vitest";
import { usher } from "./process.ts";

it("answers a batch line by line in order, with nothing but what was called and what came of it", async () => {
  const lines = [
    { vendor: "rufus", account: "rufus", operation: "GET /devices", input: {} },
    { vendor: "avion", account: "avion", operation: "DELETE /nothing" },
    { vendor: "rufus", account: "rufus", operation: "POST /sessions", input: { body: { deviceid: "x" } } },
  ];
  const input = `${lines.map((line) => JSON.stringify(line)).join("\n")}\nno line\n`;
  const { out, code } = await usher(["vendor", "--batch"], { input });
  const answers = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(answers.map((answer) => Object.keys(answer))).toEqual([
    ["vendor", "account", "operation", "ok", "status", "data"],
    ["vendor", "account", "operation", "ok", "error"],
    ["vendor", "account", "operation", "ok", "error"],
    ["vendor", "account", "operation", "ok", "error"],
  ]);
  expect(answers.map(({ error }) => error?.kind)).toEqual([undefined, "input", "needs-yes", "input"]);
  expect(code).toBe(4);
});

it("lists what the accounts hold, and neither people nor places, as things", async () => {
  const { out, code } = await usher(["things"]);
  expect(code).toBe(0);
  expect(out).toContain("name: Front door");
  expect(out).not.toMatch(/Olivia|person|place\/hq/);
});
