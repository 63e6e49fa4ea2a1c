import type { CardChart } from "#core/chart.ts";
import { drawBars } from "./bars.ts";
import { drawHeat } from "./heat.ts";
import { drawLines } from "./line.ts";
import { type Theme, themes } from "./theme.ts";

/** A thinned chart as an SVG document that names the shipped fonts. */
export function svgOf(chart: CardChart, theme: Theme): string {
  const palette = themes[theme];
  switch (chart.kind) {
    case "line":
      return drawLines(chart, palette);
    case "bars":
      return drawBars(chart, palette);
    case "heat":
      return drawHeat(chart, palette);
  }
}
