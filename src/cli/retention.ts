import type { Log } from "#core/ports.ts";
import type { Usher } from "#src/main.ts";

const dayMs = 86_400_000;
/** After the start, when the first people are being served. */
const firstMs = 60_000;

/**
 * Prunes once a day what the configuration keeps no longer. Of several instances one does each part: the store lets
 * one in at a time, and the next finds nothing left. Gives what ends it.
 */
export function keepRecordShort({ config, store, clock }: Usher, log: Log): () => void {
  const { keepDays } = config.audit;
  if (keepDays === undefined) return () => {};
  const prune = async (): Promise<void> => {
    try {
      const rows = await store.pruneAudit(clock.now() - keepDays * dayMs);
      if (rows > 0) log.info("audit-pruned", { rows, keepDays });
    } catch (error) {
      log.warn("audit-not-pruned", { error });
    }
  };
  const first = setTimeout(() => void prune(), firstMs).unref();
  const daily = setInterval(() => void prune(), dayMs).unref();
  return () => {
    clearTimeout(first);
    clearInterval(daily);
  };
}
