import type { Clock, Log } from "#core/ports.ts";
import type { Anchor } from "./anchor.ts";
import { readCheckpoint, signCheckpoint } from "./checkpoint.ts";
import type { Engine } from "./operations.ts";
import type { Signer } from "./signing.ts";
import { walkTo } from "./verify.ts";

/** Few enough that nobody waits for long. */
const rowsAtOnce = 500;

export interface RetentionParts {
  readonly engine: Engine;
  readonly anchor: Anchor;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Prunes audit rows from before `since` (epoch ms), in steps, and returns how many. What is pruned was anchored and is
 * sound: rows that somebody changed stay as evidence.
 */
export async function pruneAuditRows(parts: RetentionParts, since: number): Promise<number> {
  let pruned = 0;
  for (;;) {
    const step = await pruneStep(parts, since);
    pruned += step;
    if (step === 0) return pruned;
  }
}

async function pruneStep({ engine, anchor, signer, clock, log }: RetentionParts, since: number): Promise<number> {
  const before = await readCheckpoint(await engine.run("auditCheckpoint"), signer);
  const anchored = await anchor.read();
  const problem = before.kind === "bad" ? before.problem : anchored.kind === "bad" ? anchored.problem : undefined;
  if (problem !== undefined) {
    log.error("audit-not-pruned", { problem });
    return 0;
  }
  if (anchored.kind !== "good") return 0;
  const start = before.kind === "good" ? before : { rows: 0, hash: "" };
  const limit = await engine.run("pruneLimit", since, Math.min(anchored.rows, start.rows + rowsAtOnce));
  if (limit === undefined || limit.rows <= start.rows) return 0;
  const walk = await walkTo(engine, { id: start.rows, hash: start.hash, isStart: true }, limit.rows);
  if (walk.problem !== undefined || walk.hash !== limit.hash) {
    log.error("audit-not-pruned", {
      problem: walk.problem?.problem ?? "row-changed",
      row: walk.problem?.row ?? limit.rows,
    });
    return 0;
  }
  return engine.run("pruneAudit", await signCheckpoint({ ...limit, at: clock.now() }, signer));
}
