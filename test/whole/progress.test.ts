import { afterAll, beforeAll, expect, it } from "vitest";
import type { Card } from "#core/reply.ts";
import type { TurnInput } from "#core/turn.ts";
import { openWholeHouse, type WholeHouse } from "./house.ts";

let house: WholeHouse;
beforeAll(async () => {
  house = await openWholeHouse();
});
afterAll(() => house.close());

async function speak(input: TurnInput) {
  const shown: string[] = [];
  const cards: Card[] = [];
  await house.usher.bot.handle(house.turnOf("owner", input), {
    show: async (card) => {
      shown.push("card");
      cards.push(card);
    },
    progress: async (card) => {
      shown.push(card.placement);
    },
  });
  return { shown, cards };
}

it("says that a turn takes long when a vendor is slow, once, and where the answer will stand", async () => {
  const asked = await speak({ kind: "utterance", text: "open the front door" });
  expect(asked.shown).toEqual(["card"]);
  await house.setFaults("raixer", { latencyMs: 2_600, match: "open-door", times: 1 });
  const token = asked.cards[0]?.buttons.find(({ role }) => role === "yes")?.token ?? "";
  const opened = await speak({ kind: "press", token });
  expect(opened.shown.slice(0, 2)).toEqual(["replace", "card"]);
  expect(opened.cards[0]?.outcome).toBe("accepted");
});
