import type { Platform } from "#core/ports.ts";
import type { Card } from "#core/reply.ts";

/** A platform that reaches everybody privately and keeps what it was told, and to whom. */
export function createListener() {
  const told: { readonly identity: string; readonly card: Card }[] = [];
  const listener: Platform = {
    name: "listener",
    isReady: () => true,
    announce: async () => false,
    async notify(identity, card) {
      told.push({ identity, card });
      return true;
    },
    async stop() {},
  };
  return { told, listener };
}
