import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/postgres.ts"],
    pool: "forks",
    // Many tests wait for another process or a simulated cloud: twice as many workers as processors keep them busy.
    maxWorkers: availableParallelism() * 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Tests with real processes and sockets: what fails on a crowded CI machine gets a second chance there alone.
    retry: process.env.CI === undefined ? 0 : 2,
  },
});
