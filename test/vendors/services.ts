import { createPermitOffice, type PermitOffice } from "#core/permit.ts";
import type { Ledger, Log, Vault, VendorServices } from "#core/ports.ts";
import type { Secret } from "#core/secret.ts";

interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a vendor is given, with everything that a test wants to see or set. */
export interface TestServices extends VendorServices {
  readonly office: PermitOffice;
  readonly lines: LogLine[];
  readonly kept: Map<string, Secret>;
  readonly buckets: Map<string, { readonly tokens: number; readonly at: number }>;
  readonly time: { now: number };
}

export function createTestServices(now = 1_700_000_000_000): TestServices {
  const lines: LogLine[] = [];
  const kept = new Map<string, Secret>();
  const buckets = new Map<string, { readonly tokens: number; readonly at: number }>();
  const time = { now };
  const office = createPermitOffice();
  const write =
    (level: string) =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      lines.push({ level, event, fields });
    };
  const log: Log = {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    child: () => log,
  };
  const vault: Vault = {
    load: async (name) => kept.get(name),
    save: async (name, value) => {
      kept.set(name, value);
    },
    drop: async (name) => {
      kept.delete(name);
    },
  };
  const ledger: Ledger = {
    load: async (bucket) => buckets.get(bucket),
    save: async (bucket, state) => {
      buckets.set(bucket, state);
    },
  };
  return {
    clock: { now: () => time.now },
    random: { bytes: (count) => new Uint8Array(count) },
    log,
    vault,
    ledger,
    redeem: (permit) => office.redeem(permit),
    giveBack: (permit, reason) => office.giveBack(permit, reason),
    office,
    lines,
    kept,
    buckets,
    time,
  };
}
