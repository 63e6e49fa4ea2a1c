import { message } from "#core/message.ts";
import type { Who } from "#core/person.ts";
import type { ActResult, Plan } from "#core/plan.ts";
import type { Clock, Log, Tokens } from "#core/ports.ts";
import type { ReplyButton } from "#core/reply.ts";
import type { Store } from "#core/store.ts";
import type { Turn } from "#core/turn.ts";
import { changesOf, forgetChange, rememberChange, undoMs } from "#core/undo.ts";

/** Names a change among the few of one person. */
const idDigits = 6;

interface UndoTools {
  readonly store: Store;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly log: Log;
}

/** The way back, as long as it is open: a card that improves after it was taken offers it no more. */
export interface UndoOffer {
  buttons(): Promise<readonly ReplyButton[]>;
}

const none: UndoOffer = { buttons: async () => [] };

/**
 * After an act: the button that asks for what was before, bound to the asker like any other choice, for two minutes.
 * It is a new turn, judged anew. What failed is not put back. Without the store there is no way back, and no error.
 */
export async function offerUndo(
  { plan, turn, who }: { readonly plan: Plan; readonly turn: Turn; readonly who: Who },
  results: readonly ActResult[],
  { store, clock, tokens, log }: UndoTools,
): Promise<UndoOffer> {
  const person = who.person.id;
  const at = clock.now();
  try {
    if (plan.undoes !== undefined) await forgetChange(store, person, plan.undoes, at);
    const changed = new Set(
      plan.acts.filter((_, index) => results[index]?.outcome !== "failed").map((one) => one.entity),
    );
    const restores = (plan.undo?.restores ?? []).filter((one) => changed.has(one.of));
    if (plan.undo === undefined || restores.length === 0) return none;
    const { token, hash } = tokens.mint();
    const id = hash.slice(0, idDigits);
    await rememberChange(store, person, { id, at, restores, unknown: plan.undo.unknown });
    const bound = { person, identity: turn.identity.id, conversation: turn.conversation.id };
    const payload = { kind: "command", command: "lights undo", raw: { change: id }, how: "exact" };
    await store.keepContinuations([{ ...bound, hash, group: hash, payload, expiresAt: at + undoMs }]);
    const button: ReplyButton = { label: message("replies:button.undo"), role: "plain", token };
    return {
      buttons: async () => {
        const open = await changesOf(store, person, clock.now());
        return open.some((one) => one.id === id) ? [button] : [];
      },
    };
  } catch (error) {
    log.error("undo-not-offered", { turn: turn.id, error });
    return none;
  }
}
