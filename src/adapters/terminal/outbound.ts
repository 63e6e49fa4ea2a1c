import { styleText } from "node:util";
import { drawChart } from "#adapters/terminal/chart.ts";
import { harmless } from "#adapters/terminal/harmless.ts";
import { drawQr } from "#adapters/terminal/qr.ts";
import type { CardChart } from "#core/chart.ts";
import { columnsOf, fillColumns, isolated } from "#core/columns.ts";
import type { Card } from "#core/reply.ts";

const usualColumns = 80;
const colours = { neutral: "cyan", success: "green", warning: "yellow", danger: "red" } as const;

/** What a typed number presses, in the order shown. */
export interface Drawn {
  readonly lines: readonly string[];
  readonly tokens: readonly string[];
}

/** A card as lines of text: title, words, facts, table, numbered buttons and choices. */
export function draw(
  card: Card,
  options: {
    readonly isColoured: boolean;
    readonly numberHint: string | undefined;
    /** How many numbers the cards above have taken that still stand. */
    readonly taken?: number;
    /** How wide the terminal is; 80 when nobody knows. */
    readonly columns?: number | undefined;
    /** Where the card's file was put. */
    readonly savedAs?: string | undefined;
  },
): Drawn {
  const title = harmless(card.title);
  const paint = (text: string) =>
    options.isColoured ? styleText([colours[card.tone], "bold"], text, { validateStream: false }) : text;
  const lines: string[] = [paint(title), ...card.text.map(harmless)];
  lines.push(...facts(card), ...table(card));
  if (card.qr !== undefined) {
    lines.push(...drawQr(card.qr.content), harmless(card.qr.alt));
  }
  if (card.chart !== undefined) lines.push(...chart(card, card.chart, options.columns ?? usualColumns));
  if (card.picture !== undefined) lines.push(`[${harmless(card.picture.alt)}]`);
  if (card.file !== undefined) lines.push(...file(card.file, options.savedAs));
  const items = [...card.buttons.map((one) => one.label), ...card.choices.map(choiceLabel)];
  items.forEach((label, index) => {
    lines.push(`  [${(options.taken ?? 0) + index + 1}] ${harmless(label)}`);
  });
  const notes = [
    ...(items.length > 0 && options.numberHint !== undefined ? [options.numberHint] : []),
    ...(card.until === undefined ? [] : [card.until.text]),
  ];
  if (notes.length > 0) lines.push(`  ${notes.join(" · ")}`);
  return { lines, tokens: [...card.buttons, ...card.choices].map((one) => one.token) };
}

function chart({ title }: Card, drawn: CardChart, columns: number): readonly string[] {
  return ["", ...(drawn.title === title ? [] : [`  ${harmless(drawn.title)}`]), ...drawChart(drawn, columns)];
}

function file({ label, lost }: NonNullable<Card["file"]>, savedAs: string | undefined): readonly string[] {
  return savedAs === undefined ? [harmless(lost)] : [harmless(label), `  ${savedAs}`];
}

function choiceLabel({ label, detail }: Card["choices"][number]): string {
  return detail === undefined ? label : `${label} (${detail})`;
}

function facts(card: Card): string[] {
  const widest = Math.max(0, ...card.facts.map(({ label }) => columnsOf(harmless(label))));
  return card.facts.map(
    ({ label, value }) => `  ${fillColumns(harmless(label), widest, "left")}  ${isolated(harmless(value))}`,
  );
}

function table({ table: drawn }: Card): string[] {
  if (drawn === undefined) return [];
  const rows = [drawn.columns.map((column) => column.label), ...drawn.rows].map((row) => row.map(harmless));
  const widths = drawn.columns.map((_, index) => Math.max(...rows.map((row) => columnsOf(row[index] ?? ""))));
  return rows.map((row) =>
    `  ${row.map((cell, index) => fillColumns(cell, widths[index] ?? 0, drawn.columns[index]?.align ?? "left")).join("  ")}`.trimEnd(),
  );
}
