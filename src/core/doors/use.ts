import { type ReplyChart, weekOf } from "#core/chart.ts";
import type { PastEvent } from "#core/doors/past.ts";
import { message } from "#core/message.ts";
import type { Window } from "#core/slots.ts";

/** A week has an hour less when the clocks go forward, and "the last week" may have begun a little later. */
const weekMs = 6.5 * 24 * 3_600_000;

/** Whether a window is long enough to be looked at as a week. */
export function spansWeek(window: Window | undefined): boolean {
  return window?.from !== undefined && window.until - window.from >= weekMs;
}

/**
 * When doors were opened, by weekday and hour on their own clocks. What a sensor saw counts only where nothing else
 * tells of openings: it sees each of them once more. Undefined when there was none.
 */
export function useChart(events: readonly PastEvent[], zoneOf: (event: PastEvent) => string): ReplyChart | undefined {
  const of = (what: PastEvent["what"]) => events.filter((event) => event.what === what);
  const opened = of("opened");
  const counted = opened.length > 0 ? opened : of("moved-open");
  if (counted.length === 0) return undefined;
  const weeks = [...Map.groupBy(counted, zoneOf)].map(([zone, own]) =>
    weekOf(
      own.map(({ at }) => at),
      zone,
    ),
  );
  const week = Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 24 }, (_none, hour) => weeks.reduce((sum, one) => sum + (one[day]?.[hour] ?? 0), 0)),
  );
  return {
    kind: "heat",
    title: message("replies:door.history.use"),
    value: { label: message("replies:door.history.openings"), measure: { kind: "number", digits: 0 } },
    week,
  };
}
