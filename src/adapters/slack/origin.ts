import type { Conversation, TurnInput } from "#core/turn.ts";

/** Where the answer to a request can go. */
export type Origin =
  | {
      readonly kind: "command";
      readonly responseUrl?: string;
      readonly channel: string;
      /** Opens a form, once and within 3 s. */
      readonly trigger?: string;
    }
  | {
      readonly kind: "press";
      readonly responseUrl?: string;
      readonly channel?: string;
      readonly ts?: string;
      readonly thread?: string;
      readonly isEphemeral: boolean;
      readonly trigger?: string;
      /** The button that asks for the form was pressed. */
      readonly isFormAskedFor?: boolean;
      /** The card is to be taken away. */
      readonly isHidden?: boolean;
      /** The first card takes the place of what was pressed, whatever it says itself. */
      readonly isReplaced?: boolean;
      /** The blocks and text of the card that was pressed, as they stand. */
      readonly blocks: readonly unknown[];
      readonly text: string;
    }
  | { readonly kind: "message"; readonly channel: string; readonly ts: string; readonly thread?: string }
  /** Something without a place of its own (a shortcut): the answer is a direct message. */
  | { readonly kind: "direct"; readonly trigger?: string; readonly channel?: undefined; readonly responseUrl?: string };

/** One request of one person, read from Slack's payload. */
export interface Inbound {
  readonly key: string;
  /** Epoch ms by Slack's stamp; absent when the payload carries none. */
  readonly at?: number;
  /** Workspace in which it happened. */
  readonly team: string;
  /** Workspace the person belongs to. */
  readonly userTeam: string;
  readonly user: string;
  /** Absent where only the direct conversation with the person can be meant. */
  readonly conversation?: Conversation;
  readonly input: TurnInput;
  /** Who wrote the message beside which the request stood: whom it is about. */
  readonly about?: string;
  readonly origin: Origin;
}

export function conversationOf(team: string, channel: string, thread?: string): Conversation {
  return {
    id: `slack:${team}/${channel}`,
    kind: isDirectChannel(channel) ? "direct" : "channel",
    ...(thread === undefined ? {} : { thread }),
  };
}

export function isDirectChannel(channel: string): boolean {
  return channel.startsWith("D");
}

/** Slack's `1732104000.123456` as epoch ms. */
export function stampOf(ts: string | undefined): number | undefined {
  const seconds = Number(ts);
  return ts === undefined || !Number.isFinite(seconds) || seconds <= 0 ? undefined : Math.round(seconds * 1000);
}

/** Prefix of the shortcuts that stand for a command: `usher-key-create`. */
export const shortcutPrefix = "usher-";
