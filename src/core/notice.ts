import type { Next } from "#core/choices.ts";
import type { Message } from "#core/message.ts";
import type { Reply, ReplyButton } from "#core/reply.ts";

/** What stands on a notice's button; the token is made when the notice is delivered. */
export interface NoticeButton extends Omit<ReplyButton, "token"> {
  readonly label: Message;
  readonly next: Next;
}

/** A card for a person who did not ask, wherever they can be written to; kept until some process has delivered it. */
export interface Notice {
  readonly id: string;
  readonly person: string;
  /** Epoch ms; not before. */
  readonly due: number;
  /** What it is about, to take it back when that is settled. */
  readonly subject: string;
  readonly reply: Reply;
  readonly buttons: readonly NoticeButton[];
}

export interface NoticeRequest {
  readonly reply: Reply;
  readonly due?: number;
  readonly subject?: string;
  readonly buttons?: readonly NoticeButton[];
}

/** Writes to people who did not ask; resolves once it is durable that they will be. */
export interface Notices {
  tell(people: readonly string[], request: NoticeRequest): Promise<void>;
  /** Every owner, and `also` those. */
  tellOwners(request: NoticeRequest, also?: readonly string[]): Promise<void>;
  /** Writes at once or not at all, keeping nothing: for what must never be stored. False when nobody was reached. */
  tellNow(person: string, reply: Reply): Promise<boolean>;
  /** Takes back what was not delivered yet. */
  drop(subject: string): Promise<void>;
}
