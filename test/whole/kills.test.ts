import { expect, it } from "vitest";
import { killRounds } from "./kills.ts";

it("opens nothing twice and loses nothing when killed between the press and the outcome", {
  timeout: 60_000,
}, async () => {
  const report = await killRounds(4);
  expect(report).toMatchObject({ openedTwice: 0, openedUnrecorded: 0, acknowledgedLost: 0, isChainWhole: true });
  expect(report.told).toBe(report.interrupted);
});
