import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Card } from "#core/reply.ts";
import { openWholeHouse, type WholeHouse } from "../../whole/house.ts";

let house: WholeHouse;
beforeAll(async () => {
  house = await openWholeHouse((config) =>
    config.replace("timezone: Europe/Madrid", 'timezone: Europe/Madrid, require: { door.open: "pin" }'),
  );
});
afterAll(() => house.close());

const secret = "835291";

describe("a door that takes a PIN", () => {
  it("opens after the button and the PIN typed in private, which is repeated nowhere", async () => {
    const heard: unknown[] = [];
    const cards: Card[] = [];
    const said = async (text: string) => {
      const turn = house.turnOf("staff", { kind: text.startsWith("/") ? "slash" : "utterance", text });
      await house.usher.bot.handle(turn, {
        show: async (card) => void cards.push(card),
        heard: (command, slots) => void heard.push([command, slots]),
      });
      return cards.at(-1);
    };
    expect((await said(`/access pin ${secret}`))?.title).toBe("Your PIN is set");
    const asked = await house.say("staff", "open the front door");
    expect(asked.status).toBe("confirm");
    const waits = await house.press("staff", asked);
    expect(waits).toMatchObject({ status: "ask", title: "Now your PIN", visibility: "private" });
    expect(waits.form?.command).toBe("access prove");
    expect((await said(secret))?.outcome).toBe("accepted");
    const shown = JSON.stringify([heard, cards, asked, waits]);
    expect(shown).not.toContain(secret);
    expect(heard).toContainEqual(["access pin", { pin: "***" }]);
    const database = await readFile(join(house.folder, "usher.db"), "latin1");
    const journal = await readFile(join(house.folder, "usher.db-wal"), "latin1").catch(() => "");
    expect(database + journal).not.toContain(secret);
  });

  it("keeps nothing of a PIN that came late", async () => {
    const turn = house.turnOf(
      "staff",
      { kind: "slash", text: `/access prove ${secret}` },
      { at: house.usher.clock.now() - 120_000 },
    );
    const cards: Card[] = [];
    await house.usher.bot.handle(turn, { show: async (card) => void cards.push(card) });
    expect(cards[0]?.choices).toEqual([]);
    const journal = await readFile(join(house.folder, "usher.db-wal"), "latin1").catch(() => "");
    expect(journal).not.toContain(secret);
  });

  it("is opened by nobody's guess, and an owner takes the lock away", async () => {
    expect((await house.say("staff", "/access reset Olivia")).status).toBe("refused");
    expect((await house.press("owner", await house.say("owner", "/access reset Sam"))).status).toBe("done");
    await house.press("staff", await house.say("staff", "open the front door"));
    const refused = await house.say("staff", secret);
    expect(refused).toMatchObject({ status: "refused" });
    expect(refused.text.join()).toContain("none yet");
  });
});
