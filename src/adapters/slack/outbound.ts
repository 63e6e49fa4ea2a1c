import type { types } from "@slack/bolt";
import type { Card } from "#core/reply.ts";
import { type ChartBlock, chartBlock } from "./chart.ts";
import { limits } from "./limits.ts";
import { type Pager, pagerBlocks } from "./pages.ts";
import { formPressId, hidePressId, panelBlocks, pressId, searchBlock } from "./panel.ts";
import { tableBlocks } from "./table.ts";
import { escapeText, lengthOf, shorten, splitText } from "./text.ts";

export type Block = types.KnownBlock | ChartBlock;

/** One Slack message: blocks, and the text for notifications and screen readers. */
export interface OutMessage {
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Ids of pictures that were uploaded for a card. */
export interface CardFiles {
  readonly picture?: string;
  readonly qr?: string;
  readonly chart?: string;
}

export interface RenderOptions {
  readonly files?: CardFiles;
  /** False draws tables as aligned text and charts as pictures, for places that take no such blocks. */
  readonly hasTables?: boolean;
  /** Below the table, where it is only a part of a longer one. */
  readonly pager?: Pager;
  /** The words of the menu that takes a card with secrets away. */
  readonly hide?: string;
}

/** A card as Slack messages, in order: what is too long for one goes on in the next, buttons stand on the last. */
export function renderCard(card: Card, options: RenderOptions = {}): readonly OutMessage[] {
  const blocks: Block[] = [
    ...headingBlocks(card),
    ...(card.panel === undefined ? factBlocks(card.facts) : card.panel.flatMap(panelBlocks)),
    ...(card.table === undefined ? [] : tableBlocks(card.table, options.hasTables ?? true)),
    ...(options.pager === undefined ? [] : pagerBlocks(options.pager)),
    ...chartBlocks(card, options),
    ...imageBlocks(card.picture?.alt, options.files?.picture),
    ...imageBlocks(card.qr?.alt, options.files?.qr),
    ...choiceBlocks(card),
    ...(card.search === undefined ? [] : [searchBlock(card.search)]),
    ...untilBlocks(card.until),
    ...buttonBlocks(card),
    ...formBlocks(card),
    ...(options.hide !== undefined && card.holdsSecret === true ? [hideBlock(options.hide)] : []),
  ];
  const text = shorten([card.title, card.chart?.alt ?? ""].join("\n").trim(), limits.sectionChars);
  return packed(blocks).map((group) => ({ text, blocks: group }));
}

/** Title and text of a card, for every place where it can stand. */
export function headingBlocks(card: Card): readonly Block[] {
  return [...titleBlocks(card.title), ...card.text.flatMap(textBlocks)];
}

/** A rare action, and no button: a card that was answered has none any more. */
function hideBlock(words: string): Block {
  const option = { text: label(words, limits.optionChars), value: hidePressId };
  return { type: "actions", elements: [{ type: "overflow", action_id: hidePressId, options: [option] }] };
}

/** The way into the form, where there is more to fill in than what the card asks. */
function formBlocks({ form, choices }: Card): readonly Block[] {
  if (form === undefined || (form.fields.length < 2 && choices.length > 0)) return [];
  const text = label(form.label, limits.buttonChars);
  return [{ type: "actions", elements: [{ type: "button", text, value: form.token, action_id: formPressId }] }];
}

function plain(text: string): types.PlainTextElement {
  return { type: "plain_text", text: text.trim() === "" ? " " : escapeText(text), emoji: false };
}

function label(text: string, most: number): types.PlainTextElement {
  return { type: "plain_text", text: shorten(text, most), emoji: false };
}

function titleBlocks(title: string): readonly Block[] {
  if (title === "") return [];
  if (lengthOf(title) > limits.headerChars || title.includes("\n")) return textBlocks(title);
  return [{ type: "header", text: plain(title) }];
}

function textBlocks(text: string): readonly Block[] {
  return splitText(text, limits.sectionChars)
    .filter((part) => part.trim() !== "")
    .map((part) => ({ type: "section", text: plain(part) }));
}

function factBlocks(facts: Card["facts"]): readonly Block[] {
  const short = facts.filter((fact) => lengthOf(fact.value) <= limits.fieldChars);
  const long = facts.filter((fact) => lengthOf(fact.value) > limits.fieldChars);
  const perSection = limits.fieldsPerSection / 2;
  const blocks: Block[] = [];
  for (let start = 0; start < short.length; start += perSection) {
    const fields = short
      .slice(start, start + perSection)
      .flatMap((fact) => [{ type: "mrkdwn", text: boldLabel(fact.label), verbatim: true } as const, plain(fact.value)]);
    blocks.push({ type: "section", fields });
  }
  for (const fact of long) blocks.push(...textBlocks(`${fact.label}\n${fact.value}`));
  return blocks;
}

/** Bold needs a space-free edge; marks inside a label would end it early. */
function boldLabel(text: string): string {
  const inner = shorten(text.replace(/[*\n]/g, " ").trim(), limits.fieldChars - 2);
  return inner === "" ? " " : `*${inner}*`;
}

function imageBlocks(alt: string | undefined, file: string | undefined): readonly Block[] {
  if (alt === undefined) return [];
  if (file === undefined) return [{ type: "context", elements: [label(alt, limits.sectionChars)] }];
  return [{ type: "image", slack_file: { id: file }, alt_text: shorten(alt, limits.altChars) }];
}

/** Slack's own chart where it draws what we mean, else the picture, else its words. */
function chartBlocks({ chart }: Card, { files, hasTables }: RenderOptions): readonly Block[] {
  const own = chart === undefined || hasTables === false ? undefined : chartBlock(chart);
  return own === undefined ? imageBlocks(chart?.alt, files?.chart) : [own];
}

/** Up to this many short choices are buttons; more of them, or longer ones, are a menu. */
const mostButtons = 5;

function choiceBlocks(card: Card): readonly Block[] {
  const { choices } = card;
  if (choices.length === 0) return [];
  const areShort = choices.every(
    (choice) => choice.detail === undefined && lengthOf(choice.label) <= limits.buttonChars,
  );
  if (choices.length <= mostButtons && areShort) {
    const elements = choices.map((choice, index) => ({
      type: "button" as const,
      text: label(choice.label, limits.buttonChars),
      value: choice.token,
      action_id: `${pressId}-choice-${index}`,
    }));
    return [...menuHeading(card), { type: "actions", elements }];
  }
  const elements: types.StaticSelect[] = [];
  for (let start = 0; start < choices.length; start += limits.optionsPerSelect) {
    elements.push({
      type: "static_select",
      action_id: `${pressId}-menu-${elements.length}`,
      placeholder: label(card.choicesLabel ?? card.title, limits.placeholderChars),
      options: choices.slice(start, start + limits.optionsPerSelect).map((choice) => ({
        text: label(choice.label, limits.optionChars),
        value: choice.token,
        ...(choice.detail === undefined || choice.detail === ""
          ? {}
          : { description: label(choice.detail, limits.optionChars) }),
      })),
    });
  }
  const longOnes = choices.filter((choice) => lengthOf(choice.label) > limits.optionChars);
  return [...longOnes.flatMap((choice) => textBlocks(choice.label)), { type: "actions", elements }];
}

function menuHeading(card: Card): readonly Block[] {
  if (card.choicesLabel === undefined || card.choicesLabel === card.title) return [];
  return [{ type: "context", elements: [label(card.choicesLabel, limits.sectionChars)] }];
}

/** A time of day as our wording writes it, in any of the shipped languages. */
const clockWords = /\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d{1,3})?(?:\s?[ap]\.?\s?m\.?)?/iu;

