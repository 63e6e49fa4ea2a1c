import type { CardChart } from "#core/chart.ts";
import { cut, drawText, round, widthOf } from "./text.ts";
import { canvas, type Palette, sizes } from "./theme.ts";
import type { Ticks } from "./ticks.ts";

/** Where the values stand; all in units of the canvas. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const { width, height, margin } = canvas;
const titleLine = 46;
const axisTitleLine = 84;
/** Room for the lowest tick's text and the title of the axis below it. */
const footHeight = 74;
const gap = 10;

/** Ground and title, around what a chart consists of. */
export function sheet(chart: CardChart, palette: Palette, parts: readonly string[]): string {
  const most = width - 2 * margin;
  const size = widthOf(chart.title, sizes.title, true) <= most ? sizes.title : sizes.label;
  const title = cut(chart.title, size, most, true);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Noto Sans">`,
    `<rect width="${width}" height="${height}" fill="${palette.ground}"/>`,
    drawText(title, margin, titleLine, { fill: palette.ink, size, isBold: true }),
    ...parts,
    "</svg>",
  ].join("");
}

/** In the place of a chart that has nothing to show. */
export function emptySheet(chart: CardChart, palette: Palette): string {
  const text = cut(chart.empty, sizes.title, width - 2 * margin);
  const look = { fill: palette.quiet, size: sizes.title, anchor: "middle" } as const;
  return sheet(chart, palette, [drawText(text, width / 2, height / 2 + 20, look)]);
}

export function titleOf({ label, unit }: { readonly label: string; readonly unit?: string }): string {
  return unit === undefined ? label : `${label} (${unit})`;
}

/** The room that is left between an axis with these texts, and `beside` on the right. */
export function plotFor(texts: readonly string[], beside: number, legendHeight = 0): Plot {
  const widest = Math.max(0, ...texts.map((text) => widthOf(text, sizes.label)));
  return {
    left: margin + Math.min(widest, width / 3) + gap,
    right: width - margin - beside,
    top: axisTitleLine + 22 + legendHeight,
    bottom: height - footHeight,
  };
}

/** Lines across the plot with their numbers, and the title of the axis above them. */
export function drawRows(
  ticks: Ticks["ticks"],
  y: (value: number) => number,
  title: string,
  plot: Plot,
  palette: Palette,
): string {
  const lines = ticks.map(({ at, text }) => {
    const level = round(y(at));
    return (
      `<path d="M${round(plot.left)},${level}H${round(plot.right)}" stroke="${palette.grid}"/>` +
      drawText(text, plot.left - gap, level + sizes.label * 0.36, { fill: palette.quiet, anchor: "end" })
    );
  });
  const fitting = cut(title, sizes.label, width - 2 * margin);
  return lines.join("") + drawText(fitting, margin, axisTitleLine, { fill: palette.quiet });
}

/** Texts below the plot; those that would touch the one before are left out. */
export function drawColumns(
  ticks: readonly { readonly x: number; readonly text: string }[],
  title: string,
  plot: Plot,
  palette: Palette,
): string {
  const level = plot.bottom + 28;
  let free = Number.NEGATIVE_INFINITY;
  const texts = spaced(ticks).map(({ x, text }) => {
    const half = widthOf(text, sizes.label) / 2;
    const middle = Math.min(Math.max(x, margin / 2 + half), width - margin / 2 - half);
    if (middle - half < free) return "";
    free = middle + half + gap;
    return drawText(text, middle, level, { fill: palette.quiet, anchor: "middle" });
  });
  const fitting = cut(title, sizes.label, width - 2 * margin);
  const below = drawText(fitting, (plot.left + plot.right) / 2, height - 16, { fill: palette.quiet, anchor: "middle" });
  return texts.join("") + below;
}

/** Of hours and minutes, those with full tens and quarters stay. */
const evenSteps = [1, 2, 3, 5, 10, 15, 20, 30, 60, 90, 120, 180, 240, 360];

/** Every nth, so that the distances stay even where not all of them fit. */
function spaced<T extends { readonly x: number; readonly text: string }>(ticks: readonly T[]): readonly T[] {
  const [first, second] = ticks;
  if (first === undefined || second === undefined) return ticks;
  const widest = Math.max(...ticks.map(({ text }) => widthOf(text, sizes.label))) + gap;
  const fewest = widest / Math.abs(second.x - first.x);
  const every = evenSteps.find((step) => step >= fewest) ?? Math.ceil(fewest);
  return ticks.filter((_, index) => index % every === 0);
}
