import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { saveFile } from "#adapters/terminal/file.ts";
import { draw } from "#adapters/terminal/outbound.ts";
import { columnsOf } from "#core/columns.ts";
import type { Card } from "#core/reply.ts";
import { makeCard } from "../../contracts/scripted-bot.ts";
import {
  doorUse,
  energyByDay,
  energyByLight,
  inWords,
  lapTimes,
  passingsPerMinute,
  positions,
  temperature,
  twelve,
} from "../../pictures/samples.ts";

const linesOf = (parts: Partial<Card>, columns = 80) =>
  draw(makeCard({ title: "A card", ...parts }), { isColoured: false, numberHint: undefined, columns }).lines;

const charts = {
  "lap times": inWords(lapTimes(["7 Ann", "58 שרה", "44 田中さん"], 12), "en"),
  "lap times of twelve": inWords(lapTimes(twelve, 60), "en"),
  "one lap": inWords(lapTimes(["7 Ann"], 1), "en"),
  "no lap": inWords(lapTimes(["7 Ann"], 0), "en"),
  positions: inWords(positions(twelve, 20), "en"),
  "passings per minute": inWords(passingsPerMinute(90), "en"),
  "energy by day": inWords(energyByDay(7, ["Kitchen", "Hall"]), "ja"),
  "energy by light": inWords(energyByLight(["Meeting room", "Büro 🏢", "倉庫"]), "de"),
  "door use": inWords(doorUse(400), "en"),
  "hundred thousand": inWords(temperature(100_000), "en"),
} as const;

describe("a chart in the terminal", () => {
  it("is one line of blocks for each line, on one scale", () => {
    expect(linesOf({ chart: charts["lap times"] })).toEqual([
      "A card",
      "",
      "  Lap times",
      "  Lap time",
      "  7 Ann        ▂▂▅▅▄▄▅▅▁▁▅▅▃▃▁▁▁▁▆▆▆▆▃▃  1:02.2 – 1:05.9",
      "  \u206858 שרה\u2069       ▄▄▅▅▅▅▆▆▆▆▄▄▄▄▆▆▄▄▄▄▂▂▆▆  1:03.3 – 1:06.3",
      "  44 田中さん  ▇▇▅▅▄▄██▄▄▅▅▅▅▄▄▄▄▆▆▇▇▃▃  1:04.1 – 1:07.7",
      "  Lap: 1 – 12",
    ]);
  });

  it("is a line for each bar, to an eighth of a letter", () => {
    expect(linesOf({ chart: charts["energy by light"] }, 50).slice(3)).toEqual([
      "  Energy (kWh)",
      "  Meeting room  ██████▏ 1,4",
      "  Büro 🏢       ██▋ 0,6",
      "  倉庫          ██████████████████████████ 5,9",
    ]);
  });

  it("is a week of shaded hours", () => {
    expect(linesOf({ chart: charts["door use"] }).slice(3)).toEqual([
      "  Openings",
      "  Mon  · · · · · · · · · ░░░░░░▓▓░░▒▒▒▒▒▒▒▒░░· · · · ·",
      "  Tue  · · · · · · · · · ░░░░▒▒▒▒▒▒██▒▒▓▓▓▓▒▒░░· · · ·",
      "  Wed  · · · · · · · · · ░░░░▒▒▓▓▓▓██▓▓▒▒░░░░░░· · · ·",
      "  Thu  · · · · · · · · · ░░░░▒▒▒▒▒▒██▓▓▒▒▒▒░░░░░░· · ·",
      "  Fri  · · · · · · · · ░░· ░░▒▒▒▒▒▒▓▓▒▒▓▓▒▒· ░░· · · ·",
      "  Sat  · · · · · · · · · ░░░░░░░░▒▒▓▓▓▓▓▓▒▒░░░░· · · ·",
      "  Sun  · · · · · · · · · ░░░░· · ▒▒░░░░░░· ░░· · · · ·",
      "       00    03    06    09    12    15    18    21",
      "       · 0  ░▒▓█ 18",
    ]);
  });

  it("says that there is nothing to show", () => {
    expect(linesOf({ chart: charts["no lap"] }).slice(-1)).toEqual(["  There is nothing to show yet"]);
  });

  it("tells the true extremes of more values than there are letters", () => {
    expect(linesOf({ chart: charts["hundred thousand"] }).join("\n")).toMatch(/13\.9 – 31$/m);
  });

  it.each(Object.entries(charts))("fits a terminal of any width: %s", (_, chart) => {
    for (const columns of [60, 80, 120, 200]) {
      const widest = Math.max(...linesOf({ chart }, columns).map(columnsOf));
      expect(widest).toBeLessThanOrEqual(columns);
    }
  });
});

describe("a table in the terminal", () => {
  it("keeps its columns whatever the names are made of", () => {
    const unit = fc.constantFrom("a", "é", "田", "ｶ", "한", "ש", "م", "👩‍👩‍👧", "❤️", "🇪🇸", "1️⃣", "e\u0301", "Я", " ");
    const cell = fc.array(unit, { maxLength: 12 }).map((parts) => parts.join(""));
    const columns = ["Name", "Laps"].map((label) => ({ label, align: "left" }) as const);
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 8 }), (names) => {
        const lines = linesOf({ table: { columns, rows: names.map((name) => [name, "|12"]) } }).slice(2);
        const places = lines.map((line) => columnsOf(line.slice(0, line.indexOf("|"))));
        return new Set(places).size === 1;
      }),
    );
  });
});

describe("a file in the terminal", () => {
  const file = {
    name: "../../race.csv",
    type: "text/csv",
    bytes: Buffer.from("1,2\n"),
    label: "race.csv",
    lost: "lost",
  };

  it("is written where it overwrites nothing and nobody else reads it, and the card says where", () => {
    const [one, other] = [saveFile(file), saveFile(file)];
    if (one === undefined) throw new Error("not written");
    expect(readFileSync(one, "utf8")).toBe("1,2\n");
    expect(statSync(one).mode & 0o077).toBe(0);
    expect(one.endsWith("/race.csv")).toBe(true);
    expect(dirname(one)).not.toBe(dirname(other ?? one));
    const { lines } = draw(makeCard({ title: "Export", file }), {
      isColoured: false,
      numberHint: undefined,
      savedAs: one,
    });
    expect(lines).toEqual(["Export", "race.csv", `  ${one}`]);
  });

  it("is said to be lost when it could not be written", () => {
    const { lines } = draw(makeCard({ title: "Export", file }), { isColoured: false, numberHint: undefined });
    expect(lines).toEqual(["Export", "lost"]);
  });
});
