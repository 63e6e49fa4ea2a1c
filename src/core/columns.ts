const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** Wide and full-width letters of https://www.unicode.org/reports/tr11/ outside emoji; JavaScript has no name for them. */
const wide =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u3247\u3250-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cd5}\u{1aff0}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;
const emoji = /\p{Emoji_Presentation}|\p{Regional_Indicator}|\p{Emoji}\ufe0f/u;
/** Whole graphemes that take no room. */
const empty = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Columns that a text takes where all letters are equally wide: two for ideographs and emoji, none for mere marks. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (!empty.test(segment)) columns += wide.test(segment) || emoji.test(segment) ? 2 : 1;
  }
  return columns;
}

/**
 * A text of at least so many columns, filled with spaces. Text that is written from right to left is kept to itself by
 * marks that take no room, so that what stands beside it stays where it is.
 */
export function fillColumns(text: string, columns: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, columns - columnsOf(text)));
  const kept = isolated(text);
  return align === "left" ? kept + space : space + kept;
}

/** First strong isolate and its end (https://www.unicode.org/reports/tr9/), around text from right to left only. */
export function isolated(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}

/** The text, cut with an ellipsis where it takes more columns. */
export function cutColumns(text: string, most: number): string {
  if (columnsOf(text) <= most) return text;
  let kept = "";
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) {
    columns += columnsOf(segment);
    if (columns > most - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
