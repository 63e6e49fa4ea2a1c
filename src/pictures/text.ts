import { sizes } from "./theme.ts";

/** Advance widths of the shipped Noto Sans from space to tilde, in thousandths of the letter size. */
const ascii = [
  260, 269, 408, 646, 572, 831, 732, 225, 300, 300, 551, 572, 268, 322, 268, 372, 572, 572, 572, 572, 572, 572, 572,
  572, 572, 572, 268, 268, 572, 572, 572, 434, 899, 639, 650, 632, 730, 556, 519, 728, 741, 339, 273, 619, 524, 907,
  760, 781, 605, 781, 622, 549, 556, 731, 600, 930, 586, 566, 572, 329, 372, 329, 572, 444, 281, 561, 615, 480, 615,
  564, 344, 615, 618, 258, 258, 534, 258, 935, 618, 605, 615, 615, 413, 479, 361, 618, 508, 786, 529, 510, 470, 380,
  551, 380, 572,
];
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u;
const pictographic = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** Semi-bold letters are wider by about this much. */
const boldFactor = 1.05;

/** About how wide a text is drawn, in the units of `size`. */
export function widthOf(text: string, size: number, isBold = false): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return (width * size * (isBold ? boldFactor : 1)) / 1_000;
}

function graphemeWidth(grapheme: string): number {
  const code = grapheme.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return ascii[code - 0x20] ?? 600;
  if (pictographic.test(grapheme)) return 1_250;
  if (wide.test(grapheme)) return 1_000;
  return grapheme.toLowerCase() === grapheme ? 600 : 720;
}

/** The text, cut with an ellipsis between two letters where it is wider than `most`. */
export function cut(text: string, size: number, most: number, isBold = false): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (widthOf(line, size, isBold) <= most) return line;
  const room = most - widthOf("…", size, isBold);
  let kept = "";
  let width = 0;
  for (const { segment } of graphemes.segment(line)) {
    width += widthOf(segment, size, isBold);
    if (width > room) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Control characters, marks that steer the direction of other text, and halves of characters stand in no picture. */
function harmless(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, "")
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? "");
}

export interface TextLook {
  readonly fill: string;
  readonly size?: number;
  readonly anchor?: "start" | "middle" | "end";
  readonly isBold?: boolean;
}

/** One line of text whose baseline stands at y. */
export function drawText(text: string, x: number, y: number, look: TextLook): string {
  const { fill, size = sizes.label, anchor = "start", isBold = false } = look;
  const weight = isBold ? ' font-weight="600"' : "";
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" fill="${fill}" text-anchor="${anchor}"${weight}>${harmless(text)}</text>`;
}

/** Coordinates need no more than tenths. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
