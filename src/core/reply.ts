import type { Message, Value } from "#core/message.ts";
import type { Outcome, Status } from "#core/outcome.ts";

export type Tone = "neutral" | "success" | "warning" | "danger";

/** `replace`: the card that was clicked, or the one this turn showed before, becomes this one. */
export type Placement = "replace" | "new";

export interface ReplyButton {
  readonly label: Message;
  /** `yes` is drawn primary (danger on dangerous cards); `plain` is everything else. */
  readonly role: "yes" | "plain";
  /** The button's whole value: 22 or more base64url characters, no name and no id in it. */
  readonly token: string;
}

export interface ReplyChoice {
  readonly label: Value;
  readonly detail?: Value;
  readonly token: string;
}

export interface ReplyTable {
  readonly columns: readonly { readonly label: Message; readonly align: "left" | "right" }[];
  readonly rows: readonly (readonly Value[])[];
}

export interface ReplyPicture {
  readonly name: string;
  readonly png: Uint8Array;
  readonly alt: Message;
}

/** What goes back to a person, before it is put into words: keys and values, no markup. */
export interface Reply {
  readonly status: Status;
  /** What is known of the world; null for reads and for turns that did nothing. */
  readonly outcome: Outcome | null;
  readonly visibility: "private" | "public";
  readonly placement?: Placement;
  readonly tone?: Tone;
  readonly title: Message;
  readonly text?: readonly Message[];
  readonly facts?: readonly { readonly label: Message; readonly value: Value }[];
  readonly table?: ReplyTable;
  readonly buttons?: readonly ReplyButton[];
  readonly choices?: readonly ReplyChoice[];
  readonly picture?: ReplyPicture;
  /** Text that is drawn as a QR code where the platform can (key cards). Private cards only. */
  readonly qr?: { readonly content: string; readonly alt: Message };
  /** Epoch ms until which the buttons hold. */
  readonly until?: number;
}

/** A reply in words, in one language: what adapters render. Plain text throughout, no markup of any platform. */
export interface Card {
  readonly status: Status;
  readonly outcome: Outcome | null;
  readonly visibility: "private" | "public";
  readonly placement: Placement;
  readonly tone: Tone;
  readonly locale: string;
  readonly title: string;
  readonly text: readonly string[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly table?: {
    readonly columns: readonly { readonly label: string; readonly align: "left" | "right" }[];
    readonly rows: readonly (readonly string[])[];
  };
  readonly buttons: readonly { readonly label: string; readonly role: "yes" | "plain"; readonly token: string }[];
  readonly choices: readonly { readonly label: string; readonly detail?: string; readonly token: string }[];
  /** Heading of the choices for platforms that draw them as a select. */
  readonly choicesLabel?: string;
  readonly picture?: { readonly name: string; readonly png: Uint8Array; readonly alt: string };
  /** Content of a QR code and its alternative text; each adapter draws it in its own best form. */
  readonly qr?: { readonly content: string; readonly alt: string };
  readonly until?: { readonly at: number; readonly text: string };
}
