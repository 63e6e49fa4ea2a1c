import type { VendorServices } from "#core/ports.ts";
import { createReadCache } from "../cache.ts";
import { Client } from "../client.ts";
import { basicSignIn } from "../session.ts";
import { type AccountIdentity, createAccount, performEach, type VendorConnection } from "../vendor.ts";
import { createDoorReads, createThings, holdDoor, openDoor, type RaixerContext } from "./doors.ts";
import { errors } from "./errors.ts";
import { operations, withdrawn } from "./operations.ts";
import type { RaixerConfig } from "./vendor.ts";

export { operations, withdrawn };

export async function connect(
  config: RaixerConfig,
  services: VendorServices,
  account: AccountIdentity,
): Promise<VendorConnection> {
  const client = new Client({
    account: account.id,
    baseUrl: config.baseUrl,
    services,
    signIn: basicSignIn(config.username, config.password),
    errors,
    contentType: "with-writes",
  });
  const cache = createReadCache();
  const context: RaixerContext = { account: account.id, client, cache, services };

  return createAccount({
    account,
    vendor: "raixer",
    services,
    client,
    operations,
    withdrawn,
    things: createThings(context),
    ping: (signal) => client.call(operations.devices, {}, { signal }),
    reads: { doors: createDoorReads(context) },
    performers: {
      "door.open": performEach((act, perform) => openDoor(context, act, perform)),
      "door.hold": performEach((act, perform) => holdDoor(context, act, perform)),
    },
    close: () => cache.close(),
  });
}
