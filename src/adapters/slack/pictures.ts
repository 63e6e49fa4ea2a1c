import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Log } from "#core/ports.ts";
import type { Card } from "#core/reply.ts";
import type { CardFiles } from "./outbound.ts";
import { drawQr } from "./qr.ts";
import type { Web } from "./web.ts";

const ticket = z.looseObject({ upload_url: z.string(), file_id: z.string() });
const fileInfo = z.looseObject({ file: z.looseObject({ mimetype: z.string().optional() }) });

/** Slack takes an image into a message only once it has looked at it. */
const looks = 8;
const lookEveryMs = 250;

/**
 * Uploads the pictures of a card without sharing them anywhere: only who sees the message that shows them sees them.
 * What cannot be uploaded is absent, and its alternative text stands on the card instead.
 */
export async function uploadPictures(card: Card, web: Web, fetchGuarded: typeof fetch, log: Log): Promise<CardFiles> {
  const upload = (name: string, png: Uint8Array, alt: string) => uploadOne({ name, png, alt }, web, fetchGuarded, log);
  const [picture, qr] = await Promise.all([
    card.picture === undefined ? undefined : upload(card.picture.name, card.picture.png, card.picture.alt),
    card.qr === undefined ? undefined : upload("qr.png", await drawQr(card.qr.content), card.qr.alt),
  ]);
  return { ...(picture === undefined ? {} : { picture }), ...(qr === undefined ? {} : { qr }) };
}

interface Picture {
  readonly name: string;
  readonly png: Uint8Array;
  readonly alt: string;
}

/** https://docs.slack.dev/messaging/working-with-files#upload */
async function uploadOne(
  picture: Picture,
  web: Web,
  fetchGuarded: typeof fetch,
  log: Log,
): Promise<string | undefined> {
  const args = { filename: picture.name, length: picture.png.byteLength, alt_txt: picture.alt };
  const answer = await web.call("files.getUploadURLExternal", args);
  const given = answer.ok ? ticket.safeParse(answer.data) : undefined;
  if (given?.success !== true) return undefined;
  const { upload_url: url, file_id: id } = given.data;
  try {
    const sent = await fetchGuarded(url, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: Buffer.from(picture.png),
      signal: AbortSignal.timeout(10_000),
    });
    if (!sent.ok) {
      log.warn("slack-upload-refused", { status: sent.status });
      return undefined;
    }
  } catch (error) {
    log.warn("slack-upload-failed", { code: error instanceof Error ? error.name : "unknown" });
    return undefined;
  }
  const files = [{ id, title: picture.name }];
  if (!(await web.call("files.completeUploadExternal", { files })).ok) return undefined;
  await ready(id, web);
  return id;
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
