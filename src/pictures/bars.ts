import { scaleBand, scaleLinear } from "d3-scale";
import { type CardBarChart, mostSeries } from "#core/chart.ts";
import { writeMeasure } from "#core/measure.ts";
import { drawColumns, drawRows, emptySheet, plotFor, sheet, titleOf } from "./frame.ts";
import { type Look, lookOf } from "./marks.ts";
import { cut, drawText, round, widthOf } from "./text.ts";
import { canvas, type Palette, sizes } from "./theme.ts";
import { type Ticks, ticksOf } from "./ticks.ts";

/** With no more bars than this, each shows its value. */
const mostValues = 12;
const mostLying = 14;
const mostNameWidth = 230;
const mostLegendName = 170;
const legendTop = 113;
/** More bars than this stand without gaps: stripes would flicker on small screens. */
const mostWithGaps = 100;

interface Bars {
  readonly chart: CardBarChart;
  readonly palette: Palette;
  readonly looks: readonly Look[];
  readonly scale: Ticks;
}

/** Standing bars; lying ones where names that must all be read do not fit beside each other. */
export function drawBars(given: CardBarChart, palette: Palette): string {
  const series = given.series.slice(0, mostSeries);
  const chart = { ...given, series };
  const known = series.flatMap(({ values }) => values).filter((value) => value !== null && Number.isFinite(value));
  const values = known.filter((value) => value !== null);
  if (values.length === 0) return emptySheet(chart, palette);
  const scale = ticksOf(Math.min(0, ...values), Math.max(0, ...values), {
    measure: chart.y.measure,
    locale: chart.locale,
    count: 5,
    isNice: true,
  });
  const bars = { chart, palette, looks: series.map((_, index) => lookOf(index, palette)), scale };
  return isLying(chart) ? drawLying(bars) : drawStanding(bars);
}

function isLying({ categories, isSequence }: CardBarChart): boolean {
  if (isSequence || categories.length > mostLying) return false;
  const widest = Math.max(0, ...categories.map((name) => widthOf(name, sizes.label)));
  return (widest + 12) * categories.length > canvas.width - 6 * canvas.margin;
}

