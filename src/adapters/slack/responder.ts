import type { Log, Pictures, Responder } from "#core/ports.ts";
import type { Card } from "#core/reply.ts";
import { placeOfFile, shareFile, type Uploaded, uploadFile } from "./files.ts";
import { formView, wantsForm } from "./forms.ts";
import { isDirectChannel, type Origin } from "./origin.ts";
import { type CardFiles, type OutMessage, renderCard, withoutControls } from "./outbound.ts";
import type { Page, Pages } from "./pages.ts";
import { uploadPictures } from "./pictures.ts";
import type { Responses } from "./responses.ts";
import type { Web } from "./web.ts";

/** What a responder needs of the connection. */
export interface Delivery {
  readonly web: Web;
  readonly responses: Responses;
  readonly pages: Pages;
  words(key: string, locale: string): string | undefined;
  readonly fetch: typeof fetch;
  readonly isAllowed: (url: string) => boolean;
  readonly log: Log;
  readonly pictures: Pictures;
  /** Channel of the direct conversation with a person. */
  direct(user: string): Promise<string | undefined>;
}

/** A message that stands and can be edited, or one that only a response address can replace. */
type Standing =
  | { readonly kind: "message"; readonly channel: string; readonly ts: string }
  | { readonly kind: "pressed" };

interface Post {
  readonly message: OutMessage;
  readonly isPrivate: boolean;
  /** What this message takes the place of. */
  readonly instead?: Standing;
}

type Sent = { readonly done: true; readonly standing?: Standing } | { readonly done: false; readonly isBad: boolean };

/** Shows the cards of one turn where its request came from, in order. Failures are logged, never thrown. */
export function createResponder(origin: Origin, user: string, delivery: Delivery): Responder {
  let standing: Standing | undefined = origin.kind === "press" ? { kind: "pressed" } : undefined;
  let isFirst = true;
  let isFileShared = false;
  let queue = Promise.resolve();

  async function show(card: Card): Promise<void> {
    // A form takes the place of a card, but where one stands already it goes on standing, to come back to.
    if (isFirst && (await openForm(card, origin, delivery)) && origin.kind !== "press") return;
    const wanted = isFileShared ? undefined : card.file;
    const [files, uploaded] = await Promise.all([
      uploadPictures(card, delivery),
      wanted === undefined ? undefined : uploadFile(wanted, delivery),
    ]);
    const told = wanted !== undefined && uploaded === undefined ? withText(card, wanted.lost) : card;
    const isMeantHere = origin.kind === "press" && origin.isReplaced === true;
    const isReplacement = isFirst ? card.placement === "replace" || isMeantHere : true;
    const instead = isReplacement ? await room(card) : undefined;
    isFirst = false;
    standing = undefined;
    if (!(await showSomehow(told, files, instead))) delivery.log.error("slack-card-lost", { status: card.status });
    if (uploaded !== undefined) await share(uploaded, card);
  }

  /** Blocks that a place refuses are drawn or written instead, then what is left is words. */
  async function showSomehow(card: Card, files: CardFiles, instead: Standing | undefined): Promise<boolean> {
    if (await showWith(card, files, true, instead)) return true;
    const isChartUndrawn = card.chart !== undefined && files.chart === undefined;
    const drawn = isChartUndrawn ? await uploadPictures(card, delivery, false) : {};
    if (drawn.chart !== undefined && (await showWith(card, drawn, false, instead))) return true;
    return showWith(card, {}, false, instead);
  }

  async function share(uploaded: Uploaded, card: Card): Promise<void> {
    isFileShared = true;
    const place = placeOfFile(origin, card.visibility === "private");
    if (await shareFile(uploaded, place, user, delivery)) return;
    delivery.log.warn("slack-file-not-shared");
    const [message] = renderCard({
      ...withText(card, uploaded.file.lost),
      facts: [],
      table: undefined,
      chart: undefined,
    });
    if (message !== undefined) await sendDirect(user, message, delivery);
  }

  /** The message to replace; a public one loses its controls instead when the card is private. */
  async function room(card: Card): Promise<Standing | undefined> {
    if (standing === undefined || card.visibility === "public" || !isPublic(origin, standing)) return standing;
    if (standing.kind === "pressed" && origin.kind === "press") await retire(origin);
    return undefined;
  }

  async function retire(pressed: Extract<Origin, { kind: "press" }>): Promise<void> {
    if (pressed.blocks.length === 0) return;
    const blocks = withoutControls(pressed.blocks);
    const message = { text: pressed.text === "" ? " " : pressed.text, blocks };
    const sent = await replacePressed(pressed, message, delivery);
    if (!sent.done) delivery.log.warn("slack-card-not-retired");
  }

  async function showWith(card: Card, files: CardFiles, hasTables: boolean, first?: Standing): Promise<boolean> {
    const isPrivate = card.visibility === "private";
    let instead = first;
    const page = delivery.pages.first(card, files);
    const hide = isPrivate ? delivery.words("replies:button.hide", card.locale) : undefined;
    const options = { ...page, hasTables, ...(hide === undefined ? {} : { hide }) };
    for (const message of renderCard(page.card, options)) {
      const sent = await send(origin, user, { message, isPrivate, ...(instead && { instead }) }, delivery);
      if (!sent.done) return false;
      standing = sent.standing ?? standing;
      instead = undefined;
    }
    return true;
  }

  function inTurn(card: Card): Promise<void> {
    queue = queue.then(() =>
      show(card).catch((error: unknown) => {
        delivery.log.error("slack-delivery-failed", { code: error instanceof Error ? error.name : "unknown" });
      }),
    );
    return queue;
  }

  return {
    show: inTurn,
    async progress(card) {
      const isEdited = origin.kind === "press" ? card.placement === "replace" : isInDirect(origin);
      if (isFirst && isEdited) await inTurn(card);
    },
    beside: () => createResponder(origin.kind === "press" ? { ...origin, isReplaced: false } : origin, user, delivery),
  };
}

