import { styleText } from "node:util";
import { drawQr } from "#adapters/terminal/qr.ts";
import { harmless, pad, widthOf } from "#adapters/terminal/width.ts";
import type { Card } from "#core/reply.ts";

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
  if (card.picture !== undefined) lines.push(`[${harmless(card.picture.alt)}]`);
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

function choiceLabel({ label, detail }: Card["choices"][number]): string {
  return detail === undefined ? label : `${label} (${detail})`;
}

function facts(card: Card): string[] {
  const widest = Math.max(0, ...card.facts.map(({ label }) => widthOf(harmless(label))));
  return card.facts.map(({ label, value }) => `  ${pad(harmless(label), widest, "left")}  ${harmless(value)}`);
}

function table({ table: drawn }: Card): string[] {
  if (drawn === undefined) return [];
  const rows = [drawn.columns.map((column) => column.label), ...drawn.rows].map((row) => row.map(harmless));
  const widths = drawn.columns.map((_, index) => Math.max(...rows.map((row) => widthOf(row[index] ?? ""))));
  return rows.map((row) =>
    `  ${row.map((cell, index) => pad(cell, widths[index] ?? 0, drawn.columns[index]?.align ?? "left")).join("  ")}`.trimEnd(),
  );
}
