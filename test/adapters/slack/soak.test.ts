import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Bot } from "#core/ports.ts";
import { makeCard } from "../../contracts/scripted-bot.ts";
import type { FakeDelivery } from "../../fakes/slack/fake-slack.ts";
import { createHarness } from "./harness.ts";

const minutes = Number(process.env.SOAK_MINUTES ?? 0);
const turnEveryMs = 50;
const dropEveryMs = 5000;
const repeatEvery = 10;

/** Long on purpose: `SOAK_MINUTES=10 npx vitest run test/adapters/slack/soak.test.ts`. */
describe.runIf(minutes > 0)("Slack for a long time", () => {
  it(
    "loses no turn, does none twice and keeps its memory while sockets drop every 5 s",
    async () => {
      const harness = await createHarness("socket");
      const { fake, log } = harness;
      const counts = new Map<string, number>();
      const seen = new Set<string>();
      const bot: Bot = {
        async handle(turn, responder) {
          if (seen.has(turn.key) || turn.input.kind !== "slash") return;
          seen.add(turn.key);
          counts.set(turn.input.text, (counts.get(turn.input.text) ?? 0) + 1);
          await responder.show(makeCard({ title: "Heard" }));
        },
        complete: async () => [],
        search: async () => [],
        check: async () => ({}),
        suggest: async () => [],
      };
      const platform = await harness.connect(bot);
      const running = new Set<Promise<unknown>>();
      const heap: number[] = [];
      const steps = (minutes * 60_000) / turnEveryMs;
      const start = performance.now();
      let drops = 0;
      const acknowledgedMs: number[] = [];
      for (let step = 1; step <= steps; step += 1) {
        const begun = performance.now();
        const delivery = await fake.deliver(fake.payloads.command("/door", `open ${step}`, harness.person));
        const work: Promise<unknown> = delivery.acknowledged
          .then(() => acknowledgedMs.push(performance.now() - begun))
          .then((): Promise<FakeDelivery> | undefined => (step % repeatEvery === 0 ? delivery.repeat() : undefined))
          .finally(() => running.delete(work));
        running.add(work);
        if (performance.now() - start > (drops + 1) * dropEveryMs) {
          drops += 1;
          drop(drops);
          tidy();
          heap.push(process.memoryUsage().heapUsed);
        }
        // By the clock, so that a slow machine catches up.
        await pause(Math.max(0, start + step * turnEveryMs - performance.now()));
      }
      await Promise.race([Promise.all(running), pause(30_000)]);
      await platform.stop();
      await harness.close();
      acknowledgedMs.sort((a, b) => a - b);
      const at = (share: number) => acknowledgedMs[Math.floor(steps * share)]?.toFixed(1);
      const figures = {
        turns: steps,
        minutes: ((performance.now() - start) / 60_000).toFixed(1),
        answered: counts.size,
        twice: [...counts.values()].filter((count) => count !== 1).length,
        drops: heap.length,
        socketsOpened: fake.sockets.greeted,
        acknowledgedMs: { p50: at(0.5), p99: at(0.99), most: acknowledgedMs.at(-1)?.toFixed(1) },
        heapMiB: heap.map((bytes) => Math.round(bytes / 1_048_576)).filter((_, index) => index % 10 === 0),
      };
      process.stdout.write(`${JSON.stringify(figures)}\n`);
      expect(counts.size).toBe(steps);
      expect([...counts.values()].filter((count) => count !== 1)).toEqual([]);
      expect(acknowledgedMs[Math.floor(steps * 0.99)]).toBeLessThan(100);
      const third = Math.floor(heap.length / 3);
      const least = (values: readonly number[]) => Math.min(...values);
      expect(least(heap.slice(-third))).toBeLessThan(least(heap.slice(0, third)) * 1.5);

      function drop(kind: number): void {
        if (kind % 3 === 0) fake.sockets.cut();
        else fake.sockets.disconnect(kind % 3 === 1 ? "all" : "one");
      }

      /** What the fake remembers is not the bot's memory. */
      function tidy(): void {
        log.length = 0;
        fake.state.messages.length = 0;
        fake.state.calls.length = 0;
        fake.state.responses.clear();
        fake.state.triggers.clear();
        fake.sockets.acks.clear();
      }
    },
    (minutes * 2 + 1) * 60_000,
  );
});
