/** One line of the results: what was measured, against what, and what it should be. */
export interface Row {
  readonly what: string;
  readonly floor: string;
  readonly measured: string;
  readonly spread: string;
  readonly goal: string;
  readonly isMet: boolean;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Smallest and largest, for the reader to see how noisy the machine was. */
export function spreadOf(values: readonly number[], digits = 2): string {
  return `${Math.min(...values).toFixed(digits)} – ${Math.max(...values).toFixed(digits)}`;
}

export function inMarkdown(rows: readonly Row[], machine: string): string {
  const lines = rows.map(({ what, floor, measured, spread, goal, isMet }) => {
    return `| ${what} | ${floor} | ${measured} | ${spread} | ${goal} | ${isMet ? "met" : "**missed**"} |`;
  });
  return `# Results

Written by \`npm run bench\` on ${machine}. Medians of alternating rounds; the spread is the smallest and the largest round.

| what | floor | measured | spread | goal | |
|---|---|---|---|---|---|
${lines.join("\n")}
`;
}
