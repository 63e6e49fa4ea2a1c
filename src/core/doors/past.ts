import type { DoorHappening, DoorRecord } from "#core/capabilities.ts";
import type { Entity } from "#core/directory.ts";
import type { AuditRow } from "#core/store.ts";

/** What a history tells of a door; what is of no interest to who asks "who was that" is left out. */
export const pastKinds = [
  "opened",
  "perhaps",
  "open-failed",
  "moved-open",
  "ring",
  "held",
  "released",
  "closed",
  "close-failed",
] as const;
type PastKind = (typeof pastKinds)[number];

/** One line of a door's history, from whichever source, or from both. */
export interface PastEvent {
  /** Epoch ms. */
  readonly at: number;
  readonly door: Entity;
  readonly what: PastKind;
  readonly by?: DoorRecord["by"];
  /** Person id, when it went through us; empty when their personal fields are forgotten. */
  readonly person?: string;
  /** As the vendor calls who it was. */
  readonly who?: string;
  readonly isOurs: boolean;
  readonly isVendors: boolean;
  /** The vendor does not state the zone of its time; where both tell of the event, their clocks agree all the same. */
  readonly isVendorTime?: true;
  readonly picture?: string;
}

/** A vendor writes down later than we do, and its clock is another one. */
const sameWithinMs = 60_000;

const told: Readonly<Partial<Record<DoorHappening, PastKind>>> = {
  opened: "opened",
  "open-failed": "open-failed",
  "moved-open": "moved-open",
  ring: "ring",
  held: "held",
  released: "released",
};

/** What the vendor keeps of one door. */
export function fromVendor(door: Entity, records: readonly DoorRecord[]): readonly PastEvent[] {
  return records.flatMap(({ at, what: happening, by, who, isVendorTime, picture }) => {
    const what = told[happening];
    if (what === undefined) return [];
    return [
      {
        at,
        door,
        what,
        isOurs: false,
        isVendors: true,
        ...(by === undefined ? {} : { by }),
        ...(who === undefined ? {} : { who }),
        ...(isVendorTime === undefined ? {} : { isVendorTime }),
        ...(picture === undefined ? {} : { picture }),
      },
    ];
  });
}

/** What went through us at one door: each act once, with the best that became known of it. */
export function fromAudit(door: Entity, rows: readonly AuditRow[]): readonly PastEvent[] {
  const acts = new Map<number, AuditRow>();
  for (const row of rows.filter(({ thing }) => thing === door.id)) {
    const mark = row.intent ?? row.id;
    const known = acts.get(mark);
    // The moment is that of the act itself; of the outcome the last word counts.
    if (known === undefined) acts.set(mark, row);
    else acts.set(mark, known.id > row.id ? { ...row, outcome: known.outcome } : { ...known, outcome: row.outcome });
  }
  return [...acts.values()].flatMap((row) => {
    const what = kindOf(row);
    return what === undefined ? [] : [{ at: row.at, door, what, person: row.person, isOurs: true, isVendors: false }];
  });
}

function kindOf({ action, outcome, detail }: AuditRow): PastKind | undefined {
  const isFailed = outcome === "failed";
  switch (action) {
    case "door.open":
      return isFailed ? "open-failed" : outcome === "unknown" || outcome === null ? "perhaps" : "opened";
    case "door.close":
      return isFailed ? "close-failed" : "closed";
    case "door.hold":
      return isFailed ? undefined : detail?.minutes === undefined ? "released" : "held";
    default:
      return undefined;
  }
}

/** What both can tell of the same event. What we know to have failed was no opening, so that one was another. */
function isSameKind(ours: PastKind, vendors: PastKind): boolean {
  const isTried = ours === "opened" || ours === "perhaps";
  return ours === vendors || (isTried && (vendors === "opened" || vendors === "open-failed"));
}

/**
 * Both histories of one door as one, newest first. An opening through us that the vendor tells too is one line; a
 * door seen to move right after an opening is that opening.
 */
export function mergePast(ours: readonly PastEvent[], vendors: readonly PastEvent[]): readonly PastEvent[] {
  const left = new Set(vendors);
  const merged = ours
    .toSorted((a, b) => a.at - b.at)
    .map((event): PastEvent => {
      const same = nearest(event, left);
      if (same === undefined) return event;
      left.delete(same);
      // To us it said yes at most; its own history tells what came of it.
      const { what } = same;
      const { picture, isVendorTime } = same;
      return {
        ...event,
        what,
        isVendors: true,
        ...(picture === undefined ? {} : { picture }),
        ...(isVendorTime === undefined ? {} : { isVendorTime }),
      };
    });
  const all = [...merged, ...left];
  const opened = all.filter(({ what }) => what === "opened" || what === "perhaps");
  const isExplained = ({ what, at }: PastEvent) =>
    what === "moved-open" && opened.some((one) => Math.abs(one.at - at) <= sameWithinMs);
  return all.filter((event) => !isExplained(event)).sort((a, b) => b.at - a.at);
}

/** A number that goes on meaning the same line when more has happened since: the second in which it was. */
export function lastingLine({ at }: PastEvent): number {
  return Math.floor(at / 1000);
}

/** Accounts whose lines may be off by a zone: those that state none, and that nothing of ours proves to be in ours. */
export function unsureTimes(events: readonly PastEvent[]): readonly string[] {
  const stateless = events.filter((event) => event.isVendorTime === true);
  const proven = new Set(stateless.filter(({ isOurs }) => isOurs).map(({ door }) => door.account));
  return [...new Set(stateless.map(({ door }) => door.account))].filter((account) => !proven.has(account));
}

/** The vendor's line for what went through us: by a command, at that time. Nobody else's phone or ring. */
function nearest(event: PastEvent, candidates: ReadonlySet<PastEvent>): PastEvent | undefined {
  let best: PastEvent | undefined;
  for (const one of candidates) {
    if (one.by !== undefined && one.by !== "command") continue;
    if (!isSameKind(event.what, one.what) || Math.abs(one.at - event.at) > sameWithinMs) continue;
    if (best === undefined || Math.abs(one.at - event.at) < Math.abs(best.at - event.at)) best = one;
  }
  return best;
}
