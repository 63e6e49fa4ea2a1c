import { columnsOf, fillColumns, isolated } from "#core/columns.ts";
import { tableWidth } from "./limits.ts";

/** Plain text made safe from Discord's markup, mentions and emoji codes. */
export function escapeText(text: string): string {
  return text
    .replace(/[\\*_`<[]/g, "\\$&")
    .replace(/~~|\|\|/g, (pair) => `\\${pair.charAt(0)}\\${pair.charAt(1)}`)
    .replace(/^(\s*)(#{1,3} |-#? |>{1,3} )/gm, "$1\\$2")
    .replace(/^(\s*\d+)\. /gm, "$1\\. ");
}

/** Text inside a code block, which has no escapes: only its own fence must not occur. */
function fenced(text: string): string {
  return `\`\`\`\n${text.replaceAll("```", "`\u200b`\u200b`")}\n\`\`\``;
}

const fenceLength = fenced("").length;
export interface Table {
  readonly columns: readonly { readonly label: string; readonly align: "left" | "right" }[];
  readonly rows: readonly (readonly string[])[];
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ");

/**
 * Lines of an aligned table; each inner list must stay together. Where the columns do not fit beside each other
 * on a phone, every row becomes a small block of its own: label and value on each line.
 */
export function tableLines(table: Table): readonly (readonly string[])[] {
  const heads = table.columns.map((column) => oneLine(column.label));
  const rows = table.rows.map((row) => table.columns.map((_, index) => oneLine(row[index] ?? "")));
  const widths = heads.map((head, index) =>
    Math.max(columnsOf(head), ...rows.map((row) => columnsOf(row[index] ?? ""))),
  );
  const total = widths.reduce((sum, width) => sum + width, 0) + 2 * Math.max(0, widths.length - 1);
  if (total <= tableWidth) {
    return [heads, ...rows].map((cells) => [
      cells
        .map((cell, index) => fillColumns(cell, widths[index] ?? 0, table.columns[index]?.align ?? "left"))
        .join("  ")
        .trimEnd(),
    ]);
  }
  const labelWidth = Math.max(...heads.map(columnsOf));
  return rows.map((row, at) => [
    ...row.map((cell, index) => `${fillColumns(heads[index] ?? "", labelWidth, "left")}  ${isolated(cell)}`.trimEnd()),
    ...(at === rows.length - 1 ? [] : [""]),
  ]);
}

/** Cuts a text into parts of at most `limit` characters, at paragraphs, lines or words where possible. */
export function splitText(text: string, limit: number): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const head = rest.slice(0, limit + 1);
    const line = head.lastIndexOf("\n");
    const word = head.lastIndexOf(" ");
    let at = line > limit / 2 ? line : word > limit / 2 ? word : limit;
    if (at === limit && /[\ud800-\udbff]/.test(rest.charAt(at - 1))) at -= 1;
    // Never between a backslash and what it escapes.
    if (at === limit && /(^|[^\\])(\\\\)*\\$/.test(rest.slice(0, at))) at -= 1;
    parts.push(rest.slice(0, at));
    rest = rest.slice(at).replace(/^[ \n]/, "");
  }
  if (rest.length > 0) parts.push(rest);
  return parts;
}

/** A table as code blocks of at most `limit` characters each. */
export function tableBlocks(table: Table, limit: number): readonly string[] {
  const room = limit - fenceLength;
  const blocks: string[] = [];
  let lines: string[] = [];
  let length = 0;
  const flush = (): void => {
    if (lines.length > 0) blocks.push(fenced(lines.join("\n")));
    lines = [];
    length = 0;
  };
  for (const group of tableLines(table)) {
    for (const line of group.flatMap((whole) => (whole === "" ? [""] : splitText(whole, room)))) {
      if (length + line.length + 1 > room) flush();
      lines.push(line);
      length += line.length + 1;
    }
  }
  flush();
  return blocks;
}

/** Shortens a label to fit; whoever calls shows the whole text elsewhere. */
export function shortened(text: string, limit: number): string {
  const clean = oneLine(text).trim();
  if (clean.length <= limit) return clean === "" ? "\u200b" : clean;
  const cut = clean.slice(0, limit - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