function withText(card: Card, line: string): Card {
  return { ...card, text: [...card.text, line] };
}

/** Answers to a command's own address cannot be edited, and one in a channel could not become private. */
function isInDirect(origin: Origin): boolean {
  return origin.kind === "message" && isDirectChannel(origin.channel);
}

/** Shows another page in place of the one whose button was pressed. */
export async function turnPage(page: Page, pressed: Origin, user: string, delivery: Delivery): Promise<void> {
  if (pressed.kind !== "press") return;
  const [message] = renderCard(page.card, page);
  if (message === undefined) return;
  const sent = await replacePressed(pressed, message, delivery);
  if (!sent.done) await sendDirect(user, message, delivery);
}

/** Takes away the card that was pressed, with what it showed to its reader alone. */
export async function hideCard(pressed: Origin, { responses, isAllowed, web, log }: Delivery): Promise<void> {
  if (pressed.kind !== "press") return;
  const { responseUrl, channel, ts, isEphemeral } = pressed;
  if (responseUrl !== undefined && isAllowed(responseUrl) && (await responses.remove(responseUrl)) === "taken") return;
  const isOwn = !isEphemeral && channel !== undefined && ts !== undefined;
  if (!isOwn || !(await web.call("chat.delete", { channel, ts })).ok) log.warn("slack-card-not-hidden");
}

/** Opens the form of a card where that helps more than the card, and Slack lets us. */
async function openForm(card: Card, origin: Origin, delivery: Delivery): Promise<boolean> {
  if (card.form === undefined || origin.kind === "message" || origin.trigger === undefined) return false;
  const isAskedFor = origin.kind === "press" && origin.isFormAskedFor === true;
  const choices = card.choices.length + (card.search === undefined ? 0 : 1);
  if (!wantsForm(card.form, isAskedFor, choices)) return false;
  const view = formView(card.form, origin);
  return (await delivery.web.call("views.open", { trigger_id: origin.trigger, view })).ok;
}

function isPublic(origin: Origin, standing: Standing): boolean {
  if (standing.kind === "message") return !isDirectChannel(standing.channel);
  if (origin.kind !== "press" || origin.channel === undefined) return false;
  return !origin.isEphemeral && !isDirectChannel(origin.channel);
}

async function send(origin: Origin, user: string, post: Post, delivery: Delivery): Promise<Sent> {
  const sent = await sendInPlace(origin, user, post, delivery);
  if (sent.done || sent.isBad) return sent;
  return post.isPrivate ? sendDirect(user, post.message, delivery) : sendPublic(origin, user, post.message, delivery);
}

