import type { VendorServices } from "#core/ports.ts";
import { createReadCache } from "../cache.ts";
import { Client } from "../client.ts";
import { keySignIn } from "../session.ts";
import { type AccountIdentity, createAccount, performEach, type VendorConnection } from "../vendor.ts";
import { createListeners } from "../watch.ts";
import { errors } from "./errors.ts";
import { watchRace } from "./live.ts";
import { operations, withdrawn } from "./operations.ts";
import { createRaceReads, listThings, manageSession, type RufusContext } from "./race.ts";
import type { RufusConfig } from "./vendor.ts";

export { operations, withdrawn };

export async function connect(
  config: RufusConfig,
  services: VendorServices,
  account: AccountIdentity,
): Promise<VendorConnection> {
  const { apiKey, readKey } = config;
  const client = new Client({
    account: account.id,
    baseUrl: config.baseUrl,
    services,
    signIn: keySignIn(config.keyHeader, (row) => (row.effect === "read" ? (readKey ?? apiKey) : apiKey)),
    errors,
    maxBodyBytes: 16 * 1024 * 1024,
  });
  const cache = createReadCache();
  const listeners = createListeners();
  const context: RufusContext = { account: account.id, client, cache, services, told: listeners };

  return createAccount({
    account,
    vendor: "rufus",
    services,
    client,
    operations,
    withdrawn,
    things: () => listThings(context),
    ping: (signal) => client.call(operations.devices, { query: { page: 1, limit: 1 } }, { signal }),
    reads: { race: createRaceReads(context) },
    performers: {
      "race.manage": performEach((act, perform) => manageSession(context, act, perform)),
    },
    watch: listeners.joined(watchRace(context)),
    close: () => cache.close(),
  });
}
