import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CardChart } from "#core/chart.ts";
import { apart } from "#src/pictures/line.ts";
import { createPictures } from "#src/pictures/pictures.ts";
import { svgOf } from "#src/pictures/svg.ts";
import { cut, widthOf } from "#src/pictures/text.ts";
import { themes } from "#src/pictures/theme.ts";
import { thinned } from "#src/pictures/thin.ts";
import { ticksOf } from "#src/pictures/ticks.ts";
import { doorUse, energyByDay, inWords, lapTimes, passingsPerMinute, temperature, twelve } from "./samples.ts";

const line = (chart: CardChart) => {
  if (chart.kind !== "line") throw new Error("no lines");
  return chart;
};

describe("a chart of 100,000 points", () => {
  const whole = line(inWords(temperature(100_000), "en"));
  const thin = line(thinned(whole));
  const values = (chart: typeof whole) => chart.series.flatMap(({ points }) => points.map(([, y]) => y));

  it("is drawn from as many as can be seen, and loses no peak", () => {
    expect(values(thin).length).toBeLessThan(3_300);
    expect(Math.max(...values(thin))).toBe(31);
    expect(Math.min(...values(thin))).toBe(values(whole).reduce((a, b) => Math.min(a, b)));
    expect([thin.series[0]?.points[0], thin.series[0]?.points.at(-1)]).toEqual([
      whole.series[0]?.points[0],
      whole.series[0]?.points.at(-1),
    ]);
  });

  it("keeps the highest bar of each group where there are more bars than can be seen", () => {
    const bars = thinned(inWords(passingsPerMinute(1_440), "en"));
    if (bars.kind !== "bars") throw new Error("no bars");
    expect(bars.categories.length).toBe(240);
    expect(bars.series[0]?.values.every((value) => value !== null)).toBe(true);
  });
});

describe("points that are out of order or no numbers", () => {
  it("are put in order and left out", () => {
    const chart = line(inWords(lapTimes(["7 Ann"], 0), "en"));
    const points: (readonly [number, number])[] = [
      [3, 61],
      [1, 60],
      [2, Number.NaN],
      [4, Number.POSITIVE_INFINITY],
      [1, 59],
    ];
    const drawn = line(thinned({ ...chart, series: [{ name: "7 Ann", points }] }));
    expect(drawn.series[0]?.points).toEqual([
      [1, 60],
      [1, 59],
      [3, 61],
    ]);
  });
});

describe("the names at the ends of lines", () => {
  it("never stand on each other nor outside, whatever the lines do", () => {
    const levels = fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(levels, (wanted) => {
        const placed = apart(
          wanted.toSorted((a, b) => a - b),
          100,
          430,
        );
        const isInside = placed.every((level) => level >= 100 - 1e-6 && level <= 430 + 1e-6);
        const isApart = placed.every((level, index) => index === 0 || level - (placed[index - 1] ?? 0) >= 25 - 1e-6);
        return isInside && isApart;
      }),
    );
  });
});

describe("text in a picture", () => {
  it("is never wider than its room, and is cut between letters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 40, max: 400 }), (text, room) => {
        return widthOf(cut(text, 22, room), 22) <= room;
      }),
    );
    expect(cut("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 22, 60)).toBe("👨‍👩‍👧‍👦…");
  });

  it("cannot break out of the drawing", () => {
    const hostile = '</text><script>alert("x")</script>&amp;\u0000\u202e\ud800';
    const chart = inWords(lapTimes([hostile], 3), "en");
    const svg = svgOf(thinned({ ...chart, title: hostile }), "light");
    expect(svg).not.toContain("<script");
    expect(svg).not.toMatch(/[\p{Cc}\u202e]|[\ud800-\udfff](?![\udc00-\udfff])(?<![\ud800-\udbff][\udc00-\udfff])/u);
  });
});

describe("numbers along an axis", () => {
  const at = (iso: string) => Temporal.Instant.from(iso).epochMilliseconds;
  const time = { kind: "time", zone: "Europe/Madrid" } as const;
  const wish = { locale: "en", count: 6, isNice: false };

  it("are lap times in steps of a clock", () => {
    const { ticks, domain } = ticksOf(61.2, 74.9, { ...wish, measure: { kind: "lap" }, isNice: true });
    expect(ticks.map(({ text }) => text)).toEqual(["1:00", "1:05", "1:10", "1:15"]);
    expect(domain).toEqual([60, 75]);
  });

  it("are full hours of the place, also in the night when its clocks go back", () => {
    const { ticks } = ticksOf(at("2026-10-24T22:00Z"), at("2026-10-25T10:00Z"), { ...wish, measure: time });
    expect(ticks.map(({ text }) => text)).toEqual(["00:00", "02:00", "04:00", "06:00", "08:00", "10:00"]);
  });

  it("are days of the place where it is days", () => {
    const { ticks } = ticksOf(at("2026-11-01T09:00Z"), at("2026-11-08T09:00Z"), { ...wish, measure: time });
    expect(ticks.map(({ text }) => text)).toEqual(["Nov 3", "Nov 5", "Nov 7"]);
  });

  it.each(["en", "de", "ja"])("differ from their neighbours in %s", (locale) => {
    const measures = [{ kind: "number" }, { kind: "number", digits: 0 }, { kind: "percent" }, { kind: "lap" }] as const;
    const range = fc.tuple(
      fc.double({ min: 0, max: 1e7, noNaN: true }),
      fc.double({ min: 0.01, max: 1e5, noNaN: true }),
    );
    fc.assert(
      fc.property(range, fc.constantFrom(...measures), ([from, length], measure) => {
        const { ticks, domain } = ticksOf(from, from + length, { ...wish, locale, measure, isNice: true });
        const texts = ticks.map(({ text }) => text);
        const covers = domain[0] <= from && domain[1] >= from + length;
        return new Set(texts).size === texts.length && texts.length >= 2 && covers;
      }),
    );
  });
});

