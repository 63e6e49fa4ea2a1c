import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWholeHouse, type WholeHouse } from "../../whole/house.ts";
import { factOf, raceOf, rowsOf } from "./house.ts";

let house: WholeHouse;
let race: ReturnType<typeof raceOf>;
beforeAll(async () => {
  house = await openWholeHouse();
  race = raceOf(house);
});
afterAll(() => house.close());

describe("sessions", () => {
  it("are listed with what is open and how much passed", async () => {
    const card = await house.say("staff", "/race sessions");
    expect(card.title).toBe("“Six hours, race 1” is open");
    expect(rowsOf(card, "Session", "Warm-up")).toMatchObject([["Warm-up", "closed", /GMT/, "24"]]);
    expect(rowsOf(card, "State", "open")).toHaveLength(1);
  });

  it("are opened after a question that names the one it closes, by whom it is allowed", async () => {
    const refused = await house.say("staff", "/race open Final");
    expect(refused).toMatchObject({ status: "refused", visibility: "private" });
    const asked = await house.say("owner", "/race open Final heat");
    expect(asked.status).toBe("confirm");
    expect(asked.title).toContain("closes the running one, “Six hours, race 1”, for good");
    expect(factOf(asked, "Will be closed")).toMatch(/^Six hours, race 1 \(\d+ passings\)$/);
    expect((await race.sessions()).filter(({ active }) => active)).toMatchObject([{ alias: "Six hours, race 1" }]);
    expect(await house.press("owner", asked)).toMatchObject({
      outcome: "accepted",
      title: "Finish line: the session is open",
    });
    expect((await race.sessions()).filter(({ active }) => active)).toMatchObject([{ alias: "Final heat" }]);
  });

  it("are closed once, and then there is none to close or to add to", async () => {
    const asked = await house.say("owner", "/race close");
    expect(asked.title).toBe("Close “Final heat” on Finish line? It cannot be opened again.");
    expect(await house.press("owner", asked)).toMatchObject({ outcome: "accepted" });
    expect((await race.sessions()).some(({ active }) => active)).toBe(false);
    expect((await house.say("owner", "/race sessions")).title).toBe("No session is open");
    for (const text of ["/race close", "/race add 42"]) {
      const { text: said } = await house.say("owner", text);
      expect(said.join()).toContain("No session is open on Finish line. Open one with “/race open”.");
    }
    const again = await house.say("owner", "/race open");
    expect(again.title).toBe("Open a session on Finish line?");
    await house.press("owner", again);
  });
});

describe("the board", () => {
  const start = Date.now() - 3 * 3_600_000;
  const at = (seconds: number) => start + seconds * 1000;

  it("ranks, and tells the laps of one bib", async () => {
    await race.insert(
      ["X1", at(0), 9_001],
      ["X2", at(2), 9_002],
      ["X1", at(61.5), 9_003],
      ["X1", at(62), 9_004],
      ["X2", at(63), 9_005],
      ["X1", at(120.25), 9_006],
      ["X2", at(125), 9_007],
      ["X3", at(130), 9_008],
      ["X3", at(200), 9_009],
    );
    const card = await house.say("staff", "/race board 3");
    expect(card.title).toBe("Bib X1 is first with 2 laps");
    expect(factOf(card, "Best lap")).toBe("58.8 (bib X1)");
    expect(card.table?.rows).toEqual([
      ["1", "X1", "2", "58.8", "58.8", "2:00.3", "–"],
      ["2", "X2", "2", "1:01.0", "1:02.0", "2:03.0", "+2.8"],
      ["3", "X3", "1", "1:10.0", "1:10.0", "1:10.0", "1 lap"],
    ]);
    const own = await house.say("staff", "/race board bib=X2");
    expect(own.title).toMatch(/^Bib X2: 2 laps, place 2 of \d+$/);
    expect(factOf(own, "Gap")).toBe("+2.8");
    expect(own.table?.rows.map((row) => [row[0], row[2]])).toEqual([
      ["1", "1:01.0"],
      ["2", "1:02.0"],
    ]);
  });

  it("says in every language who is first", async () => {
    const titles = await Promise.all(
      ["de", "fr", "es", "it", "pt", "nl", "pl", "ja"].map(async (locale) => {
        return (await house.say("staff", "/race board", locale)).title;
      }),
    );
    expect(titles).toEqual([
      "Startnummer X1 liegt vorn mit 2 Runden",
      "Le dossard X1 est premier avec 2 tours",
      "El dorsal X1 va primero con 2 vueltas",
      "Il pettorale X1 è primo con 2 giri",
      "O dorsal X1 está em primeiro com 2 voltas",
      "Startnummer X1 staat eerste met 2 rondes",
      "Numer X1 jest pierwszy: 2 okrążenia",
      "ゼッケンX1が2周で首位です",
    ]);
  });

  it("says when somebody was seen once, or never", async () => {
    await race.insert(["X9", at(300), 9_010]);
    expect((await house.say("staff", "/race board bib=X9")).title).toMatch(
      /^Bib X9 has passed once, at \d\d:\d\d:\d\d\.\d: no lap yet$/,
    );
    expect((await house.say("staff", "/race board bib=X8")).title).toBe("Bib X8 has not passed yet");
  });

  it("is told of another session by its name, and asks back for one that nobody knows", async () => {
    const card = await house.say("staff", "/race board session=Warm-up");
    expect(card.title).toBe("Bib 001 is first with 2 laps");
    expect(factOf(card, "Session")).toBe("Warm-up");
    const unknown = await house.say("staff", "/race board session=Sunday");
    expect(unknown.text.join()).toContain("I know no session “Sunday” here.");
    expect(unknown.form?.command).toBe("race board");
  });
});

