import { z } from "zod";
import type { JsonObject } from "#core/json.ts";
import type { Store } from "#core/store.ts";

/** How long a change can be taken back. */
export const undoMs = 120_000;
/** Whoever changes more in two minutes takes back the latest. */
const mostChanges = 10;
const preference = "undo";

/** What puts one thing back, where what was before is known. */
export interface Restore {
  /** Entity id of the act whose effect it takes back. */
  readonly of: string;
  readonly entity: string;
  readonly input: JsonObject;
}

/** What takes back a plan, read before it was carried out. */
export interface Undo {
  readonly restores: readonly Restore[];
  /** Entity ids of things whose state before was not known, or not all of it. */
  readonly unknown: readonly string[];
}

export interface Change extends Undo {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
}

const stored = z.array(
  z.object({
    id: z.string(),
    at: z.number(),
    restores: z.array(z.object({ of: z.string(), entity: z.string(), input: z.record(z.string(), z.json()) })),
    unknown: z.array(z.string()),
  }),
);

type Preferences = Pick<Store, "preference" | "setPreference">;

/** Changes of this person that can still be taken back, newest first. */
export async function changesOf(store: Preferences, person: string, now: number): Promise<readonly Change[]> {
  const text = await store.preference(person, preference);
  if (text === undefined || text === "") return [];
  const parsed = stored.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data.filter(({ at }) => now - at < undoMs) : [];
}

export async function rememberChange(store: Preferences, person: string, change: Change): Promise<void> {
  const others = await changesOf(store, person, change.at);
  await store.setPreference(person, preference, JSON.stringify([change, ...others].slice(0, mostChanges)));
}

/** What was taken back once is over. */
export async function forgetChange(store: Preferences, person: string, id: string, now: number): Promise<void> {
  const others = (await changesOf(store, person, now)).filter((one) => one.id !== id);
  await store.setPreference(person, preference, JSON.stringify(others));
}