function drawStanding({ chart, palette, looks, scale }: Bars): string {
  const legend = legendOf(chart, looks, palette);
  const texts = scale.ticks.map(({ text }) => text);
  const plot = plotFor(texts, 0, legend.height);
  const up = scaleLinear([...scale.domain], [plot.bottom, plot.top]);
  const bands = scaleBand(chart.categories.keys(), [plot.left, plot.right]).padding(
    chart.categories.length > mostWithGaps ? 0 : 0.2,
  );
  const lanes = scaleBand(chart.series.keys(), [0, bands.bandwidth()]);
  const bars = chart.series.flatMap(({ values }, series) =>
    chart.categories.map((_, index) => {
      const value = values[index] ?? null;
      if (value === null || !Number.isFinite(value)) return "";
      const x = (bands(index) ?? 0) + (lanes(series) ?? 0);
      const [y, foot] = [up(Math.max(0, value)), up(Math.min(0, value))];
      const box = { x, y, width: lanes.bandwidth(), height: foot - y };
      return drawBox(box, looks[series], palette) + valueAbove(value, box, chart, palette);
    }),
  );
  const middles = chart.categories.map((text, index) => ({ x: (bands(index) ?? 0) + bands.bandwidth() / 2, text }));
  return sheet(chart, palette, [
    drawRows(scale.ticks, up, titleOf(chart.y), plot, palette),
    ...bars,
    drawColumns(middles, chart.x.label, plot, palette),
    legend.drawn,
  ]);
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function drawBox({ x, y, width, height }: Box, look: Look | undefined, palette: Palette): string {
  const place = `x="${round(x)}" y="${round(y)}" width="${round(Math.max(1, width))}" height="${round(Math.max(1, height))}"`;
  const colour = look?.colour ?? palette.ink;
  return look?.isSecond === true
    ? `<rect ${place} fill="${colour}" fill-opacity="0.25" stroke="${colour}" stroke-width="2"/>`
    : `<rect ${place} fill="${colour}"/>`;
}

function valueAbove(value: number, box: Box, chart: CardBarChart, palette: Palette): string {
  if (chart.series.length * chart.categories.length > mostValues) return "";
  const text = writeMeasure(value, chart.y.measure, chart.locale);
  if (widthOf(text, sizes.label) > box.width + 16) return "";
  const y = value < 0 ? box.y + box.height + sizes.label : box.y - 7;
  return drawText(text, box.x + box.width / 2, y, { fill: palette.ink, anchor: "middle" });
}

function drawLying({ chart, palette, looks, scale }: Bars): string {
  const legend = legendOf(chart, looks, palette);
  const names = chart.categories.map((name) => cut(name, sizes.label, mostNameWidth));
  const plot = plotFor(names, 60, legend.height);
  const along = scaleLinear([...scale.domain], [plot.left, plot.right]);
  const bands = scaleBand(chart.categories.keys(), [plot.top - 10, plot.bottom]).padding(0.25);
  const lanes = scaleBand(chart.series.keys(), [0, bands.bandwidth()]);
  const grid = scale.ticks.map(({ at }) => {
    const x = round(along(at));
    return `<path d="M${x},${plot.top - 10}V${plot.bottom}" stroke="${palette.grid}"/>`;
  });
  const bars = chart.series.flatMap(({ values }, series) =>
    chart.categories.map((_, index) => {
      const value = values[index] ?? null;
      if (value === null || !Number.isFinite(value)) return "";
      const [x, end] = [along(Math.min(0, value)), along(Math.max(0, value))];
      const box = { x, y: (bands(index) ?? 0) + (lanes(series) ?? 0), width: end - x, height: lanes.bandwidth() };
      return drawBox(box, looks[series], palette) + valueBeside(value, box, chart, palette);
    }),
  );
  const labels = names.map((name, index) => {
    const y = (bands(index) ?? 0) + bands.bandwidth() / 2 + sizes.label * 0.36;
    return drawText(name, plot.left - 10, y, { fill: palette.ink, anchor: "end" });
  });
  const columns = scale.ticks.map(({ at, text }) => ({ x: along(at), text }));
  return sheet(chart, palette, [
    ...grid,
    ...bars,
    ...labels,
    drawColumns(columns, titleOf(chart.y), plot, palette),
    drawText(chart.x.label, canvas.margin, 80, { fill: palette.quiet }),
    legend.drawn,
  ]);
}

function valueBeside(value: number, box: Box, chart: CardBarChart, palette: Palette): string {
  if (chart.series.length * chart.categories.length > mostLying || value < 0) return "";
  const text = writeMeasure(value, chart.y.measure, chart.locale);
  return drawText(text, box.x + box.width + 8, box.y + box.height / 2 + sizes.label * 0.36, { fill: palette.ink });
}

interface Legend {
  readonly drawn: string;
  readonly height: number;
}

const legendLine = 28;
const side = 16;

/** Colours and names in rows below the title of the axis; a single series needs none. */
function legendOf({ series }: CardBarChart, looks: readonly Look[], palette: Palette): Legend {
  if (series.length < 2) return { drawn: "", height: 0 };
  let [x, row]: [number, number] = [canvas.margin, 0];
  const parts = series.map((one, index) => {
    const name = cut(one.name, sizes.name, mostLegendName);
    const width = side + 8 + widthOf(name, sizes.name);
    if (x > canvas.margin && x + width > canvas.width - canvas.margin) [x, row] = [canvas.margin, row + 1];
    const y = legendTop + row * legendLine;
    const box = { x, y: y - side + 1, width: side, height: side };
    const drawn = drawText(name, x + side + 8, y, { fill: palette.ink, size: sizes.name });
    x += width + 18;
    return drawBox(box, looks[index], palette) + drawn;
  });
  return { drawn: parts.join(""), height: (row + 1) * legendLine };
}
