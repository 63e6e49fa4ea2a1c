import { createHash } from "node:crypto";
import { VendorError } from "#core/errors.ts";
import type { VendorServices } from "#core/ports.ts";
import { Secret } from "#core/secret.ts";
import type { AnswerHeaders } from "./errors.ts";
import type { LooseInput, Operation } from "./operation.ts";

/** Headers that sign a call in, and a mark by which `renew` knows what was refused. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly mark?: unknown;
}

/** How an account proves who it is. */
export interface SignIn {
  credentials(row: Operation): Credentials | Promise<Credentials>;
  /** One new sign-in after the vendor refused the one marked; false when there is no other to be had. */
  renew?(mark: unknown): Promise<boolean>;
}

/** A finished exchange, headers included (cookies). */
export type Exchange = (
  row: Operation,
  input: LooseInput,
  /** In place of the sign-in's own, which is not there yet. */
  credentials?: Credentials,
) => Promise<{ readonly status: number; readonly headers: AnswerHeaders; readonly data: unknown }>;

/** Sign-in may itself call the vendor, with rows of `auth: "none"`. */
export type SignInFactory = (exchange: Exchange) => SignIn;

export const noSignIn: SignIn = { credentials: () => ({ headers: {} }) };

export function basicSignIn(username: string, password: Secret): SignIn {
  const authorization = `Basic ${Buffer.from(`${username}:${password.reveal()}`, "utf8").toString("base64")}`;
  return { credentials: () => ({ headers: { authorization } }) };
}

/** An API key in a header; the key may depend on the row (one key reads, another writes). */
export function keySignIn(header: string, keyFor: (row: Operation) => Secret): SignIn {
  return { credentials: (row) => ({ headers: { [header]: keyFor(row).reveal() } }) };
}

/** What a sign-in gave. */
export interface Tokens {
  readonly access: string;
  readonly refresh?: string | undefined;
  /** Epoch ms after which `access` is no longer used. */
  readonly expiresAt?: number | undefined;
}

export interface TokenSignInOptions {
  readonly account: string;
  /** What the tokens belong to (address and login): with other words in the configuration they are not used again. */
  readonly identity?: readonly string[];
  readonly services: Pick<VendorServices, "clock" | "vault" | "log">;
  /** Signs in, or refreshes what was there before; throws `VendorError` when refused. */
  obtain(previous: Tokens | undefined): Promise<Tokens>;
  headers(tokens: Tokens, row: Operation): Readonly<Record<string, string>>;
  /** Given when the tokens were configured by hand. */
  readonly initial?: Tokens;
  /** False when nothing but the configured token exists. */
  readonly canRenew?: boolean;
}

const lockMs = { first: 60_000, growth: 4, longest: 6 * 3_600_000 } as const;
const logins = { most: 5, withinMs: 60_000 } as const;
const earlyMs = 30_000;

/** Refusals of the sign-in itself, after which trying on would end in a ban. */
function isRefusal(error: unknown): error is VendorError {
  return (
    error instanceof VendorError && ["sign-in", "forbidden", "rate-limit", "rejected"].includes(error.details.kind)
  );
}

/**
 * A sign-in that gives tokens: one at a time however many wait for it, kept in the vault across restarts, and locked
 * with growing delay once it was refused.
 */
export function tokenSignIn(options: TokenSignInOptions): SignIn & { current(): Promise<Tokens> } {
  const { account, services } = options;
  const { clock, vault, log } = services;
  const vaultName = nameOf(account, options.identity);
  let tokens = options.initial;
  // A token that was made by hand is never replaced by an older one.
  let isLoaded = options.canRenew === false;
  let flight: Promise<Tokens> | undefined;
  let lockedUntil = 0;
  let delay: number = lockMs.first;
  let recent: number[] = [];

  const isFresh = (held: Tokens | undefined): held is Tokens =>
    held !== undefined && held.access !== "" && (held.expiresAt ?? Number.POSITIVE_INFINITY) - earlyMs > clock.now();

  const load = async (): Promise<void> => {
    if (isLoaded) return;
    isLoaded = true;
    try {
      const kept = await vault.load(vaultName);
      if (kept !== undefined) tokens = readTokens(kept) ?? tokens;
    } catch {
      log.warn("vault-failed", { account });
    }
  };
  const keep = async (held: Tokens): Promise<void> => {
    try {
      await vault.save(vaultName, new Secret(JSON.stringify(held)));
    } catch {
      log.warn("vault-failed", { account });
    }
  };
  const refuse = (waitMs: number): never => {
    throw new VendorError({ account, kind: "sign-in", outcome: "none", retryAfterMs: waitMs });
  };
  const signIn = async (): Promise<Tokens> => {
    await load();
    if (isFresh(tokens)) return tokens;
    const now = clock.now();
    if (lockedUntil > now) return refuse(lockedUntil - now);
    if (options.canRenew === false) return refuse(lockMs.first);
    recent = recent.filter((at) => at > now - logins.withinMs);
    if (recent.length >= logins.most) return refuse((recent[0] ?? now) + logins.withinMs - now);
    recent.push(now);
    try {
      const held = await options.obtain(tokens);
      tokens = held;
      delay = lockMs.first;
      log.info("signed-in", { account });
      await keep(held);
      return held;
    } catch (error) {
      if (isRefusal(error)) {
        lockedUntil = clock.now() + Math.max(delay, error.details.retryAfterMs ?? 0);
        delay = Math.min(delay * lockMs.growth, lockMs.longest);
        log.warn("sign-in-locked", { account, seconds: Math.round((lockedUntil - clock.now()) / 1000) });
      }
      throw error;
    }
  };
  const current = (): Promise<Tokens> => {
    if (isLoaded && isFresh(tokens)) return Promise.resolve(tokens);
    flight ??= signIn().finally(() => {
      flight = undefined;
    });
    return flight;
  };

  return {
    current,
    async credentials(row) {
      const held = await current();
      return { headers: options.headers(held, row), mark: held.access };
    },
    async renew(mark) {
      if (options.canRenew === false) return false;
      if (tokens !== undefined && tokens.access === mark) tokens = { ...tokens, access: "" };
      await current();
      return true;
    },
  };
}

function nameOf(account: string, identity: readonly string[] | undefined): string {
  if (identity === undefined) return `session/${account}`;
  return `session/${account}/${createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 16)}`;
}

function readTokens(kept: Secret): Tokens | undefined {
  try {
    const value: unknown = JSON.parse(kept.reveal());
    if (typeof value !== "object" || value === null || !("access" in value)) return undefined;
    const { access } = value;
    const refresh = "refresh" in value && typeof value.refresh === "string" ? value.refresh : undefined;
    const expiresAt = "expiresAt" in value && typeof value.expiresAt === "number" ? value.expiresAt : undefined;
    return typeof access === "string" ? { access, refresh, expiresAt } : undefined;
  } catch {
    return undefined;
  }
}
