import type { Raw } from "#core/resolve.ts";
import type { HowRead, Turn } from "#core/turn.ts";

/** A question that was asked back: the next words of this person here may answer it. */
export interface OpenQuestion {
  readonly command: string;
  readonly raw: Raw;
  readonly slot: string;
  readonly how: HowRead;
}

/** What was last asked for, with everything that it took: what "again" and "and the garage" mean. */
export interface LastRequest {
  readonly command: string;
  readonly raw: Raw;
}

const livesMs = 5 * 60_000;

/**
 * Open questions and last requests per person, conversation and thread, for five minutes; lost at a restart, when
 * people simply ask anew.
 */
export interface Dialogue {
  ask(turn: Turn, person: string, question: OpenQuestion, now: number): void;
  /** Takes the open question, if there still is one. */
  take(turn: Turn, person: string, now: number): OpenQuestion | undefined;
  remember(turn: Turn, person: string, request: LastRequest, now: number): void;
  last(turn: Turn, person: string, now: number): LastRequest | undefined;
}

export function createDialogue(): Dialogue {
  const open = createShortMemory<OpenQuestion>();
  const last = createShortMemory<LastRequest>();
  return {
    ask: (turn, person, question, now) => open.set(keyOf(turn, person), question, now),
    take(turn, person, now) {
      const key = keyOf(turn, person);
      const found = open.get(key, now);
      open.drop(key);
      return found;
    },
    remember: (turn, person, request, now) => last.set(keyOf(turn, person), request, now),
    last: (turn, person, now) => last.get(keyOf(turn, person), now),
  };
}

function keyOf({ conversation: { id, thread = "" } }: Turn, person: string): string {
  return JSON.stringify([person, id, thread]);
}

function createShortMemory<T>() {
  const kept = new Map<string, { readonly value: T; readonly expiresAt: number }>();
  return {
    set(key: string, value: T, now: number): void {
      // The oldest stand first: what is over lies together at the front.
      for (const [other, { expiresAt }] of kept) {
        if (expiresAt > now) break;
        kept.delete(other);
      }
      kept.delete(key);
      kept.set(key, { value, expiresAt: now + livesMs });
    },
    get(key: string, now: number): T | undefined {
      const found = kept.get(key);
      return found !== undefined && found.expiresAt > now ? found.value : undefined;
    },
    drop: (key: string) => kept.delete(key),
  };
}
