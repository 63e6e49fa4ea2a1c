import type { Clock } from "#core/ports.ts";
import type { Store } from "#core/store.ts";
import type { Turn } from "#core/turn.ts";

/** A turn whose platform stamp is further from the clock than this never acts. */
export const freshForMs = 60_000;

/**
 * Gate step 1: once and fresh. The key is durable before anything else happens, so a repeated delivery is known
 * after a restart too.
 */
export async function admit(turn: Turn, store: Store, clock: Clock): Promise<"fresh" | "late" | "seen"> {
  const isFirst = await store.seeTurn(turn.key, turn.at);
  if (!isFirst) return "seen";
  return Math.abs(clock.now() - turn.at) > freshForMs ? "late" : "fresh";
}
