import { rename } from "node:fs/promises";
import { canonicalJson, type JsonObject } from "#core/json.ts";
import type { Head } from "./operations/audit.ts";
import { readIfThere, type Signature, type Signer, writeDurably } from "./signing.ts";

/** How the chain stood when it was last written down outside the database. */
export type AnchorReading =
  | { readonly kind: "none" }
  | { readonly kind: "good"; readonly rows: number; readonly hash: string }
  | { readonly kind: "bad"; readonly problem: AnchorProblem };

export type AnchorProblem = "anchor-changed" | "anchor-unreadable" | "anchor-key-missing" | "anchor-key-differs";

export interface Anchor {
  read(): Promise<AnchorReading>;
  write(head: Head, at: number): Promise<void>;
}

/** @param path `<path>.anchor` holds the anchor */
export function createAnchor(path: string, signer: Signer): Anchor {
  const file = `${path}.anchor`;

  async function read(): Promise<AnchorReading> {
    const text = await readIfThere(file);
    if (text === undefined) return { kind: "none" };
    const found = parse(text);
    if (found === undefined) return { kind: "bad", problem: "anchor-changed" };
    const fault = await signer.fault({ ...found.content }, found.signature);
    if (fault !== undefined) return { kind: "bad", problem: `anchor-${fault}` };
    return { kind: "good", rows: found.content.rows, hash: found.content.hash };
  }

  return {
    async read() {
      try {
        return await read();
      } catch {
        return { kind: "bad", problem: "anchor-unreadable" };
      }
    },
    async write({ rows, hash }, at) {
      const content: Content = { rows, hash, at };
      const signature = await signer.sign({ ...content });
      const fresh = `${file}.${process.pid}`;
      await writeDurably(fresh, `${canonicalJson({ ...content, ...signature })}\n`, "w");
      await rename(fresh, file);
    },
  };
}

interface Content {
  readonly rows: number;
  readonly hash: string;
  readonly at: number;
}

function parse(text: string): { readonly content: Content; readonly signature: Signature } | undefined {
  let value: JsonObject;
  try {
    value = Object(JSON.parse(text)) as JsonObject;
  } catch {
    return undefined;
  }
  const { rows, hash, at, by, keyId, mac } = value;
  if (typeof rows !== "number" || typeof at !== "number" || (by !== "store-key" && by !== "key-file")) return undefined;
  if (typeof hash !== "string" || typeof keyId !== "string" || typeof mac !== "string") return undefined;
  return { content: { rows, hash, at }, signature: { by, keyId, mac } };
}
