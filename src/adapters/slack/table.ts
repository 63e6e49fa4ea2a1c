import type { types } from "@slack/bolt";
import { columnsOf, fillColumns } from "#core/columns.ts";
import type { Card } from "#core/reply.ts";
import { limits } from "./limits.ts";

type Table = NonNullable<Card["table"]>;

/** As many rows as people still look through. */
const rowsPerPage = 50;

/** A table as native blocks of as many rows as fit, the heading repeated in each; as aligned text where it must. */
export function tableBlocks(table: Table, isNative: boolean): readonly types.KnownBlock[] {
  const fits = isNative && table.columns.length <= limits.tableColumns;
  const heading = table.columns.map((column) => column.label);
  const widest = heading.map((_, index) => Math.max(...[heading, ...table.rows].map((row) => row[index]?.length ?? 0)));
  const measure = (row: readonly string[]) => (fits ? charsOf(row) : widest.reduce((sum, width) => sum + width + 2, 1));
  const chunks = rowChunks(heading, table.rows, fits ? limits.tableRows - 1 : Number.POSITIVE_INFINITY, measure);
  return chunks.map((rows) => (fits ? nativeTable(table, heading, rows) : alignedText(table, heading, rows)));
}

/** The rows of a table by what fits on one card; a single part when all of it does. */
export function tablePages(table: Table): readonly Table["rows"][] {
  const heading = table.columns.map((column) => column.label);
  return rowChunks(heading, table.rows, rowsPerPage, charsOf);
}

function rowChunks(
  heading: readonly string[],
  rows: Table["rows"],
  mostRows: number,
  measure: (row: readonly string[]) => number,
): readonly Table["rows"][] {
  const most = limits.tableChars - 1000;
  const base = measure(heading);
  const chunks: (readonly string[])[][] = [[]];
  let used = base;
  for (const row of rows) {
    const size = measure(row);
    const current = chunks.at(-1) ?? [];
    if (current.length > 0 && (current.length >= mostRows || used + size > most)) {
      chunks.push([row]);
      used = base + size;
    } else {
      current.push(row);
      used += size;
    }
  }
  return chunks;
}

function charsOf(row: readonly string[]): number {
  return row.reduce((sum, cell) => sum + cell.length + 2, 0);
}

function nativeTable(table: Table, heading: readonly string[], rows: Table["rows"]): types.TableBlock {
  const cell = (text: string) => ({ type: "raw_text" as const, text: text === "" ? " " : text });
  return {
    type: "table",
    column_settings: table.columns.map((column) => ({ align: column.align, is_wrapped: false })),
    rows: [heading, ...rows].map((row) => row.map(cell)),
  };
}

function alignedText(table: Table, heading: readonly string[], rows: Table["rows"]): types.RichTextBlock {
  const all = [heading, ...rows];
  const widths = heading.map((_, index) => Math.max(...all.map((row) => columnsOf(row[index] ?? ""))));
  const lines = all.map((row) =>
    row
      .map((text, index) => fillColumns(text, widths[index] ?? 0, table.columns[index]?.align ?? "left"))
      .join("  ")
      .trimEnd(),
  );
  return {
    type: "rich_text",
    elements: [{ type: "rich_text_preformatted", elements: [{ type: "text", text: lines.join("\n") }] }],
  };
}
