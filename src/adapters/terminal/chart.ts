import { harmless } from "#adapters/terminal/harmless.ts";
import { type CardBarChart, type CardChart, type CardHeatMap, type CardLineChart, mostSeries } from "#core/chart.ts";
import { columnsOf, cutColumns, fillColumns } from "#core/columns.ts";
import { writeMeasure } from "#core/measure.ts";
import { weekdayNames } from "#core/weekdays.ts";

const indent = "  ";
const mostName = 24;
/** Few values are drawn wider, to be seen. */
const mostBlockWidth = 2;
/** Readable without scrolling; sequences beyond become sparklines. */
const mostBars = 31;
const levels = "▁▂▃▄▅▆▇█";
const parts = " ▏▎▍▌▋▊▉█";
const shades = "░▒▓█";

/** A chart in blocks, for a terminal of so many columns. */
export function drawChart(chart: CardChart, columns: number): readonly string[] {
  const width = Math.max(24, columns - indent.length - 1);
  const lines = drawnLines(chart, width);
  return lines.length === 0 ? [`${indent}${chart.empty}`] : lines.map((line) => `${indent}${line}`.trimEnd());
}

function drawnLines(chart: CardChart, width: number): readonly string[] {
  switch (chart.kind) {
    case "line":
      return sparklines(chart, width);
    case "bars":
      return chart.categories.length > mostBars ? barSparklines(chart, width) : bars(chart, width);
    case "heat":
      return heat(chart, width);
  }
}

const nameOf = (name: string): string => cutColumns(harmless(name), mostName);
const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(columnsOf));
const titleOf = ({ label, unit }: { readonly label: string; readonly unit?: string }): string =>
  unit === undefined ? label : `${label} (${unit})`;

type Points = readonly (readonly [x: number, y: number])[];

interface Sparklines {
  readonly series: readonly { readonly name: string; readonly points: Points }[];
  readonly first: number;
  readonly last: number;
  /** How many different places there are between them. */
  readonly count: number;
  readonly isReversed: boolean;
  write(value: number): string;
}

/** Lines over a number or over time, one line of blocks each. */
function sparklines(chart: CardLineChart, width: number): readonly string[] {
  const series = chart.series.slice(0, mostSeries).filter(({ points }) => points.length > 0);
  if (series.length === 0) return [];
  const { locale, x, y } = chart;
  const [first, last] = rangeOf(series.flatMap(({ points }) => points.map(([at]) => at)));
  const isWhole = x.measure.kind === "number" && x.measure.digits === 0;
  const rows = drawSparklines(
    {
      series,
      first,
      last,
      count: isWhole ? last - first + 1 : Math.max(...series.map(({ points }) => points.length)),
      isReversed: y.isReversed === true,
      write: (value) => writeMeasure(value, y.measure, locale),
    },
    width,
  );
  const ends = first === last ? [first] : [first, last];
  const from = ends.map((value) => writeMeasure(value, x.measure, locale)).join(" – ");
  return [harmless(titleOf(y)), ...rows, harmless(`${titleOf(x)}: ${from}`)];
}

/** Too many bars for a line each: blocks beside each other, as for lines. */
function barSparklines(chart: CardBarChart, width: number): readonly string[] {
  const { categories, locale, y } = chart;
  const series = chart.series
    .slice(0, mostSeries)
    .map(({ name, values }) => ({
      name,
      points: values.flatMap((value, index): Points => (value === null ? [] : [[index, value]])),
    }))
    .filter(({ points }) => points.length > 0);
  if (series.length === 0) return [];
  const last = categories.length - 1;
  const write = (value: number) => writeMeasure(value, y.measure, locale);
  const shape = { series, first: 0, last, count: categories.length, isReversed: false, write };
  const from = `${categories[0] ?? ""} – ${categories[last] ?? ""}`;
  return [harmless(titleOf(y)), ...drawSparklines(shape, width), harmless(`${chart.x.label}: ${from}`)];
}

