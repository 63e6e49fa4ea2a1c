import type { Passing } from "#core/capabilities.ts";
import { VendorError } from "#core/errors.ts";
import { pollFor } from "../history.ts";
import type { Watch } from "../watch.ts";
import { operations } from "./operations.ts";
import { createPassingReader, listThings, type RufusContext } from "./race.ts";

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
      .map(createPassingReader())
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

/** A device at which nothing passed for so long is looked at more rarely. */
const quietMs = 60_000;
const quietEveryMs = 10_000;

interface Reader {
  readonly read: ReturnType<typeof createLive>;
  /** Epoch ms. */
  passedAt: number;
  lookedAt: number;
}

/** Tells every passing of every device of the account, and what the devices say of themselves. */
export function watchRace(context: RufusContext): Watch {
  const { account, services } = context;
  const { clock, log } = services;
  return (hear) => {
    const readers = new Map<string, Reader>();
    const readerOf = (device: string): Reader => {
      const known = readers.get(device);
      if (known !== undefined) return known;
      const never = Number.NEGATIVE_INFINITY;
      const reader = { read: createLive(context, device), passedAt: never, lookedAt: never };
      readers.set(device, reader);
      return reader;
    };
    return pollFor({
      account,
      log,
      everyMs: () => everyMs,
      async look(signal) {
        for (const { vendorId: device, state } of await listThings(context)) {
          if (signal.aborted) return;
          if (state !== undefined) hear({ kind: "state", account, vendorId: device, state });
          const reader = readerOf(device);
          const now = clock.now();
          if (now - reader.passedAt > quietMs && now - reader.lookedAt < quietEveryMs) continue;
          reader.lookedAt = now;
          for (const passing of await reader.read(signal)) {
            reader.passedAt = now;
            hear({ kind: "passing", account, device, passing });
          }
        }
      },
    });
  };
}
