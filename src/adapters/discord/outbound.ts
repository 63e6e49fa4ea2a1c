import type { APIEmbed } from "discord.js";
import type { CardChart } from "#core/chart.ts";
import type { Card, Tone } from "#core/reply.ts";
import { componentRows, type ExtraButton, type Row } from "./components.ts";
import { limits } from "./limits.ts";
import { escapeText, splitText, tableBlocks } from "./text.ts";

interface OutgoingFile {
  readonly name: string;
  /** MIME type. */
  readonly type: string;
  readonly data: Buffer;
}

/** One Discord message, whole: an edit with it leaves nothing of what stood there before. */
export interface Outgoing {
  readonly body: {
    readonly content: string;
    readonly embeds: readonly APIEmbed[];
    readonly components: readonly Row[];
    readonly attachments: readonly { readonly id: number; readonly filename: string; readonly description: string }[];
    readonly allowed_mentions: { readonly parse: readonly [] };
  };
  readonly files: readonly OutgoingFile[];
}

const colours: Readonly<Record<Tone, number>> = {
  neutral: 0x5a6b7b,
  success: 0x2e9e5b,
  warning: 0xe0a100,
  danger: 0xd83a3a,
};

interface Attachment {
  readonly name: string;
  readonly type: string;
  readonly data: Uint8Array;
  readonly alt: string;
}

/** Draws what a card shows, as PNG; handed in so that rendering stays a plain function. */
export interface Drawing {
  qr(content: string): Promise<Uint8Array>;
  /** Undefined where it cannot be drawn: its words stand on the card instead. */
  chart(chart: CardChart): Promise<Uint8Array | undefined>;
}

/** Puts a card into one message, or into several where it does not fit into one; buttons stand on the last. */
export async function render(
  card: Card,
  drawing: Drawing,
  extras: readonly ExtraButton[] = [],
): Promise<readonly Outgoing[]> {
  const { rows, notes } = componentRows(card, extras);
  const pictures = await picturesOf(card, drawing);
  const file = fileOf(card);
  const lost = [
    ...(card.chart !== undefined && !pictures.some(({ name }) => name === chartName) ? [card.chart.alt] : []),
    ...(card.file !== undefined && file === undefined ? [card.file.lost] : []),
  ];
  const embeds = [...textEmbeds(card, [...notes, ...lost]), ...tableEmbeds(card)];
  const pages = packed(embeds, pictures.length);
  const rowPages = chunked(rows, limits.rows);
  const last = pages.length - 1;
  // A long table is turned over page by page: a chart of it is seen before.
  const shownOn = card.chart === undefined ? last : 0;
  const messages = pages.map((page, index) => {
    const shown = index === shownOn ? pictures : [];
    const files = index === shownOn && file !== undefined ? [...shown, file] : shown;
    return message(withPictures(page, shown, colours[card.tone]), index === last ? (rowPages[0] ?? []) : [], files);
  });
  return [...messages, ...rowPages.slice(1).map((page) => message([], page, []))];
}

function message(embeds: readonly APIEmbed[], components: readonly Row[], attached: readonly Attachment[]): Outgoing {
  return {
    body: {
      content: "",
      embeds,
      components,
      attachments: attached.map(({ name, alt }, id) => ({ id, filename: name, description: alt })),
      allowed_mentions: { parse: [] },
    },
    files: attached.map(({ name, type, data }) => ({ name, type, data: Buffer.from(data) })),
  };
}

function textEmbeds(card: Card, notes: readonly string[]): readonly APIEmbed[] {
  const color = colours[card.tone];
  const title = escapeText(card.title);
  const facts = card.facts.map(({ label, value }) => ({ name: escapeText(label), value: escapeText(value) }));
  const fitting = facts.filter(fitsField).slice(0, limits.embedFields);
  const other = facts.filter((fact) => !fitting.includes(fact));
  const paragraphs = [
    ...(title.length > limits.embedTitle ? [`**${title}**`] : []),
    ...card.text.map(escapeText),
    ...notes.map(escapeText),
    ...other.map(({ name, value }) => `**${name}**\n${value}`),
    ...(card.until === undefined ? [] : [countdown(card.until)]),
  ].filter((paragraph) => paragraph !== "");
  const [first, ...more] = splitText(paragraphs.join("\n\n"), limits.embedDescription);
  const head: APIEmbed = {
    color,
    ...(title.length > limits.embedTitle ? {} : { title }),
    ...(first === undefined ? {} : { description: first }),
    ...(fitting.length === 0
      ? {}
      : {
          fields: fitting.map((field) => ({ ...field, inline: field.value.length <= 40 && field.name.length <= 40 })),
        }),
  };
  return [head, ...more.map((description) => ({ color, description }))];
}

