import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { CardChart } from "#core/chart.ts";
import { createPictures } from "#src/pictures/pictures.ts";
import { root } from "../imports.ts";
import { difference, type Pixels, readPng } from "./pixels.ts";
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
  words,
} from "./samples.ts";

const folder = join(root, "test/pictures/golden");
const pictures = createPictures();
const made: string[] = [];

/** Every kind of chart, and the cases that break charts. */
const samples: Readonly<Record<string, CardChart>> = {
  "lap-times": inWords(lapTimes(["7 Ann", "12 Bob", "23 Мария"], 12), "en"),
  "lap-times-of-twelve": inWords(lapTimes(twelve, 20), "en"),
  "lap-times-ja": inWords(lapTimes(["7 アン", "12 田中さん"], 12, "ja"), "ja"),
  "one-lap": inWords(lapTimes(["7 Ann"], 1), "en"),
  "no-lap": inWords(lapTimes(["7 Ann"], 0), "en"),
  positions: inWords(positions(twelve, 20), "en"),
  "passings-per-minute": inWords(passingsPerMinute(90), "en"),
  "passings-of-a-day": inWords(passingsPerMinute(1_440), "en"),
  "energy-of-a-week": inWords(energyByDay(7, ["Kitchen"]), "de"),
  "energy-of-three": inWords(energyByDay(30, ["Kitchen", "Meeting room", "Hall"]), "en"),
  "energy-by-light": inWords(
    energyByLight(["Meeting room", "Kitchen", "Reception and waiting area", "مكتب", "倉庫", "Büro 🏢"]),
    "en",
  ),
  "door-use": inWords(doorUse(400), "en"),
  "door-use-ja": inWords(doorUse(400, "ja"), "ja"),
  "hundred-thousand": inWords(temperature(100_000), "en"),
};

/** Letters are smoothed a little differently from one processor to the next. */
const tolerance = 0.001;

const draw = async (chart: CardChart, theme: "light" | "dark" = "light", width = 400): Promise<Uint8Array> =>
  pictures.draw(chart, { theme, width });

describe.each(Object.keys(samples))("the picture of %s", (name) => {
  it.each(["light", "dark"] as const)("looks as it did, %s", async (theme) => {
    const chart = samples[name];
    if (chart === undefined) throw new Error(name);
    const png = await draw(chart, theme);
    const file = join(folder, `${name}-${theme}.png`);
    if (!existsSync(file)) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, png);
      made.push(file);
    }
    expect(difference(readPng(png), readPng(readFileSync(file)))).toBeLessThan(tolerance);
  });
});

afterAll(() => {
  // A picture that is looked at for the first time is not compared with itself.
  expect(made).toEqual([]);
});

describe("the comparison", () => {
  it("sees one name that is another", async () => {
    const [a, b] = await Promise.all(
      ["7 Ann", "84 Robin"].map(async (name) => readPng(await draw(inWords(lapTimes([name, "12 Bo"], 12), "en")))),
    );
    if (a === undefined || b === undefined) throw new Error("not drawn");
    expect(difference(a, b)).toBeGreaterThan(tolerance);
  });

  it("sees a line that runs elsewhere", async () => {
    const chart = samples["lap-times"];
    if (chart?.kind !== "line") throw new Error("no lines");
    const moved = {
      ...chart,
      series: chart.series.map((one, at) => (at === 0 ? { ...one, points: one.points.slice(3) } : one)),
    };
    const [a, b] = await Promise.all([draw(chart), draw(moved)]);
    expect(difference(readPng(a), readPng(b))).toBeGreaterThan(tolerance);
  });
});

describe("text without the machine's fonts", () => {
  const titled = async (title: string): Promise<Pixels> =>
    readPng(await draw(inWords({ ...lapTimes([], 0), title: words(title) }, "en"), "light", 800));

  // Where a font has no letters, all of them are the same empty box.
  it.each([
    ["Latin", "Garage", "Kłódka"],
    ["Greek", "Γκαράζ", "Πύλη θ"],
    ["Cyrillic", "Гараж", "Дверь"],
    ["Japanese", "玄関", "車庫"],
    ["kana", "ガレージ", "キッチン"],
    ["Arabic", "مكتب", "باب"],
    ["Hebrew", "דלת", "שער"],
    ["emoji", "🚪", "🚲"],
  ])("draws %s letters, each its own", async (_, one, other) => {
    const [blank, a, b] = await Promise.all([titled(" "), titled(one), titled(other)]);
    expect(difference(blank, a)).toBeGreaterThan(0.0005);
    expect(difference(blank, b)).toBeGreaterThan(0.0005);
    expect(difference(a, b)).toBeGreaterThan(0.0004);
  });
});
