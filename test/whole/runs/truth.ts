import type { AuditRow } from "#core/store.ts";

/** What the runs did to rights and clocks, held against what the record and the vendor say. */
export interface Truth {
  /** After this row the person may not open, for this reason; what was begun before may have been first. */
  forbid(person: string, why: Why, afterRow: number): void;
  /** After this row the reason holds no more. */
  allow(person: string, why: Why, afterRow: number): void;
  /** The turns that pressed the button of one question. */
  pressed(token: string, turn: string): void;
  /** A right for so many uses, from this row on. */
  limit(person: string, uses: number, afterRow: number): void;
  /** The clock of the instance was too far off all the time that the turn took. */
  clockOff(turn: string): void;
  /** Everything that is wrong with these rows of a run. */
  faults(rows: readonly AuditRow[]): readonly string[];
}

export type Why = "no-right" | "lockdown" | "dismissed";

interface Span {
  readonly person: string;
  readonly why: Why | "uses";
  readonly from: number;
  to: number;
}

export function createTruth(): Truth {
  const forbidden: Span[] = [];
  const limits: (Span & { readonly uses: number })[] = [];
  const questions = new Map<string, Set<string>>();
  const badClock = new Set<string>();

  const end = (spans: readonly Span[], person: string, why: Span["why"], row: number) => {
    for (const span of spans) if (span.person === person && span.why === why && span.to > row) span.to = row;
  };

  return {
    forbid(person, why, afterRow) {
      forbidden.push({ person, why, from: afterRow, to: Number.POSITIVE_INFINITY });
    },
    allow: (person, why, afterRow) => end(forbidden, person, why, afterRow),
    limit(person, uses, afterRow) {
      limits.push({ person, why: "uses", uses, from: afterRow, to: Number.POSITIVE_INFINITY });
    },
    pressed(token, turn) {
      questions.set(token, (questions.get(token) ?? new Set()).add(turn));
    },
    clockOff: (turn) => void badClock.add(turn),

    faults(rows) {
      const begun = rows.filter(({ action, result }) => action === "door.open" && result === "acting");
      const ends = Map.groupBy(
        rows.filter(({ intent, outcome }) => intent !== undefined && outcome !== null),
        ({ intent }) => intent,
      );
      const within = (span: Span, { id, person }: AuditRow) =>
        person === span.person && id > span.from && id <= span.to;
      return [
        ...begun.flatMap((row) => {
          const reasons = forbidden.filter((span) => within(span, row)).map(({ why }) => why);
          return [
            ...reasons.map((why) => `row ${row.id}: ${row.person} opened without a right (${why})`),
            ...(badClock.has(row.turn) ? [`row ${row.id}: opened although the clock was off`] : []),
            ...(ends.has(row.id) ? [] : [`row ${row.id}: no outcome`]),
          ];
        }),
        ...[...questions].flatMap(([token, turns]) => {
          const count = begun.filter(({ turn }) => turns.has(turn)).length;
          return count > 1 ? [`question ${token}: opened ${count} times`] : [];
        }),
        ...limits.flatMap((span) => {
          const count = begun.filter((row) => within(span, row)).length;
          return count > span.uses ? [`${span.person} opened ${count} times with ${span.uses} uses`] : [];
        }),
      ];
    },
  };
}
