import { scrypt, timingSafeEqual } from "node:crypto";
import { AccessError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import type { Who } from "#core/person.ts";
import type { Obligation } from "#core/policy.ts";
import type { Clock, Random } from "#core/ports.ts";
import type { Reply } from "#core/reply.ts";
import type { Credential, Store } from "#core/store.ts";
import type { Turn } from "#core/turn.ts";
import { originOf } from "#gate/record.ts";
import { base32, otpauth, stepOf } from "#gate/totp.ts";

type Kind = Credential["kind"];

const saltBytes = 16;
const secretBytes = 20;
const hashBytes = 32;
const enrolMs = 15 * 60_000;

export interface ProofDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
}

/** What only the person knows (a PIN) or holds (one-time codes): set and given in private, never kept as it is. */
export function createProof({ store, clock, random }: ProofDeps) {
  /** Throws unless the code is right; every failure is counted before it is known. */
  async function check(person: string, kind: Kind, code: string): Promise<void> {
    const now = clock.now();
    const begun = await store.beginTry(person, kind, now);
    if (begun.state === "wait") {
      const seconds = Math.ceil((begun.until - now) / 1000);
      throw new AccessError("proof-wait", { pause: { kind: "duration", seconds } });
    }
    if (begun.state !== "go") throw new AccessError(begun.state === "none" ? "proof-none" : "proof-locked");
    const isRight = kind === "pin" ? await isPin(begun, code, person) : await isCode(person, code);
    if (!isRight) throw new AccessError("proof-wrong");
  }

  async function isPin({ salt, hash }: { salt: string; hash: string }, pin: string, person: string): Promise<boolean> {
    const given = await hashed(pin, salt);
    const wanted = Buffer.from(hash, "base64");
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return false;
    await store.setCredential({ person, kind: "pin", salt, hash });
    return true;
  }

  /** A code counts once: its step is used up with it. */
  async function isCode(person: string, code: string): Promise<boolean> {
    const secret = await store.loadSecret(`totp:${person}`);
    if (secret === undefined) return false;
    const step = stepOf(Buffer.from(secret, "base64"), code, clock.now());
    return step !== undefined && store.passTry(person, "totp", step);
  }

  async function note(turn: Turn, who: Who, action: string): Promise<void> {
    const row = { ...originOf(turn, who), at: clock.now(), action, thing: "", place: "" };
    await store.appendAudit({ ...row, result: "answered", outcome: null, rules: [] });
  }

  return {
    check,

    async setPin(turn: Turn, who: Who, words: string): Promise<Reply> {
      mustBePrivate(turn);
      const person = who.person.id;
      const given = words.trim().split(/\s+/);
      const [pin = ""] = given.slice(-1);
      if (!/^\d{4,12}$/.test(pin) || isWeak(pin)) throw new AccessError("pin-weak");
      const [old] = given.slice(0, -1);
      if (await store.hasCredential(person, "pin")) {
        if (old === undefined) throw new AccessError("pin-old");
        await check(person, "pin", old);
      }
      const salt = Buffer.from(random.bytes(saltBytes)).toString("base64");
      const hash = (await hashed(pin, salt)).toString("base64");
      await store.setCredential({ person, kind: "pin", salt, hash });
      await note(turn, who, "access.pin");
      return { ...told, title: message("replies:pin.set") };
    },

    async setTotp(turn: Turn, who: Who, code: string | undefined): Promise<Reply> {
      mustBePrivate(turn);
      const person = who.person.id;
      const fresh = `totp-new:${person}`;
      if (code === undefined) {
        const known = await store.loadSecret(`totp:${person}`);
        if (known !== undefined) throw new AccessError("totp-known");
        const secret = random.bytes(secretBytes);
        await store.saveSecret(fresh, Buffer.from(secret).toString("base64"), clock.now() + enrolMs);
        if ((await store.loadSecret(fresh)) === undefined) throw new AccessError("needs-store-key");
        const qr = { content: otpauth(secret, who.person.name), alt: message("replies:totp.scan") };
        const facts = [{ label: message("replies:totp.secret"), value: base32(secret) }];
        return { ...told, title: message("replies:totp.scan"), text: [message("replies:totp.then")], facts, qr };
      }
      const pending = await store.loadSecret(fresh);
      const step = pending === undefined ? undefined : stepOf(Buffer.from(pending, "base64"), code.trim(), clock.now());
      if (pending === undefined || step === undefined) throw new AccessError("proof-wrong");
      await store.saveSecret(`totp:${person}`, pending);
      await store.dropSecret(fresh);
      await store.setCredential({ person, kind: "totp", salt: "", hash: "" });
      await store.passTry(person, "totp", step);
      await note(turn, who, "access.totp");
      return { ...told, title: message("replies:totp.set") };
    },
  };
}

const told = { status: "done", outcome: null, visibility: "private", tone: "success" } as const;

/** Only where nobody else reads along: a direct message, or a form. */
export function mustBePrivate({ conversation, input }: Turn): void {
  if (conversation.kind !== "direct" && input.kind !== "command") throw new AccessError("only-private");
}

/** The card that asks for the PIN or the code. */
export function proofCard(kind: Kind): Reply {
  return {
    status: "ask",
    outcome: null,
    visibility: "private",
    placement: "replace",
    tone: "warning",
    title: message(kind === "pin" ? "replies:pin.ask" : "replies:totp.ask"),
    text: [message("replies:pin.where")],
    asks: { command: "access prove", slot: "code" },
  };
}

export function proofKind(obligations: readonly Obligation[]): readonly Kind[] {
  return obligations.flatMap(({ kind }) => (kind === "pin" || kind === "totp" ? [kind] : []));
}

function isWeak(pin: string): boolean {
  return /^(\d)\1*$/.test(pin) || "01234567890123".includes(pin) || "98765432109876".includes(pin);
}

function hashed(pin: string, salt: string): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(pin, Buffer.from(salt, "base64"), hashBytes, { N: 16_384, r: 8, p: 1 }, (error, key) => {
    if (error === null) resolve(key);
    else reject(error);
  });
  return promise;
}
