import { all, first, statement, type Work } from "../statement.ts";

const dayMs = 86_400_000;
/** A repeated turn and a late click are known for this long. */
const knownMs = 7 * dayMs;
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
const pruneUses = statement((db, v: { before: number }) => db.deleteFrom("use").where("at", "<", v.before));

/** Removes what nobody can ask for any more. */
export function* prune(now: number): Work<void> {
  yield* all(pruneSeen, { before: now - knownMs });
  yield* all(pruneConfirmations, { before: now - knownMs });
  yield* all(pruneContinuations, { before: now - knownMs });
  yield* all(pruneSecrets, { before: now });
  yield* all(pruneUses, { before: now - usesMs });
}

const forgetRows = statement((db, v: { person: string }) =>
  db.deleteFrom("audit_personal").where("person", "=", v.person).returning("row"),
);
const forgetPreferences = statement((db, v: { person: string }) =>
  db.deleteFrom("preference").where("person", "=", v.person),
);
const forgetUses = statement((db, v: { person: string }) => db.deleteFrom("use").where("person", "=", v.person));
const forgetConfirmations = statement((db, v: { person: string }) =>
  db.deleteFrom("confirmation").where("person", "=", v.person),
);
const forgetContinuations = statement((db, v: { person: string }) =>
  db.deleteFrom("continuation").where("person", "=", v.person),
);

export function* forgetPerson(person: string): Work<number> {
  const rows = yield* all(forgetRows, { person });
  for (const query of [forgetPreferences, forgetUses, forgetConfirmations, forgetContinuations]) {
    yield* all(query, { person });
  }
  return rows.length;
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
