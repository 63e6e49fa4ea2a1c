import type { CardBarChart, CardChart, CardHeatMap, CardLineChart, Measure, ReplyChart } from "#core/chart.ts";
import { writeMeasure } from "#core/measure.ts";
import { type Message, message, type Value, type Values } from "#core/message.ts";
import { weekdayNames } from "#core/weekdays.ts";

interface Words {
  say(one: Message): string;
  tell(value: Value): string;
}

/** A chart in words, with sentences that tell what it shows to those who do not see it. */
export function chartInWords(chart: ReplyChart, locale: string, { say, tell }: Words): CardChart {
  const said = chart.summary === undefined ? undefined : say(chart.summary);
  const common = {
    locale,
    title: say(chart.title),
    ...(said === undefined ? {} : { summary: said }),
    empty: say(message("replies:chart.empty")),
  };
  const axis = <A extends { readonly label: Message; readonly unit?: Message }>({ label, unit, ...rest }: A) => ({
    ...rest,
    label: say(label),
    ...(unit === undefined ? {} : { unit: say(unit) }),
  });
  const speak = (key: string, values: Values) => say(message(`replies:chart.${key}`, values));
  const sentence = (text: string) => (/[.!?。！？]$/u.test(text) ? text : speak("title", { title: text }));
  const described = <C extends CardChart>(drawn: C, sentences: readonly string[]): C => ({
    ...drawn,
    alt: [sentence(drawn.title), ...(said === undefined ? [] : [sentence(said)]), ...sentences]
      .join(" ")
      // "So., 22." at the end of a sentence.
      .replaceAll("..", "."),
  });
  switch (chart.kind) {
    case "line": {
      const series = chart.series.map(({ name, points }) => ({ name: tell(name), points }));
      const drawn = { ...common, alt: "", kind: "line" as const, x: axis(chart.x), y: axis(chart.y), series };
      return described(drawn, linesInWords(drawn, speak));
    }
    case "bars": {
      const series = chart.series.map(({ name, values }) => ({ name: tell(name), values }));
      const categories = chart.categories.map(tell);
      const isSequence = chart.categories.every(isTime);
      const drawn = {
        ...common,
        alt: "",
        kind: "bars" as const,
        x: axis(chart.x),
        y: axis(chart.y),
        categories,
        isSequence,
        series,
      };
      return described(drawn, barsInWords(drawn, speak));
    }
    case "heat": {
      const drawn = { ...common, alt: "", kind: "heat" as const, value: axis(chart.value), week: chart.week };
      return described(drawn, heatInWords(drawn, speak));
    }
  }
}

type Speak = (key: string, values: Values) => string;

function isTime(value: Value): boolean {
  return typeof value === "object" && "kind" in value && ["slice", "clock", "time", "instant"].includes(value.kind);
}

interface Spot {
  readonly value: number;
  readonly where: string;
}

/** A single number with its unit. */
function amount(value: number, axis: { readonly measure: Measure; readonly unit?: string }, locale: string): string {
  const text = writeMeasure(value, axis.measure, locale);
  return axis.unit === undefined ? text : `${text}\u00a0${axis.unit}`;
}

function linesInWords(chart: CardLineChart, speak: Speak): readonly string[] {
  const { x, y, locale } = chart;
  const series = chart.series.filter(({ points }) => points.length > 0);
  if (series.length === 0) return [chart.empty];
  const placeOf = (name: string, at: number) => {
    const text = amount(at, x, locale);
    return [...(series.length > 1 ? [name] : []), x.measure.kind === "time" ? text : `${x.label} ${text}`].join(", ");
  };
  let [from, until] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let low: { value: number; name: string; at: number } | undefined;
  let high: typeof low;
  for (const { name, points } of series) {
    for (const [at, value] of points) {
      from = Math.min(from, at);
      until = Math.max(until, at);
      if (low === undefined || value < low.value) low = { value, name, at };
      if (high === undefined || value > high.value) high = { value, name, at };
    }
  }
  if (low === undefined || high === undefined) return [];
  const spot = ({ value, name, at }: { value: number; name: string; at: number }): Spot => ({
    value,
    where: placeOf(name, at),
  });
  return [
    ...named(series, speak),
    ...(until > from
      ? [speak("range", { label: x.label, from: amount(from, x, locale), until: amount(until, x, locale) })]
      : []),
    y.isReversed === true ? endsInWords(series, chart, speak) : extremes(spot(low), spot(high), y, locale, speak),
  ];
}

/** Of positions people ask who came in how. */
function endsInWords(series: CardLineChart["series"], { y, locale }: CardLineChart, speak: Speak): string {
  const ends = series
    .flatMap(({ name, points }) => points.slice(-1).map(([, value]) => ({ name, value })))
    .toSorted((a, b) => a.value - b.value)
    .map(({ name, value }) => `${name} ${amount(value, y, locale)}`);
  return speak("ends", { list: { kind: "list", of: ends, style: "and" } });
}

function named(series: readonly { readonly name: string }[], speak: Speak): readonly string[] {
  const names = series.map(({ name }) => name).filter((name) => name !== "");
  return names.length === 0 ? [] : [speak("shown", { names: { kind: "list", of: names, style: "and" } })];
}

function extremes(
  low: Spot,
  high: Spot,
  axis: { readonly label: string; readonly measure: Measure; readonly unit?: string },
  locale: string,
  speak: Speak,
): string {
  const { label } = axis;
  if (low.value === high.value) {
    return speak("single", { label, value: amount(low.value, axis, locale), where: low.where });
  }
  return speak(axis.measure.kind === "lap" ? "fastest" : "extremes", {
    label,
    low: amount(low.value, axis, locale),
    lowAt: low.where,
    high: amount(high.value, axis, locale),
    highAt: high.where,
  });
}

function barsInWords(chart: CardBarChart, speak: Speak): readonly string[] {
  const { series, categories, y, locale } = chart;
  const spots = series.flatMap(({ name, values }) =>
    values.flatMap((value, index): readonly Spot[] => {
      const where = [...(series.length > 1 ? [name] : []), categories[index] ?? ""].join(", ");
      return value === null || !Number.isFinite(value) ? [] : [{ value, where }];
    }),
  );
  const [first] = spots;
  if (first === undefined) return [chart.empty];
  const low = spots.reduce((a, b) => (b.value < a.value ? b : a), first);
  const high = spots.reduce((a, b) => (b.value > a.value ? b : a), first);
  const [from = "", until = ""] = [categories[0], categories.at(-1)];
  return [
    ...(series.length > 1 ? named(series, speak) : []),
    ...(categories.length > 1 ? [speak("range", { label: chart.x.label, from, until })] : []),
    extremes(low, high, y, locale, speak),
  ];
}

function heatInWords({ week, value, locale, empty }: CardHeatMap, speak: Speak): readonly string[] {
  const fields = week.flatMap((row, day) => row.map((count, hour) => ({ count, day, hour })));
  const total = fields.reduce((sum, { count }) => sum + count, 0);
  const most = fields.reduce((a, b) => (b.count > a.count ? b : a), { count: 0, day: 0, hour: 0 });
  if (most.count === 0) return [empty];
  const hour = (one: number) => `${String(one).padStart(2, "0")}:00`;
  return [
    speak("busiest", {
      day: weekdayNames(locale, "long")[most.day] ?? "",
      from: hour(most.hour),
      until: hour(most.hour + 1),
      value: amount(most.count, value, locale),
    }),
    speak("total", { label: value.label, total: amount(total, value, locale) }),
  ];
}
