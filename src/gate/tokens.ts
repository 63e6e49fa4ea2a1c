import { createHash } from "node:crypto";
import type { Random, Tokens } from "#core/ports.ts";

export function createTokens(random: Random): Tokens {
  const hash = (token: string) => createHash("sha256").update(token).digest("hex");
  return {
    mint() {
      const token = Buffer.from(random.bytes(16)).toString("base64url");
      return { token, hash: hash(token) };
    },
    hash,
  };
}