function fitsField({ name, value }: { readonly name: string; readonly value: string }): boolean {
  const isFilled = name.trim() !== "" && value.trim() !== "";
  return isFilled && name.length <= limits.fieldName && value.length <= limits.fieldValue;
}

/** The words of the card, and Discord's own relative time beside them, which counts down by itself. */
function countdown(until: NonNullable<Card["until"]>): string {
  return `-# ${escapeText(until.text)} · <t:${Math.floor(until.at / 1000)}:R>`;
}

function tableEmbeds(card: Card): readonly APIEmbed[] {
  if (card.table === undefined || card.table.columns.length === 0) return [];
  const color = colours[card.tone];
  return tableBlocks(card.table, limits.embedDescription).map((description) => ({ color, description }));
}

const chartName = "chart.png";
const pngType = "image/png";

async function picturesOf(card: Card, drawing: Drawing): Promise<readonly Attachment[]> {
  const pictures: Attachment[] = [];
  if (card.picture !== undefined) {
    const base = card.picture.name.replace(/\.png$/i, "").replace(/[^\w-]+/g, "-");
    pictures.push({
      name: `${base === "" ? "picture" : base}.png`,
      type: pngType,
      data: card.picture.png,
      alt: altText(card.picture.alt),
    });
  }
  if (card.qr !== undefined) {
    pictures.push({
      name: "qr.png",
      type: pngType,
      data: await drawing.qr(card.qr.content),
      alt: altText(card.qr.alt),
    });
  }
  const chart = card.chart === undefined ? undefined : await drawing.chart(card.chart);
  if (card.chart !== undefined && chart !== undefined) {
    pictures.push({ name: chartName, type: pngType, data: chart, alt: altText(card.chart.alt) });
  }
  return pictures;
}

/** Undefined where Discord takes no file of this size. */
function fileOf({ file }: Card): Attachment | undefined {
  if (file === undefined || file.bytes.byteLength > limits.fileBytes) return undefined;
  return {
    name: file.name.replace(/[^\p{L}\p{N}._-]+/gu, "-"),
    type: file.type,
    data: file.bytes,
    alt: altText(file.label),
  };
}

const altText = (text: string): string => splitText(text, limits.altText)[0] ?? "";

/** The first picture stands in the last embed without one; each further one in an embed of its own. */
function withPictures(
  embeds: readonly APIEmbed[],
  pictures: readonly Attachment[],
  color: number,
): readonly APIEmbed[] {
  const images = pictures.map(({ name }) => ({ url: `attachment://${name}` }));
  return [
    ...embeds.map((embed, index) =>
      index === embeds.length - 1 && images[0] !== undefined ? { ...embed, image: images[0] } : embed,
    ),
    ...images.slice(1).map((image) => ({ color, image })),
  ];
}

function lengthOf(embed: APIEmbed): number {
  const fields = (embed.fields ?? []).reduce((sum, field) => sum + field.name.length + field.value.length, 0);
  return (embed.title?.length ?? 0) + (embed.description?.length ?? 0) + fields;
}

/** Distributes embeds over messages; room for the pictures' own embeds is kept on each. */
function packed(embeds: readonly APIEmbed[], pictures: number): readonly (readonly APIEmbed[])[] {
  const most = limits.embeds - Math.max(0, pictures - 1);
  const pages: APIEmbed[][] = [];
  let page: APIEmbed[] = [];
  let length = 0;
  for (const embed of embeds.flatMap(halved)) {
    if (page.length > 0 && (page.length >= most || length + lengthOf(embed) > limits.embedText)) {
      pages.push(page);
      page = [];
      length = 0;
    }
    page.push(embed);
    length += lengthOf(embed);
  }
  return [...pages, page];
}

/** An embed whose text and fields together pass the limit of a message becomes two or more. */
function halved(embed: APIEmbed): readonly APIEmbed[] {
  if (lengthOf(embed) <= limits.embedText) return [embed];
  const { fields = [], ...head } = embed;
  const pages: APIEmbed[] = [head];
  let page: NonNullable<APIEmbed["fields"]> = [];
  for (const field of fields) {
    const next = { ...(embed.color === undefined ? {} : { color: embed.color }), fields: [...page, field] };
    if (page.length > 0 && lengthOf(next) > limits.embedText) {
      pages.push({ ...next, fields: page });
      page = [];
    }
    page = [...page, field];
  }
  return page.length === 0
    ? pages
    : [...pages, { ...(embed.color === undefined ? {} : { color: embed.color }), fields: page }];
}

function chunked<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
