import { describe, expect, it } from "vitest";
import { createScriptedBot, makeCard } from "../../contracts/scripted-bot.ts";
import { createStage } from "./harness.ts";

const minutes = Number(process.env.SOAK_MINUTES ?? 0);
const turnsASecond = 20;
const dropEveryMs = 5_000;
const keptOnTheFake = 2_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Long on purpose: `SOAK_MINUTES=10 npx vitest run test/adapters/discord/soak.test.ts`. */
describe.runIf(minutes > 0)("Discord for a long time", () => {
  it(
    "loses no turn, does none twice and keeps its memory while the connection drops every 5 s",
    async () => {
      const stage = await createStage("gateway");
      const { fake } = stage;
      const channels = Array.from({ length: 40 }, () => fake.addChannel(stage.guild));
      const handled = new Map<string, number>();
      const bot = createScriptedBot();
      const counting = {
        ...bot,
        async handle(turn: Parameters<typeof bot.handle>[0], responder: Parameters<typeof bot.handle>[1]) {
          handled.set(turn.key, (handled.get(turn.key) ?? 0) + 1);
          await responder.show(makeCard({ title: "Heard", visibility: "public" }));
        },
      };
      const { platform } = await stage.connect(counting);
      const sent = new Set<string>();
      const heaps: number[] = [];
      const end = Date.now() + minutes * 60_000;
      let nextDrop = Date.now() + dropEveryMs;
      let nextLook = Date.now();
      for (let index = 0; Date.now() < end; index += 1) {
        const where = { channel: channels[index % channels.length]?.id ?? "", user: stage.person.id };
        if (index % 2 === 0) {
          const { interaction } = await fake.people.slash(where, "door", "open", { door: "side gate" });
          sent.add(`discord:${interaction.id}`);
        } else {
          const { payload } = fake.people.say(where, "open the side gate", { mention: true });
          sent.add(`discord:${(payload as { id: string }).id}`);
        }
        if (Date.now() > nextDrop) {
          fake.gateway.drop();
          nextDrop += dropEveryMs;
        }
        if (Date.now() > nextLook) {
          forget(fake.world.messages);
          forget(fake.world.interactions);
          fake.rest.log.splice(0, fake.rest.log.length - keptOnTheFake);
          stage.lines.length = 0;
          globalThis.gc?.();
          heaps.push(Math.round(process.memoryUsage().heapUsed / 1_048_576));
          nextLook += 10_000;
        }
        await pause(1_000 / turnsASecond);
      }
      await pause(3_000);
      const lost = [...sent].filter((key) => !handled.has(key));
      const twice = [...handled].filter(([, count]) => count > 1);
      const { identifies, resumes } = fake.gateway;
      console.log(
        JSON.stringify({ sent: sent.size, lost: lost.length, twice: twice.length, identifies, resumes, heaps }),
      );
      await platform.stop();
      await fake.close();
      expect(lost).toEqual([]);
      expect(twice).toEqual([]);
    },
    (minutes + 2) * 60_000,
  );
});

function forget(all: Map<string, unknown>): void {
  for (const key of all.keys()) {
    if (all.size <= keptOnTheFake) return;
    all.delete(key);
  }
}
