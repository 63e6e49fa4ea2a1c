import type { VendorServices } from "#core/ports.ts";
import { createReadCache } from "../cache.ts";
import { Client } from "../client.ts";
import { pollUntil } from "../follow.ts";
import { basicSignIn } from "../session.ts";
import { type AccountIdentity, createAccount, performEach, type VendorConnection } from "../vendor.ts";
import { createListeners } from "../watch.ts";
import { createDoorReads, createThings, holdDoor, openDoor, type RaixerContext } from "./doors.ts";
import { errors } from "./errors.ts";
import { hasMoved, readHistory } from "./history.ts";
import { operations, withdrawn } from "./operations.ts";
import { allowPhone, createPhoneIds, createPhoneReads, revokePhone } from "./phones.ts";
import { scheduleDoor } from "./schedules.ts";
import type { RaixerConfig } from "./vendor.ts";
import { readCall } from "./webhook.ts";

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
  const phones = createPhoneIds(account.id, services);
  const context: RaixerContext = { account: account.id, client, cache, services, known: new Map(), phones };

  const { webhookSecret } = config;
  const listeners = createListeners();
  const hear = (payload: unknown): void => {
    for (const event of readCall(payload, context, services)) listeners.tell(event);
  };

  return createAccount({
    account,
    vendor: "raixer",
    services,
    client,
    operations,
    withdrawn,
    things: createThings(context),
    ping: (signal) => client.call(operations.devices, {}, { signal }),
    reads: { doors: createDoorReads(context), keys: createPhoneReads(context) },
    performers: {
      "door.open": performEach((act, perform) => openDoor(context, act, perform)),
      "door.hold": performEach((act, perform) => holdDoor(context, act, perform)),
      "door.schedule": performEach((act, perform) => scheduleDoor(context, act, perform)),
      "key.create": performEach((act, perform) => allowPhone(context, act, perform)),
      "key.revoke": performEach((act, perform) => revokePhone(context, act, perform)),
    },
    requests: () => context.known.size,
    ...(webhookSecret === undefined ? {} : { webhook: { secret: webhookSecret, listeners, hear } }),
    history: (signal) => readHistory(context, signal),
    async follow(follow, signal) {
      const isDone = await pollUntil((ends) => hasMoved(context, follow, ends), 1000, signal);
      return isDone ? { outcome: "done", sends: 0 } : undefined;
    },
    close: () => cache.close(),
  });
}
