import { scaleLinear, scaleSqrt } from "d3-scale";
import type { CardHeatMap } from "#core/chart.ts";
import { writeMeasure } from "#core/measure.ts";
import { weekdayNames } from "#core/weekdays.ts";
import { emptySheet, sheet, titleOf } from "./frame.ts";
import { cut, drawText, round, widthOf } from "./text.ts";
import { canvas, type Palette, sizes } from "./theme.ts";

const hours = 24;
const top = 96;
const bottom = 398;
const between = 3;
const hourStep = 3;

/** Seven rows of 24 fields, the darker (on dark ground: the lighter) the more. */
export function drawHeat(chart: CardHeatMap, palette: Palette): string {
  const most = Math.max(0, ...chart.week.flat().filter(Number.isFinite));
  if (most === 0) return emptySheet(chart, palette);
  const days = weekdayNames(chart.locale, "short");
  const left = canvas.margin + Math.max(...days.map((day) => widthOf(day, sizes.label))) + 12;
  const width = (canvas.width - canvas.margin - left) / hours;
  const height = (bottom - top) / days.length;
  const colour = scaleSqrt([0, most], [...palette.heat]);
  const rows = days.map((day, row) => {
    const y = top + row * height;
    const fields = Array.from({ length: hours }, (_, hour) => {
      const value = chart.week[row]?.[hour] ?? 0;
      const fill = value > 0 ? colour(value) : palette.none;
      const place = `x="${round(left + hour * width)}" y="${round(y)}"`;
      return `<rect ${place} width="${round(width - between)}" height="${round(height - between)}" rx="3" fill="${fill}"/>`;
    });
    const label = drawText(day, left - 12, y + height / 2 + sizes.label * 0.3, { fill: palette.quiet, anchor: "end" });
    return label + fields.join("");
  });
  const texts = Array.from({ length: hours / hourStep }, (_, index) => {
    const hour = index * hourStep;
    const text = String(hour).padStart(2, "0");
    return drawText(text, left + (hour + 0.5) * width - between / 2, bottom + 26, {
      fill: palette.quiet,
      anchor: "middle",
    });
  });
  return sheet(chart, palette, [
    drawText(cut(titleOf(chart.value), sizes.label, canvas.width - 2 * canvas.margin), canvas.margin, 80, {
      fill: palette.quiet,
    }),
    ...rows,
    ...texts,
    drawScale(most, chart, palette, colour),
  ]);
}

/** What the colours mean, from one to the most. */
function drawScale(most: number, chart: CardHeatMap, palette: Palette, colour: (value: number) => string): string {
  const { measure } = chart.value;
  const text = writeMeasure(most, measure, chart.locale);
  const [y, length, steps] = [canvas.height - 44, 220, 22];
  const end = canvas.width - canvas.margin - widthOf(text, sizes.label) - 10;
  const start = end - length;
  const at = scaleLinear([0, steps - 1], [0, most]);
  const boxes = Array.from({ length: steps }, (_, index) => {
    const x = round(start + (index * length) / steps);
    const fill = index === 0 ? palette.none : colour(at(index));
    return `<rect x="${x}" y="${y}" width="${round(length / steps + 0.5)}" height="20" fill="${fill}"/>`;
  });
  return [
    drawText(writeMeasure(0, measure, chart.locale), start - 10, y + 18, { fill: palette.quiet, anchor: "end" }),
    ...boxes,
    drawText(text, end + 10, y + 18, { fill: palette.quiet }),
  ].join("");
}
