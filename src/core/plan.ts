import type { Action } from "#core/actions.ts";
import type { JsonObject } from "#core/json.ts";
import type { Message, Value } from "#core/message.ts";
import type { Outcome } from "#core/outcome.ts";
import type { ReplyOffer } from "#core/reply.ts";
import type { Undo } from "#core/undo.ts";

/** One call to one vendor about one thing, as data: stored in the confirmation, executed as stored. */
export interface Act {
  readonly capability: Action;
  /** Entity id, `<account>:<vendor id>`. */
  readonly entity: string;
  readonly account: string;
  /** The vendor's own id of the thing. */
  readonly vendorId: string;
  readonly input: JsonObject;
  /** Other entities on which the right is judged too (a key opens every door of its residence). */
  readonly alsoJudged?: readonly string[];
  /** Facts of the input that the audit keeps with the outcome (until when a hold runs). No secrets. */
  readonly noted?: JsonObject;
}

/** Whether the act only ends what opens by itself, or who may: allowed like its beginning, without a further question and in a lockdown. */
export function isEnding({ capability, input }: Pick<Act, "capability" | "input">): boolean {
  if (capability === "door.hold") return input.off === true;
  if (capability === "key.create") return input.on === false;
  if (capability === "access.grant") return typeof input.suspend === "string";
  return capability === "door.schedule" && typeof input.off === "string";
}

/** What a command wants done. Made before the confirmation, hashed into it, never made again at the click. */
export interface Plan {
  readonly acts: readonly Act[];
  /** The question on the confirmation card, e.g. "Open Front door?". */
  readonly question: Message;
  /** The title of the result card while it goes on, by outcome: `replies:door.open.accepted` … */
  readonly resultKey: string;
  readonly facts: readonly { readonly label: Message; readonly value: Value }[];
  /** Why it must be although the place is locked down; asks for rules that hold then. */
  readonly reason?: string;
  /** What takes it back, where that makes sense: offered on the result for two minutes. */
  readonly undo?: Undo;
  /** The change that this plan takes back; with it, that is over. */
  readonly undoes?: string;
  /** Whether the result holds what only the asker may see (key digits). */
  readonly isPrivate?: boolean;
  /** What may be asked for next, once it is on its way or done. */
  readonly offers?: readonly ReplyOffer[];
}

/** What a performer reports of one act. */
export interface ActResult {
  readonly outcome: Outcome;
  /** Key in `errors:` that tells people what went wrong, for `failed` and `unknown`. */
  readonly problem?: Message;
  /** Facts for the asker's card; may hold secrets, so it is shown privately and never stored. */
  readonly shown?: readonly { readonly label: Message; readonly value: Value }[];
  readonly qr?: string;
  /** What may be asked for next. */
  readonly offers?: readonly ReplyOffer[];
  /** A picture for the asker's card (a key's QR code as the vendor drew it); shown like `shown`, never stored. */
  readonly picture?: { readonly name: string; readonly png: Uint8Array };
  /** Where a better outcome can be learnt, for `VendorAccount.follow`. No secrets: it is stored. */
  readonly follow?: JsonObject;
  /** The vendor's own reference (an execution id), for the audit. No secrets. */
  readonly reference?: string;
  /** How many requests left for the vendor (1; 2 after one provably harmless new sign-in; 0 if none did). */
  readonly sends: number;
}