/** The deadline in the reader's own clock; the worded time stays for clients that cannot draw Slack's dates. */
function untilBlocks(until: Card["until"]): readonly Block[] {
  if (until === undefined) return [];
  const seconds = Math.floor(until.at / 1000);
  const words = shorten(until.text, limits.sectionChars - 100);
  const worded = clockWords.exec(words)?.[0] ?? `${new Date(seconds * 1000).toISOString().slice(11, 19)} UTC`;
  const date = `<!date^${seconds}^{time_secs}|${worded}>`;
  const text = words.includes(worded) ? words.replace(worded, () => date) : `${words} ${date}`.trim();
  return [{ type: "context", elements: [{ type: "mrkdwn", text }] }];
}

function buttonBlocks(card: Card): readonly Block[] {
  const blocks: Block[] = [];
  for (let start = 0; start < card.buttons.length; start += limits.actionsElements) {
    const elements = card.buttons.slice(start, start + limits.actionsElements).map((button, index) => ({
      type: "button" as const,
      text: label(button.label, limits.buttonChars),
      value: button.token,
      action_id: `${pressId}-${start + index}`,
      ...(button.role === "yes" ? { style: card.tone === "danger" ? ("danger" as const) : ("primary" as const) } : {}),
    }));
    blocks.push({ type: "actions", elements });
  }
  return blocks;
}

/** Fills messages up to Slack's limits; at most one table in each. */
function packed(blocks: readonly Block[]): readonly (readonly Block[])[] {
  const messages: Block[][] = [[]];
  let used = 0;
  for (const block of blocks) {
    const size = sizeOf(block);
    const current = messages.at(-1) ?? [];
    const hasRoom = current.length < limits.blocksPerMessage && used + size <= limits.charsPerMessage;
    const isSecondTable = block.type === "table" && current.some((other) => other.type === "table");
    if (current.length > 0 && (!hasRoom || isSecondTable)) {
      messages.push([block]);
      used = size;
    } else {
      current.push(block);
      used += size;
    }
  }
  return messages;
}

function sizeOf(block: Block): number {
  let size = 0;
  JSON.stringify(block, (key, value: unknown) => {
    if (typeof value === "string" && key !== "type" && key !== "action_id") size += value.length;
    return value;
  });
  return size;
}

/** The blocks of a message that stands, without anything that can be pressed. */
export function withoutControls(blocks: readonly unknown[]): readonly Block[] {
  return blocks
    .filter((block): block is Block => typeof block === "object" && block !== null && "type" in block)
    .filter((block) => block.type !== "actions" && block.type !== "context_actions" && block.type !== "input")
    .map((block) => {
      if (block.type !== "section" || !("accessory" in block)) return block;
      const { accessory: _, ...rest } = block;
      return rest;
    });
}
