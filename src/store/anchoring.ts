import type { Clock, Log } from "#core/ports.ts";
import type { Anchor } from "./anchor.ts";
import { readCheckpoint } from "./checkpoint.ts";
import type { Engine } from "./operations.ts";
import type { Signer } from "./signing.ts";

const everyRows = 100;

/** Keeps the anchor outside the database close behind the end of the chain. */
export interface Anchoring {
  /** Told of every row that this process has written. */
  noted(rows: number): void;
  /** Writes the anchor for all rows, as at the end of the process. */
  finish(): Promise<void>;
}

export interface AnchoringParts {
  readonly engine: Engine;
  readonly anchor: Anchor;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether the database remembers that it was anchored, so that a missing anchor is noticed. */
  readonly isRemembered: boolean;
}

export function createAnchoring(parts: AnchoringParts, unanchored: number): Anchoring {
  let pending = unanchored;
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    const covered = pending;
    try {
      if (await moveAnchor(parts)) pending -= covered;
    } catch (error) {
      parts.log.error("audit-anchor-not-written", { problem: error instanceof Error ? error.message : "unknown" });
    } finally {
      writing = undefined;
    }
  }

  function start(): void {
    if (pending >= everyRows) writing ??= write();
  }

  start();
  return {
    noted(rows) {
      pending += rows;
      start();
    },
    async finish() {
      await writing;
      if (pending > 0) await write();
    },
  };
}

/** An anchor that contradicts the database is evidence: it is left as it is. */
async function moveAnchor({ engine, anchor, signer, clock, log, isRemembered }: AnchoringParts): Promise<boolean> {
  const before = await anchor.read();
  const anchored = before.kind === "good" ? before.rows : 0;
  const { head, hash } = await engine.run("auditHeadAnd", anchored);
  if (before.kind === "bad") {
    log.error("audit-anchor-unusable", { problem: before.problem });
    return false;
  }
  if (before.kind === "none" && head.anchored > 0) {
    log.error("audit-anchor-unusable", { problem: "anchor-missing" });
    return false;
  }
  const checkpoint = await readCheckpoint(await engine.run("auditCheckpoint"), signer);
  const pruned = checkpoint.kind === "good" ? checkpoint : { rows: 0, hash: "" };
  const known = anchored === pruned.rows ? pruned.hash : hash;
  // Where another process has pruned beyond this anchor, its signature stands for the rows that are gone.
  if (before.kind === "good" && anchored > 0 && anchored >= pruned.rows && known !== before.hash) {
    log.error("audit-anchor-unusable", { problem: "chain-differs-from-anchor" });
    return false;
  }
  if (head.rows <= anchored) return true;
  await anchor.write({ rows: head.rows, hash: head.hash }, clock.now());
  if (isRemembered && head.anchored === 0) await engine.run("markAnchored", head.rows);
  return true;
}
