import type { KeyReads, KeyRecord, OwnWays } from "#core/capabilities.ts";
import { VendorError } from "#core/errors.ts";
import type { JsonObject } from "#core/json.ts";
import { message } from "#core/message.ts";
import type { Act, ActResult } from "#core/plan.ts";
import type { PerformContext, Performer } from "#core/ports.ts";
import { Secret } from "#core/secret.ts";
import { fetchPicture } from "../picture.ts";
import { failed, performEach } from "../vendor.ts";
import { operations } from "./operations.ts";
import { type AkuvoxContext, fromVendorTime, listDevices, toThings, toVendorTime } from "./residence.ts";
import type { TempKey } from "./schemas.ts";

interface KeyWindow {
  readonly start_time: string;
  readonly finish_time: string;
}

function readWindow(account: string, input: JsonObject): KeyWindow {
  const { from, until } = input;
  if (typeof from !== "number") throw new VendorError({ account, kind: "input", outcome: "none", parameter: "from" });
  if (typeof until !== "number" || until <= from) {
    throw new VendorError({ account, kind: "input", outcome: "none", parameter: "until" });
  }
  return { start_time: toVendorTime(from), finish_time: toVendorTime(until) };
}

/**
 * The digits and their picture are shown to the asker and nowhere else: not logged, not kept, not in the reference.
 * Where the picture cannot be had, its address takes its place.
 */
export async function createKey(context: AkuvoxContext, act: Act, perform: PerformContext): Promise<ActResult> {
  const { account, baseUrl, client, nameKey, residence } = context;
  const window = readWindow(account, act.input);
  const { uses: count } = act.input;
  if (typeof count !== "number") throw new VendorError({ account, kind: "input", outcome: "none", parameter: "uses" });
  const body = { residence_id: await residence(), ...window, count };
  const { permit, signal } = perform;
  const attempt = await client.attempt(operations.createTempKey, { body }, { permit, signal });
  if (!attempt.ok) return failed(attempt.error, attempt.sends);
  const { temp_key, qr_code_url: address } = attempt.data.result;
  const picture = address ? await fetchPicture(address, { baseUrl, name: "key" }, signal) : undefined;
  const digits = { label: message("replies:key.digits"), value: temp_key };
  const link = address && picture === undefined ? [{ label: message("replies:key.qr-link"), value: address }] : [];
  return {
    outcome: "accepted",
    shown: [digits, ...link],
    ...(picture === undefined ? {} : { picture }),
    follow: { what: "key", ...window },
    reference: await nameKey(temp_key),
    sends: attempt.sends,
  };
}

/** Switches the residence's cards or phones on or off; the codes that come back are not looked at. */
export async function switchWay(context: AkuvoxContext, act: Act, perform: PerformContext): Promise<ActResult> {
  const { account, client, residence } = context;
  const { way, on } = act.input;
  if (typeof on !== "boolean") throw new VendorError({ account, kind: "input", outcome: "none", parameter: "on" });
  const { permit, signal } = perform;
  const residence_id = await residence();
  const attempt =
    way === "nfc"
      ? await client.attempt(operations.changeNfc, { body: { residence_id, enable_nfc: on } }, { permit, signal })
      : await client.attempt(operations.changeBle, { body: { residence_id, enable_ble: on } }, { permit, signal });
  return attempt.ok ? { outcome: "accepted", sends: attempt.sends } : failed(attempt.error, attempt.sends);
}

async function listKeys({ client, residence }: AkuvoxContext, signal: AbortSignal) {
  const { result } = await client.call(operations.tempKeys, { body: { residence_id: await residence() } }, { signal });
  return result;
}

function isOf(window: JsonObject | KeyWindow, key: { start_time?: unknown; finish_time?: unknown }): boolean {
  return key.start_time === window.start_time && key.finish_time === window.finish_time;
}

/** Whether the vendor lists a key with this window. */
export async function hasKey(context: AkuvoxContext, follow: JsonObject, signal: AbortSignal): Promise<boolean> {
  return (await listKeys(context, signal)).some((key) => isOf(follow, key));
}

/** Keys as the vendor lists them now, each with the name that tells no digits. */
async function namedKeys(context: AkuvoxContext, signal: AbortSignal) {
  const keys = await listKeys(context, signal);
  return Promise.all(keys.map(async (key) => ({ key, name: await context.nameKey(key.temp_key) })));
}

