import { z } from "zod";
import { flag, number, openEnum, text } from "../schema.ts";

/** What surrounds every result. `success: false` comes with status 200 too and is found before this is read. */
function envelope<R extends z.ZodType>(result: R) {
  return z.looseObject({ success: z.literal(true), timestamp: number, result });
}

const Relay = z.looseObject({ relay_id: z.string(), relay_name: text, relay_number: text });

/** `rtsp` / `rtsp_url` hold a login and `ciphertext` a key: neither leaves this folder. */
const Device = z.looseObject({
  mac: z.string(),
  device_name: text,
  device_type: openEnum([
    "Multi-tenants Doorphone",
    "Single-tenant Doorphone",
    "Indoor Monitor",
    "Guard Phone",
    "Access Control",
  ]),
  online: flag,
  is_public: flag,
  sip: text,
  relays: z.array(Relay).nullish(),
  security_relays: z.array(Relay).nullish(),
});

/** The digits are the key's only id, and a secret. Times are UTC without saying so. */
const TempKey = z.looseObject({
  temp_key: z.string(),
  start_time: text,
  finish_time: text,
  count: number,
  qr_code_url: text,
});

const Opening = z.looseObject({
  /** False: somebody tried in vain. */
  open_door: flag,
  account_name: text,
  device_name: text,
  open_door_type: text,
  /** No zone stated. */
  open_door_time: text,
  capture_thumbnail_url: text,
  capture_picture_url: text,
});

const Call = z.looseObject({ call_name: text, call_sip: text, call_time: text });
const Family = z.looseObject({ residence_id: z.string(), account_id: text, family_name: text });

export const Devices = envelope(z.array(Device));
export const PrivateKey = envelope(z.looseObject({ private_key: text }));
export const NfcConfig = envelope(z.looseObject({ nfc_code: text, enable_nfc: flag }));
export const BleConfig = envelope(z.looseObject({ ble_code: text, enable_ble: flag }));
export const TempKeys = envelope(z.array(TempKey));
export const NewTempKey = envelope(z.looseObject({ temp_key: z.string(), qr_code_url: text }));
export const FaceFile = envelope(z.looseObject({ is_uploaded: flag }));
export const Permissions = envelope(z.array(z.looseObject({ mac: text, permission: flag })));
export const Calls = envelope(z.array(Call));
export const Openings = envelope(z.array(Opening));
export const Families = envelope(z.array(Family));
/** Deletes, changes and openings answer an empty object. */
export const Nothing = envelope(z.unknown().optional());

/** The token address wraps its answer like the commands do. */
export const TokenAnswer = z.looseObject({
  result: z.looseObject({ access_token: z.string().min(1), refresh_token: text, expires_in: number }),
});

export type Device = z.output<typeof Device>;
export type TempKey = z.output<typeof TempKey>;
export type Opening = z.output<typeof Opening>;