/** The way that fits the request best; whatever it leaves undone goes on as a message of the bot's own. */
async function sendInPlace(origin: Origin, user: string, post: Post, delivery: Delivery): Promise<Sent> {
  const { instead, message } = post;
  if (instead?.kind === "message") {
    return edit(instead.channel, instead.ts, message, delivery);
  }
  if (instead?.kind === "pressed" && origin.kind === "press") return replacePressed(origin, message, delivery);
  if (origin.kind === "message") return answerMessage(origin, user, post, delivery);
  const isHere = origin.kind === "press" && origin.channel !== undefined && !origin.isEphemeral;
  if (isHere && isDirectChannel(origin.channel)) return postMessage(origin.channel, origin.thread, message, delivery);
  if (isHere && !post.isPrivate) return postMessage(origin.channel, origin.thread ?? origin.ts, message, delivery);
  return respond(origin.responseUrl, message, false, delivery);
}

async function replacePressed(
  origin: Extract<Origin, { kind: "press" }>,
  message: OutMessage,
  delivery: Delivery,
): Promise<Sent> {
  const sent = await respond(origin.responseUrl, message, true, delivery);
  if (sent.done) return { done: true, standing: { kind: "pressed" } };
  if (sent.isBad || origin.isEphemeral || origin.channel === undefined || origin.ts === undefined) return sent;
  return edit(origin.channel, origin.ts, message, delivery);
}

async function answerMessage(
  origin: Extract<Origin, { kind: "message" }>,
  user: string,
  post: Post,
  delivery: Delivery,
): Promise<Sent> {
  const { channel, thread, ts } = origin;
  if (isDirectChannel(channel)) return postMessage(channel, thread, post.message, delivery);
  if (!post.isPrivate) return postMessage(channel, thread ?? ts, post.message, delivery);
  const args = { ...body(post.message), channel, user, ...(thread === undefined ? {} : { thread_ts: thread }) };
  const answer = await delivery.web.call("chat.postEphemeral", args);
  return answer.ok ? { done: true } : { done: false, isBad: isBadBlocks(answer.error) };
}

async function respond(
  url: string | undefined,
  message: OutMessage,
  isReplacement: boolean,
  delivery: Delivery,
): Promise<Sent> {
  if (url === undefined || !delivery.isAllowed(url)) return { done: false, isBad: false };
  const posted = await delivery.responses.post(url, message, { isReplacement });
  return posted === "taken" ? { done: true } : { done: false, isBad: posted === "bad-blocks" };
}

export async function sendDirect(user: string, message: OutMessage, delivery: Delivery): Promise<Sent> {
  const channel = await delivery.direct(user);
  return channel === undefined ? { done: false, isBad: false } : postMessage(channel, undefined, message, delivery);
}

async function sendPublic(origin: Origin, user: string, message: OutMessage, delivery: Delivery): Promise<Sent> {
  const thread = origin.kind === "press" ? origin.thread : origin.kind === "message" ? origin.ts : undefined;
  if (origin.channel !== undefined) {
    const sent = await postMessage(origin.channel, thread, message, delivery);
    if (sent.done || sent.isBad) return sent;
  }
  return sendDirect(user, message, delivery);
}

export async function postMessage(
  channel: string,
  thread: string | undefined,
  message: OutMessage,
  delivery: Delivery,
): Promise<Sent> {
  const args = { ...body(message), channel, ...(thread === undefined ? {} : { thread_ts: thread }) };
  const answer = await delivery.web.call("chat.postMessage", args);
  if (!answer.ok) return { done: false, isBad: isBadBlocks(answer.error) };
  const { ts, channel: where } = answer.data;
  if (typeof ts !== "string") return { done: true };
  return { done: true, standing: { kind: "message", channel: typeof where === "string" ? where : channel, ts } };
}

async function edit(channel: string, ts: string, message: OutMessage, delivery: Delivery): Promise<Sent> {
  const answer = await delivery.web.call("chat.update", { ...body(message), channel, ts });
  if (!answer.ok) return { done: false, isBad: isBadBlocks(answer.error) };
  return { done: true, standing: { kind: "message", channel, ts } };
}

function body(message: OutMessage): Readonly<Record<string, unknown>> {
  return { text: message.text, blocks: message.blocks };
}

function isBadBlocks(error: string): boolean {
  return error === "invalid_blocks" || error === "invalid_blocks_format" || error === "msg_blocks_too_long";
}