/** The key of that opaque id, else one with the window given. */
function findKey(account: string, { input }: Act, keys: Awaited<ReturnType<typeof namedKeys>>): TempKey {
  const { key: id } = input;
  const window = typeof id === "string" ? undefined : readWindow(account, input);
  const found = keys.find(({ key, name }) => (window === undefined ? name === id : isOf(window, key)));
  if (found === undefined) throw new VendorError({ account, kind: "not-found", outcome: "none" });
  return found.key;
}

/** Removes one key: the digits, the vendor's only id, are read just before and never kept. */
async function revokeKey(context: AkuvoxContext, act: Act, perform: PerformContext): Promise<ActResult> {
  const { account, client, residence } = context;
  const key = findKey(account, act, await namedKeys(context, perform.signal));
  const body = { residence_id: await residence(), temp_key: key.temp_key };
  const { permit, signal } = perform;
  const attempt = await client.attempt(operations.deleteTempKey, { body }, { permit, signal, isUrgent: true });
  return attempt.ok ? { outcome: "accepted", sends: attempt.sends } : failed(attempt.error, attempt.sends);
}

/** Several keys go in one request, so that ending all of a place takes no longer than ending one. */
export function revokeKeys(context: AkuvoxContext): Performer {
  const { account, client, residence } = context;
  const one = performEach((act, perform) => revokeKey(context, act, perform));
  const several = async (acts: readonly Act[], { permit, signal }: PerformContext): Promise<readonly ActResult[]> => {
    const keys = await namedKeys(context, signal);
    const found = acts.map((act) => {
      try {
        return { digits: findKey(account, act, keys).temp_key };
      } catch (error) {
        return { missing: failed(error, 0) };
      }
    });
    const digits = [...new Set(found.flatMap((one) => one.digits ?? []))];
    if (digits.length === 0) return found.flatMap(({ missing }) => missing ?? []);
    const body = { residence_id: await residence(), temp_key: digits };
    const attempt = await client.attempt(operations.deleteTempKeys, { body }, { permit, signal, isUrgent: true });
    const result: ActResult = attempt.ok ? { outcome: "accepted", sends: 0 } : failed(attempt.error, 0);
    const first = found.findIndex(({ missing }) => missing === undefined);
    return found.map(({ missing }, index) => {
      return missing ?? (index === first ? { ...result, sends: attempt.sends } : result);
    });
  };
  return async (acts, perform) => {
    if (acts.length < 2) return one(acts, perform);
    try {
      return await several(acts, perform);
    } catch (error) {
      return acts.map(() => failed(error, 0));
    }
  };
}

const listMs = 10_000;

/** The codes themselves are the resident's own and have no end: they never leave this folder. */
async function readOwn({ client, residence }: AkuvoxContext): Promise<OwnWays> {
  const body = { residence_id: await residence() };
  const signal = AbortSignal.timeout(listMs);
  const [pin, nfc, ble] = await Promise.all([
    client.call(operations.privateKey, { body }, { signal }),
    client.call(operations.nfc, { body }, { signal }),
    client.call(operations.ble, { body }, { signal }),
  ]);
  const { enable_nfc } = nfc.result;
  const { enable_ble } = ble.result;
  return {
    hasPin: (pin.result.private_key ?? "") !== "",
    ...(typeof enable_nfc === "boolean" ? { isNfcOn: enable_nfc } : {}),
    ...(typeof enable_ble === "boolean" ? { isBluetoothOn: enable_ble } : {}),
  };
}

/** A key belongs to the residence: it opens every door of it. What the vendor counts of its uses it does not say. */
export function createKeyReads(context: AkuvoxContext): KeyReads {
  return {
    opens: async () => toThings(await listDevices(context)).map((thing) => thing.vendorId),
    async list() {
      const keys = await listKeys(context, AbortSignal.timeout(listMs));
      return Promise.all(keys.map((key) => toRecord(context, key)));
    },
    own: () => readOwn(context),
  };
}

async function toRecord({ nameKey }: AkuvoxContext, key: TempKey): Promise<KeyRecord> {
  const from = fromVendorTime(key.start_time);
  const until = fromVendorTime(key.finish_time);
  return {
    id: await nameKey(key.temp_key),
    ...(Number.isNaN(from) ? {} : { from }),
    ...(Number.isNaN(until) ? {} : { until }),
    ...(typeof key.count === "number" ? { uses: key.count } : {}),
    reveal: new Secret(key.temp_key),
  };
}
