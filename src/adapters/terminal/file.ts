import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Card } from "#core/reply.ts";

/**
 * Writes a card's file into a fresh folder for temporary files, readable by this user alone: nothing of the person's own
 * is ever overwritten. Returns the path; undefined when it could not be written.
 */
export function saveFile({ name, bytes }: NonNullable<Card["file"]>): string | undefined {
  try {
    const path = join(mkdtempSync(join(tmpdir(), "usher-")), basename(name) || "file");
    writeFileSync(path, bytes, { mode: 0o600 });
    return path;
  } catch {
    return undefined;
  }
}
