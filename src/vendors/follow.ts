import { VendorError } from "#core/errors.ts";
import { pause } from "./retry.ts";

/** A better outcome that has not come by then is not waited for: vendors' limits are not known. */
const lastsMs = 30_000;
const longestPauseMs = 8_000;

/**
 * Looks again and again, with growing pauses, until it is so, half a minute has passed or the signal ends; a look that
 * fails counts as "not yet".
 */
export async function pollUntil(
  look: (signal: AbortSignal) => Promise<boolean>,
  everyMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  let pauseMs = everyMs;
  for (let waitedMs = 0; waitedMs < lastsMs && !signal.aborted; waitedMs += pauseMs) {
    try {
      if (await look(signal)) return true;
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
    }
    await pause(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 1.5, longestPauseMs);
  }
  return false;
}
