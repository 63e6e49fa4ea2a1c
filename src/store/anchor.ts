import { createHmac, timingSafeEqual } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { canonicalJson, type JsonObject } from "#core/json.ts";
import type { Random } from "#core/ports.ts";
import type { Head } from "./operations/audit.ts";
import { fingerprint } from "./vault.ts";

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

export interface AnchorSettings {
  /** `<path>.anchor` holds the anchor, `<path>.anchor-key` the key where none is configured. */
  readonly path: string;
  /** Derived from the store key. */
  readonly key: Uint8Array | undefined;
  readonly random: Random;
}

const keyBytes = 32;

export function createAnchor({ path, key, random }: AnchorSettings): Anchor {
  const anchorFile = `${path}.anchor`;
  const keyFile = `${path}.anchor-key`;

  async function fileKey(): Promise<Uint8Array | undefined> {
    const text = await readIfThere(keyFile);
    const bytes = text === undefined ? undefined : Buffer.from(text.trim(), "base64");
    return bytes?.length === keyBytes ? bytes : undefined;
  }

  async function madeKey(): Promise<Uint8Array> {
    const made = Buffer.from(random.bytes(keyBytes));
    try {
      await writeDurably(keyFile, `${made.toString("base64")}\n`, "wx");
      return made;
    } catch (error) {
      const known = await fileKey();
      if (known === undefined) throw error;
      return known;
    }
  }

  async function read(): Promise<AnchorReading> {
    const text = await readIfThere(anchorFile);
    if (text === undefined) return { kind: "none" };
    const signed = parse(text);
    if (signed === undefined) return { kind: "bad", problem: "anchor-changed" };
    const { mac, ...content } = signed;
    const by = content.by === "store-key" ? key : await fileKey();
    if (by === undefined) return { kind: "bad", problem: "anchor-key-missing" };
    if (content.keyId !== fingerprint(by)) return { kind: "bad", problem: "anchor-key-differs" };
    if (!isEqual(sign(content, by), mac)) return { kind: "bad", problem: "anchor-changed" };
    return { kind: "good", rows: content.rows, hash: content.hash };
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
      const signing = key ?? (await fileKey()) ?? (await madeKey());
      const by = key === undefined ? "key-file" : "store-key";
      const content: Content = { rows, hash, at, by, keyId: fingerprint(signing) };
      const mac = sign(content, signing);
      const fresh = `${anchorFile}.${process.pid}`;
      await writeDurably(fresh, `${canonicalJson({ ...content, mac })}\n`, "w");
      await rename(fresh, anchorFile);
    },
  };
}

interface Content {
  readonly rows: number;
  readonly hash: string;
  readonly at: number;
  readonly by: "store-key" | "key-file";
  readonly keyId: string;
}

function sign(content: Content, key: Uint8Array): string {
  return createHmac("sha256", key)
    .update(canonicalJson({ ...content }))
    .digest("hex");
}

function isEqual(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function parse(text: string): (Content & { readonly mac: string }) | undefined {
  let value: JsonObject;
  try {
    value = Object(JSON.parse(text)) as JsonObject;
  } catch {
    return undefined;
  }
  const { rows, hash, at, by, keyId, mac } = value;
  if (typeof rows !== "number" || typeof at !== "number" || (by !== "store-key" && by !== "key-file")) return undefined;
  if (typeof hash !== "string" || typeof keyId !== "string" || typeof mac !== "string") return undefined;
  return { rows, hash, at, by, keyId, mac };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function writeDurably(path: string, text: string, flags: "w" | "wx"): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
