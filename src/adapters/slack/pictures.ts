import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { CardChart } from "#core/chart.ts";
import type { Log, Pictures } from "#core/ports.ts";
import type { Card } from "#core/reply.ts";
import { chartBlock } from "./chart.ts";
import type { CardFiles } from "./outbound.ts";
import { drawQr } from "./qr.ts";
import type { Web } from "./web.ts";

const ticket = z.looseObject({ upload_url: z.string(), file_id: z.string() });
const fileInfo = z.looseObject({ file: z.looseObject({ mimetype: z.string().optional() }) });

/** Slack takes an image into a message only once it has looked at it. */
const looks = 8;
const lookEveryMs = 250;

/** Slack is light for most; the picture is sharp where it is shown at half its size. */
const chartLook = { theme: "light", width: 1_000 } as const;

/** What uploading takes. */
export interface Uploading {
  readonly web: Web;
  readonly fetch: typeof fetch;
  readonly pictures: Pictures;
  readonly log: Log;
}

/**
 * Uploads the pictures of a card without sharing them anywhere: only who sees the message that shows them sees them.
 * What cannot be uploaded is absent, and its alternative text stands on the card instead. A chart that Slack draws
 * itself is uploaded only where Slack's own block was refused.
 */
export async function uploadPictures(card: Card, tools: Uploading, hasOwnCharts = true): Promise<CardFiles> {
  const { picture, qr, chart } = card;
  const isDrawnHere = chart !== undefined && !(hasOwnCharts && chartBlock(chart) !== undefined);
  const [pictureId, qrId, chartId] = await Promise.all([
    picture === undefined ? undefined : uploadImage(picture, tools),
    qr === undefined ? undefined : uploadImage({ name: "qr.png", png: await drawQr(qr.content), alt: qr.alt }, tools),
    isDrawnHere ? uploadChart(chart, tools) : undefined,
  ]);
  return {
    ...(pictureId === undefined ? {} : { picture: pictureId }),
    ...(qrId === undefined ? {} : { qr: qrId }),
    ...(chartId === undefined ? {} : { chart: chartId }),
  };
}

async function uploadChart(chart: CardChart, tools: Uploading): Promise<string | undefined> {
  try {
    return await uploadImage(
      { name: "chart.png", png: await tools.pictures.draw(chart, chartLook), alt: chart.alt },
      tools,
    );
  } catch (error) {
    tools.log.warn("slack-chart-not-drawn", { code: error instanceof Error ? error.name : "unknown" });
    return undefined;
  }
}

interface Image {
  readonly name: string;
  readonly png: Uint8Array;
  readonly alt: string;
}

async function uploadImage({ name, png, alt }: Image, tools: Uploading): Promise<string | undefined> {
  const id = await uploadBytes({ filename: name, length: png.byteLength, alt_txt: alt }, png, tools);
  if (id === undefined) return undefined;
  const files = [{ id, title: name }];
  if (!(await tools.web.call("files.completeUploadExternal", { files })).ok) return undefined;
  await ready(id, tools.web);
  return id;
}

/** Brings bytes to Slack, where nobody sees them yet. https://docs.slack.dev/messaging/working-with-files#upload */
export async function uploadBytes(
  args: { readonly filename: string; readonly length: number; readonly alt_txt?: string },
  bytes: Uint8Array,
  { web, fetch: fetchGuarded, log }: Pick<Uploading, "web" | "fetch" | "log">,
): Promise<string | undefined> {
  const answer = await web.call("files.getUploadURLExternal", args);
  const given = answer.ok ? ticket.safeParse(answer.data) : undefined;
  if (given?.success !== true) return undefined;
  const { upload_url: url, file_id: id } = given.data;
  try {
    const sent = await fetchGuarded(url, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: Buffer.from(bytes),
      signal: AbortSignal.timeout(10_000),
    });
    if (sent.ok) return id;
    log.warn("slack-upload-refused", { status: sent.status });
  } catch (error) {
    log.warn("slack-upload-failed", { code: error instanceof Error ? error.name : "unknown" });
  }
  return undefined;
}

async function ready(id: string, web: Web): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    const answer = await web.call("files.info", { file: id });
    const info = answer.ok ? fileInfo.safeParse(answer.data) : undefined;
    if (info?.success !== true) return;
    if ((info.data.file.mimetype ?? "") !== "") return;
    await sleep(lookEveryMs);
  }
}
