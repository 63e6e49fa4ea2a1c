import { createHmac } from "node:crypto";
import type { VendorServices } from "#core/ports.ts";
import { Secret } from "#core/secret.ts";

/** Names for things whose only id is a secret (digits): the same for the same secret, and no way back. */
export type NameKey = (secret: string) => Promise<string>;

/**
 * Digits are few enough to be tried out, so names are made with a salt of the account's own; it is kept in the vault,
 * and without one it lasts as long as the process.
 */
export function createNameKey(account: string, { vault, random, log }: VendorServices): NameKey {
  const name = `key-names/${account}`;
  let salt: Promise<Secret> | undefined;

  const open = async (): Promise<Secret> => {
    const fresh = new Secret(Buffer.from(random.bytes(32)).toString("base64"));
    try {
      const kept = await vault.load(name);
      if (kept !== undefined) return kept;
      await vault.save(name, fresh);
    } catch {
      log.warn("vault-failed", { account });
    }
    return fresh;
  };

  return async (secret) => {
    salt ??= open();
    const key = (await salt).reveal();
    return createHmac("sha256", key).update(secret).digest("base64url").slice(0, 22);
  };
}