describe("what a picture shows, in words", () => {
  const alt = (chart: Parameters<typeof inWords>[0], locale = "en") => inWords(chart, locale).alt;

  it("tells who was fastest and slowest, and when", () => {
    expect(alt(lapTimes(["7 Ann", "12 Bob"], 12))).toBe(
      "Lap times. Shown: 7 Ann and 12 Bob. Lap: 1 to 12. Lap time: fastest 1:02.2 (7 Ann, Lap 5), slowest 1:06.3 (12 Bob, Lap 8).",
    );
  });

  it("tells who ended where of positions", () => {
    const one = lapTimes(["7 Ann", "12 Bob"], 2);
    if (one.kind !== "line") throw new Error("no lines");
    const [a, b] = one.series;
    const series = [
      {
        name: a?.name ?? "",
        points: [
          [1, 1],
          [2, 2],
        ] as const,
      },
      {
        name: b?.name ?? "",
        points: [
          [1, 2],
          [2, 1],
        ] as const,
      },
    ];
    const y = { ...one.y, measure: { kind: "number", digits: 0 }, isReversed: true } as const;
    expect(alt({ ...one, y, series })).toContain("At the end: 12 Bob 1 and 7 Ann 2.");
  });

  it("says what a command has to say about it before anything else", () => {
    const chart = lapTimes(["7 Ann"], 1);
    expect(alt({ ...chart, summary: chart.title })).toBe(
      "Lap times. Lap times. Shown: 7 Ann. Lap time: 1:03.0 (Lap 1).",
    );
  });

  it("tells the busiest hour and the sum of a week", () => {
    expect(alt(doorUse(400))).toBe(
      "Front door: use over a week. Busiest hour: Thursday, 14:00 to 15:00 (18). Openings in all: 400.",
    );
  });

  it("writes numbers, units and days as the reader does", () => {
    expect(alt(energyByDay(7, ["Küche"]), "de")).toBe(
      "Energy. Day: Mo., 16. bis So., 22. Energy: am niedrigsten 1,4\u00a0kWh (Mo., 16.), am höchsten 5,1\u00a0kWh (Do., 19.).",
    );
  });

  it("says so where there is nothing", () => {
    expect(alt(lapTimes(twelve, 0))).toBe("Lap times. There is nothing to show yet");
  });
});

describe("the colours of the lines", () => {
  it.each(["light", "dark"] as const)("stand out from the ground and from each other for every eye, %s", (theme) => {
    const { ground, series } = themes[theme];
    for (const colour of series) expect(contrast(linear(colour), linear(ground))).toBeGreaterThan(3);
    for (const vision of visions) {
      const seen = series.map((colour) => oklab(seenWith(linear(colour), vision)));
      const distances = seen.flatMap((a, at) =>
        seen.slice(at + 1).map((b) => Math.hypot(...a.map((v, i) => v - (b[i] ?? 0)))),
      );
      expect(Math.min(...distances)).toBeGreaterThan(0.1);
    }
  });
});

describe("the thread that draws", () => {
  it("tells that a chart cannot be drawn, and draws the next one", async () => {
    const pictures = createPictures();
    const good = inWords(doorUse(10), "en");
    const options = { theme: "light", width: 300 } as const;
    await expect(pictures.draw({ ...good, locale: "no such language" }, options)).rejects.toThrow("could not be drawn");
    expect((await pictures.draw(good, options)).length).toBeGreaterThan(1_000);
  });
});

type Three = readonly number[];

function linear(hex: string): Three {
  return [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

const dot = (a: Three, b: Three) => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: Three, b: Three): number {
  const [dark = 0, light = 0] = [a, b].map((one) => dot(one, [0.2126, 0.7152, 0.0722])).toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** Full colour vision, and without one of the three kinds of cones (Machado, Oliveira, Fernandes 2009). */
const visions: readonly (readonly Three[])[] = [
  [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
];

function seenWith(colour: Three, vision: readonly Three[]): Three {
  return vision.map((row) => Math.min(1, Math.max(0, dot(row, colour))));
}

/** https://bottosson.github.io/posts/oklab/ */
function oklab(colour: Three): Three {
  const cones = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ].map((row) => Math.cbrt(dot(row, colour)));
  return [
    [0.2104542553, 0.793617785, -0.0040720468],
    [1.9779984951, -2.428592205, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.808675766],
  ].map((row) => dot(row, cones));
}
