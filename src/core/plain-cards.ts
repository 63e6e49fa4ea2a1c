import { type BotError, ChoiceError, SlotError, VendorError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import type { Reply } from "#core/reply.ts";

/** Something failed, and nothing happened in the world. */
export const failureCard = {
  status: "failed",
  outcome: null,
  visibility: "private",
  tone: "danger",
  title: message("replies:failed"),
} as const satisfies Reply;

/** The words were no request. */
export const noCard: Reply = {
  status: "not-understood",
  outcome: null,
  visibility: "private",
  tone: "neutral",
  title: message("replies:not-understood.title"),
};

/** What was asked too long ago to be done unasked. */
export const lateCard: Reply = {
  status: "refused",
  outcome: null,
  visibility: "private",
  tone: "warning",
  title: message("replies:late.title"),
};

export const askCard: Reply = { ...noCard, status: "ask", title: message("replies:ask.title") };

/** Faults of a request that was understood well. */
const understood: ReadonlySet<string> = new Set([
  "hold-too-long",
  "nothing-usable",
  "nothing-waiting",
  "nothing-given",
  "nothing-linked",
  "request-gone",
  "ask-known",
  "ask-open",
  "nothing-to-repeat",
  "nothing-to-undo",
  "not-offered",
  "light-no-dim",
  "light-no-white",
  "light-no-colour",
  "shade-no-position",
  "shade-no-my",
  "shade-no-stop",
  "no-scene-running",
  "use-the-button",
  "schedule-unknown",
  "phone-later",
  "phone-uses",
  "phone-unused",
  "key-unknown",
  "key-not-longer",
  "key-private",
]);

export function wordFailure(error: BotError): Reply {
  const said = message(`errors:${error.code}`, error.values);
  if (error instanceof ChoiceError) return { ...askCard, status: "choose", title: said, offers: error.offers };
  if (error instanceof SlotError) return { ...askCard, title: said };
  const text = [said];
  if (error instanceof VendorError) return { ...failureCard, text };
  return understood.has(error.code) ? { ...noCard, title: message("replies:declined"), text } : { ...noCard, text };
}