describe("whether somebody has passed", () => {
  it("is told with the last time, or with a no", async () => {
    const yes = await house.say("staff", "has X1 passed?");
    expect(yes.title).toMatch(/^Bib X1 has passed 4 times, last at \d\d:\d\d:\d\d\.\d$/);
    expect((await house.say("staff", "has X8 passed?")).title).toBe("Bib X8 has not passed yet");
  });
});

describe("a passing by hand", () => {
  it("is written as it was asked for, after a question", async () => {
    const now = new Date(house.usher.clock.now() - 60_000);
    const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: "Europe/Madrid" }).format(now);
    const asked = await house.say("owner", `/race add H7 ${time}`);
    expect(asked.title).toBe(`Add a passing of bib H7 at ${time}.0?`);
    expect((await house.say("owner", "has H7 passed?")).title).toBe("Bib H7 has not passed yet");
    expect(await house.press("owner", asked)).toMatchObject({ outcome: "accepted" });
    const said = await house.say("owner", "has H7 passed?");
    expect(said.title).toBe(`Bib H7 has passed once, at ${time}.0`);
  });

  it("asks back for a time that is none", async () => {
    const card = await house.say("owner", "/race add H7 25:00");
    expect(card.text).toEqual(["“25:00” does not fit as at."]);
    expect(card.form?.fields.find(({ slot }) => slot === "bib")?.known?.text).toBe("H7");
  });

  it("is not written by those who may only look", async () => {
    expect(await house.say("staff", "/race add 42")).toMatchObject({ status: "refused" });
  });
});

describe("the timing points", () => {
  it("are listed with what their vendor tells", async () => {
    const card = await house.say("staff", "/race devices");
    expect(card.title).toBe("One timing point");
    expect(card.table?.rows).toMatchObject([["Finish line", "online", "87%", /GMT/]]);
  });

  it("are nobody's business who has no right to look", async () => {
    for (const text of ["/race devices", "/race board", "/race export", "/race chart"]) {
      expect(await house.say("guest", text)).toMatchObject({ status: "refused" });
    }
  });
});

describe("the export", () => {
  it("is a sheet with every passing, its lap and its time in the zone of the place", async () => {
    const card = await house.say("staff", "/race export Warm-up");
    expect(card.title).toBe("A sheet with 24 passings");
    expect(card.file).toMatchObject({ name: "Warm-up.csv", type: "text/csv; charset=utf-8; header=present" });
    const [head, ...rows] = new TextDecoder().decode(card.file?.bytes).trimEnd().split("\r\n");
    expect(head).toBe("number,bib,utc,local,zone,lap,lap_seconds");
    expect(rows).toHaveLength(24);
    expect(rows[8]).toMatch(/^9,001,\d{4}-[\d-]+T[\d:.]+Z,\d{4}-[\d-]+T[\d:.]+\+0[12]:00,Europe\/Madrid,1,248$/);
  });
});

describe("the charts", () => {
  it("draw the lap times of the bibs asked for, and name those that never passed", async () => {
    const { chart, text } = await house.say("staff", "/race chart laps X1 X2 777");
    expect(text).toEqual(["Bib 777 has not passed yet"]);
    expect(chart).toMatchObject({ kind: "line", title: "Lap times", summary: "58.8 (bib X1)" });
    expect(chart?.kind === "line" && chart.series).toEqual([
      {
        name: "X1",
        points: [
          [1, 61.5],
          [2, 58.75],
        ],
      },
      {
        name: "X2",
        points: [
          [1, 61],
          [2, 62],
        ],
      },
    ]);
  });

  it("draw places after each lap, the first on top", async () => {
    const { chart } = await house.say("staff", "/race chart positions X1 X2");
    expect(chart).toMatchObject({ kind: "line", y: { isReversed: true }, summary: "Bib X1 is first with 2 laps" });
    expect(chart?.kind === "line" && chart.series).toEqual([
      {
        name: "X1",
        points: [
          [1, 2],
          [2, 1],
        ],
      },
      {
        name: "X2",
        points: [
          [1, 1],
          [2, 2],
        ],
      },
    ]);
  });

  it("count passings over time", async () => {
    const { chart } = await house.say("staff", "/race chart passings session=Warm-up");
    if (chart?.kind !== "bars") throw new Error("no bars");
    expect(chart.title).toBe("Passings per minute");
    const counts = chart.series[0]?.values ?? [];
    expect(counts.reduce<number>((sum, one) => sum + Number(one), 0)).toBe(24);
    expect(chart.categories).toHaveLength(counts.length);
  });

  it("say so when there is nothing to draw", async () => {
    const once = await house.say("staff", "/race chart laps X9");
    expect([once.title, once.chart]).toEqual(["Nobody has finished a lap yet", undefined]);
    const never = await house.say("staff", "/race chart 777");
    expect([never.title, never.chart]).toEqual(["There is nothing to draw yet", undefined]);
  });

  it("ask for fewer bibs than cannot be told apart", async () => {
    const many = Array.from({ length: 13 }, (_, index) => index + 1).join(" ");
    expect((await house.say("staff", `/race chart ${many}`)).text.join()).toContain("At most 12 bibs");
  });
});
