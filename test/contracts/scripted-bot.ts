import type { Asker, Bot, CompletionRequest, FormRequest, Responder, SearchRequest } from "#core/ports.ts";
import type { Card, CardChoice } from "#core/reply.ts";
import type { Turn } from "#core/turn.ts";

/** What the scripted bot does with a turn it has not seen before. */
export type Script = (turn: Turn, responder: Responder) => Promise<void>;

/** A bot for adapter tests: it keeps the core's promise that a key counts once, and follows a script. */
export interface ScriptedBot extends Bot {
  /** Every turn that came in, repeated ones included. */
  readonly turns: readonly Turn[];
  /** Turns whose key was new. */
  readonly fresh: readonly Turn[];
  readonly completions: readonly CompletionRequest[];
  readonly searches: readonly SearchRequest[];
  /** Forms that were checked before they were sent off. */
  readonly checks: readonly FormRequest[];
  readonly asked: readonly Asker[];
  /** Replaces the script. */
  script(next: Script): void;
  /** Replaces the answer to completions. */
  names(next: (request: CompletionRequest) => readonly { readonly label: string; readonly value: string }[]): void;
  /** Replaces the answer to searches. */
  finds(next: (request: SearchRequest) => readonly CardChoice[]): void;
  /** Replaces the faults found in forms. */
  faults(next: (request: FormRequest) => Readonly<Record<string, string>>): void;
  /** Replaces the suggestions. */
  suggestions(next: readonly { readonly title: string; readonly text: string }[]): void;
  /** Resolves when this many fresh turns have been handled to their end. */
  handled(count: number): Promise<void>;
}

export function createScriptedBot(first: Script = async () => {}): ScriptedBot {
  const turns: Turn[] = [];
  const fresh: Turn[] = [];
  const completions: CompletionRequest[] = [];
  const seen = new Set<string>();
  const waiting: { readonly count: number; readonly done: () => void }[] = [];
  let script = first;
  let answer: Parameters<ScriptedBot["names"]>[0] = () => [];
  const searches: SearchRequest[] = [];
  const checks: FormRequest[] = [];
  const asked: Asker[] = [];
  let found: Parameters<ScriptedBot["finds"]>[0] = () => [];
  let faulty: Parameters<ScriptedBot["faults"]>[0] = () => ({});
  let suggested: Parameters<ScriptedBot["suggestions"]>[0] = [];
  let ended = 0;
  return {
    turns,
    fresh,
    completions,
    searches,
    checks,
    asked,
    finds(next) {
      found = next;
    },
    faults(next) {
      faulty = next;
    },
    suggestions(next) {
      suggested = next;
    },
    async search(request) {
      searches.push(request);
      return found(request);
    },
    async check(request) {
      checks.push(request);
      return faulty(request);
    },
    async suggest(asker) {
      asked.push(asker);
      return suggested;
    },
    script(next) {
      script = next;
    },
    names(next) {
      answer = next;
    },
    async handle(turn, responder) {
      turns.push(turn);
      if (seen.has(turn.key)) return;
      seen.add(turn.key);
      fresh.push(turn);
      try {
        await script(turn, responder);
      } finally {
        ended += 1;
        for (const wait of waiting) if (ended >= wait.count) wait.done();
      }
    },
    async complete(request) {
      completions.push(request);
      return answer(request);
    },
    handled(count) {
      if (ended >= count) return Promise.resolve();
      return new Promise((done) => waiting.push({ count, done }));
    },
  };
}

/** A card with all that is not given filled in. */
export function makeCard(parts: Partial<Card> & { readonly title: string }): Card {
  return {
    status: "done",
    outcome: null,
    visibility: "private",
    placement: "new",
    tone: "neutral",
    locale: "en",
    text: [],
    facts: [],
    buttons: [],
    choices: [],
    ...parts,
  };
}

/** Tokens of the form that the gate gives: 22 base64url characters. */
export const yesToken = "Yes-4fJ2mQ8sVb0xTz5LkA";
export const noToken = "No_-7hP3nR9tWc1yUa6MlB";

/** A confirmation card as the gate makes them. */
export function makeConfirmCard(parts: Partial<Card> = {}): Card {
  return makeCard({
    status: "confirm",
    title: "Open the side gate?",
    buttons: [
      { label: "Open", role: "yes", token: yesToken },
      { label: "Cancel", role: "plain", token: noToken },
    ],
    ...parts,
  });
}
