import type { KeyReads } from "#core/capabilities.ts";
import { VendorError } from "#core/errors.ts";
import type { JsonObject } from "#core/json.ts";
import { message, type Value } from "#core/message.ts";
import type { Act, ActResult } from "#core/plan.ts";
import type { PerformContext } from "#core/ports.ts";
import { failed } from "../vendor.ts";
import { operations } from "./operations.ts";
import { type AkuvoxContext, listDevices, toThings, toVendorTime } from "./residence.ts";

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

/** The digits are shown to the asker and nowhere else: not logged, not kept, not in the reference. */
export async function createKey(context: AkuvoxContext, act: Act, perform: PerformContext): Promise<ActResult> {
  const { account, client, residence } = context;
  const window = readWindow(account, act.input);
  const { uses: count, zone, from, until } = act.input;
  if (typeof count !== "number") throw new VendorError({ account, kind: "input", outcome: "none", parameter: "uses" });
  const body = { residence_id: await residence(), ...window, count };
  const { permit, signal } = perform;
  const attempt = await client.attempt(operations.createTempKey, { body }, { permit, signal });
  const follow = { what: "key", ...window };
  if (!attempt.ok) return failed(attempt.error, attempt.sends);
  const { temp_key, qr_code_url } = attempt.data.result;
  const shown: { label: ReturnType<typeof message>; value: Value }[] = [
    { label: message("replies:key.digits"), value: temp_key },
    { label: message("replies:key.uses"), value: count },
  ];
  if (typeof zone === "string" && typeof from === "number" && typeof until === "number") {
    shown.push({ label: message("replies:key.window"), value: { kind: "window", from, until, zone } });
  }
  return { outcome: "accepted", shown, ...(qr_code_url ? { qr: qr_code_url } : {}), follow, sends: attempt.sends };
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

/** Removes one key with the window given: the digits, the vendor's only id, are read just before and never kept. */
export async function revokeKey(context: AkuvoxContext, act: Act, perform: PerformContext): Promise<ActResult> {
  const { account, client, residence } = context;
  const window = readWindow(account, act.input);
  const key = (await listKeys(context, perform.signal)).find((candidate) => isOf(window, candidate));
  if (key === undefined) throw new VendorError({ account, kind: "not-found", outcome: "none" });
  const body = { residence_id: await residence(), temp_key: key.temp_key };
  const { permit, signal } = perform;
  const attempt = await client.attempt(operations.deleteTempKey, { body }, { permit, signal, isUrgent: true });
  return attempt.ok ? { outcome: "accepted", sends: attempt.sends } : failed(attempt.error, attempt.sends);
}

/** A key belongs to the residence: it opens every door of it. */
export function createKeyReads(context: AkuvoxContext): KeyReads {
  return {
    opens: async () => toThings(await listDevices(context)).map((thing) => thing.vendorId),
  };
}
