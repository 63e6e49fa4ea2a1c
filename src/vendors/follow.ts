import { VendorError } from "#core/errors.ts";
import { pause } from "./retry.ts";

/** Looks again and again until it is so or the signal ends; a look that fails counts as "not yet". */
export async function pollUntil(
  look: (signal: AbortSignal) => Promise<boolean>,
  everyMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    try {
      if (await look(signal)) return true;
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
    }
    await pause(everyMs, signal);
  }
  return false;
}
