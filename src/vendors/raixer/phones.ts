import type { KeyReads, KeyRecord } from "#core/capabilities.ts";
import { VendorError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import type { Act, ActResult } from "#core/plan.ts";
import type { PerformContext, VendorServices } from "#core/ports.ts";
import { Secret } from "#core/secret.ts";
import { createNameKey } from "../key-names.ts";
import { failed } from "../vendor.ts";
import { listDoors, positionOf, type RaixerContext, readDoorId } from "./doors.ts";
import { operations } from "./operations.ts";

/** The vendor lists bare numbers and deletes by id: ids of what we made are kept, by names that tell no number. */
export interface PhoneIds {
  name(number: string): Promise<string>;
  find(name: string): Promise<string | undefined>;
  keep(name: string, id: string): Promise<void>;
  forget(id: string): Promise<void>;
}

export function createPhoneIds(account: string, services: VendorServices): PhoneIds {
  const { vault, log } = services;
  const vaultName = `phones/${account}`;
  const nameKey = createNameKey(account, services);
  let held: Promise<Map<string, string>> | undefined;

  const load = async (): Promise<Map<string, string>> => {
    try {
      const kept: unknown = JSON.parse((await vault.load(vaultName))?.reveal() ?? "{}");
      const pairs = typeof kept === "object" && kept !== null ? Object.entries(kept) : [];
      return new Map(pairs.flatMap(([name, id]) => (typeof id === "string" ? [[name, id] as const] : [])));
    } catch {
      log.warn("vault-failed", { account });
      return new Map();
    }
  };
  const open = (): Promise<Map<string, string>> => {
    held ??= load();
    return held;
  };
  const save = async (ids: ReadonlyMap<string, string>): Promise<void> => {
    try {
      await vault.save(vaultName, new Secret(JSON.stringify(Object.fromEntries(ids))));
    } catch {
      log.warn("vault-failed", { account });
    }
  };

  return {
    name: nameKey,
    find: async (name) => (await open()).get(name),
    async keep(name, id) {
      await save((await open()).set(name, id));
    },
    async forget(id) {
      const ids = await open();
      for (const [name, kept] of ids) if (kept === id) ids.delete(name);
      await save(ids);
    },
  };
}

/** An allowed phone opens from the moment it is allowed: one that begins later cannot be kept by this vendor. */
const soonMs = 60_000;

/** With country code; a leading zero or plus would be lost in a number. */
function readPhone(phone: unknown): number | undefined {
  if (typeof phone !== "string" && typeof phone !== "number") return undefined;
  const digits = String(phone)
    .replace(/[\s().-]/g, "")
    .replace(/^(\+|00)/, "");
  return /^[1-9]\d{6,14}$/.test(digits) ? Number(digits) : undefined;
}

/** Lets a guest's phone open the device's doors by calling; the end is kept by us, the vendor knows none. */
export async function allowPhone(context: RaixerContext, act: Act, perform: PerformContext): Promise<ActResult> {
  const { account, client, phones, services } = context;
  const { from, until, phone } = act.input;
  const now = services.clock.now();
  const fault = (parameter: string) => new VendorError({ account, kind: "input", outcome: "none", parameter });
  const phoneNumber = readPhone(phone);
  if (phoneNumber === undefined) throw fault("phone");
  if (typeof from !== "number" || from > now + soonMs) throw fault("from");
  if (typeof until !== "number" || until <= now) throw fault("until");
  const body = { deviceId: readDoorId(act.vendorId).device, phoneNumber, authorized: true };
  const { permit, signal } = perform;
  const attempt = await client.attempt(operations.authorizePhone, { body }, { permit, signal });
  if (!attempt.ok) return failed(attempt.error, attempt.sends);
  const { insertedId } = attempt.data;
  await phones.keep(await phones.name(String(phoneNumber)), insertedId);
  return { outcome: "accepted", reference: insertedId, sends: attempt.sends };
}

/** Whom to take away: the vendor's id, where it is known; `gone` when the device lists no such phone. */
async function findPhone(context: RaixerContext, { input, vendorId }: Act): Promise<string | "gone" | undefined> {
  const { account, client, phones } = context;
  const { key, phone } = input;
  if (typeof key === "string") return (await phones.find(key)) ?? key;
  const number = readPhone(phone);
  if (number === undefined) throw new VendorError({ account, kind: "input", outcome: "none", parameter: "key" });
  const kept = await phones.find(await phones.name(String(number)));
  if (kept !== undefined) return kept;
  const listed = await client.call(operations.devicePhones, { path: { deviceId: readDoorId(vendorId).device } });
  const same = listed.filter((one) => readPhone(typeof one === "object" ? one.phoneNumber : one) === number);
  if (same.length === 0) return "gone";
  return same.flatMap((one) => (typeof one === "object" && one._id != null ? [one._id] : []))[0];
}

/**
 * Takes a phone from the device: by its id (as listed, or as its creation said), or by its number where the creation
 * was never answered.
 */
export async function revokePhone(context: RaixerContext, act: Act, perform: PerformContext): Promise<ActResult> {
  const { account, client, phones } = context;
  const id = await findPhone(context, act);
  const problem = message("errors:vendor-not-found", { account });
  if (id === "gone") return { outcome: "done", sends: 0 };
  if (id === undefined) return { outcome: "failed", problem, sends: 0 };
  const { permit, signal } = perform;
  const path = { id };
  const attempt = await client.attempt(operations.revokePhone, { path }, { permit, signal, isUrgent: true });
  if (!attempt.ok) return failed(attempt.error, attempt.sends);
  const { sends } = attempt;
  if (attempt.data.n === 0) return { outcome: "failed", problem, sends };
  await phones.forget(id);
  return { outcome: "accepted", sends };
}

/** A phone belongs to the device: it opens every door of it. */
export function createPhoneReads(context: RaixerContext): KeyReads {
  const { client, phones } = context;
  const toRecord = async (phone: number | string, id: string | null | undefined): Promise<KeyRecord> => {
    const name = await phones.name(String(readPhone(phone) ?? phone));
    return { id: id ?? (await phones.find(name)) ?? name, reveal: new Secret(`+${String(phone).replace(/^\+/, "")}`) };
  };
  return {
    async opens(vendorId) {
      const { device } = readDoorId(vendorId);
      const doors = await listDoors(context, device);
      return doors.map((_, index) => `${device}/${positionOf(doors, index)}`);
    },
    async list(vendorId) {
      const { device: deviceId } = readDoorId(vendorId);
      const listed = await client.call(operations.devicePhones, { path: { deviceId } });
      const records = listed.map((phone) => {
        if (typeof phone !== "object") return toRecord(phone, undefined);
        if (phone.phoneNumber == null || phone.authorized === false) return undefined;
        return toRecord(phone.phoneNumber, phone._id);
      });
      return Promise.all(records.filter((record) => record !== undefined));
    },
  };
}
