import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError, type ConfigFault } from "#core/errors.ts";
import type { Clock, Log, Random } from "#core/ports.ts";
import type { Secret } from "#core/secret.ts";
import type { Store } from "#core/store.ts";
import { type AnchorReading, createAnchor } from "./anchor.ts";
import { createAnchoring } from "./anchoring.ts";
import { StoreError, type StoreReason } from "./errors.ts";
import type { Engine } from "./operations.ts";
import { createSalts } from "./records.ts";
import { createSigner } from "./signing.ts";
import { openEmbedded } from "./sqlite/engine.ts";
import { createStore } from "./store.ts";
import { type Cipher, createCipher, decodeKey, deriveKey } from "./vault.ts";

export interface StoreOptions {
  /** `file:./usher.db`, relative to `directory`, or `postgres://…`. */
  readonly url: string;
  /** 32 bytes in base64. */
  readonly key?: Secret;
  readonly directory: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** For the one process that stays: a second one on the same file is refused with the pid of the first. */
  readonly exclusive: boolean;
}

const runBytes = 16;
const busyTimeoutMs = 5_000;

/** Opens the store and brings its tables up to date; everything that is wrong with it is a `ConfigError` with its cause. */
export async function openStore(options: StoreOptions): Promise<Store> {
  try {
    return await open(options);
  } catch (error) {
    throw error instanceof StoreError ? configError(options, error) : error;
  }
}

async function open(options: StoreOptions): Promise<Store> {
  const { clock, random, log } = options;
  const key = storeKey(options);
  const run = Buffer.from(random.bytes(runBytes)).toString("hex");
  const isServer = /^postgres(ql)?:/.test(options.url);
  const path = isServer ? resolve(options.directory, "usher-postgres") : filePath(options);
  const engine = await openEngine(options, path, run, isServer);
  try {
    if (options.exclusive) await engine.run("probe");
    const signer = createSigner({ path, random, key: key && deriveKey(key, "anchor") });
    const anchor = createAnchor(path, signer);
    const cipher = key && createCipher(deriveKey(key, "secrets"), random);
    const reading = await anchor.read();
    const complaint = await keyComplaint(engine, reading, cipher);
    if (complaint !== undefined) log.warn("store-key-differs", { problem: complaint });
    const head = await engine.run("auditHead");
    const parts = { engine, anchor, signer, clock, log, isRemembered: !isServer };
    const anchored = reading.kind === "good" ? reading.rows : 0;
    const anchoring = createAnchoring(parts, options.exclusive ? head.rows - anchored : 0);
    return createStore({
      engine,
      anchor,
      anchoring,
      signer,
      cipher,
      clock,
      newSalt: createSalts(random),
      log,
      run,
      complaint,
    });
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function openEngine(options: StoreOptions, path: string, run: string, isServer: boolean): Promise<Engine> {
  const now = options.clock.now();
  if (isServer) {
    // Loaded only when it is asked for.
    const { openServer } = await import("./postgres/engine.ts");
    return openServer({ url: options.url, run, now });
  }
  const settings = { path, runs: `${path}.runs`, run, isExclusive: options.exclusive, busyTimeoutMs };
  return openEmbedded({ ...settings, now });
}

function filePath({ url, directory }: StoreOptions): string {
  if (url.startsWith("file://")) return fileURLToPath(url);
  if (url.startsWith("file:") && url.length > "file:".length) return resolve(directory, url.slice("file:".length));
  throw new StoreError("cannot-open", "the address is neither file: nor postgres:");
}

function storeKey({ key, directory }: StoreOptions): Uint8Array | undefined {
  if (key === undefined) return undefined;
  const bytes = decodeKey(key);
  if (bytes !== undefined) return bytes;
  const mend = "write 32 random bytes in base64, for example from: openssl rand -base64 32";
  throw new ConfigError([{ file: directory, key: "store.key", problem: "this is not 32 bytes in base64", mend }]);
}

/** Says when what is stored was made with another key; nothing of it is lost or overwritten by that. */
async function keyComplaint(
  engine: Engine,
  reading: AnchorReading,
  cipher: Cipher | undefined,
): Promise<string | undefined> {
  const others = (await engine.run("secretKeyIds")).filter((id) => id !== cipher?.keyId);
  if (cipher !== undefined && others.length > 0) return "secrets-of-another-key";
  return reading.kind === "bad" && reading.problem.startsWith("anchor-key") ? reading.problem : undefined;
}

const mends: Partial<Record<StoreReason, string>> = {
  "in-use": "stop that process first, or give this one another store.url",
  "newer-schema": "start the newer version of this program that made it, or restore the backup from before",
  "read-only": "make the file and its folder writable for this user",
  full: "free some space on this disk",
  busy: "end the process that keeps it locked (a backup tool, a database shell)",
  damaged: "restore the last backup; keep this file for an examination",
  "cannot-open": "check that the folder exists and that this user may write to it",
};

function configError({ url, directory }: StoreOptions, error: StoreError): ConfigError {
  const isFile = url.startsWith("file:");
  const fault: ConfigFault = {
    file: isFile ? resolve(directory, url.slice("file:".length)) : directory,
    key: "store.url",
    problem: error.text,
    mend: mends[error.reason] ?? "run usher doctor",
  };
  const wrapped = new ConfigError([fault]);
  wrapped.cause = error;
  return wrapped;
}
