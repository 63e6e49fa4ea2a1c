import type { EnergyQuery, EnergyReads, EnergyReport } from "#core/capabilities.ts";
import { InputError, VendorError } from "#core/errors.ts";
import { type AvionContext, readOperable } from "./lights.ts";
import { operations } from "./operations.ts";
import { listThings } from "./things.ts";

type Reading = EnergyReport["readings"][number];

const timeKeys = ["timestamp", "time", "at", "date", "day"] as const;
const valueKeys = ["energy", "value", "kwh", "wh", "consumption"] as const;
const deepest = 8;
/** Earlier than this no lamp was connected: a smaller number is no time. */
const earliestS = Date.UTC(2010, 0, 1) / 1000;

/** A point in time as ISO text, a day, or epoch seconds or milliseconds. */
function readTime(value: unknown): number | undefined {
  if (typeof value === "number") {
    if (value >= earliestS * 1000) return value;
    return value >= earliestS ? value * 1000 : undefined;
  }
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}/.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}

function readValue(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

function readPair(time: unknown, value: unknown): Reading | undefined {
  const at = readTime(time);
  const read = readValue(value);
  return at === undefined || read === undefined ? undefined : { at, value: read };
}

function first(record: Readonly<Record<string, unknown>>, keys: readonly string[]): unknown {
  return record[keys.find((key) => record[key] !== undefined) ?? ""];
}

/** "Pairs with a timestamp" is all that is published of reports: they are found wherever they stand. */
export function readingsIn(report: unknown, depth = 0): readonly Reading[] {
  if (typeof report !== "object" || report === null || depth > deepest) return [];
  if (Array.isArray(report)) {
    const pair = report.length === 2 ? readPair(report[0], report[1]) : undefined;
    return pair === undefined ? report.flatMap((inner) => readingsIn(inner, depth + 1)) : [pair];
  }
  const record = report as Readonly<Record<string, unknown>>;
  const pair = readPair(first(record, timeKeys), first(record, valueKeys));
  if (pair !== undefined) return [pair];
  const named = Object.entries(record).map(([key, value]) => readPair(key, value));
  const isKeyed = named.length > 0 && named.every((one) => one !== undefined);
  if (isKeyed) return named.filter((one) => one !== undefined);
  return Object.values(record).flatMap((inner) => readingsIn(inner, depth + 1));
}

/** The place that reports on a thing. */
async function locationOf(context: AvionContext, vendorId: string): Promise<string> {
  if (!context.locations.has(vendorId)) await listThings(context);
  const location = context.locations.get(vendorId);
  if (location === undefined) {
    throw new VendorError({ account: context.account, kind: "not-found", outcome: "none" });
  }
  return location;
}

export function createEnergyReads(context: AvionContext): EnergyReads {
  return {
    async report({ vendorId, from, until }: EnergyQuery) {
      const { operables, pid } = readOperable(context.account, vendorId);
      if (operables === "scenes") throw new InputError("not-offered", { thing: vendorId });
      const path = { location_pid: await locationOf(context, vendorId) };
      const type = operables === "groups" ? ("group" as const) : ("device" as const);
      const report = await context.client.call(operations.energy, {
        path,
        query: { pids: pid, type, from, to: until },
      });
      return { readings: [...readingsIn(report)].sort((a, b) => a.at - b.at) };
    },
  };
}
