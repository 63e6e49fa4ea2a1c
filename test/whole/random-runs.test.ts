import { describe, expect, it } from "vitest";
import { createPlace, engines } from "../store/places.ts";
import { randomRuns } from "./runs/runs.ts";

/** `USHER_RUNS=1000` makes the whole thousand; `USHER_SEED` begins with another. */
const seed = Number(process.env.USHER_SEED ?? 1);
const runs = Number(process.env.USHER_RUNS ?? 60);

describe.each(engines)("random runs with faults on two instances (%s)", (engine) => {
  it("open no door twice, none without a right, and leave every outcome in a whole record", {
    timeout: 60_000 + runs * 3_000,
  }, async () => {
    const place = createPlace(engine);
    try {
      await place.rows("SELECT 1");
      const report = await randomRuns(engine === "embedded" ? `file:${place.file}` : place.url, runs, seed);
      if (process.env.USHER_RUNS !== undefined) process.stdout.write(`${engine} ${JSON.stringify(report)}\n`);
      expect(report.faults).toEqual([]);
      expect(report.opened).toBeGreaterThan(runs / 4);
    } finally {
      await place.clear();
    }
  });
});
