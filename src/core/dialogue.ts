import type { Raw } from "#core/resolve.ts";
import type { HowRead, Turn } from "#core/turn.ts";

/** A question that was asked back: the next words of this person here may answer it. */
export interface OpenQuestion {
  readonly command: string;
  readonly raw: Raw;
  readonly slot: string;
  readonly how: HowRead;
}

const livesMs = 5 * 60_000;

/** Open questions per person and conversation, for five minutes; lost at a restart, when people simply ask anew. */
export interface Dialogue {
  ask(turn: Turn, person: string, question: OpenQuestion, now: number): void;
  /** Takes the open question, if there still is one. */
  take(turn: Turn, person: string, now: number): OpenQuestion | undefined;
}

export function createDialogue(): Dialogue {
  const open = new Map<string, OpenQuestion & { readonly expiresAt: number }>();
  const keyOf = (turn: Turn, person: string) =>
    JSON.stringify([person, turn.conversation.id, turn.conversation.thread ?? ""]);
  return {
    ask(turn, person, question, now) {
      for (const [key, { expiresAt }] of open) if (expiresAt <= now) open.delete(key);
      open.set(keyOf(turn, person), { ...question, expiresAt: now + livesMs });
    },
    take(turn, person, now) {
      const key = keyOf(turn, person);
      const found = open.get(key);
      open.delete(key);
      return found !== undefined && found.expiresAt > now ? found : undefined;
    },
  };
}
