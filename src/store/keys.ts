import type { MadeKey, OverdueKey } from "#core/keys.ts";
import type { StoredKey } from "./operations/keys.ts";

export function toStoredKey(key: MadeKey): StoredKey {
  return {
    id: key.id,
    maker: key.maker,
    name: key.name ?? null,
    thing: key.thing,
    opens: JSON.stringify(key.opens),
    account: key.account,
    vendor_id: key.vendorId,
    vendor_key: key.vendorKey ?? null,
    from_at: key.from,
    until_at: key.until,
    max_uses: key.uses ?? null,
    is_ended_by_us: key.isEndedByUs ? 1 : 0,
    state: key.state,
    tries: 0,
    next_at: 0,
  };
}

export function toMadeKey(stored: StoredKey): OverdueKey;
export function toMadeKey(stored: StoredKey | undefined): OverdueKey | undefined;
export function toMadeKey(stored: StoredKey | undefined): OverdueKey | undefined {
  if (stored === undefined) return undefined;
  return {
    id: stored.id,
    maker: stored.maker,
    ...(stored.name === null ? {} : { name: stored.name }),
    thing: stored.thing,
    opens: JSON.parse(stored.opens) as readonly string[],
    account: stored.account,
    vendorId: stored.vendor_id,
    ...(stored.vendor_key === null ? {} : { vendorKey: stored.vendor_key }),
    from: Number(stored.from_at),
    until: Number(stored.until_at),
    ...(stored.max_uses === null ? {} : { uses: Number(stored.max_uses) }),
    isEndedByUs: stored.is_ended_by_us === 1,
    state: stored.state as MadeKey["state"],
    tries: stored.tries,
  };
}
