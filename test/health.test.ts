import { describe, expect, it } from "vitest";
import { VendorError } from "#core/errors.ts";
import { createHealth } from "#src/health.ts";

function watched(answers: { isWell: boolean; problem?: string }) {
  let now = 1_000_000;
  let looks = 0;
  const account = {
    id: "acc",
    probe: async () => {
      looks += 1;
      return { ...answers, latencyMs: 1 };
    },
  };
  const health = createHealth((id) => (id === "acc" ? account : undefined), {
    clock: { now: () => now },
    directory: { heardAt: () => 900_000 },
  });
  return {
    health,
    answers,
    looks: () => looks,
    pass(ms: number) {
      now += ms;
    },
  };
}

describe("the health of an account", () => {
  it("is looked at once for all who ask at the same moment, and not again at once", async () => {
    const { health, looks, pass } = watched({ isWell: true });
    await Promise.all([health.view(["acc"]), health.view(["acc"])]);
    await health.view(["acc"]);
    expect(looks()).toBe(1);
    pass(3_000);
    expect(await health.view(["acc"])).toEqual([{ account: "acc", isWell: true, heardAt: 900_000 }]);
    expect(looks()).toBe(2);
  });

  it("says since when it has been in trouble, until it answers again", async () => {
    const { health, answers, pass } = watched({ isWell: false, problem: "vendor-connection" });
    const down = {
      account: "acc",
      isWell: false,
      problem: "vendor-connection",
      downSince: 1_000_000,
      heardAt: 900_000,
    };
    expect(await health.view(["acc"])).toEqual([down]);
    pass(60_000);
    expect(await health.view(["acc"])).toEqual([down]);
    answers.isWell = true;
    pass(60_000);
    expect(await health.view(["acc"])).toMatchObject([{ isWell: true }]);
  });

  it("takes note of what failed by the way, and shows no text of the vendor's", async () => {
    const { health, pass } = watched({ isWell: false, problem: "some text" });
    health.note("acc", new VendorError({ account: "acc", kind: "timeout", outcome: "none" }));
    pass(1000);
    expect(await health.view(["acc"])).toMatchObject([{ problem: "vendor-timeout", downSince: 1_000_000 }]);
    pass(20_000);
    const [later] = await health.view(["acc"]);
    expect(later).toMatchObject({ isWell: false, downSince: 1_000_000 });
    expect(later).not.toHaveProperty("problem");
  });

  it("knows nothing of accounts that are not there", async () => {
    expect(await watched({ isWell: true }).health.view(["other"])).toEqual([]);
  });
});
