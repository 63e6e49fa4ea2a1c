import type { Next } from "#core/choices.ts";
import type { Message } from "#core/message.ts";
import type { Reply, ReplyButton } from "#core/reply.ts";

/** What stands on a notice's button; the token is made when the notice is delivered. */
export interface NoticeButton extends Omit<ReplyButton, "token"> {
  readonly label: Message;
  readonly next: Next;
}

/** A card that nobody asked for, to a person wherever they can be written to; kept until some process has delivered it. */
export interface Notice {
  readonly id: string;
  /** Empty when it goes to a conversation. */
  readonly person: string;
  /** Where it goes instead, or first when there is a person too: everybody there reads it and may press its buttons, each for themselves. */
  readonly conversation?: string;
  /** Epoch ms; not before. */
  readonly due: number;
  /** What it is about, to take it back when that is settled. */
  readonly subject: string;
  readonly reply: Reply;
  readonly buttons: readonly NoticeButton[];
  /** Of a conversation's card. */
  readonly locale?: string;
  readonly holdsMs?: number;
}

export interface NoticeRequest {
  readonly reply: Reply;
  readonly due?: number;
  readonly subject?: string;
  readonly buttons?: readonly NoticeButton[];
  /** How long its buttons hold, in ms; a week when absent. */
  readonly holdsMs?: number;
}

/** Writes to people who did not ask; resolves once it is durable that they will be. */
export interface Notices {
  tell(people: readonly string[], request: NoticeRequest): Promise<void>;
  /** Into a conversation, in this language; everybody there may press its buttons, each as an ask of their own. */
  post(conversation: string, locale: string | undefined, request: NoticeRequest): Promise<void>;
  /** Every owner, and `also` those. */
  tellOwners(request: NoticeRequest, also?: readonly string[]): Promise<void>;
  /** Writes at once or not at all, keeping nothing: for what must never be stored; in `locale`, else in the
   * person's own. False when nobody was reached.
   */
  tellNow(person: string, reply: Reply, locale?: string): Promise<boolean>;
  /** Takes back what was not delivered yet. */
  drop(subject: string): Promise<void>;
}
