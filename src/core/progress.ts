import { message } from "#core/message.ts";
import type { Log, Responder, Wording } from "#core/ports.ts";
import type { Placement, Reply } from "#core/reply.ts";
import type { Turn } from "#core/turn.ts";

/** A turn that takes longer than this says so. */
const longMs = 2_000;

const card: Reply = {
  status: "done",
  outcome: null,
  visibility: "private",
  tone: "neutral",
  title: message("replies:progress.title"),
  text: [message("replies:progress.how")],
};

interface Waiting {
  readonly turn: Turn;
  readonly locale: string;
  /** Where the card belongs by then; nowhere when what was pressed is everybody's. */
  readonly place: Placement | undefined;
}

/** Tells, once, that a turn takes long. Gives what ends the waiting. */
export function tellProgress(
  waiting: Waiting,
  responder: Responder,
  { wording, log }: { readonly wording: Wording; readonly log: Log },
): () => void {
  const timer = setTimeout(() => {
    const { place: placement, turn, locale } = waiting;
    if (placement === undefined) return;
    void responder
      .progress?.(wording.card({ ...card, placement }, locale))
      .catch((error: unknown) => log.warn("progress-not-shown", { turn: turn.id, error }));
  }, longMs);
  return () => clearTimeout(timer);
}
