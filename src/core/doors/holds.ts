import type { DoorHold } from "#core/capabilities.ts";
import type { CommandContext } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import type { AuditRow } from "#core/store.ts";

/** Whoever wants more than a day wants a schedule. */
export const longestHoldSeconds = 24 * 3_600;
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A row for the start and one for the end, of every door, at most so many. */
const mostRows = 1_000;

/** Holds that were begun through us and neither ended nor ran out, by entity. */
export async function holdsByUs(
  doors: readonly Entity[],
  { records, now }: Pick<CommandContext, "records" | "now">,
): Promise<ReadonlyMap<string, DoorHold>> {
  const things = doors.filter(({ capabilities }) => capabilities.includes("door.hold")).map(({ id }) => id);
  if (things.length === 0) return new Map();
  const rows = await records.list({
    things,
    actions: ["door.hold"],
    results: ["acted"],
    from: now - dayMs,
    limit: mostRows,
  });
  const newest = new Map<string, AuditRow>();
  for (const row of rows) {
    const isBegin = row.detail?.minutes !== undefined;
    // What may have begun is shown, and what may not have ended too.
    const counts = row.outcome !== "failed" && (isBegin || row.outcome !== "unknown");
    if (counts && !newest.has(row.thing)) newest.set(row.thing, row);
  }
  return new Map(
    [...newest.values()].flatMap(({ thing, at, detail }) => {
      const minutes = detail?.minutes;
      const until = typeof minutes === "number" ? at + minutes * minuteMs : 0;
      return until > now ? [[thing, { since: at, until }] as const] : [];
    }),
  );
}
