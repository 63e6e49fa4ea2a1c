import { Resvg } from "@resvg/resvg-js";
import type { CardChart } from "#core/chart.ts";
import type { PictureOptions } from "#core/ports.ts";
import { fontsFor } from "./fonts.ts";
import { svgOf } from "./svg.ts";

/** A chart as PNG. Blocks for as long as it takes: the worker's work. */
export function render(chart: CardChart, { theme, width }: PictureOptions): Uint8Array {
  const svg = svgOf(chart, theme);
  const font = { loadSystemFonts: false, fontFiles: [...fontsFor(svg)], defaultFontFamily: "Noto Sans" };
  return new Resvg(svg, { font, fitTo: { mode: "width", value: width } }).render().asPng();
}
