import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Card } from "#core/reply.ts";
import { createEvents, type Events, type HouseEvent } from "#src/events.ts";
import { announceRings } from "#src/rings.ts";
import { openWholeHouse, silent, type WholeHouse } from "./whole/house.ts";

const channel = "slack:T01/C02";
const said: { readonly conversation: string; readonly card: Card }[] = [];
const listener = {
  name: "listener",
  isReady: () => true,
  notify: async () => false,
  async announce(conversation: string, card: Card) {
    said.push({ conversation, card });
    return true;
  },
  async stop() {},
};

let house: WholeHouse;
let events: Events;
let front: string;

beforeAll(async () => {
  house = await openWholeHouse((config) =>
    config.replace(
      "timezone: Europe/Madrid, channel: terminal",
      `timezone: Europe/Madrid, channel: "${channel}", locale: es`,
    ),
  );
  const { usher } = house;
  usher.rights.notices.attach([listener]);
  events = createEvents(silent);
  const { directory, store, clock } = usher;
  announceRings({ events, directory, store, clock, notices: usher.rights.notices, log: silent });
  front = directory.all().find(({ name }) => name === "Front door")?.id ?? "";
});
beforeEach(() => {
  said.length = 0;
});
afterAll(() => house.close());

let moment = Date.now();

async function ring(more: Partial<Extract<HouseEvent, { kind: "ring" }>> = {}): Promise<void> {
  moment += 30_000;
  const account = front.split(":")[0] ?? "";
  events.publish({ kind: "ring", account, entities: [front], at: moment, ...more });
  await new Promise((resolve) => setTimeout(resolve, 150));
  await house.usher.rights.notices.deliver();
}

async function pressThere(person: string, card: Card, conversation = channel): Promise<Card> {
  const cards: Card[] = [];
  const turn = house.turnOf(person, { kind: "press", token: card.buttons[0]?.token ?? "" });
  await house.usher.bot.handle(
    { ...turn, conversation: { id: conversation, kind: "channel" } },
    {
      show: async (shown) => void cards.push(shown),
    },
  );
  const shown = cards.at(-1);
  if (shown === undefined) throw new Error("no answer");
  return shown;
}

describe("a ring", () => {
  it("is told in the place's channel in its language, with a button", async () => {
    await ring();
    expect(said.map(({ conversation }) => conversation)).toEqual([channel]);
    const { card } = said[0] ?? {};
    expect(card?.title).toContain("Front door");
    expect(card?.locale).toBe("es");
    expect(card?.visibility).toBe("public");
    expect(card?.buttons).toHaveLength(1);
  });

  it("lets everybody there ask for themselves: each is judged and asked, and the card stays", async () => {
    await ring();
    const card = said[0]?.card;
    if (card === undefined) throw new Error("not announced");
    const guest = await pressThere("guest", card);
    expect(guest.status).toBe("refused");
    for (const person of ["staff", "owner"]) {
      const asked = await pressThere(person, card);
      expect(asked.status, person).toBe("confirm");
      expect(asked.placement, person).toBe("new");
    }
  });

  it("does nothing from elsewhere", async () => {
    await ring();
    const card = said[0]?.card;
    if (card === undefined) throw new Error("not announced");
    expect((await pressThere("owner", card, "slack:T01/C99")).status).not.toBe("confirm");
  });

  it("is one card for impatient fingers and for several processes", async () => {
    moment = Math.ceil((moment + 60_000) / 20_000) * 20_000;
    const at = moment;
    await ring({ at });
    await ring({ at: at + 5_000 });
    expect(said).toHaveLength(1);
  });

  it("names the place and offers its doors when the vendor does not say which", async () => {
    await ring({ entities: [] });
    expect(said[0]?.card.buttons.length).toBeGreaterThan(0);
  });

  it("that is long over is history, and an unknown door is none", async () => {
    await ring({ at: Date.now() - 10 * 60_000 });
    await ring({ entities: ["nobody:1"], account: "nobody" });
    expect(said).toEqual([]);
  });
});
