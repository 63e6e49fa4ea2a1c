import type { VendorServices } from "#core/ports.ts";
import { createReadCache } from "../cache.ts";
import { Client } from "../client.ts";
import { pollUntil } from "../follow.ts";
import { type AccountIdentity, createAccount, performEach, type VendorConnection } from "../vendor.ts";
import { avionSignIn } from "./auth.ts";
import { createEnergyReads } from "./energy.ts";
import { errors } from "./errors.ts";
import { type AvionContext, createLightReads, setLight, shows } from "./lights.ts";
import { operations, withdrawn } from "./operations.ts";
import { runScene, sceneReads } from "./scenes.ts";
import { listThings } from "./things.ts";
import type { AvionConfig } from "./vendor.ts";

export { operations, withdrawn };

export async function connect(
  config: AvionConfig,
  services: VendorServices,
  account: AccountIdentity,
): Promise<VendorConnection> {
  const client = new Client({
    account: account.id,
    baseUrl: config.baseUrl,
    services,
    signIn: avionSignIn(config, services, account.id),
    errors,
    contentType: "always",
    ...(config.accept === undefined ? {} : { headers: { accept: config.accept } }),
  });
  const cache = createReadCache();
  const context: AvionContext = { account: account.id, client, cache, services, locations: new Map() };

  return createAccount({
    account,
    vendor: "avion",
    services,
    client,
    operations,
    withdrawn,
    things: () => listThings(context),
    ping: (signal) => client.call(operations.userDevices, {}, { signal }),
    reads: { lights: createLightReads(context), scenes: sceneReads, energy: createEnergyReads(context) },
    performers: {
      "light.set": performEach((act, perform) => setLight(context, act, perform)),
      "scene.run": performEach((act, perform) => runScene(context, act, perform)),
    },
    async follow(follow, signal) {
      const isDone = await pollUntil((ends) => shows(context, follow, ends), 700, signal);
      return isDone ? { outcome: "done", sends: 0 } : undefined;
    },
    close: () => cache.close(),
  });
}
