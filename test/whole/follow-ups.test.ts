import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Card } from "#core/reply.ts";
import type { TurnInput } from "#core/turn.ts";
import { openWholeHouse, type WholeHouse } from "./house.ts";

let house: WholeHouse;
let thread = 0;
beforeAll(async () => {
  house = await openWholeHouse();
});
afterAll(() => house.close());

/** A conversation of its own, so that nothing said before is leant on; gives the cards of each line, beside each other. */
function converse(person: string, locale = "en") {
  thread += 1;
  const conversation = { id: `cli:${person}`, kind: "direct" as const, thread: String(thread) };
  return async (text: string, later = 0): Promise<readonly Card[]> => {
    const cards: Card[] = [];
    const responderAt = (at: number) => ({
      show: async (card: Card) => {
        cards[at] = card;
      },
      beside: () => responderAt(cards.length),
    });
    const input: TurnInput = { kind: text.startsWith("/") ? "slash" : "utterance", text };
    const turn = house.turnOf(person, input, { locale, at: house.usher.clock.now() + later });
    await house.usher.bot.handle({ ...turn, conversation }, responderAt(0));
    return cards;
  };
}

const levelOf = (card: Card | undefined) => card?.facts.at(-1)?.value;
const titles = (cards: readonly Card[]) => cards.map(({ title }) => title);

describe("what leans on the last request", () => {
  it("does the same once more, or with another thing", async () => {
    const say = converse("staff");
    await say("kitchen to 40%");
    expect(titles(await say("and the meeting room"))[0]).toContain("Meeting room");
    expect(levelOf((await say("again"))[0])).toBe("40%");
    expect(titles(await say("what about the kitchen?"))[0]).toContain("Kitchen");
    expect(titles(await say("the meeting room too"))[0]).toContain("Meeting room");
  });

  it("takes another level for the same light", async () => {
    const say = converse("staff");
    await say("kitchen to 40%");
    const [card] = await say("a bit darker");
    expect(card?.title).toContain("Kitchen");
    expect(levelOf(card)).toContain("darker");
  });

  it("asks before a door, and takes no typed word for it", async () => {
    const say = converse("staff");
    await say("open the garage");
    const [card] = await say("and the lobby");
    expect(card).toMatchObject({ status: "confirm" });
    expect(card?.title).toContain("Lobby");
    expect((await say("yes"))[0]?.status).toBe("not-understood");
    expect((await say("again"))[0]).toMatchObject({ status: "confirm" });
  });

  it("is a request of its own: rights are judged anew", async () => {
    const say = converse("guest");
    expect((await say("open the garage"))[0]?.status).toBe("refused");
    expect((await say("again"))[0]?.status).toBe("not-understood");
  });

  it("belongs to one person in one thread", async () => {
    const say = converse("staff");
    await say("kitchen to 40%");
    const elsewhere = converse("staff");
    expect((await elsewhere("again"))[0]?.text.join(" ")).toContain("nothing to repeat");
    expect((await elsewhere("and the meeting room"))[0]?.status).toBe("not-understood");
  });

  it("never leans on rights or on what is secret", async () => {
    const say = converse("owner");
    await say("/access list");
    expect((await say("again"))[0]?.text.join(" ")).toContain("nothing to repeat");
  });

  it.each([
    ["es", "cocina al 40 %", "y la sala de reuniones", "otra vez"],
    ["fr", "cuisine à 40 %", "et la salle de réunion", "encore une fois"],
    ["de", "Küche auf 40 %", "und der Besprechungsraum", "nochmal"],
    ["it", "cucina al 40%", "e la sala riunioni", "di nuovo"],
    ["pt", "cozinha a 40%", "e a sala de reuniões", "outra vez"],
    ["nl", "keuken op 40%", "en de vergaderzaal", "nog een keer"],
    ["pl", "kuchnia na 40%", "i sala konferencyjna", "jeszcze raz"],
    ["ja", "キッチンを40%にして", "会議室も", "もう一度"],
  ])("works in %s", async (locale, first, other, again) => {
    const say = converse("staff", locale);
    expect((await say(first))[0]?.outcome, first).not.toBeNull();
    const [moved] = await say(other);
    expect(moved?.title, other).toContain("Meeting room");
    const [repeated] = await say(again);
    expect(repeated?.title, again).toContain("Meeting room");
    expect(levelOf(repeated)).toBe(levelOf(moved));
  });
});

describe("several requests in one breath", () => {
  it("are each checked and confirmed on their own", async () => {
    const cards = await converse("staff")("open the garage and turn on the kitchen, then open the lobby");
    expect(cards.map(({ status }) => status)).toEqual(["confirm", "done", "confirm"]);
    const tokens = cards.flatMap(({ status, buttons }) =>
      status === "confirm" ? buttons.map(({ token }) => token) : [],
    );
    expect(new Set(tokens).size).toBe(4);
  });

  it("may leave out what the first said", async () => {
    const cards = await converse("staff")("open the garage and the lobby");
    expect(titles(cards)).toEqual([expect.stringContaining("Garage"), expect.stringContaining("Lobby")]);
    expect(cards.map(({ status }) => status)).toEqual(["confirm", "confirm"]);
  });

  it.each([
    "open the garage and turn off the music",
    "don't open the garage and turn on the kitchen",
    "turn on the kitchen and don't open the garage",
    "if it rains, open the garage",
    "open the garage and not the lobby",
    "Sam said: open the garage, turn on the kitchen",
    "turn on the kitchen and open the garage in an hour",
  ])("are all understood, or nothing is done: %s", async (text) => {
    const cards = await converse("staff")(text);
    expect(cards).toHaveLength(1);
    expect(cards[0]?.status).toBe("not-understood");
    expect(cards[0]?.outcome).toBeNull();
  });

  it.each([
    ["es", "abre el garaje y enciende la cocina"],
    ["fr", "ouvre le garage et allume la cuisine"],
    ["de", "öffne die Garage und mach die Küche an"],
    ["it", "apri il garage e accendi la cucina"],
    ["pt", "abre a garagem e acende a cozinha"],
    ["nl", "open de garage en doe de keuken aan"],
    ["pl", "otwórz garaż i włącz kuchnię"],
    ["ja", "ガレージを開けて、それからキッチンをつけて"],
  ])("work in %s", async (locale, text) => {
    const cards = await converse("staff", locale)(text);
    expect(cards.map(({ status }) => status)).toEqual(["confirm", "done"]);
  });
});
