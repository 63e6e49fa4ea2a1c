import type { DiscoveredThing } from "#core/directory.ts";
import { VendorError } from "#core/errors.ts";
import type { VendorServices } from "#core/ports.ts";
import type { ReadCache } from "../cache.ts";
import type { Client } from "../client.ts";
import type { NameKey } from "../key-names.ts";
import { helpers, operations } from "./operations.ts";
import type { Device } from "./schemas.ts";

export interface AkuvoxContext {
  readonly account: string;
  readonly baseUrl: string;
  readonly client: Client;
  readonly cache: ReadCache;
  readonly services: VendorServices;
  /** Names a key without telling its digits. */
  readonly nameKey: NameKey;
  /** The residence that every command names. */
  residence(): Promise<string>;
}

/** The configured residence, else the only one of the account. */
export function createResidence(
  { account, client, cache }: Omit<AkuvoxContext, "residence">,
  configured: string | undefined,
): () => Promise<string> {
  if (configured !== undefined) return async () => configured;
  return () =>
    cache.read("residence", 3600, async () => {
      const { result } = await client.call(helpers.families, { body: {} });
      const [family, ...others] = result;
      if (family !== undefined && others.length === 0) return family.residence_id;
      throw new VendorError({ account, kind: "input", outcome: "none", parameter: "residenceId" });
    });
}

export function listDevices({ client, cache, residence }: AkuvoxContext): Promise<readonly Device[]> {
  return cache.read("devices", 20, async () => {
    const { result } = await client.call(operations.devices, { body: { residence_id: await residence() } });
    return result;
  });
}

/** A relay as the vendor is told about it: `<mac>/<relay id>`. */
export function readRelayId(vendorId: string): { readonly mac: string; readonly relay_id: string } {
  const cut = vendorId.indexOf("/");
  return { mac: vendorId.slice(0, cut), relay_id: vendorId.slice(cut + 1) };
}

function relaysOf(device: Device) {
  const relays = [...(device.relays ?? []), ...(device.security_relays ?? [])];
  return [...new Map(relays.map((relay) => [relay.relay_id, relay])).values()];
}

/** One door for each relay; only what people may see of the device is carried on. */
export function toThings(devices: readonly Device[]): readonly DiscoveredThing[] {
  return devices.flatMap((device) =>
    relaysOf(device).map(
      (relay): DiscoveredThing => ({
        vendorId: `${device.mac}/${relay.relay_id}`,
        kind: "door",
        label: relay.relay_name || device.device_name || device.mac,
        capabilities: ["door.open", "door.view", "door.history", "key.create", "key.view", "key.revoke"],
        traits: { key: "digits", ...(device.device_name ? { device: device.device_name } : {}) },
        state: typeof device.online === "boolean" ? { isOnline: device.online } : {},
      }),
    ),
  );
}

/** UTC as the vendor writes it. */
export function toVendorTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** Reads a zone-less text as the UTC it is. */
export function fromVendorTime(text: string | null | undefined): number {
  return text == null ? Number.NaN : Date.parse(`${text.trim().replace(" ", "T")}Z`);
}
