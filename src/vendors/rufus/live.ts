import type { Passing } from "#core/capabilities.ts";
import { VendorError } from "#core/errors.ts";
import { pollFor, type VendorEvent } from "../history.ts";
import { operations } from "./operations.ts";
import { listThings, type RufusContext, toPassing } from "./race.ts";

const everyMs = 2000;
const pageRows = 5000;

/** Where a device's live reading goes on: numbers count within one session only. */
interface Place {
  readonly session: string;
  readonly last: number;
}

/**
 * What passed a device since the last look, from the first look on. The vendor jumps to a newer session by itself;
 * numbering then starts anew.
 */
export function createLive(
  context: RufusContext,
  device: string,
): (signal: AbortSignal) => Promise<readonly Passing[]> {
  let place: Place | undefined;
  let isFirst = true;

  const readOn = async (signal: AbortSignal): Promise<readonly Passing[]> => {
    const query = place === undefined ? {} : { token_session: place.session, last: place.last };
    const answer = await context.client.call(
      operations.livePassings,
      { path: { deviceid: device }, query },
      { signal },
    );
    const session = answer.session_used ?? place?.session;
    if (session === undefined) return [];
    const after = session === place?.session ? place.last : -1;
    const rows = answer.passings
      .map((row) => toPassing(row))
      .filter((passing): passing is Passing => passing !== undefined && passing.number > after)
      .sort((a, b) => a.number - b.number)
      .map((passing) => ({ ...passing, session }));
    place = { session, last: Math.max(after, rows.at(-1)?.number ?? 0) };
    return rows;
  };

  return async (signal) => {
    try {
      let rows = await readOn(signal);
      if (!isFirst) return rows;
      // What passed before anybody listened is no news, however many pages it has.
      while (rows.length >= pageRows) rows = await readOn(signal);
      isFirst = false;
      return [];
    } catch (error) {
      // No session yet is how a race begins.
      if (!(error instanceof VendorError) || error.details.kind !== "not-found") throw error;
      isFirst = false;
      return [];
    }
  };
}

/** Tells every passing of every device of the account. */
export function watchRace(context: RufusContext): (hear: (event: VendorEvent) => void) => () => void {
  const { account, services } = context;
  return (hear) => {
    const readers = new Map<string, ReturnType<typeof createLive>>();
    return pollFor({
      account,
      log: services.log,
      everyMs,
      async look(signal) {
        for (const { vendorId: device } of await listThings(context)) {
          const next = readers.get(device) ?? createLive(context, device);
          readers.set(device, next);
          for (const passing of await next(signal)) hear({ kind: "passing", account, device, passing });
        }
      },
    });
  };
}
