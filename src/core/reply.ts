import type { CardChart, ReplyChart } from "#core/chart.ts";
import type { Json } from "#core/json.ts";
import type { Message, Value } from "#core/message.ts";
import type { Outcome, Status } from "#core/outcome.ts";
import type { Wire } from "#core/slots.ts";

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

/** A file to keep, such as a table as CSV; bytes as they are to be written. */
export interface ReplyFile {
  /** With its ending, without any folder. */
  readonly name: string;
  /** MIME type. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** One field of a form; `known` is what was said already, as text and as the value behind it. */
export interface ReplyField {
  readonly slot: string;
  readonly label: Message;
  readonly hint: Message;
  readonly wire: Wire;
  readonly isRequired: boolean;
  readonly choices?: readonly string[];
  readonly known?: { readonly text: Value; readonly value: Json };
}

/** Everything a command takes, to be filled in at once where the platform has forms. */
export interface ReplyForm {
  readonly command: string;
  readonly title: Message;
  /** A press on this token answers with the form once more. */
  readonly token: string;
  readonly fields: readonly ReplyField[];
}

/** What may be asked for beside a line of a panel; `dispatch` adds the token, without which it is not drawn. */
export interface ReplyOffer {
  readonly label: Value;
  readonly command: string;
  readonly raw: Readonly<Record<string, Json>>;
  readonly token?: string;
}

export interface ReplyPanelLine {
  readonly label: Value;
  readonly detail?: Value;
  readonly offers: readonly ReplyOffer[];
}

/** One part of a control panel; `search` finds things beyond the lines shown, for this slot of this command. */
export interface ReplyPanel {
  readonly title: Message;
  readonly lines: readonly ReplyPanelLine[];
  readonly search?: { readonly command: string; readonly slot: string; readonly token?: string };
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
  /** What this person is to say next, in words in private or in a form. */
  readonly asks?: { readonly command: string; readonly slot: string };
  /** What may be asked for next; `dispatch` makes choices of them. */
  readonly offers?: readonly ReplyOffer[];
  readonly picture?: ReplyPicture;
  /** Drawn as each platform can: its own charts, a picture, blocks in the terminal. */
  readonly chart?: ReplyChart;
  readonly file?: ReplyFile;
  /** The way to fill in what is missing at once. */
  readonly form?: ReplyForm;
  /** The way to find a thing among more than the choices show. */
  readonly search?: { readonly token: string };
  /** For platforms that draw control panels; the same stands in facts for those that do not. */
  readonly panel?: readonly ReplyPanel[];
  /** Shows what opens a door: its reader can take it away again where the platform lets them. */
  readonly holdsSecret?: true;
  /** Text that is drawn as a QR code where the platform can (key cards). Private cards only. */
  readonly qr?: { readonly content: string; readonly alt: Message };
  /** Epoch ms until which the buttons hold. */
  readonly until?: number;
}

export interface CardChoice {
  readonly label: string;
  readonly detail?: string;
  readonly token: string;
}

export interface CardField extends Omit<ReplyField, "label" | "hint" | "known"> {
  readonly label: string;
  readonly hint: string;
  readonly known?: { readonly text: string; readonly value: Json };
}

/** A form in words. What comes back is a turn of kind `command`: texts as typed, known values where unchanged. */
export interface CardForm {
  readonly command: string;
  readonly title: string;
  readonly token: string;
  /** The words of the button that opens it. */
  readonly label: string;
  readonly submit: string;
  readonly cancel: string;
  readonly fields: readonly CardField[];
}

export interface CardPanel {
  readonly title: string;
  readonly lines: readonly {
    readonly label: string;
    readonly detail?: string;
    readonly choices: readonly CardChoice[];
  }[];
  readonly search?: { readonly label: string; readonly token: string };
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
  readonly holdsSecret?: true;
  readonly choices: readonly CardChoice[];
  /** Heading of the choices for platforms that draw them as a select. */
  readonly choicesLabel?: string;
  readonly form?: CardForm;
  readonly search?: { readonly label: string; readonly token: string };
  readonly panel?: readonly CardPanel[];
  readonly picture?: { readonly name: string; readonly png: Uint8Array; readonly alt: string };
  readonly chart?: CardChart;
  /** `label` tells its name and size, `lost` that it could not be delivered. */
  readonly file?: ReplyFile & { readonly label: string; readonly lost: string };
  /** Content of a QR code and its alternative text; each adapter draws it in its own best form. */
  readonly qr?: { readonly content: string; readonly alt: string };
  readonly until?: { readonly at: number; readonly text: string };
}
