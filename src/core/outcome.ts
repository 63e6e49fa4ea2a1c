/**
 * What is known of the world after an act (DESIGN: honest outcomes).
 * `sent`: handed to the vendor, no answer expected. `accepted`: the vendor said yes.
 * `done`: a state read or an event says so. `failed`: it did not happen. `unknown`: it may have happened.
 */
export const outcomes = ["sent", "accepted", "done", "failed", "unknown"] as const;
export type Outcome = (typeof outcomes)[number];

/** How a turn ended, for people and for `usher say --json`. */
export const statuses = [
  "done",
  "confirm",
  "approve",
  "choose",
  "ask",
  "refused",
  "not-understood",
  "failed",
  "unknown",
] as const;
export type Status = (typeof statuses)[number];

const gravity: Record<Outcome, number> = { done: 0, accepted: 1, sent: 2, failed: 3, unknown: 4 };

/** The outcome that must be told when several acts ended differently: the gravest. */
export function gravest(all: readonly Outcome[]): Outcome {
  return all.reduce<Outcome>((worst, next) => (gravity[next] > gravity[worst] ? next : worst), "done");
}
