import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "#core/ports.ts";
import { saveMemory } from "#src/memory.ts";

/**
 * One process to be measured: `floor` only imports what the bot imports, `turns <config> <n> <m>` runs n turns, says
 * its size, runs to m turns and says it again. Sizes are resident megabytes after a collection.
 */
const [mode, file = "", few = "1000", many = "10000"] = process.argv.slice(2);
const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

async function size(): Promise<number> {
  for (let count = 0; count < 3; count += 1) {
    globalThis.gc?.();
    await pause(50);
  }
  return process.memoryUsage().rss / 2 ** 20;
}

saveMemory();
const { readFileConfig } = await import("#src/cli/house.ts");
const { createUsher } = await import("#src/main.ts");
await import("#src/cli/start.ts");
await import("@slack/bolt");
await import("discord.js");

if (mode === "floor") {
  process.stdout.write(`${await size()}\n`);
  process.exit(0);
}

const usher = await createUsher({
  config: await readFileConfig(file),
  log: silent,
  isExclusive: true,
  patienceMs: 10_000,
  freshForMs: 0,
});
const texts = ["last 3 passings", "/help", "open the front door", "what is this", "/me"];
let done = 0;
async function runTo(target: number): Promise<void> {
  for (; done < target; done += 1) {
    const id = usher.newTurnId();
    const text = texts[done % texts.length] ?? "";
    await usher.bot.handle(
      {
        id,
        key: `bench:${id}`,
        at: usher.clock.now(),
        platform: "terminal",
        identity: { id: "terminal:me", platform: "terminal", standing: "member", groups: [] },
        conversation: { id: "terminal", kind: "direct" },
        input: { kind: text.startsWith("/") ? "slash" : "utterance", text },
      },
      { show: async () => {} },
    );
  }
}
await runTo(Number(few));
const first = await size();
await runTo(Number(many));
process.stdout.write(`${first} ${await size()}\n`);
await usher.close();
process.exit(0);
