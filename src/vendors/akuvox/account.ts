import type { JsonObject } from "#core/json.ts";
import type { ActResult } from "#core/plan.ts";
import type { VendorServices } from "#core/ports.ts";
import { createReadCache } from "../cache.ts";
import { Client } from "../client.ts";
import { pollUntil } from "../follow.ts";
import { createNameKey } from "../key-names.ts";
import { type AccountIdentity, createAccount, performEach, type VendorConnection } from "../vendor.ts";
import { akuvoxSignIn } from "./auth.ts";
import { createDoorReads, hasOpened, openDoor } from "./doors.ts";
import { errors } from "./errors.ts";
import { readHistory } from "./history.ts";
import { createKey, createKeyReads, hasKey, revokeKeys, switchWay } from "./keys.ts";
import { operations, withdrawn } from "./operations.ts";
import { type AkuvoxContext, createResidence, listDevices, toThings } from "./residence.ts";
import type { AkuvoxConfig } from "./vendor.ts";

export { operations, withdrawn };

export async function connect(
  config: AkuvoxConfig,
  services: VendorServices,
  account: AccountIdentity,
): Promise<VendorConnection> {
  const client = new Client({
    account: account.id,
    baseUrl: config.baseUrl,
    services,
    signIn: akuvoxSignIn(config, services, account.id),
    errors,
    wrap: (row, body) =>
      row.command === undefined ? body : { command: row.command, id: commandId(services), param: body },
  });
  const cache = createReadCache();
  const { baseUrl } = config;
  const nameKey = createNameKey(account.id, services);
  const parts = { account: account.id, baseUrl, client, cache, services, nameKey };
  const context: AkuvoxContext = { ...parts, residence: createResidence(parts, config.residenceId) };

  return createAccount({
    account,
    vendor: "akuvox",
    services,
    client,
    operations,
    withdrawn,
    things: async () => toThings(await listDevices(context)),
    ping: async (signal) => {
      await client.call(operations.devices, { body: { residence_id: await context.residence() } }, { signal });
    },
    reads: { doors: createDoorReads(context), keys: createKeyReads(context) },
    performers: {
      "door.open": performEach((act, perform) => openDoor(context, act, perform)),
      "key.create": performEach((act, perform) =>
        "way" in act.input ? switchWay(context, act, perform) : createKey(context, act, perform),
      ),
      "key.revoke": revokeKeys(context),
    },
    follow: (follow, signal) => learn(context, follow, signal),
    history: (signal) => readHistory(context, signal),
    complete: (input) => addResidence(context, input),
    close: () => cache.close(),
  });
}

/** Made by the caller, for the vendor's own logs. */
function commandId(services: VendorServices): string {
  return Buffer.from(services.random.bytes(16)).toString("hex");
}

async function learn(context: AkuvoxContext, follow: JsonObject, signal: AbortSignal): Promise<ActResult | undefined> {
  const look = follow.what === "key" ? hasKey : hasOpened;
  const isDone = await pollUntil((ends) => look(context, follow, ends), 1000, signal);
  return isDone ? { outcome: "done", sends: 0 } : undefined;
}

/** Every command names its residence: the account's own when the caller named none. */
async function addResidence(context: AkuvoxContext, input: JsonObject): Promise<JsonObject> {
  const body = input.body;
  const isNamed = typeof body === "object" && body !== null && "residence_id" in body;
  if (isNamed || "residence_id" in input) return input;
  return { ...input, residence_id: await context.residence() };
}
