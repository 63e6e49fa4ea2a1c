import { type CardChart, type ReplyChart, weekOf } from "#core/chart.ts";
import { message, type Value } from "#core/message.ts";
import { readLocales } from "#src/locales.ts";
import { createWording } from "#src/translate.ts";

const zone = "Europe/Madrid";
const wording = createWording(await readLocales(), { entity: () => undefined, place: () => undefined }, zone);

/** Any words, as a message. */
export const words = (text: string) => message("replies:name", { thing: text });

/** What a card of the language shows of a chart. */
export function inWords(chart: ReplyChart, locale: string): CardChart {
  const title = words("Chart");
  const { chart: drawn } = wording.card({ status: "done", outcome: null, visibility: "public", title, chart }, locale);
  if (drawn === undefined) throw new Error("the card has no chart");
  return drawn;
}

/** The same numbers from 0 to 1 in every run. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const texts = {
  en: { lapTimes: "Lap times", lap: "Lap", lapTime: "Lap time", positions: "Positions", position: "Position" },
  ja: { lapTimes: "ラップタイム", lap: "周回", lapTime: "タイム", positions: "順位", position: "順位" },
} as const;

export type SampleLocale = keyof typeof texts;

export function lapTimes(names: readonly string[], laps: number, locale: SampleLocale = "en"): ReplyChart {
  const random = chance(7);
  const say = texts[locale];
  return {
    kind: "line",
    title: words(say.lapTimes),
    x: { label: words(say.lap), measure: { kind: "number", digits: 0 } },
    y: { label: words(say.lapTime), measure: { kind: "lap" } },
    series: names.map((name, index) => ({
      name,
      points: Array.from({ length: laps }, (_, lap): [number, number] => [lap + 1, 62 + index * 0.9 + random() * 4]),
    })),
  };
}

export function positions(names: readonly string[], laps: number, locale: SampleLocale = "en"): ReplyChart {
  const random = chance(11);
  const say = texts[locale];
  const points: [number, number][][] = names.map(() => []);
  for (let lap = 1; lap <= laps; lap += 1) {
    const order = names.map((_, index) => ({ index, at: index + random() * 3 })).toSorted((a, b) => a.at - b.at);
    for (const [place, { index }] of order.entries()) points[index]?.push([lap, place + 1]);
  }
  return {
    kind: "line",
    title: words(say.positions),
    x: { label: words(say.lap), measure: { kind: "number", digits: 0 } },
    y: { label: words(say.position), measure: { kind: "number", digits: 0 }, isReversed: true },
    series: names.map((name, index) => ({ name, points: points[index] ?? [] })),
  };
}

const start = Date.UTC(2026, 10, 16, 7);

export function passingsPerMinute(minutes: number): ReplyChart {
  const random = chance(3);
  return {
    kind: "bars",
    title: words("Passings per minute"),
    x: { label: words("Time") },
    y: { label: words("Passings"), measure: { kind: "number", digits: 0 } },
    categories: Array.from(
      { length: minutes },
      (_, index): Value => ({ kind: "slice", at: start + index * 60_000, zone, size: "minute" }),
    ),
    series: [
      {
        name: "",
        values: Array.from({ length: minutes }, (_, at) => Math.round(20 + 15 * Math.sin(at / 9) + random() * 6)),
      },
    ],
  };
}

export function energyByDay(days: number, lights: readonly string[]): ReplyChart {
  const random = chance(5);
  return {
    kind: "bars",
    title: words("Energy"),
    x: { label: words("Day") },
    y: { label: words("Energy"), unit: words("kWh"), measure: { kind: "number", digits: 1 } },
    categories: Array.from(
      { length: days },
      (_, index): Value => ({ kind: "slice", at: start + index * 86_400_000, zone, size: "day" }),
    ),
    series: lights.map((name) => ({
      name,
      values: Array.from({ length: days }, () => Math.round(random() * 60) / 10),
    })),
  };
}

export function energyByLight(names: readonly string[]): ReplyChart {
  const random = chance(9);
  return {
    kind: "bars",
    title: words("Energy by light"),
    x: { label: words("Light") },
    y: { label: words("Energy"), unit: words("kWh"), measure: { kind: "number", digits: 1 } },
    categories: names,
    series: [{ name: "", values: names.map(() => Math.round(random() * 60) / 10) }],
  };
}

export function doorUse(count: number, locale: SampleLocale = "en"): ReplyChart {
  const random = chance(13);
  const opened = Array.from({ length: count }, () => {
    const day = Math.floor(random() * 7 * (0.6 + 0.4 * random()));
    const hour = 7 + (random() + random() + random()) * 4.5;
    return start + day * 86_400_000 + (hour - 7) * 3_600_000;
  });
  return {
    kind: "heat",
    title: words(locale === "ja" ? "正面玄関の利用状況" : "Front door: use over a week"),
    value: { label: words(locale === "ja" ? "開錠回数" : "Openings"), measure: { kind: "number", digits: 0 } },
    week: weekOf(opened, zone),
  };
}

/** A sensor over time, with as many readings as wanted. */
export function temperature(readings: number): ReplyChart {
  const random = chance(17);
  let value = 19;
  return {
    kind: "line",
    title: words("Server room"),
    x: { label: words("Time"), measure: { kind: "time", zone } },
    y: { label: words("Temperature"), unit: words("°C"), measure: { kind: "number", digits: 1 } },
    series: [
      {
        name: "Rack 1",
        points: Array.from({ length: readings }, (_, index): [number, number] => {
          value += (random() - 0.5) * 0.2 + (19 - value) * 0.001;
          return [start + index * 864, index === 61_803 ? 31 : value];
        }),
      },
    ],
  };
}

export const twelve = [
  "7 Ann",
  "12 Ørjan",
  "23 Мария",
  "31 Νίκος",
  "44 田中さん",
  "58 שרה",
  "63 محمد",
  "71 🚲 Bo",
  "80 Zoë-Charlotte Featherstonehaugh",
  "92 Jürgen",
  "101 Łukasz",
  "114 Ñandú",
];
