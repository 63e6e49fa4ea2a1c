import { symbol, symbolCircle, symbolCross, symbolDiamond, symbolSquare, symbolStar, symbolTriangle } from "d3-shape";
import { round } from "./text.ts";
import type { Palette } from "./theme.ts";

const shapes = [symbolCircle, symbolSquare, symbolTriangle, symbolDiamond, symbolCross, symbolStar];

/** How one series is told from the others: colour and shape, and from the seventh on dashes and hollow shapes. */
export interface Look {
  readonly colour: string;
  readonly isSecond: boolean;
  /** A mark whose middle is at this place. */
  mark(x: number, y: number): string;
}

export function lookOf(index: number, palette: Palette): Look {
  const colour = palette.series[index % palette.series.length] ?? palette.ink;
  const isSecond = index >= palette.series.length;
  const path = symbol(shapes[index % shapes.length], isSecond ? 90 : 110).digits(1)() ?? "";
  const paint = isSecond
    ? `fill="${palette.ground}" stroke="${colour}" stroke-width="2.5"`
    : `fill="${colour}" stroke="${palette.ground}" stroke-width="1"`;
  return {
    colour,
    isSecond,
    mark: (x, y) => `<path transform="translate(${round(x)},${round(y)})" d="${path}" ${paint}/>`,
  };
}