/** All on one scale, each with its name and its own lowest and highest value beside it. */
function drawSparklines(all: Sparklines, width: number): readonly string[] {
  const { series, first, last, write } = all;
  const names = series.map(({ name }) => nameOf(name));
  const ends = series.map(({ points }) => [...new Set(rangeOf(points.map(([, y]) => y)).map(write))].join(" – "));
  const nameWidth = widest(names);
  const room = Math.max(8, width - widest(ends) - 2 - (nameWidth === 0 ? 0 : nameWidth + 2));
  const count = Math.max(1, Math.min(room, Math.round(all.count)));
  const size = Math.min(mostBlockWidth, Math.floor(room / count));
  const means = series.map(({ points }) => sampled(points, first, last, count));
  const [low, high] = rangeOf(means.flat().filter((value) => value !== undefined));
  const block = (value: number | undefined) => {
    if (value === undefined) return " ".repeat(size);
    const share = high === low ? 0.5 : (value - low) / (high - low);
    const level = Math.round((all.isReversed ? 1 - share : share) * (levels.length - 1));
    return (levels[level] ?? " ").repeat(size);
  };
  return means.map((values, index) => {
    const name = nameWidth === 0 ? "" : `${fillColumns(names[index] ?? "", nameWidth, "left")}  `;
    return `${name}${values.map(block).join("")}  ${ends[index] ?? ""}`;
  });
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}

/** The mean of what lies in each of so many equal parts. */
function sampled(points: Points, first: number, last: number, count: number): readonly (number | undefined)[] {
  const sums = Array.from({ length: count }, () => ({ sum: 0, count: 0 }));
  const length = last - first || 1;
  for (const [x, y] of points) {
    const one = sums[Math.min(count - 1, Math.floor(((x - first) / length) * count))];
    if (one === undefined) continue;
    one.sum += y;
    one.count += 1;
  }
  return sums.map((one) => (one.count === 0 ? undefined : one.sum / one.count));
}

/** A line for every bar, as long as its value, to an eighth of a column. */
function bars(chart: CardBarChart, width: number): readonly string[] {
  const series = chart.series.slice(0, mostSeries);
  const values = series.flatMap((one) => one.values).filter((value) => value !== null);
  if (values.length === 0) return [];
  const write = (value: number) => writeMeasure(value, chart.y.measure, chart.locale);
  const most = Math.max(0, ...values.map(Math.abs));
  const categories = chart.categories.map(nameOf);
  const names = series.length > 1 ? series.map(({ name }) => nameOf(name)) : [""];
  const [categoryWidth, nameWidth, numberWidth] = [widest(categories), widest(names), widest(values.map(write))];
  const room = Math.max(8, width - categoryWidth - nameWidth - numberWidth - 6);
  const lines = categories.flatMap((category, at) =>
    series.map((one, index) => {
      const value = one.values[at] ?? null;
      const head = fillColumns(index === 0 ? category : "", categoryWidth, "left");
      const name = nameWidth === 0 ? "" : `${fillColumns(names[index] ?? "", nameWidth, "left")}  `;
      return value === null ? `${head}  ${name}` : `${head}  ${name}${bar(value, most, room)} ${write(value)}`;
    }),
  );
  return [harmless(titleOf(chart.y)), ...lines];
}

function bar(value: number, most: number, room: number): string {
  const eighths = most === 0 ? 0 : Math.round((Math.abs(value) / most) * room * 8);
  return "█".repeat(Math.floor(eighths / 8)) + (eighths % 8 === 0 ? "" : (parts[eighths % 8] ?? ""));
}

/** Two columns for each hour where there is room, one where there is not. */
function heat(chart: CardHeatMap, width: number): readonly string[] {
  const most = Math.max(0, ...chart.week.flat());
  if (most === 0) return [];
  const days = weekdayNames(chart.locale, "short");
  const dayWidth = widest(days);
  const size = dayWidth + 2 + 48 <= width ? 2 : 1;
  const shade = (value: number) =>
    value <= 0 ? "·" : (shades[Math.min(shades.length - 1, Math.floor((value / most) * shades.length))] ?? "█");
  const rows = days.map((day, row) => {
    const hours = Array.from({ length: 24 }, (_, hour) => {
      const one = shade(chart.week[row]?.[hour] ?? 0);
      return one === "·" ? one.padEnd(size) : one.repeat(size);
    });
    return `${fillColumns(day, dayWidth, "left")}  ${hours.join("")}`;
  });
  const hourStep = 3;
  const hours = Array.from({ length: 24 / hourStep }, (_, index) => String(index * hourStep).padStart(2, "0"));
  const axis = hours.map((hour) => hour.padEnd(hourStep * size)).join("");
  const write = (value: number) => writeMeasure(value, chart.value.measure, chart.locale);
  return [
    harmless(titleOf(chart.value)),
    ...rows,
    `${" ".repeat(dayWidth)}  ${axis}`,
    `${" ".repeat(dayWidth)}  · ${write(0)}  ${shades} ${write(most)}`,
  ];
}
