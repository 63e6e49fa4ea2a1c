import { randomBytes } from "node:crypto";
import type { types } from "@slack/bolt";
import type { Clock } from "#core/ports.ts";
import type { Card } from "#core/reply.ts";
import type { CardFiles } from "./outbound.ts";
import { pressId } from "./panel.ts";
import { tablePages } from "./table.ts";

/** Where one page stands among the rows, and the buttons to the pages beside it. */
export interface Pager {
  readonly from: number;
  readonly until: number;
  readonly count: number;
  readonly back?: string;
  readonly next?: string;
}

export interface Page {
  readonly card: Card;
  readonly files: CardFiles;
  readonly pager?: Pager;
}

/** Turns the pages of long tables. They are kept in memory only: after a restart people simply ask again. */
export interface Pages {
  /** The first page of a card; the card itself when all of it fits. */
  first(card: Card, files: CardFiles): Page;
  /** The page behind a button; undefined when the button is none of these. */
  find(token: string): Page | undefined;
}

const livesMs = 30 * 60_000;
const mostCards = 200;

interface Kept {
  readonly card: Card;
  readonly files: CardFiles;
  readonly parts: ReturnType<typeof tablePages>;
  readonly tokens: readonly string[];
  readonly until: number;
}

export function createPages(clock: Clock): Pages {
  const cards = new Set<Kept>();
  const byToken = new Map<string, { readonly kept: Kept; readonly index: number }>();

  function forget(kept: Kept): void {
    cards.delete(kept);
    for (const token of kept.tokens) byToken.delete(token);
  }

  function keep(kept: Kept): void {
    for (const old of cards) if (old.until <= clock.now() || cards.size >= mostCards) forget(old);
    cards.add(kept);
    for (const [index, token] of kept.tokens.entries()) byToken.set(token, { kept, index });
  }

  return {
    first(card, files) {
      const parts = card.table === undefined ? [] : tablePages(card.table);
      if (parts.length < 2) return { card, files };
      const tokens = parts.map(() => randomBytes(16).toString("base64url"));
      const kept = { card, files, parts, tokens, until: clock.now() + livesMs };
      keep(kept);
      return pageOf(kept, 0);
    },
    find(token) {
      const found = byToken.get(token);
      return found === undefined || found.kept.until <= clock.now() ? undefined : pageOf(found.kept, found.index);
    },
  };
}

function pageOf({ card, files, parts, tokens }: Kept, index: number): Page {
  const rows = parts[index] ?? [];
  const before = parts.slice(0, index).reduce((sum, part) => sum + part.length, 0);
  const back = tokens[index - 1];
  const next = tokens[index + 1];
  return {
    card: card.table === undefined ? card : { ...card, table: { ...card.table, rows } },
    files,
    pager: {
      from: before + 1,
      until: before + rows.length,
      count: parts.reduce((sum, part) => sum + part.length, 0),
      ...(back === undefined ? {} : { back }),
      ...(next === undefined ? {} : { next }),
    },
  };
}

/** Arrows and numbers, which need no language. */
export function pagerBlocks({ from, until, count, back, next }: Pager): readonly types.KnownBlock[] {
  const plain = (text: string) => ({ type: "plain_text" as const, text, emoji: false });
  const button = (text: string, value: string, name: string): types.Button => ({
    type: "button",
    text: plain(text),
    value,
    action_id: `${pressId}-page-${name}`,
  });
  return [
    { type: "context", elements: [plain(`${from}–${until} / ${count}`)] },
    {
      type: "actions",
      elements: [
        ...(back === undefined ? [] : [button("←", back, "back")]),
        ...(next === undefined ? [] : [button("→", next, "next")]),
      ],
    },
  ];
}
