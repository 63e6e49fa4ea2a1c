import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { deprecatedOperations } from "#vendors/overkiz/operations/deprecated.ts";
import { overkizOperations } from "#vendors/overkiz/operations.ts";

/** One operation a line, withdrawn ones behind a dash. */
const lines = readFileSync(new URL("../../fixtures/inventory/overkiz.txt", import.meta.url), "utf8")
  .trim()
  .split("\n");
const withdrawn = lines.filter((line) => line.startsWith("- ")).map((line) => line.slice(2));
const live = lines.filter((line) => !line.startsWith("- "));
const rows = Object.entries(overkizOperations);

describe("the operations of Overkiz", () => {
  it("are all there, none invented and none misspelt", () => {
    expect(rows.map(([, row]) => row.route).toSorted()).toEqual(live.toSorted());
    expect(live).toHaveLength(422);
  });

  it("name every withdrawn operation", () => {
    expect(deprecatedOperations.map((row) => row.route as string).toSorted()).toEqual(withdrawn.toSorted());
    expect(withdrawn).toHaveLength(73);
    expect(withdrawn).toContain("GET /setup/devices/{deviceURL}/states/{name}/history/montly/{from}/{to}");
  });

  it("have short names of their own, equal to their keys", () => {
    for (const [key, row] of rows) expect(row.name).toBe(key);
    const names = [...rows.map(([key]) => key), ...deprecatedOperations.map((row) => row.name)];
    expect(new Set(names).size).toBe(names.length);
  });

  it("point from withdrawn operations to live ones or to others that point on", () => {
    const known = new Set<string>(lines.map((line) => line.replace(/^- /, "")));
    for (const { successor } of deprecatedOperations) {
      if (successor !== undefined) expect(known).toContain(successor);
    }
  });

  it("take every name of their path in a path schema", () => {
    for (const [key, row] of rows) {
      if ("path" in row) expect(Object.keys(row.path.shape).toSorted(), key).toEqual([...row.parameters].toSorted());
    }
  });

  it("count against the published limits", () => {
    const counted = (limit: string) => rows.filter(([, row]) => "limit" in row && row.limit === limit).length;
    expect(["exec", "bulk-load", "bulk-history", "polling", "switch", "keep-alive"].map(counted)).toEqual([
      8, 29, 4, 1, 1, 1,
    ]);
  });

  it("act where they start or stop something, and read where nobody would notice", () => {
    const { apply, runScene, scheduleScene, cancelExecution, testTrigger, login, fetchEvents, device } =
      overkizOperations;
    for (const row of [apply, runScene, scheduleScene, cancelExecution, testTrigger])
      expect(row.effect).toBe("actuate");
    for (const row of [login, fetchEvents, device]) expect(row.effect).toBe("read");
    expect(fetchEvents.repeat).toBe(false);
  });
});
