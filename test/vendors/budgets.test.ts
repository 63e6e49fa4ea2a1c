import { afterEach, describe, expect, it } from "vitest";
import { type LowBudget, watchBudgets } from "#vendors/budgets.ts";
import type { Budget } from "#vendors/limits.ts";
import { createTestServices } from "./services.ts";

const { log } = createTestServices();
let stop: (() => void) | undefined;
afterEach(() => stop?.());

/** Watches an account that shows these budgets one after the other; resolves when all were looked at. */
async function toldOf(...shown: readonly (readonly Budget[])[]): Promise<readonly LowBudget[]> {
  const heard: LowBudget[] = [];
  const rest = [...shown];
  await new Promise<void>((done) => {
    const budgets = async () => {
      const next = rest.shift();
      if (next === undefined) done();
      return next ?? [];
    };
    stop = watchBudgets({ accounts: [{ id: "home", budgets }], log, hear: (low) => heard.push(low), everyMs: 1 });
  });
  return heard;
}
const exec = (left: number): readonly Budget[] => [{ limit: "exec", left, capacity: 50, warnBelow: 10 }];

describe("what is left of a published limit", () => {
  it("is told when fewer than ten are left, once", async () => {
    const low = { account: "home", limit: "exec", left: 9, capacity: 50 };
    expect(await toldOf(exec(10), exec(9), exec(8), exec(0))).toEqual([low]);
  });

  it("is told again only after it recovered well", async () => {
    const left = (await toldOf(exec(9), exec(10), exec(9), exec(20), exec(3))).map((low) => low.left);
    expect(left).toEqual([9, 3]);
  });

  it("is told with the time of the next call when none is left", async () => {
    const [budget] = exec(0);
    const told = await toldOf(budget === undefined ? [] : [{ ...budget, nextAt: 5000 }]);
    expect(told).toMatchObject([{ left: 0, nextAt: 5000 }]);
  });

  it("is nobody's matter where the limit is a single call", async () => {
    expect(await toldOf([{ limit: "bulk-load", operation: "setup", left: 0, capacity: 1, nextAt: 9 }])).toEqual([]);
  });
});
