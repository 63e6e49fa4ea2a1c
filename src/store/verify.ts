import type { AuditVerdict } from "#core/store.ts";
import type { Anchor, AnchorProblem } from "./anchor.ts";
import { type CheckpointProblem, readCheckpoint } from "./checkpoint.ts";
import type { Walk } from "./operations/verify.ts";
import type { Engine } from "./operations.ts";
import type { Signer } from "./signing.ts";

/** What `verifyAudit` may find, as the `problem` of its verdict. */
type AuditProblem =
  | "row-changed"
  | "row-missing"
  | "row-inserted"
  | "person-changed"
  | "head-changed"
  | "tail-cut"
  | "chain-differs-from-anchor"
  | "anchor-missing"
  | AnchorProblem
  | CheckpointProblem;

const pageRows = 500;

function fault(row: number, problem: AuditProblem): AuditVerdict {
  return { ok: false, row, problem };
}

/** Walks the whole chain in pages, so that others are served in between; it begins where the last pruning ended. */
export async function verifyChain(engine: Engine, anchor: Anchor, signer: Signer): Promise<AuditVerdict> {
  // Read before the head: the anchor never runs ahead of a sound chain.
  const reading = await anchor.read();
  const checkpoint = await readCheckpoint(await engine.run("auditCheckpoint"), signer);
  const head = await engine.run("auditHead");
  if (checkpoint.kind === "bad") return fault(0, checkpoint.problem);
  const start = checkpoint.kind === "good" ? checkpoint : { rows: 0, hash: "" };
  const anchored = reading.kind === "good" ? reading : { rows: 0, hash: "" };
  let walk: Walk = { id: start.rows, hash: start.hash, isStart: true };
  for (const stop of [Math.min(anchored.rows, head.rows), head.rows]) {
    if (stop >= walk.id) walk = await walkTo(engine, walk, stop);
    if (walk.problem !== undefined) return fault(walk.problem.row, walk.problem.problem);
    if (walk.id === anchored.rows && walk.hash !== anchored.hash) return fault(walk.id, "chain-differs-from-anchor");
  }
  if (head.highest > head.rows) return fault(head.rows + 1, "row-inserted");
  if (anchored.rows > head.rows) return fault(head.rows + 1, "tail-cut");
  if (walk.hash !== head.hash) return fault(head.rows, "head-changed");
  if (reading.kind === "bad") return fault(head.anchored, reading.problem);
  if (reading.kind === "none" && head.anchored > 0) return fault(head.anchored, "anchor-missing");
  const pruned = checkpoint.kind === "good" ? { pruned: { rows: checkpoint.rows, at: checkpoint.at } } : {};
  return { ok: true, rows: head.rows, head: head.hash, notYetAnchored: head.rows - anchored.rows, ...pruned };
}

export async function walkTo(engine: Engine, from: Walk, stop: number): Promise<Walk> {
  let walk = await engine.run("verifyPage", from, stop, pageRows);
  while (walk.id < stop && walk.problem === undefined) walk = await engine.run("verifyPage", walk, stop, pageRows);
  return walk;
}
