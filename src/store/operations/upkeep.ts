import { all, first, statement, type Work } from "../statement.ts";

const dayMs = 86_400_000;
/** A repeated turn and a late click are known for this long. */
const knownMs = 7 * dayMs;
/** A request to be let in that nobody answered, or that was declined. */
const askingMs = 30 * dayMs;
/** The longest period that a quota can look back on. */
const usesMs = 400 * dayMs;

const pruneSeen = statement((db, v: { before: number }) => db.deleteFrom("seen_turn").where("at", "<", v.before));
const pruneConfirmations = statement((db, v: { before: number }) =>
  db.deleteFrom("confirmation").where("expires_at", "<", v.before),
);
const pruneContinuations = statement((db, v: { before: number }) =>
  db.deleteFrom("continuation").where("expires_at", "<", v.before),
);
const pruneSecrets = statement((db, v: { before: number }) =>
  db.deleteFrom("secret").where("expires_at", "is not", null).where("expires_at", "<", v.before),
);
const pruneLinks = statement((db, v: { before: number }) =>
  db.deleteFrom("link_request").where("expires_at", "<", v.before),
);
const pruneTries = statement((db, v: { before: number }) => db.deleteFrom("link_try").where("since", "<", v.before));
const pruneGuests = statement((db, v: { before: number }) =>
  db.deleteFrom("guest").where("state", "!=", "admitted").where("at", "<", v.before),
);
/** What its vendor ends by itself is over with its end; what we must end stays until it is. */
const pruneKeys = statement((db, v: { before: number }) =>
  db.deleteFrom("made_key").where("is_ended_by_us", "=", 0).where("until_at", "<", v.before),
);
const pruneUses = statement((db, v: { before: number }) => db.deleteFrom("use").where("at", "<", v.before));

/** Removes what nobody can ask for any more. */
export function* prune(now: number): Work<void> {
  yield* all(pruneSeen, { before: now - knownMs });
  yield* all(pruneConfirmations, { before: now - knownMs });
  yield* all(pruneContinuations, { before: now - knownMs });
  yield* all(pruneSecrets, { before: now });
  yield* all(pruneKeys, { before: now - knownMs });
  yield* all(pruneUses, { before: now - usesMs });
  yield* all(pruneLinks, { before: now - dayMs });
  yield* all(pruneTries, { before: now - dayMs });
  yield* all(pruneGuests, { before: now - askingMs });
}

const writeProbe = statement((db, _: Record<never, never>) =>
  db
    .insertInto("probe")
    .values({ id: 1, times: 1 })
    .onConflict((oc) => oc.column("id").doUpdateSet((eb) => ({ times: eb("probe.times", "+", 1) })))
    .returning("times"),
);

/** A real, durable write: a value that stays the same would not reach the disk. */
export function* probe(): Work<boolean> {
  return (yield* first(writeProbe, {})) !== undefined;
}
