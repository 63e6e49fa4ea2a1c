import type { Card } from "#core/reply.ts";
import { isDirectChannel, type Origin } from "./origin.ts";
import { uploadBytes } from "./pictures.ts";
import type { Delivery } from "./responder.ts";

type CardFile = NonNullable<Card["file"]>;

/** A file that lies at Slack and is not shown to anybody yet. */
export interface Uploaded {
  readonly id: string;
  readonly file: CardFile;
}

/** A conversation in which a file is to stand. */
export interface FilePlace {
  readonly channel: string;
  readonly thread?: string;
}

export async function uploadFile(file: CardFile, delivery: Delivery): Promise<Uploaded | undefined> {
  const id = await uploadBytes({ filename: file.name, length: file.bytes.byteLength }, file.bytes, delivery);
  return id === undefined ? undefined : { id, file };
}

/**
 * Where the file of a card goes: into the channel only when everybody there sees the card as well, else to the person
 * alone. Answers to slash commands are private whatever they hold.
 */
export function placeOfFile(origin: Origin, isPrivate: boolean): FilePlace | undefined {
  if (origin.kind === "message") {
    const { channel, thread, ts } = origin;
    if (isDirectChannel(channel)) return { channel, ...(thread === undefined ? {} : { thread }) };
    return isPrivate ? undefined : { channel, thread: thread ?? ts };
  }
  if (origin.kind !== "press" || origin.channel === undefined || origin.isEphemeral || isPrivate) return undefined;
  const thread = isDirectChannel(origin.channel) ? origin.thread : (origin.thread ?? origin.ts);
  return { channel: origin.channel, ...(thread === undefined ? {} : { thread }) };
}

/** Shows a file where it belongs, or to the person alone where the bot may not write there; false when to nobody. */
export async function shareFile(
  { id, file }: Uploaded,
  place: FilePlace | undefined,
  user: string,
  delivery: Delivery,
): Promise<boolean> {
  const share = async ({ channel, thread }: FilePlace) => {
    const args = { files: [{ id, title: file.name }], channel_id: channel };
    const inThread = thread === undefined ? args : { ...args, thread_ts: thread };
    return (await delivery.web.call("files.completeUploadExternal", inThread)).ok;
  };
  if (place !== undefined && (await share(place))) return true;
  const channel = await delivery.direct(user);
  return channel !== undefined && (await share({ channel }));
}
