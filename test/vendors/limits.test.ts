import { describe, expect, it } from "vitest";
import { createReadCache } from "#vendors/cache.ts";
import { createLimits, type Limit } from "#vendors/limits.ts";
import { createTestServices } from "./services.ts";

const exec: Limit = { name: "exec", capacity: 50, refillMs: 1_728_000, scope: "shared", warnBelow: 10 };
const bulk: Limit = { name: "bulk", capacity: 1, refillMs: 86_400_000, scope: "operation" };

function setUp() {
  const services = createTestServices();
  const make = () => createLimits({ account: "acc", limits: [exec, bulk], ...services });
  return { services, make };
}

describe("a published limit", () => {
  it("is shared by its operations and comes back with time", async () => {
    const { services, make } = setUp();
    const limits = make();
    for (let turn = 0; turn < 50; turn += 1) expect(await limits.take("exec", `op${turn % 8}`, false)).toBe(0);
    expect(await limits.take("exec", "op1", false)).toBe(1_728_000);
    services.time.now += 1_728_000;
    expect(await limits.take("exec", "op1", false)).toBe(0);
  });

  it("never refuses what is urgent, and counts it", async () => {
    const { make } = setUp();
    const limits = make();
    for (let turn = 0; turn < 60; turn += 1) expect(await limits.take("exec", "open", true)).toBe(0);
    expect(await limits.take("exec", "scene", false)).toBeGreaterThan(0);
  });

  it("counts each operation by itself where the vendor does", async () => {
    const { make } = setUp();
    const limits = make();
    expect(await limits.take("bulk", "setup", false)).toBe(0);
    expect(await limits.take("bulk", "devices", false)).toBe(0);
    expect(await limits.take("bulk", "setup", false)).toBe(86_400_000);
  });

  it("survives a restart and starts full with a new session", async () => {
    const { make } = setUp();
    await make().take("bulk", "setup", false);
    const again = make();
    expect(await again.take("bulk", "setup", false)).toBe(86_400_000);
    await again.refill();
    expect(await again.take("bulk", "setup", false)).toBe(0);
  });

  it("tells what is left and warns when it is little", async () => {
    const { services, make } = setUp();
    const limits = make();
    for (let turn = 0; turn < 41; turn += 1) await limits.take("exec", "scene", false);
    expect(await limits.budgets()).toEqual([{ limit: "exec", left: 9, capacity: 50, warnBelow: 10 }]);
    expect(services.lines.filter((line) => line.event === "budget-low")).toHaveLength(1);
  });
});

describe("a kept read", () => {
  it("is made once for a thousand at the same time", async () => {
    const cache = createReadCache();
    let loads = 0;
    const load = async () => {
      loads += 1;
      return ["a"];
    };
    const all = await Promise.all(Array.from({ length: 1000 }, () => cache.read("list", 10, load)));
    expect(loads).toBe(1);
    expect(new Set(all).size).toBe(1);
    await cache.read("list", 10, load);
    expect(loads).toBe(1);
    cache.close();
  });

  it("is not kept when it failed", async () => {
    const cache = createReadCache();
    await expect(cache.read("list", 10, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await cache.read("list", 10, async () => 1)).toBe(1);
    cache.close();
  });

  it("that was forgotten while it ran is not kept either", async () => {
    const cache = createReadCache();
    const { promise, resolve } = Promise.withResolvers<number>();
    const running = cache.read("state/a", 10, () => promise);
    cache.forget("state/");
    resolve(1);
    expect(await running).toBe(1);
    expect(await cache.read("state/a", 10, async () => 2)).toBe(2);
    cache.close();
  });
});
