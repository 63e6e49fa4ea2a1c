import type { CardChart } from "#core/chart.ts";

type Points = Extract<CardChart, { kind: "line" }>["series"][number]["points"];

/** More columns than the canvas has units of width cannot be seen. */
const columns = 800;
const mostBars = 240;

/**
 * A chart with as many points as can be seen: in every column of the picture the first, the lowest, the highest and the
 * last stay, so that no peak is lost. Points come in the order of x, and what is no number is left out.
 */
export function thinned(chart: CardChart): CardChart {
  if (chart.kind === "line") {
    return { ...chart, series: chart.series.map((one) => ({ ...one, points: thinPoints(one.points) })) };
  }
  return chart.kind === "bars" && chart.categories.length > mostBars ? thinBars(chart) : chart;
}

function thinPoints(all: Points): Points {
  const points = sane(all);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length <= columns * 2) return points;
  const width = (last[0] - first[0]) / columns || 1;
  const columnOf = ([x]: Point) => Math.floor((x - first[0]) / width);
  const kept: Point[] = [];
  let column = emptyColumn(first);
  let current = 0;
  for (const point of points) {
    if (columnOf(point) !== current) {
      kept.push(...seenOf(column));
      column = emptyColumn(point);
      current = columnOf(point);
    }
    if (point[1] < column.lowest[1]) column.lowest = point;
    if (point[1] > column.highest[1]) column.highest = point;
    column.last = point;
  }
  return [...kept, ...seenOf(column)];
}

type Point = Points[number];

interface Column {
  readonly first: Point;
  lowest: Point;
  highest: Point;
  last: Point;
}

function emptyColumn(point: Point): Column {
  return { first: point, lowest: point, highest: point, last: point };
}

/** Its points once each, in the order of x. */
function seenOf({ first, lowest, highest, last }: Column): readonly Point[] {
  return [...new Set([first, lowest, highest, last])].toSorted(([a], [b]) => a - b);
}

/** In the order of x, so that a clock that jumped back draws no line backwards. Copies only where something is wrong. */
function sane(points: Points): Points {
  let before = Number.NEGATIVE_INFINITY;
  for (const [x, y] of points) {
    if (!(x >= before) || !Number.isFinite(x) || !Number.isFinite(y)) {
      return points.filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b)).toSorted(([a], [b]) => a - b);
    }
    before = x;
  }
  return points;
}

/** Neighbouring bars become one as high as the highest of them, under the name of the first. */
function thinBars(chart: Extract<CardChart, { kind: "bars" }>): CardChart {
  const size = Math.ceil(chart.categories.length / mostBars);
  const starts = chart.categories.flatMap((_, index) => (index % size === 0 ? [index] : []));
  return {
    ...chart,
    categories: starts.map((start) => chart.categories[start] ?? ""),
    series: chart.series.map(({ name, values }) => ({
      name,
      values: starts.map((start) => {
        const known = values.slice(start, start + size).filter((value) => value !== null);
        return known.length === 0 ? null : Math.max(...known);
      }),
    })),
  };
}
