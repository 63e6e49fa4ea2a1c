import type { LightReads, LightState } from "#core/capabilities.ts";
import { VendorError } from "#core/errors.ts";
import type { JsonObject } from "#core/json.ts";
import type { Act, ActResult } from "#core/plan.ts";
import type { PerformContext, VendorServices } from "#core/ports.ts";
import type { ReadCache } from "../cache.ts";
import type { Client } from "../client.ts";
import { failed } from "../vendor.ts";
import { operations } from "./operations.ts";
import { type Operables, operables, type StateEntry } from "./schemas.ts";

export interface AvionContext {
  readonly account: string;
  readonly client: Client;
  readonly cache: ReadCache;
  readonly services: VendorServices;
  /** The place of each thing, as last read. */
  readonly locations: Map<string, string>;
}

/** `devices/<pid>`, `groups/<pid>` or `scenes/<pid>`. */
export function readOperable(
  account: string,
  vendorId: string,
): { readonly operables: Operables; readonly pid: string } {
  const cut = vendorId.indexOf("/");
  const kind = operables.find((candidate) => candidate === vendorId.slice(0, cut));
  if (kind === undefined) throw new VendorError({ account, kind: "input", outcome: "none", parameter: "operables" });
  return { operables: kind, pid: vendorId.slice(cut + 1) };
}

type Feature = "on_off" | "dim" | "white" | "rgb";

/** One feature to write, and the value that a later read would show when it is known beforehand. */
export interface Write {
  readonly name: Feature;
  readonly value: string;
  readonly expected?: number;
}

const range = { least: 1500, most: 7000 } as const;
const byteOf = (percent: number): number => Math.round((percent * 255) / 100);
const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** The writes for an input. "100" would mean 100 of 255, so levels always carry their sign of percent. */
export function toWrites(input: JsonObject): readonly Write[] {
  const { level, delta, state, kelvin, rgb } = input;
  const writes: Write[] = [];
  if (typeof kelvin === "number") {
    const value = Math.round(clamp(kelvin, range.least, range.most));
    writes.push({ name: "white", value: String(value), expected: value });
  }
  if (Array.isArray(rgb) && rgb.length === 3) writes.push({ name: "rgb", value: `[${rgb.map(Number).join(",")}]` });
  if (typeof level === "number") {
    const percent = Math.round(clamp(level, 0, 100));
    writes.push({ name: "dim", value: `${percent}%`, expected: byteOf(percent) });
  } else if (typeof delta === "number" && Math.round(delta) !== 0) {
    const change = Math.round(clamp(delta, -100, 100));
    writes.push({ name: "dim", value: `${change > 0 ? "+" : ""}${change}%` });
  } else if (state === "on" || state === "off") {
    writes.push({ name: "on_off", value: state, expected: state === "on" ? 1 : 0 });
  }
  return writes;
}

/** The number in a value: JSON inside text (`"[255]"`), plain text, or a number. */
export function numberIn(value: string | number | null | undefined): number | undefined {
  if (typeof value === "number") return value;
  if (value == null) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    parsed = Number.parseFloat(value);
  }
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  return typeof first === "number" && Number.isFinite(first) ? first : undefined;
}

function entryOf(entries: readonly StateEntry[], name: string): number | undefined {
  return numberIn(entries.find((entry) => entry.name === name)?.value);
}

/** A lamp that is off may report a level and one that is on may report none: only `on_off` says whether it is on. */
export function toLightState(entries: readonly StateEntry[]): LightState {
  const on = entryOf(entries, "on_off");
  const dim = entryOf(entries, "dim");
  const white = entries.find((entry) => entry.name === "white");
  const kelvin = numberIn(white?.humanized) ?? numberIn(white?.value);
  const rgb = bytesIn(entries.find((entry) => entry.name === "rgb")?.value);
  return {
    ...(on === undefined ? {} : { isOn: on !== 0 }),
    ...(dim === undefined ? {} : { level: Math.round((clamp(dim, 0, 255) * 100) / 255) }),
    ...(kelvin === undefined || kelvin < 1000 ? {} : { kelvin: Math.round(kelvin) }),
    ...(rgb === undefined ? {} : { rgb }),
  };
}

/** A colour as JSON inside text: `"[255,0,0]"`. */
function bytesIn(value: StateEntry["value"]): LightState["rgb"] {
  if (typeof value !== "string") return undefined;
  const [, red, green, blue] = /^\[(\d{1,3}),\s?(\d{1,3}),\s?(\d{1,3})\]$/.exec(value) ?? [];
  return blue === undefined ? undefined : [Number(red), Number(green), Number(blue)];
}

async function readState(
  { account, client }: AvionContext,
  vendorId: string,
  signal?: AbortSignal,
): Promise<readonly StateEntry[]> {
  return (await client.call(operations.state, { path: readOperable(account, vendorId) }, { signal })).state;
}

/** An answered write has reached the vendor; whether it reached the lamp a read may tell. */
export async function setLight(context: AvionContext, act: Act, perform: PerformContext): Promise<ActResult> {
  const { account, client, cache } = context;
  const path = readOperable(account, act.vendorId);
  const writes = toWrites(act.input);
  if (writes.length === 0) throw new VendorError({ account, kind: "input", outcome: "none", parameter: "level" });
  const { permit, signal } = perform;
  let sends = 0;
  let expected: JsonObject = {};
  for (const { name, value, expected: known } of writes) {
    const body = { state: { name, value } };
    const isUrgent = value === "off";
    const attempt = await client.attempt(operations.setState, { path, body }, { permit, signal, isUrgent });
    sends += attempt.sends;
    if (!attempt.ok) return failed(attempt.error, sends);
    const told = entryOf(attempt.data.state ?? [], name);
    const shown = known ?? told;
    if (shown !== undefined && name !== "rgb") expected = { ...expected, [name]: shown };
  }
  // A group changes its lamps, a lamp its groups.
  cache.forget("state/");
  const follow = { what: "light", vendorId: act.vendorId, expected };
  return { outcome: "sent", sends, ...(Object.keys(expected).length === 0 ? {} : { follow }) };
}

/** Whether a read shows what was asked for, rounding aside. */
export async function shows(context: AvionContext, follow: JsonObject, signal: AbortSignal): Promise<boolean> {
  const { vendorId, expected } = follow;
  if (typeof vendorId !== "string" || typeof expected !== "object" || expected === null) return false;
  const entries = await readState(context, vendorId, signal);
  return Object.entries(expected).every(([name, wanted]) => {
    const found = name === "white" ? toLightState(entries).kelvin : entryOf(entries, name);
    const slack = name === "on_off" ? 0 : name === "dim" ? 3 : 50;
    return found !== undefined && typeof wanted === "number" && Math.abs(found - wanted) <= slack;
  });
}

export function createLightReads(context: AvionContext): LightReads {
  return {
    state: (vendorId) =>
      context.cache.read(`state/${vendorId}`, 2, async () => toLightState(await readState(context, vendorId))),
  };
}
