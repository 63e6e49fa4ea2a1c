import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { routeOf } from "#vendors/operation.ts";
import { vendors } from "#vendors/registry.ts";

async function load(name: string) {
  const vendor = await vendors[name]?.();
  if (vendor === undefined) throw new Error(`no vendor ${name}`);
  return vendor.operations();
}

const inventory = (vendor: string): string[] =>
  readFileSync(new URL(`../fixtures/inventory/${vendor}.txt`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .sort();

describe.each([
  ["raixer", 52],
  ["akuvox", 18],
  ["avion", 7],
  ["rufus", 14],
])("the rows of %s", (name, live) => {
  it("are the vendor's inventory: nothing missing, nothing invented, nothing misspelt", async () => {
    const { table, withdrawn } = await load(name);
    const rows = [...Object.values(table).map(routeOf), ...withdrawn.map((row) => `${row.route} deprecated`)];
    expect(rows.sort()).toEqual(inventory(name));
    expect(Object.keys(table)).toHaveLength(live);
  });

  it("have short names of their own, the same as their keys", async () => {
    const { table } = await load(name);
    expect(Object.values(table).map((row) => row.name)).toEqual(Object.keys(table));
  });

  it("are reads wherever the method is GET, and nothing else is taken for harmless by its method", async () => {
    const { table } = await load(name);
    for (const row of Object.values(table)) if (row.method === "GET") expect(row.effect).toBe("read");
    if (name === "akuvox" || name === "avion") return;
    for (const row of Object.values(table)) if (row.method !== "GET") expect(row.effect).not.toBe("read");
  });
});
