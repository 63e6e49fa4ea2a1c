import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { type CardLineChart, mostSeries } from "#core/chart.ts";
import { drawColumns, drawRows, emptySheet, type Plot, plotFor, sheet, titleOf } from "./frame.ts";
import { type Look, lookOf } from "./marks.ts";
import { cut, drawText, round, widthOf } from "./text.ts";
import { canvas, type Palette, sizes } from "./theme.ts";
import { placesOf, ticksOf } from "./ticks.ts";

type Point = readonly [number, number];

/** Points closer than this get a mark now and then instead of one each. */
const markDistance = 18;
const marksWhenDense = 6;
const mostNameWidth = 190;
const nameGap = 14;
/** From the edge of the plot to a mark, and from there to its name. */
const markGap = 16;
const nameHeight = 25;

interface Line {
  readonly name: string;
  readonly look: Look;
  readonly points: readonly Point[];
}

export function drawLines(chart: CardLineChart, palette: Palette): string {
  const drawn = chart.series.slice(0, mostSeries).filter(({ points }) => points.length > 0);
  const all = drawn.flatMap(({ points }) => points);
  if (all.length === 0) return emptySheet(chart, palette);
  const names = drawn.map(({ name }) => cut(name, sizes.name, mostNameWidth));
  const beside = Math.max(0, ...names.map((name) => widthOf(name, sizes.name))) + nameGap * 2 + markGap;
  const { locale, x, y } = chart;
  const wish = { measure: y.measure, locale, count: 5, isNice: true };
  const rows = y.isReversed === true ? placesOf(...rangeOf(all, 1), wish) : ticksOf(...rangeOf(all, 1), wish);
  const plot = plotFor(
    rows.ticks.map(({ text }) => text),
    beside,
  );
  const columns = ticksOf(...rangeOf(all, 0), { measure: x.measure, locale, count: 6, isNice: false });
  const [low, high] = rows.domain;
  const across = scaleLinear([...columns.domain], [plot.left + nameGap, plot.right - nameGap]);
  const up = scaleLinear(y.isReversed === true ? [high, low] : [low, high], [plot.bottom, plot.top]);
  const lines = drawn.map(({ points }, index): Line => {
    const placed = points.map(([a, b]): Point => [across(a), up(b)]);
    return { name: names[index] ?? "", look: lookOf(index, palette), points: placed };
  });
  return sheet(chart, palette, [
    drawRows(rows.ticks, up, titleOf(y), plot, palette),
    drawColumns(
      columns.ticks.map(({ at, text }) => ({ x: across(at), text })),
      titleOf(x),
      plot,
      palette,
    ),
    ...lines.map(drawPath),
    ...lines.map((one, index) => drawMarks(one, index, lines.length > 1)),
    drawNames(lines, plot, palette),
  ]);
}

function rangeOf(points: readonly Point[], part: 0 | 1): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    low = Math.min(low, point[part]);
    high = Math.max(high, point[part]);
  }
  return [low, high];
}

function drawPath({ points, look }: Line): string {
  const path = line<Point>().digits(1)(points) ?? "";
  const dashes = look.isSecond ? ' stroke-dasharray="9 6"' : "";
  const width = points.length > canvas.width ? 1.5 : 3;
  return `<path d="${path}" fill="none" stroke="${look.colour}" stroke-width="${width}" stroke-linejoin="round"${dashes}/>`;
}

function drawMarks({ points, look }: Line, index: number, isOneOfSeveral: boolean): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return "";
  const isDense = (last[0] - first[0]) / Math.max(1, points.length - 1) < markDistance;
  if (!isDense || points.length === 1) return points.map(([x, y]) => look.mark(x, y)).join("");
  if (!isOneOfSeveral) return "";
  // Lines that run on each other show their marks at different places.
  const every = Math.max(1, Math.floor(points.length / marksWhenDense));
  const shift = Math.floor((every * (index % 4)) / 4);
  return points
    .filter((_, at) => at % every === shift || at === points.length - 1)
    .map(([x, y]) => look.mark(x, y))
    .join("");
}

/** Names at the ends of their lines with the line's mark, moved apart where they would stand on each other. */
function drawNames(lines: readonly Line[], plot: Plot, palette: Palette): string {
  const ends = lines
    .flatMap((one) => {
      const end = one.points.at(-1);
      return end === undefined || one.name === "" ? [] : [{ ...one, end }];
    })
    .toSorted((a, b) => a.end[1] - b.end[1]);
  const levels = apart(
    ends.map(({ end }) => end[1]),
    plot.top + nameHeight / 3,
    plot.bottom,
  );
  const x = plot.right + nameGap;
  return ends
    .map(({ name, look, end }, index) => {
      const level = levels[index] ?? end[1];
      const way = `M${round(end[0] + 8)},${round(end[1])}L${round(x - 8)},${round(level)}`;
      const leader = `<path d="${way}" stroke="${look.colour}" stroke-width="1.5" stroke-dasharray="2 4" fill="none"/>`;
      const text = drawText(name, x + markGap, level + sizes.name * 0.36, { fill: palette.ink, size: sizes.name });
      return leader + look.mark(x, level) + text;
    })
    .join("");
}

/** The same levels in the same order, moved as little as it takes for each to have its room between top and bottom. */
export function apart(wanted: readonly number[], top: number, bottom: number): readonly number[] {
  const height = Math.min(nameHeight, (bottom - top) / Math.max(1, wanted.length - 1));
  const levels: number[] = [];
  for (const [index, level] of wanted.entries()) {
    levels.push(Math.max(level, index === 0 ? top : (levels[index - 1] ?? top) + height));
  }
  let most = bottom;
  for (let index = levels.length - 1; index >= 0; index -= 1) {
    levels[index] = Math.min(levels[index] ?? most, most);
    most = (levels[index] ?? most) - height;
  }
  return levels;
}
