import type { CardBarChart, CardChart, CardLineChart } from "#core/chart.ts";
import { writeMeasure } from "#core/measure.ts";
import { limits } from "./limits.ts";

interface Series {
  readonly name: string;
  readonly data: readonly { readonly label: string; readonly value: number }[];
}

/**
 * Slack's own chart, which can be pointed at for its values; not in @slack/types yet.
 * https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
 */
export interface ChartBlock {
  readonly type: "data_visualization";
  readonly title: string;
  readonly chart: {
    readonly type: "line" | "bar";
    readonly series: readonly Series[];
    readonly axis_config: {
      readonly categories: readonly string[];
      readonly x_label: string;
      readonly y_label: string;
    };
  };
}

/**
 * A chart as a block of Slack's own; undefined where Slack cannot draw it or would draw something else: it writes plain
 * numbers only, has the lowest at the bottom, wants a value everywhere and keeps to small numbers of everything.
 */
export function chartBlock(chart: CardChart): ChartBlock | undefined {
  if (chart.kind === "heat" || chart.y.measure.kind !== "number") return undefined;
  const data = chart.kind === "bars" ? dataOfBars(chart) : dataOfLines(chart);
  if (data === undefined || !fits(chart, data)) return undefined;
  const { label, unit } = chart.y;
  return {
    type: "data_visualization",
    title: chart.title,
    chart: {
      type: chart.kind === "bars" ? "bar" : "line",
      series: data.series,
      axis_config: {
        categories: data.categories,
        x_label: chart.x.label,
        y_label: unit === undefined ? label : `${label} (${unit})`,
      },
    },
  };
}

interface Data {
  readonly categories: readonly string[];
  readonly series: readonly Series[];
}

function dataOfBars({ categories, series, y }: CardBarChart): Data | undefined {
  const named = series.map(({ name, values }) => ({
    name: name === "" ? y.label : name,
    data: categories.flatMap((label, index) => {
      const value = values[index] ?? null;
      return value === null || !Number.isFinite(value) ? [] : [{ label, value }];
    }),
  }));
  return { categories, series: named };
}

/** Lines of which each has a point above every x of the others. */
function dataOfLines({ series, x, y, locale }: CardLineChart): Data | undefined {
  const [first] = series;
  // Places of time stand at their own distances on a real axis, and here at even ones.
  if (first === undefined || y.isReversed === true || x.measure.kind === "time") return undefined;
  const places = first.points.map(([at]) => at);
  if (places.length > limits.chartCategories) return undefined;
  const isAlike = series.every(
    ({ points }) => points.length === places.length && points.every(([at], index) => at === places[index]),
  );
  if (!isAlike) return undefined;
  const categories = places.map((at) => writeMeasure(at, x.measure, locale));
  return {
    categories,
    series: series.map(({ name, points }) => ({
      name: name === "" ? y.label : name,
      data: points.flatMap(([, value], index) =>
        Number.isFinite(value) ? [{ label: categories[index] ?? "", value }] : [],
      ),
    })),
  };
}

function fits(chart: CardBarChart | CardLineChart, { categories, series }: Data): boolean {
  const names = series.map(({ name }) => name);
  const isUnique = (texts: readonly string[]) => new Set(texts).size === texts.length;
  const areShort = (texts: readonly string[], most: number) =>
    texts.every((text) => text !== "" && text.length <= most);
  return (
    series.length >= 1 &&
    series.length <= limits.chartSeries &&
    categories.length >= 1 &&
    categories.length <= limits.chartCategories &&
    series.every(({ data }) => data.length === categories.length) &&
    isUnique(names) &&
    isUnique(categories) &&
    areShort([...names, ...categories], limits.chartLabelChars) &&
    areShort([chart.title, chart.x.label], limits.chartTitleChars) &&
    chart.y.label.length + (chart.y.unit ?? "").length + 3 <= limits.chartTitleChars
  );
}
